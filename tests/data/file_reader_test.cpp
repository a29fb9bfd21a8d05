// Files are read the same whether gzip or not, and their size is known first.
#include "data/file_reader.hpp"

#include "tests/data/fixtures.hpp"

namespace metaqnn {
namespace {

using test::Bytes;
using test::expect_says;
using test::refusal;

class FileReading : public test::DataFolder {};

TEST_F(FileReading, GivesNumbersAndBytesInOrder) {
    write("plain", {0, 0, 1, 2, 7, 8});
    write_gzip("packed", {0, 0, 1, 2, 7, 8});
    for (const char* name : {"plain", "packed"}) {
        FileReader file(path(name));
        EXPECT_EQ(file.read_big_endian(), 258U);
        Bytes bytes(2);
        file.read(bytes);
        EXPECT_EQ(bytes, (Bytes{7, 8}));
        EXPECT_NO_THROW(file.expect_end());
    }
}

TEST_F(FileReading, KnowsWhatAPlainFileHolds) {
    write("plain", Bytes(100));
    const FileReader file(path("plain"));
    EXPECT_EQ(file.plain_bytes(), 100U);
    EXPECT_TRUE(file.can_hold(100));
    EXPECT_FALSE(file.can_hold(99));
    EXPECT_FALSE(file.can_hold(101));
}

TEST_F(FileReading, BoundsWhatGzipCanHold) {
    write_gzip("packed", Bytes(1'000'000));  // zeros: close to the best ratio
    const FileReader file(path("packed"));
    EXPECT_TRUE(file.can_hold(1'000'000));
    EXPECT_FALSE(file.can_hold(10'000'000));
    expect_says(refusal([&] { file.plain_bytes(); }), {file.name(), "gunzip"});
}

TEST_F(FileReading, TellsHowMuchIsMissing) {
    write("plain", {1, 2, 3});
    FileReader file(path("plain"));
    Bytes bytes(10);
    expect_says(refusal([&] { file.read(bytes); }), {file.name(), "truncated", "7 bytes"});
}

TEST_F(FileReading, NamesAMissingFile) {
    expect_says(refusal([&] { FileReader{path("missing")}; }), {"missing", "no such file"});
}

}  // namespace
}  // namespace metaqnn
