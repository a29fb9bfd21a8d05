// The node-local file: what is mapped equals what was decoded, and one process of many writes it.
#include "data/image_file.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <thread>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/random.hpp"
#include "data/image_file_layout.hpp"
#include "data/read_dataset.hpp"
#include "data/split.hpp"
#include "tests/data/fixtures.hpp"

namespace metaqnn {
namespace {

namespace fs = std::filesystem;
using test::Bytes;
using test::expect_says;
using test::refusal;

/// Thirty images of 8 x 8 with two channels, ten of them to validate, and seven to test.
DataSpec small_spec() {
    DataSpec spec;
    spec.validation = 10;
    spec.synthetic = {.images = 30, .test_images = 7, .side = 8, .channels = 2, .classes = 3};
    return spec;
}

std::size_t files_in(const fs::path& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

void expect_part(const ImagePart& part, const ImageSet& set,
                 const std::vector<std::uint32_t>& indices) {
    const ImageSet expected = subset(set, indices);
    EXPECT_TRUE(std::ranges::equal(part.pixels, expected.pixels));
    EXPECT_TRUE(std::ranges::equal(part.labels, expected.labels));
    EXPECT_EQ(part.size(), expected.size());
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(part.pixels.data()) % 64, 0U);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(part.labels.data()) % 64, 0U);
}

class ImageFile : public test::DataFolder {
  protected:
    fs::path prepare(const DataSpec& spec = small_spec(), std::uint64_t seed = 1) const {
        return prepare_image_file(spec, seed, folder());
    }
    /// Two images to train on, one to test, as CIFAR-100's files.
    DataSpec small_cifar100() const {
        write("train.bin",
              test::join({test::cifar_record({0, 1}, 7), test::cifar_record({0, 2}, 8)}));
        write("test.bin", test::cifar_record({0, 1}, 9));
        DataSpec spec;
        spec.kind = DataKind::cifar100;
        spec.path = folder();
        spec.validation = 1;
        return spec;
    }
    /// Overwrites bytes of the prepared file.
    static void patch(const fs::path& path, std::streamoff at, const Bytes& bytes) {
        std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(at);
        file.write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
        ASSERT_TRUE(file.good());
    }
};

TEST_F(ImageFile, HoldsWhatWasDecoded) {
    const MappedImages images(prepare());
    const Dataset data = read_dataset(small_spec(), 1);
    const Split parts =
        split(data.train.labels, data.train.classes, 10, derive_seed(1, Stream::split, 0));

    EXPECT_EQ(images.shape(), (ImageShape{2, 8}));
    EXPECT_EQ(images.classes(), 3);
    expect_part(images.train(), data.train, parts.train);
    expect_part(images.validation(), data.train, parts.validation);
    expect_part(images.test(), data.test, {0, 1, 2, 3, 4, 5, 6});
    EXPECT_TRUE(images.sound());

    const ChannelStatistics statistics = channel_statistics(data.train, parts.train);
    ASSERT_EQ(images.mean().size(), 2U);
    ASSERT_EQ(images.deviation().size(), 2U);
    for (std::size_t c = 0; c < 2; ++c) {
        EXPECT_FLOAT_EQ(images.mean()[c], static_cast<float>(statistics.mean[c]));
        EXPECT_FLOAT_EQ(images.deviation()[c], static_cast<float>(statistics.deviation[c]));
    }
}

TEST_F(ImageFile, MayHaveNoValidationImages) {
    DataSpec all = small_spec();
    all.validation = 0;
    const MappedImages images(prepare_image_file(all, 1, folder()));
    EXPECT_EQ(images.validation().size(), 0);
    EXPECT_EQ(images.validation().pixels.size(), 0U);
    EXPECT_EQ(images.train().size(), read_dataset(all, 1).train.size());
    EXPECT_TRUE(images.sound());
}

TEST_F(ImageFile, LiesAloneInTheFolderReadableByItsOwnerOnly) {
    const fs::path path = prepare();
    EXPECT_EQ(path.parent_path(), folder());
    EXPECT_EQ(files_in(folder()), 1U);
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(ImageFile, IsUsedAgainWhenNothingChanged) {
    const fs::path path = prepare();
    struct stat before {};
    struct stat after {};
    ASSERT_EQ(stat(path.c_str(), &before), 0);
    EXPECT_EQ(prepare(), path);
    ASSERT_EQ(stat(path.c_str(), &after), 0);
    EXPECT_EQ(before.st_ino, after.st_ino);
    EXPECT_EQ(files_in(folder()), 1U);
}

TEST_F(ImageFile, HasAnotherNameForAnotherSpecOrSeed) {
    const fs::path path = prepare();
    DataSpec spec = small_spec();
    spec.validation = 11;
    EXPECT_NE(prepare(spec), path);
    spec = small_spec();
    spec.limit = 20;
    EXPECT_NE(prepare(spec), path);
    spec = small_spec();
    spec.synthetic.difficulty = 0.5;
    EXPECT_NE(prepare(spec), path);
    spec = small_spec();
    spec.validation = 9;
    const fs::path stratified = prepare(spec);
    spec.split = SplitRule::balanced;
    EXPECT_NE(prepare(spec), stratified);
    EXPECT_NE(prepare(small_spec(), 2), path);
}

TEST_F(ImageFile, HasAnotherNameForOtherLabels) {
    DataSpec spec = small_cifar100();
    const fs::path path = prepare(spec);
    spec.labels = Cifar100Labels::coarse;
    EXPECT_NE(prepare(spec), path);
}

TEST_F(ImageFile, HasAnotherNameWhenTheSourceChanged) {
    const DataSpec spec = small_cifar100();
    const fs::path path = prepare(spec);
    fs::last_write_time(folder() / "test.bin",
                        fs::last_write_time(folder() / "test.bin") + std::chrono::seconds(1));
    EXPECT_NE(prepare(spec), path);
}

TEST_F(ImageFile, IsMadeAgainWhenDamaged) {
    const fs::path path = prepare();
    const Bytes whole = read(path.filename());
    patch(path, static_cast<std::streamoff>(whole.size()) - 100, Bytes(10, 0xaa));
    ASSERT_NE(read(path.filename()), whole);
    EXPECT_FALSE(MappedImages(path).sound());
    EXPECT_EQ(prepare(), path);
    EXPECT_EQ(read(path.filename()), whole);
    fs::resize_file(path, 100);
    EXPECT_EQ(prepare(), path);
    EXPECT_EQ(read(path.filename()), whole);
}

TEST_F(ImageFile, ReplacesWhatADeadProcessLeft) {
    const fs::path path = prepare();
    const Bytes whole = read(path.filename());
    fs::remove(path);
    write(path.filename().string() + ".part", Bytes(5000, 1));
    EXPECT_EQ(prepare(), path);
    EXPECT_EQ(read(path.filename()), whole);
    EXPECT_EQ(files_in(folder()), 1U);
}

TEST_F(ImageFile, StaysMappedWhenDeleted) {
    const fs::path path = prepare();
    const MappedImages images(path);
    fs::remove(path);
    EXPECT_TRUE(images.sound());
}

TEST_F(ImageFile, KnowsEqualImagesByTheirChecksum) {
    DataSpec spec = small_spec();
    const std::uint32_t first = MappedImages(prepare(spec)).checksum();
    const fs::path other_folder = folder() / "other";
    fs::create_directory(other_folder);
    EXPECT_EQ(MappedImages(prepare_image_file(spec, 1, other_folder)).checksum(), first);
    spec.synthetic.seed += 1;
    EXPECT_NE(MappedImages(prepare(spec)).checksum(), first);
}

TEST_F(ImageFile, MovesItsMap) {
    MappedImages images(prepare());
    const std::uint8_t* pixels = images.train().pixels.data();
    const MappedImages moved(std::move(images));
    EXPECT_EQ(moved.train().pixels.data(), pixels);
    EXPECT_TRUE(moved.sound());
}

TEST_F(ImageFile, LeavesNothingBehindWhenTheInputIsWrong) {
    DataSpec spec = small_spec();
    spec.validation = 30;
    expect_says(refusal([&] { prepare(spec); }), {"data.validation = 30", "1 to 29", "30 images"});
    EXPECT_EQ(files_in(folder()), 0U);
}

TEST_F(ImageFile, NamesAFolderThatCannotBeUsed) {
    const fs::path missing = folder() / "missing";
    expect_says(refusal([&] { prepare_image_file(small_spec(), 1, missing); }),
                {missing.string(), "TMPDIR"});
}

TEST_F(ImageFile, ComesWholeToManyProcessesAtOnce) {
    constexpr int processes = 8;
    DataSpec spec = small_spec();
    spec.synthetic.images = 3000;
    std::vector<pid_t> children;
    for (int i = 0; i < processes; ++i) {
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            const bool sound = MappedImages(prepare(spec)).sound();
            _exit(sound ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = -1;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    }
    EXPECT_EQ(files_in(folder()), 1U);
    EXPECT_EQ(MappedImages(prepare(spec)).train().size(), 2990);
}

TEST_F(ImageFile, ComesWholeThoughTheWriterIsKilled) {
    DataSpec spec = small_spec();
    spec.synthetic.images = 120000;
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        prepare(spec);
        _exit(0);
    }
    const auto began = [this] { return files_in(folder()) > 0; };
    for (int i = 0; i < 500 && !began(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ASSERT_TRUE(began());
    ASSERT_EQ(kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_TRUE(MappedImages(prepare(spec)).sound());
    EXPECT_EQ(files_in(folder()), 1U);
}

TEST_F(ImageFile, RefusesWhatOthersMayWrite) {
    const fs::path path = prepare();
    fs::permissions(path, fs::perms::others_write, fs::perm_options::add);
    expect_says(refusal([&] { MappedImages{path}; }), {path.string(), "other users"});
}

TEST_F(ImageFile, RefusesTheFileOfAnotherUser) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
    const fs::path path = prepare();
    ASSERT_EQ(chown(path.c_str(), 12345, 12345), 0);
    expect_says(refusal([&] { MappedImages{path}; }), {path.string(), "other users"});
}

TEST_F(ImageFile, RefusesAFileWithASecondName) {
    const fs::path path = prepare();
    fs::create_hard_link(path, folder() / "second");
    expect_says(refusal([&] { MappedImages{path}; }), {path.string(), "one name"});
}

TEST_F(ImageFile, RefusesALink) {
    const fs::path path = prepare();
    fs::create_symlink(path, folder() / "link");
    expect_says(refusal([&] { MappedImages{folder() / "link"}; }), {"link", "cannot be opened"});
}

TEST_F(ImageFile, RefusesATruncatedFile) {
    const fs::path path = prepare();
    for (const std::uintmax_t bytes : {fs::file_size(path) - 64, std::uintmax_t{63}}) {
        fs::resize_file(path, bytes);
        expect_says(refusal([&] { MappedImages{path}; }), {path.string(), "delete it"});
    }
}

TEST_F(ImageFile, RefusesEveryDamagedHeader) {
    const fs::path path = prepare();
    const Bytes whole = read(path.filename());
    const struct {
        std::size_t at;
        Bytes bytes;
        const char* reason;
    } damages[] = {
        {0, {0}, "begins with something else"},
        {offsetof(ImageFileHeader, version), {99}, "another version"},
        {offsetof(ImageFileHeader, images) + 7, {0xff}, "impossible counts"},
        {offsetof(ImageFileHeader, images), {0}, "impossible counts"},
        {offsetof(ImageFileHeader, images), {19}, "size"},
        {offsetof(ImageFileHeader, channels) + 3, {0xff}, "impossible shape"},
        {offsetof(ImageFileHeader, side), {0}, "impossible shape"},
        {offsetof(ImageFileHeader, classes), {1}, "impossible shape"},
        {offsetof(ImageFileHeader, classes), {2}, "outside the classes"},
    };
    for (const auto& damage : damages) {
        patch(path, 0, whole);
        patch(path, static_cast<std::streamoff>(damage.at), damage.bytes);
        expect_says(refusal([&] { MappedImages{path}; }), {path.string(), damage.reason});
    }
}

}  // namespace
}  // namespace metaqnn
