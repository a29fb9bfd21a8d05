// Tests of messages over a channel.
#include "wire/message_stream.hpp"

#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.hpp"
#include "wire/file_descriptor.hpp"

namespace metaqnn::wire {
namespace {

TEST(MessageBuffer, CutsAStreamThatComesByteByByte) {
    const std::string bytes = encode(Ready{"a", "cpu"}) + encode(Stop{});
    MessageBuffer buffer;
    std::vector<Message> messages;
    for (const char byte : bytes) {
        buffer.append({&byte, 1});
        while (const auto message = buffer.next()) messages.push_back(*message);
    }
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_TRUE(messages[0] == Message(Ready{"a", "cpu"}));
    EXPECT_TRUE(messages[1] == Message(Stop{}));
    EXPECT_TRUE(buffer.empty());
}

TEST(MessageBuffer, HoldsNoMoreThanAnUnfinishedFrame) {
    const std::string frame = encode(Failure{std::string(1000, 'x')});
    MessageBuffer buffer;
    buffer.append(std::string_view(frame).substr(0, 500));
    const std::size_t before = mallinfo2().uordblks;
    for (int i = 0; i < 5000; ++i) {  // the end of one and the beginning of the next
        buffer.append(frame.substr(500) + frame.substr(0, 500));
        ASSERT_TRUE(buffer.next().has_value());
        ASSERT_FALSE(buffer.next().has_value());
    }
    EXPECT_LT(mallinfo2().uordblks, before + 100'000U);
}

TEST(MessageBuffer, RefusesAWrongHeaderBeforeItsContentArrives) {
    MessageBuffer buffer;
    buffer.append("This is a line that a library printed");
    EXPECT_THROW((void)buffer.next(), IoError);
}

TEST(MessageReader, PollsWithoutWaitingAndReadsTheRestAtTheEnd) {
    DescriptorPair channel = make_channel();
    MessageReader reader(channel.first.number());
    EXPECT_FALSE(reader.poll());
    EXPECT_FALSE(reader.ended());
    write_message(channel.second.number(), Stop{});
    write_message(channel.second.number(), Shutdown{});
    channel.second.close();
    EXPECT_TRUE(reader.poll() == Message(Stop{}));
    EXPECT_TRUE(reader.read() == Message(Shutdown{}));
    EXPECT_FALSE(reader.read());
    EXPECT_TRUE(reader.ended());
}

TEST(MessageReader, TellsAnEndInsideAMessage) {
    DescriptorPair channel = make_channel();
    const std::string frame = encode(Failure{"half"});
    ASSERT_EQ(::send(channel.second.number(), frame.data(), 15, 0), 15);
    channel.second.close();
    MessageReader reader(channel.first.number());
    EXPECT_THROW((void)reader.read(), IoError);
}

TEST(MessageReader, TakesAMessageLargerThanASocketBuffer) {
    DescriptorPair channel = make_channel();
    TrainerSetup setup;
    setup.images = std::string(max_text_bytes, 'i');
    setup.models = std::string(max_text_bytes, 'm');
    setup.device = std::string(max_text_bytes, 'd');
    std::thread writer([&] {
        for (int i = 0; i < 8; ++i) write_message(channel.second.number(), setup);
    });
    MessageReader reader(channel.first.number());
    for (int i = 0; i < 8; ++i) EXPECT_TRUE(reader.read() == Message(setup));
    writer.join();
}

TEST(WriteMessage, ToAClosedChannelIsAnErrorAndNoSignal) {
    DescriptorPair channel = make_channel();
    channel.first.close();
    EXPECT_THROW(write_message(channel.second.number(), Stop{}), IoError);
}

TEST(MakeChannel, GivesDescriptorsThatNoChildInherits) {
    for (const DescriptorPair& pair : {make_channel(), make_pipe()}) {
        EXPECT_GE(pair.first.number(), 10);
        EXPECT_EQ(::fcntl(pair.first.number(), F_GETFD), FD_CLOEXEC);
        EXPECT_EQ(::fcntl(pair.second.number(), F_GETFD), FD_CLOEXEC);
    }
}

}  // namespace
}  // namespace metaqnn::wire
