// Whole arrays of numbers.
#include "io/arrays.hpp"

#include "core/error.hpp"
#include "tests/io/damage.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn::h5 {
namespace {

using test::expect_parts;
using test::message_of;

class Arrays : public test::Folder {
  protected:
    File file_ = create_file(path("arrays.h5"));

    template <class Number>
    void round_trip(const std::string& name, const std::vector<std::int64_t>& shape,
                    const std::vector<Number>& numbers) {
        write_array<Number>(file_, name, shape, numbers);
        check(H5Fflush(file_.id(), H5F_SCOPE_LOCAL), "flush", "file");
        const Array<Number> array = read_array<Number>(file_, name);
        EXPECT_EQ(array.shape, shape);
        EXPECT_EQ(array.numbers, numbers);
    }
};

TEST_F(Arrays, ComeBackWithShapeAndNumbers) {
    round_trip<std::int32_t>("integers", {2, 3}, {1, -2, 3, INT32_MAX, INT32_MIN, 0});
    round_trip<float>("floats", {1, 1, 2}, {0.1F, -1e30F});
    round_trip<double>("doubles", {2}, {0.1, 1e-300});
    round_trip<double>("single", {}, {2.5});
    round_trip<double>("nothing", {0}, {});
}

TEST_F(Arrays, NameWhatIsMissingOrOfAnotherType) {
    expect_parts(message_of<ConfigError>([&] { read_array<float>(file_, "numbers"); }),
                 path("arrays.h5"), "no array numbers");
    write_array<double>(file_, "numbers", std::vector<std::int64_t>{1}, std::vector<double>{1.0});
    expect_parts(message_of<ConfigError>([&] { read_array<float>(file_, "numbers"); }),
                 "numbers has the wrong type");
}

TEST_F(Arrays, RefuseAShapeThatDoesNotFitTheNumbers) {
    EXPECT_THROW(write_array<float>(file_, "numbers", std::vector<std::int64_t>{2, 2},
                                    std::vector<float>{1.0F}),
                 LogicError);
}

TEST_F(Arrays, RefuseAProductThatOverflows) {
    const std::vector<hsize_t> shape = {hsize_t{1} << 31, hsize_t{1} << 31, 1};
    const std::vector<hsize_t> chunk = {1, 1, 1};
    const Dataspace space(H5Screate_simple(3, shape.data(), nullptr), "make", "space");
    const PropertyList chunked = make_properties(H5P_DATASET_CREATE);
    check(H5Pset_chunk(chunked.id(), 3, chunk.data()), "chunk", "space");
    const Dataset dataset(H5Dcreate2(file_.id(), "huge", H5T_NATIVE_FLOAT, space.id(), H5P_DEFAULT,
                                     chunked.id(), H5P_DEFAULT),
                          "make", "dataset");
    expect_parts(message_of<ConfigError>([&] { read_array<float>(file_, "huge"); }), "huge",
                 "larger than the file");
}

TEST_F(Arrays, RefuseMoreNumbersThanAskedFor) {
    round_trip<float>("numbers", {3}, {1.0F, 2.0F, 3.0F});
    EXPECT_EQ(read_array<float>(file_, "numbers", 3).numbers.size(), 3U);
    expect_parts(message_of<ConfigError>([&] { read_array<float>(file_, "numbers", 2); }),
                 "numbers holds more numbers than it can have");
}

TEST_F(Arrays, RefuseWhatIsCompressedOrInHugePieces) {
    const auto make = [&](const char* name, hsize_t piece, bool compressed) {
        const hsize_t size = 4;
        const hsize_t largest = H5S_UNLIMITED;
        const Dataspace space(H5Screate_simple(1, &size, &largest), "make", "space");
        const PropertyList layout = make_properties(H5P_DATASET_CREATE);
        check(H5Pset_chunk(layout.id(), 1, &piece), "chunk", "space");
        if (compressed) check(H5Pset_shuffle(layout.id()), "filter", "space");
        const Dataset dataset(H5Dcreate2(file_.id(), name, H5T_NATIVE_FLOAT, space.id(),
                                         H5P_DEFAULT, layout.id(), H5P_DEFAULT),
                              "make", "dataset");
        check(H5Fflush(file_.id(), H5F_SCOPE_LOCAL), "flush", "file");
    };
    make("plain", 4, false);
    EXPECT_EQ(read_array<float>(file_, "plain").numbers.size(), 4U);
    make("squeezed", 4, true);
    expect_parts(message_of<ConfigError>([&] { read_array<float>(file_, "squeezed"); }),
                 "squeezed is compressed");
    make("huge", hsize_t{1} << 29, false);
    expect_parts(message_of<ConfigError>([&] { read_array<float>(file_, "huge"); }),
                 "larger than the file can hold");
}

/// HDF5 opens such a dataset and then tells of one side only.
TEST_F(Arrays, RefusePiecesOfFewerDimensions) {
    const std::string name = path("pieces.h5");
    {
        // In the oldest format, whose parts carry no checksums of HDF5's.
        const File old = create_file(name, make_properties(H5P_FILE_ACCESS));
        const std::vector<hsize_t> shape = {4, 5};
        const std::vector<hsize_t> piece = {2, 3};
        const Dataspace space(H5Screate_simple(2, shape.data(), nullptr), "make", "space");
        const PropertyList chunked = make_properties(H5P_DATASET_CREATE);
        check(H5Pset_chunk(chunked.id(), 2, piece.data()), "chunk", "space");
        const Dataset dataset(H5Dcreate2(old.id(), "numbers", H5T_NATIVE_FLOAT, space.id(),
                                         H5P_DEFAULT, chunked.id(), H5P_DEFAULT),
                              "make", "dataset");
    }
    // The layout: version 3, kind 2 (in pieces), dimensions (one more: the bytes of a number),
    // where its index lies (nowhere yet), the sides.
    const std::string layout = std::string("\3\2\3", 3) + std::string(8, '\xff') + "\2";
    std::string bytes = test::bytes_of_file(name);
    const std::size_t place = bytes.find(layout);
    ASSERT_NE(place, std::string::npos);
    bytes[place + 2] = 2;
    test::write_bytes(name, bytes);
    const File file = open_file(name, Access::read);
    expect_parts(message_of<ConfigError>([&] { read_array<float>(file, "numbers"); }),
                 "numbers is compressed or in huge pieces");
}

TEST_F(Arrays, NoticeEveryChangedByteUnderAChecksum) {
    const std::vector<float> numbers(1000, 0.5F);
    write_array<float>(file_, "numbers", std::vector<std::int64_t>{10, 100}, numbers,
                       Checksums::fletcher32);
    file_ = File();
    std::string bytes = test::bytes_of_file(path("arrays.h5"));
    const std::string data(reinterpret_cast<const char*>(numbers.data()), 4000);
    const std::size_t place = bytes.find(data);
    ASSERT_NE(place, std::string::npos);
    for (const std::size_t offset : {std::size_t{0}, std::size_t{1999}, std::size_t{3999}}) {
        std::string changed = bytes;
        changed[place + offset] = static_cast<char>(changed[place + offset] ^ 1);
        test::write_bytes(path("arrays.h5"), changed);
        const File file = open_file(path("arrays.h5"), Access::read);
        EXPECT_THROW(read_array<float>(file, "numbers"), IoError) << offset;
    }
    test::write_bytes(path("arrays.h5"), bytes);
    const File file = open_file(path("arrays.h5"), Access::read);
    EXPECT_EQ(read_array<float>(file, "numbers").numbers, numbers);
}

}  // namespace
}  // namespace metaqnn::h5
