// Reading of arrays that others made.
#include "io/numbers.hpp"

#include "core/error.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn::h5 {
namespace {

using test::expect_parts;
using test::message_of;

constexpr std::int64_t plenty = 1 << 20;

class Numbers : public test::Folder {
  protected:
    File file_ = create_file(path("images.h5"));
    Group train_{H5Gcreate2(file_.id(), "train", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), "make",
                 "group"};

    void store(const char* name, hid_t file_type, const std::vector<hsize_t>& shape,
               const std::vector<std::int64_t>& values) {
        const Dataspace space(
            H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), "make",
            "space");
        const Dataset dataset(H5Dcreate2(file_.id(), name, file_type, space.id(), H5P_DEFAULT,
                                         H5P_DEFAULT, H5P_DEFAULT),
                              "make", name);
        if (values.empty()) return;
        check(
            H5Dwrite(dataset.id(), H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
            "write", name);
    }
};

TEST_F(Numbers, TellShapeAndTypeBeforeReading) {
    store("train/images", H5T_STD_U8BE, {3, 1, 2, 2}, {});
    const NumberReader images(file_, "train/images");
    EXPECT_EQ(images.shape(), (std::vector<std::int64_t>{3, 1, 2, 2}));
    EXPECT_EQ(images.kind(), NumberKind::unsigned_integer);
    EXPECT_EQ(images.bytes(), 1u);
    EXPECT_EQ(images.to_text(), "unsigned 8-bit integer [3, 1, 2, 2]");
}

TEST_F(Numbers, ReadTheRowsThatAreAskedFor) {
    store("train/images", H5T_STD_U8LE, {3, 1, 2}, {0, 1, 2, 255, 4, 5});
    const NumberReader images(file_, "train/images");
    EXPECT_EQ(images.read_uint8(1, 2, plenty), (std::vector<std::uint8_t>{2, 255, 4, 5}));
    EXPECT_TRUE(images.read_uint8(3, 0, plenty).empty());
}

TEST_F(Numbers, ReadIntegersOfAnySizeAndByteOrder) {
    store("train/labels", H5T_STD_I16BE, {3}, {-7, 9, 300});
    const NumberReader labels(file_, "train/labels");
    EXPECT_EQ(labels.kind(), NumberKind::signed_integer);
    EXPECT_EQ(labels.read_integers(0, 3, plenty), (std::vector<std::int64_t>{-7, 9, 300}));
}

TEST_F(Numbers, FindOnlyWhatIsADataset) {
    store("train/images", H5T_STD_U8LE, {1}, {1});
    EXPECT_TRUE(has_dataset(file_, "train/images"));
    EXPECT_FALSE(has_dataset(file_, "train"));
    EXPECT_FALSE(has_dataset(file_, "test/images"));
    EXPECT_FALSE(has_dataset(file_, "train/labels"));
    expect_parts(message_of<ConfigError>([&] { NumberReader(file_, "test/images"); }),
                 "no dataset test/images", path("images.h5"));
}

TEST_F(Numbers, RefuseAnotherTypeByName) {
    store("train/images", H5T_IEEE_F32LE, {2}, {1, 2});
    const NumberReader images(file_, "train/images");
    expect_parts(message_of<ConfigError>([&] { images.read_uint8(0, 2, plenty); }), "train/images",
                 "32-bit real", "unsigned 8-bit");
    expect_parts(message_of<ConfigError>([&] { images.read_integers(0, 2, plenty); }),
                 "32-bit real", "integers");
}

TEST_F(Numbers, RefuseRowsThatAreNotThere) {
    store("train/labels", H5T_STD_U8LE, {3}, {1, 2, 3});
    const NumberReader labels(file_, "train/labels");
    expect_parts(message_of<ConfigError>([&] { labels.read_uint8(2, 2, plenty); }), "3 rows");
    EXPECT_THROW(labels.read_uint8(-1, 1, plenty), ConfigError);
}

TEST_F(Numbers, RefuseASizeOverTheLimitWithoutAllocatingIt) {
    // No number is stored: the file is small, whatever its shape says.
    const hsize_t huge = hsize_t{1} << 40;
    const std::vector<hsize_t> shape = {huge, huge};
    const Dataspace space(H5Screate_simple(2, shape.data(), nullptr), "make", "space");
    const PropertyList chunked = make_properties(H5P_DATASET_CREATE);
    const std::vector<hsize_t> chunk = {1, 16};
    check(H5Pset_chunk(chunked.id(), 2, chunk.data()), "chunk", "space");
    const Dataset dataset(H5Dcreate2(file_.id(), "train/images", H5T_STD_U8LE, space.id(),
                                     H5P_DEFAULT, chunked.id(), H5P_DEFAULT),
                          "make", "dataset");
    const NumberReader images(file_, "train/images");
    expect_parts(message_of<ConfigError>([&] { images.read_uint8(0, 1 << 30, plenty); }),
                 "too large", "limit 1048576");
}

TEST_F(Numbers, RefuseASingleNumber) {
    store("train/images", H5T_STD_U8LE, {}, {7});
    const NumberReader single(file_, "train/images");
    EXPECT_TRUE(single.shape().empty());
    EXPECT_THROW(single.read_uint8(0, 1, plenty), ConfigError);
}

}  // namespace
}  // namespace metaqnn::h5
