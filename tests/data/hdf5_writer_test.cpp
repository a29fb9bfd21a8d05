// What is written is what is read.
#include "data/hdf5_writer.hpp"

#include <algorithm>

#include "data/readers.hpp"
#include "io/numbers.hpp"
#include "tests/data/fixtures.hpp"

namespace metaqnn {
namespace {

using test::Bytes;
using test::expect_says;
using test::refusal;

class Hdf5Writer : public test::DataFolder {
  protected:
    std::string name() const { return path("images.h5").string(); }

    static Dataset small() {
        return {{{1, 2}, 3, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, {2, 0, 1}},
                {{1, 2}, 3, {13, 14, 15, 16}, {0}},
                0,
                {"cat", "F\u00fcchse", "a b"}};
    }
};

TEST_F(Hdf5Writer, WritesWhatIsReadBack) {
    write_hdf5(name(), small());
    const Dataset data = read_hdf5(name());
    EXPECT_EQ(data.train, small().train);
    EXPECT_EQ(data.test, small().test);
    EXPECT_EQ(data.class_names, small().class_names);
}

TEST_F(Hdf5Writer, LeavesOutNamesThatAreNotKnown) {
    Dataset data = small();
    data.class_names.clear();
    write_hdf5(name(), data);
    EXPECT_TRUE(read_hdf5(name()).class_names.empty());
}

TEST_F(Hdf5Writer, WritesMoreThanOnePiece) {
    // 40 images of 1 MiB: pieces of 16 MiB.
    Dataset data = small();
    data.train = {{1, 1024}, 2, Bytes(40U << 20U, 7), {}};
    for (std::uint16_t i = 0; i < 40; ++i) data.train.labels.push_back(i % 2);
    data.train.pixels.back() = 9;
    data.test = {{1, 1024}, 2, Bytes(1U << 20U, 8), {1}};
    data.class_names.clear();
    write_hdf5(name(), data);
    EXPECT_EQ(read_hdf5(name()).train, data.train);
}

TEST_F(Hdf5Writer, LetsReadingFindDamage) {
    write_hdf5(name(), small());
    Bytes bytes = read("images.h5");
    const Bytes pixels{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    const auto found = std::ranges::search(bytes, pixels);
    ASSERT_FALSE(found.empty());
    ++found.front();
    write("images.h5", bytes);
    expect_says(refusal([this] { read_hdf5(name()); }), {name(), "train/images"});
}

TEST_F(Hdf5Writer, RefusesNamesThatDoNotFitTheClasses) {
    Dataset data = small();
    data.class_names.pop_back();
    write_hdf5(name(), data);
    expect_says(refusal([this] { read_hdf5(name()); }), {"class_names has 2 names", "3 classes"});
}

TEST_F(Hdf5Writer, LeavesNothingWhereItCannotWrite) {
    EXPECT_THROW(write_hdf5(path("absent/images.h5").string(), small()), IoError);
    EXPECT_TRUE(std::filesystem::is_empty(folder()));
}

}  // namespace
}  // namespace metaqnn
