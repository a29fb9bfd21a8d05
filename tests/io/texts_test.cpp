// Lists of short texts.
#include "io/texts.hpp"

#include "core/error.hpp"
#include "io/arrays.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn::h5 {
namespace {

using test::expect_parts;
using test::message_of;

class Texts : public test::Folder {
  protected:
    File file_ = create_file(path("texts.h5"));
};

TEST_F(Texts, ComeBackInTheirOrder) {
    const std::vector<std::string> names{"cat", "", "F\u00fcchse", "a longer name"};
    write_texts(file_, "names", names);
    EXPECT_EQ(read_texts(file_, "names", 4), names);
}

TEST_F(Texts, MayAllBeEmpty) {
    const std::vector<std::string> names{"", ""};
    write_texts(file_, "names", names);
    EXPECT_EQ(read_texts(file_, "names", 4), names);
}

TEST_F(Texts, AreBounded) {
    write_texts(file_, "names", std::vector<std::string>{"a", "b", "c"});
    expect_parts(message_of<ConfigError>([&] { read_texts(file_, "names", 2); }), "names holds 3",
                 "at most 2");
    write_texts(file_, "long", std::vector<std::string>{std::string(5000, 'x')});
    expect_parts(message_of<ConfigError>([&] { read_texts(file_, "long", 2); }), "long holds 1",
                 "5000 bytes");
}

TEST_F(Texts, RefuseWhatIsNoListOfThem) {
    expect_parts(message_of<ConfigError>([&] { read_texts(file_, "names", 2); }), "no dataset",
                 "names");
    write_array<std::int32_t>(file_, "numbers", std::vector<std::int64_t>{1}, std::vector{1});
    expect_parts(message_of<ConfigError>([&] { read_texts(file_, "numbers", 2); }), "numbers",
                 "no list of texts");
    const Datatype endless(H5Tcopy(H5T_C_S1), "make", "a type");
    check(H5Tset_size(endless.id(), H5T_VARIABLE), "make", "a type");
    const hsize_t count = 2;
    const Dataspace space(H5Screate_simple(1, &count, nullptr), "make", "a space");
    const Dataset dataset(H5Dcreate2(file_.id(), "endless", endless.id(), space.id(), H5P_DEFAULT,
                                     H5P_DEFAULT, H5P_DEFAULT),
                          "make", "a dataset");
    expect_parts(message_of<ConfigError>([&] { read_texts(file_, "endless", 2); }), "endless",
                 "no list of texts");
}

}  // namespace
}  // namespace metaqnn::h5
