// Named tensors: what comes back, and that many small claims are no way to much memory.
#include "io/tensors.hpp"

#include "core/error.hpp"
#include "io/attributes.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn {
namespace {

using test::expect_parts;
using test::message_of;

class Tensors : public test::Folder {
  protected:
    h5::File file_ = h5::create_file(path("tensors.h5"));

    void flush() const {
        h5::check(H5Fflush(file_.id(), H5F_SCOPE_LOCAL), "flush", path("tensors.h5"));
    }
    std::string refusal(std::int64_t most_numbers) const {
        return message_of<ConfigError>([&] { read_tensors(file_, most_numbers); });
    }
};

TEST_F(Tensors, ComeBackInTheirOrder) {
    const std::vector<Tensor> tensors = {
        {"b", {2, 1}, {1.0F, 2.0F}}, {"a", {1}, {3.0F}}, {"a", {}, {4.0F}}};
    write_tensors(file_, tensors);
    flush();
    EXPECT_EQ(read_tensors(file_), tensors);
}

TEST_F(Tensors, AreRefusedForMoreNumbersThanAskedFor) {
    write_tensors(file_, {{"a", {2}, {1.0F, 2.0F}}, {"b", {2}, {3.0F, 4.0F}}});
    flush();
    EXPECT_EQ(read_tensors(file_, 4).size(), 2u);
    expect_parts(refusal(3), "1:b holds more numbers than it can have");
}

TEST_F(Tensors, AreRefusedForMoreNumbersThanTheFileHasRoomFor) {
    // Numbers that were never written take no room: each tensor alone could fit.
    h5::write_integer(file_.id(), "tensors", std::int64_t{100}, "file");
    for (int i = 0; i < 100; ++i) {
        const std::string name = std::to_string(i) + ":w";
        const hsize_t size = 1000;
        const h5::Dataspace space(H5Screate_simple(1, &size, nullptr), "make", "space");
        const h5::Dataset dataset(H5Dcreate2(file_.id(), name.c_str(), H5T_NATIVE_FLOAT, space.id(),
                                             H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                                  "make", "dataset");
    }
    flush();
    expect_parts(refusal(1'000'000), "holds more numbers than it can have");
}

}  // namespace
}  // namespace metaqnn
