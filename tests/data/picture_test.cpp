// Pictures of a few pixels, and every way in which a file can be none.
#include "data/picture.hpp"

#include "tests/data/pictures.hpp"

namespace metaqnn {
namespace {

using test::Bytes;
using test::expect_says;
using test::refusal;

class ReadPicture : public test::DataFolder {
  protected:
    Picture read(const Bytes& bytes) const {
        write("picture", bytes);
        return read_picture(path("picture"));
    }
    std::string refused(const Bytes& bytes) const {
        return refusal([&] { read(bytes); });
    }
};

TEST_F(ReadPicture, KeepsTheLevelsOfAPng) {
    const Picture grey = read(test::grey_png(3, 2, {0, 1, 2, 3, 4, 255}));
    EXPECT_EQ(grey.width, 3);
    EXPECT_EQ(grey.height, 2);
    EXPECT_EQ(grey.channels, 1);
    EXPECT_EQ(grey.pixels, (Bytes{0, 1, 2, 3, 4, 255}));
    const Picture colours = read(test::rgb_png(2, 1, {1, 2, 3, 250, 128, 7}));
    EXPECT_EQ(colours.channels, 3);
    EXPECT_EQ(colours.pixels, (Bytes{1, 2, 3, 250, 128, 7}));
}

TEST_F(ReadPicture, LaysWhatIsTransparentOnBlack) {
    const Bytes levels{200, 100, 50, 255, 200, 100, 50, 0};
    const Picture picture = read(test::png(PNG_FORMAT_RGBA, 2, 1, levels.data()));
    EXPECT_EQ(picture.pixels, (Bytes{200, 100, 50, 0, 0, 0}));
}

TEST_F(ReadPicture, ReadsColoursAndGreyOfAJpeg) {
    const Picture colours = read(test::jpeg(TJPF_RGB, TJSAMP_444, 16, 8, [] {
        Bytes levels;
        for (int i = 0; i < 128; ++i) levels.insert(levels.end(), {200, 100, 50});
        return levels;
    }()));
    EXPECT_EQ(colours.width, 16);
    EXPECT_EQ(colours.height, 8);
    ASSERT_EQ(colours.pixels.size(), 384U);
    for (std::size_t i = 0; i < 384; i += 3) {
        EXPECT_NEAR(colours.pixels[i], 200, 2);
        EXPECT_NEAR(colours.pixels[i + 1], 100, 2);
        EXPECT_NEAR(colours.pixels[i + 2], 50, 2);
    }
    const Picture grey = read(test::jpeg(TJPF_GRAY, TJSAMP_GRAY, 8, 8, Bytes(64, 90)));
    EXPECT_EQ(grey.channels, 1);
    EXPECT_EQ(grey.pixels, Bytes(64, 90));
}

TEST_F(ReadPicture, RefusesEveryFileThatIsCut) {
    Bytes noise(300);
    for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<std::uint8_t>(i * 37);
    for (const Bytes& whole :
         {test::rgb_png(10, 10, noise), test::jpeg(TJPF_RGB, TJSAMP_420, 10, 10, noise)}) {
        EXPECT_EQ(read(whole).width, 10);
        // The very last bytes say only that the picture ends.
        for (std::size_t bytes = 0; bytes + 12 < whole.size(); ++bytes) {
            const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(bytes));
            expect_says(refused(cut), {path("picture").string()});
        }
    }
}

TEST_F(ReadPicture, RefusesADamagedPng) {
    Bytes bytes = test::grey_png(4, 4, Bytes(16, 3));
    bytes[bytes.size() - 20] ^= 1U;  // within the pixels: behind them are 8 and 12 bytes
    expect_says(refused(bytes), {"damaged PNG"});
}

TEST_F(ReadPicture, RefusesCmyk) {
    const Bytes bytes = test::jpeg(TJPF_CMYK, TJSAMP_444, 8, 8, Bytes(256, 3));
    expect_says(refused(bytes), {"CMYK", "RGB"});
}

TEST_F(ReadPicture, TakesNoMemoryForAHugePromise) {
    // Width and height stand in bytes 16 to 23; their checksum is mended.
    Bytes bytes = test::grey_png(4, 4, Bytes(16, 3));
    for (const std::size_t i : {17U, 21U}) bytes[i] = 1;  // 65,540 x 65,540
    const auto sum = static_cast<std::uint32_t>(crc32(0, bytes.data() + 12, 17));
    const Bytes mended = test::big_endian(sum);
    std::copy(mended.begin(), mended.end(), bytes.begin() + 29);
    expect_says(refused(bytes), {"65540 x 65540 pixels", "67108864"});
}

TEST_F(ReadPicture, RefusesWhatIsNoPicture) {
    expect_says(refused({}), {"neither PNG nor JPEG"});
    expect_says(refused(Bytes(100, 'x')), {"neither PNG nor JPEG"});
    expect_says(refusal([this] { read_picture(folder()); }), {"not a plain file"});
}

}  // namespace
}  // namespace metaqnn
