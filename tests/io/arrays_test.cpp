// Whole arrays of numbers.
#include "io/arrays.hpp"

#include "core/error.hpp"
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

}  // namespace
}  // namespace metaqnn::h5
