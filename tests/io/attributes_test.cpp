// Attributes: texts of fixed length and numbers.
#include "io/attributes.hpp"

#include <limits>

#include "core/error.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn::h5 {
namespace {

using test::expect_parts;
using test::message_of;

class Attributes : public test::Folder {
  protected:
    std::string path_ = path("file.h5");
    File file_ = create_file(path_);
};

TEST_F(Attributes, ComeBack) {
    const std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
    write_text(file_.id(), "text", "Füchse", path_);
    write_text(file_.id(), "empty", "", path_);
    write_integer(file_.id(), "signed", std::int64_t{-5}, path_);
    write_integer(file_.id(), "unsigned", largest, path_);
    write_real(file_.id(), "real", 0.1, path_);
    EXPECT_EQ(read_text(file_.id(), "text", path_), "Füchse");
    EXPECT_EQ(read_text(file_.id(), "empty", path_), "");
    EXPECT_EQ(read_integer(file_.id(), "signed", path_), -5);
    EXPECT_EQ(read_unsigned(file_.id(), "unsigned", path_), largest);
    EXPECT_EQ(read_real(file_.id(), "real", path_), 0.1);
}

TEST_F(Attributes, NameWhatIsMissingOrOfAnotherType) {
    EXPECT_FALSE(has_attribute(file_.id(), "seed"));
    expect_parts(message_of<ConfigError>([&] { read_integer(file_.id(), "seed", path_); }), path_,
                 "no attribute 'seed'");
    write_text(file_.id(), "seed", "7", path_);
    expect_parts(message_of<ConfigError>([&] { read_integer(file_.id(), "seed", path_); }), path_,
                 "'seed' has the wrong type");
    EXPECT_THROW(read_real(file_.id(), "seed", path_), ConfigError);
    write_integer(file_.id(), "text", std::int64_t{7}, path_);
    EXPECT_THROW(read_text(file_.id(), "text", path_), ConfigError);
}

TEST_F(Attributes, RefuseNumbersOfMoreBytesThanTheyMayHave) {
    const Datatype wide(H5Tcopy(H5T_NATIVE_INT64), "make", "a type");
    check(H5Tset_size(wide.id(), 1U << 20U), "widen", "a type");
    const Dataspace single(H5Screate(H5S_SCALAR), "make", "a space");
    const Attribute attribute(
        H5Acreate2(file_.id(), "seed", wide.id(), single.id(), H5P_DEFAULT, H5P_DEFAULT), "make",
        "an attribute");
    expect_parts(message_of<ConfigError>([&] { read_integer(file_.id(), "seed", path_); }),
                 "'seed' has the wrong type");
}

TEST_F(Attributes, RefuseTextsThatAreTooLong) {
    write_text(file_.id(), "text", std::string(64 * 1024 + 1, 'x'), path_);
    EXPECT_THROW(read_text(file_.id(), "text", path_), ConfigError);
}

}  // namespace
}  // namespace metaqnn::h5
