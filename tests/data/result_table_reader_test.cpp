// Which format a table of results is taken to have, and how its file is named in messages.
#include "data/result_table_reader.hpp"

#include <string_view>

#include "tests/data/fixtures.hpp"

namespace metaqnn {
namespace {

using test::expect_says;
using test::refusal;

class ResultTableReader : public test::DataFolder {
  protected:
    void write_text(const std::string& name, std::string_view text) const {
        write(name, {text.begin(), text.end()});
    }
    std::string refused(const std::string& name) const {
        return refusal([&] { read_result_table(path(name)); });
    }
};

TEST_F(ResultTableReader, TellsTheFormatsApartByTheirFirstCharacter) {
    write_text("one", R"( {"00000000": {"test_acc": [93.0], "flops": 1, "params": 2}})");
    EXPECT_EQ(read_result_table(path("one")).input(), (ImageShape{3, 32}));
    write_text("two",
               "# metaqnn table: images 1x28x28, 10 classes\n"
               "architecture,seed,accuracy,parameters,multiply_adds\n"
               "[SM(10)],0,0.5,7850,7840\n");
    EXPECT_EQ(read_result_table(path("two")).input(), (ImageShape{1, 28}));
}

TEST_F(ResultTableReader, NamesTheFileThatIsWrong) {
    expect_says(refused("absent"), {path("absent").string()});
    write_text("empty", " \n");
    expect_says(refused("empty"), {path("empty").string() + ": is empty"});
    write_text("broken", "{");
    expect_says(refused("broken"), {path("broken").string() + ": is no whole JSON"});
    write_text("csv", "architecture\n");
    expect_says(refused("csv"), {path("csv").string() + ": line 1: "});
    write_gzip("packed", {'{', '}'});
    expect_says(refused("packed"), {path("packed").string(), "gzip"});
}

}  // namespace
}  // namespace metaqnn
