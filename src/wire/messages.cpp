// Frames and their content; see messages.hpp.
#include "wire/messages.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>

#include "core/error.hpp"
#include "core/random.hpp"
#include "wire/fields.hpp"
#include "wire/memory_buffer.hpp"

namespace metaqnn::wire {
namespace {

constexpr std::uint32_t magic = 0x4e4e514dU;  // "MQNN" in memory
constexpr std::uint32_t protocol_version = 4;
constexpr unsigned archive_flags = boost::archive::no_header | boost::archive::no_codecvt;

struct Header {
    std::uint32_t magic;
    std::uint32_t version;
    std::uint32_t length;
};
static_assert(sizeof(Header) == header_bytes);

constexpr std::size_t max_stages = 1000;

/// Writes numbers, enumerators and texts into an archive.
class Output {
  public:
    explicit Output(boost::archive::binary_oarchive& archive) : archive_(archive) {}

    template <class... Values>
    void operator()(const Values&... values) {
        (put(values), ...);
    }
    template <class Enum>
    void choice(Enum value, Enum) {
        put(static_cast<std::uint8_t>(value));
    }

  private:
    template <class Number>
    void put(const Number& number) {
        static_assert(std::is_arithmetic_v<Number>);
        archive_ << number;
    }
    void put(bool flag) { put(static_cast<std::uint8_t>(flag)); }
    void put(const std::string& text) {
        expect(text.size() <= max_text_bytes, "wire: a text is longer than 64 KiB");
        put(static_cast<std::uint32_t>(text.size()));
        archive_.save_binary(text.data(), text.size());
    }
    void put(const Architecture& architecture) { put(to_text(architecture)); }
    void put(const std::vector<RateStage>& stages) {
        expect(stages.size() <= max_stages, "wire: more than 1000 stages of a rate");
        put(static_cast<std::uint32_t>(stages.size()));
        for (const RateStage& stage : stages) (*this)(stage.fraction, stage.epochs);
    }

    boost::archive::binary_oarchive& archive_;
};

/// Reads what Output wrote, trusting nothing.
class Input {
  public:
    explicit Input(boost::archive::binary_iarchive& archive) : archive_(archive) {}

    template <class... Values>
    void operator()(Values&... values) {
        (get(values), ...);
    }
    template <class Enum>
    void choice(Enum& value, Enum last) {
        std::uint8_t number = 0;
        get(number);
        if (number > static_cast<std::uint8_t>(last)) throw IoError("a choice out of range");
        value = static_cast<Enum>(number);
    }

  private:
    template <class Number>
    void get(Number& number) {
        static_assert(std::is_arithmetic_v<Number>);
        archive_ >> number;
    }
    void get(bool& flag) {
        std::uint8_t number = 0;
        get(number);
        if (number > 1) throw IoError("a flag that is neither 0 nor 1");
        flag = number == 1;
    }
    void get(std::string& text) {
        std::uint32_t size = 0;
        get(size);
        if (size > max_text_bytes) throw IoError("a text longer than 64 KiB");
        text.resize(size);
        archive_.load_binary(text.data(), size);
    }
    void get(Architecture& architecture) {
        std::string text;
        get(text);
        architecture = parse_architecture(text);
    }
    void get(std::vector<RateStage>& stages) {
        std::uint32_t size = 0;
        get(size);
        if (size > max_stages) throw IoError("more than 1000 stages of a rate");
        stages.resize(size);
        for (RateStage& stage : stages) (*this)(stage.fraction, stage.epochs);
    }

    boost::archive::binary_iarchive& archive_;
};

/// A message of the kind of this index, with default values.
template <std::size_t... indices>
Message blank_message(std::size_t kind, std::index_sequence<indices...>) {
    static const std::array<Message, sizeof...(indices)> blanks{
        Message(std::in_place_index<indices>)...};
    if (kind >= blanks.size()) throw IoError("an unknown kind of message");
    return blanks[kind];
}

void require_fraction(double number) {
    if (!(number >= 0.0 && number <= 1.0)) throw IoError("an accuracy outside 0 to 1");
}
void require_time(double seconds) {
    if (!std::isfinite(seconds)) throw IoError("a time that is no number");
}

// What would go into the journal and into what the agent learns; losses may be no numbers.
void check_numbers(const Evaluation& evaluation) {
    require_fraction(evaluation.accuracy);
    require_time(evaluation.seconds);
    require_time(evaluation.latency_seconds);
    if (!std::isfinite(evaluation.energy_joules)) throw IoError("an energy that is no number");
}
void check_numbers(const EpochReport& report) {
    require_fraction(report.training_accuracy);
    require_fraction(report.validation_accuracy);
    require_time(report.seconds);
}
template <class Body>
void check_numbers(const Body&) {}

Message decode_content(std::string_view content) {
    MemoryBuffer buffer(content);
    boost::archive::binary_iarchive archive(buffer, archive_flags);
    Input input(archive);
    std::uint8_t kind = 0;
    input(kind);
    Message message = blank_message(kind, std::make_index_sequence<std::variant_size_v<Message>>{});
    std::visit([&](auto& body) { transfer(input, body); }, message);
    std::visit([](const auto& body) { check_numbers(body); }, message);
    if (buffer.in_avail() > 0) throw IoError("bytes after its end");
    return message;
}

}  // namespace

std::string encode(Message message) {
    std::string frame(header_bytes, '\0');
    StringBuffer buffer(frame);
    {
        boost::archive::binary_oarchive archive(buffer, archive_flags);
        Output output(archive);
        output(static_cast<std::uint8_t>(message.index()));
        std::visit([&](auto& body) { transfer(output, body); }, message);
    }
    const Header header{magic, protocol_version,
                        static_cast<std::uint32_t>(frame.size() - header_bytes)};
    std::memcpy(frame.data(), &header, header_bytes);
    return frame;
}

std::size_t content_bytes(std::string_view bytes) {
    expect(bytes.size() >= header_bytes, "wire: a header needs 12 bytes");
    Header header{};
    std::memcpy(&header, bytes.data(), header_bytes);
    if (header.magic != magic) {
        throw IoError("message: does not begin as one (something else writes to this channel)");
    }
    if (header.version != protocol_version) {
        throw IoError("message: protocol version " + std::to_string(header.version) +
                      " (this program speaks " + std::to_string(protocol_version) +
                      "); use metaqnn and metaqnn-trainer of one build");
    }
    if (header.length > max_content_bytes) {
        throw IoError("message: announces " + std::to_string(header.length) + " bytes (at most " +
                      std::to_string(max_content_bytes) + ")");
    }
    return header.length;
}

Message decode(std::string_view frame) {
    if (frame.size() < header_bytes) throw IoError("message: truncated header");
    const std::size_t length = content_bytes(frame);
    if (frame.size() != header_bytes + length) {
        throw IoError("message: " + std::to_string(frame.size() - header_bytes) +
                      " bytes where its header announces " + std::to_string(length));
    }
    try {
        return decode_content(frame.substr(header_bytes));
    } catch (const boost::archive::archive_exception&) {
        throw IoError("message: ends too early");
    } catch (const Error& error) {
        throw IoError(std::string("message: ") + error.what());
    }
}

std::uint64_t recipe_hash(const TrainerSetup& setup) {
    TrainerSetup what;
    what.recipe = setup.recipe;
    what.recipe.trial_seconds = 0.0;
    what.input = setup.input;
    what.classes = setup.classes;
    return stable_hash(encode(what));
}

std::string first_line(std::string_view text) {
    constexpr std::size_t longest = 500;
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    std::string_view line = text.substr(begin);
    line = line.substr(0, line.find_first_of("\r\n"));
    return std::string(line.substr(0, longest));
}

}  // namespace metaqnn::wire
