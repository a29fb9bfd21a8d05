// Descriptions of sessions.
#include "io/run_description.hpp"

#include "core/error.hpp"
#include "tests/io/folder.hpp"
#include "tests/io/rows.hpp"

namespace metaqnn {
namespace {

using test::expect_parts;
using test::message_of;

class RunDescriptions : public test::Folder {
  protected:
    std::string path_ = path("file.h5");
    h5::File file_ = h5::create_file(path_);
};

TEST_F(RunDescriptions, ComeBackFromTheFileAndFromAGroup) {
    RunDescription later = test::a_run();
    later.seed = 0;
    later.configuration.assign(100'000, '#');
    write_description(file_, "/", test::a_run());
    const h5::Group group(H5Gcreate2(file_.id(), "later", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                          "make", "group");
    write_description(file_, "later", later);
    h5::check(H5Fflush(file_.id(), H5F_SCOPE_LOCAL), "flush", path_);
    EXPECT_EQ(read_description(file_, "/"), test::a_run());
    EXPECT_EQ(read_description(file_, "later"), later);
}

TEST_F(RunDescriptions, NameThePartThatIsMissing) {
    expect_parts(message_of<ConfigError>([&] { read_description(file_, "/"); }), path_,
                 "program_version");
    write_description(file_, "/", test::a_run());
    h5::check(H5Ldelete(file_.id(), "configuration", H5P_DEFAULT), "delete", path_);
    expect_parts(message_of<ConfigError>([&] { read_description(file_, "/"); }), path_,
                 "no configuration");
}

}  // namespace
}  // namespace metaqnn
