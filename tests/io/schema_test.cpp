// The schema as a reader of the file sees it, and the limits of its texts.
#include "io/schema.hpp"

#include <array>
#include <limits>
#include <set>

#include "core/error.hpp"
#include "io/table.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn {
namespace {

class Schema : public test::Folder {
  protected:
    h5::File file_ = h5::create_file(path("tables.h5"));

    template <class Row>
    void expect_described() {
        const schema::Table<Row> table = schema::table<Row>();
        create_table<Row>(file_);
        const h5::Dataset dataset(H5Dopen2(file_.id(), table.name.c_str(), H5P_DEFAULT), "open",
                                  table.name);
        EXPECT_NE(h5::read_text(dataset.id(), "description", table.name), "");
        std::set<std::string> names;
        for (const schema::Column<Row>& column : table.columns) {
            EXPECT_TRUE(names.insert(column.name).second) << column.name << " is there twice";
            const std::string unit = "unit:" + column.name;
            const std::string description = "description:" + column.name;
            EXPECT_NE(h5::read_text(dataset.id(), unit.c_str(), table.name), "") << unit;
            EXPECT_NE(h5::read_text(dataset.id(), description.c_str(), table.name), "")
                << description;
        }
    }
};

TEST_F(Schema, GivesEveryColumnAUnitAndADescription) {
    expect_described<EventRow>();
    expect_described<EpisodeRow>();
    expect_described<TrialRow>();
    expect_described<EpochReport>();
    expect_described<schema::QRecord>();
    expect_described<LedgerRow>();
    expect_described<TestRow>();
}

TEST_F(Schema, NamesTheValuesOfEnumerations) {
    const h5::Datatype type = schema::enum_type<EventKind>();
    EXPECT_EQ(H5Tget_nmembers(type.id()), 12);
    std::uint8_t value = 0;
    ASSERT_GE(H5Tenum_valueof(type.id(), "learned", &value), 0);
    EXPECT_EQ(value, static_cast<std::uint8_t>(EventKind::learned));
    EXPECT_EQ(H5Tget_nmembers(schema::enum_type<Status>().id()), 7);
    EXPECT_EQ(H5Tget_nmembers(schema::enum_type<Novelty>().id()), 3);
}

TEST_F(Schema, MakesTextsPrintableWhenTheyAreRead) {
    std::array<std::byte, 8> bytes;
    schema::store_text("a\x1b[2J\n\xff", bytes.data(), bytes.size(), schema::Overlong::refuse);
    EXPECT_EQ(schema::load_text(bytes.data(), bytes.size()), "a [2J ?");
}

TEST_F(Schema, TakesNoFractionAndNoTimeThatCannotBeOne) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    const auto comes_back = [](const TestRow& row, double value) {
        const schema::Table<TestRow> table = schema::table<TestRow>();
        const schema::Column<TestRow>& accuracy = table.columns.at(1);
        std::array<std::byte, sizeof value> bytes;
        accuracy.store(TestRow{row.trial, value}, bytes.data(), bytes.size());
        TestRow read;
        return accuracy.load(read, bytes.data(), bytes.size());
    };
    for (const double value : {0.0, 0.5, 1.0}) EXPECT_TRUE(comes_back({}, value));
    for (const double value : {-0.1, 1.1, nan, infinity}) EXPECT_FALSE(comes_back({}, value));
}

TEST_F(Schema, FillsTextsWithZerosAndShortensThemAtAWholeCharacter) {
    std::array<std::byte, 6> bytes;
    schema::store_text("ab", bytes.data(), bytes.size(), schema::Overlong::refuse);
    EXPECT_EQ(schema::load_text(bytes.data(), bytes.size()), "ab");
    schema::store_text("abcdef", bytes.data(), bytes.size(), schema::Overlong::refuse);
    EXPECT_EQ(schema::load_text(bytes.data(), bytes.size()), "abcdef");
    schema::store_text("abcd€", bytes.data(), bytes.size(), schema::Overlong::shorten);
    EXPECT_EQ(schema::load_text(bytes.data(), bytes.size()), "abcd");
    EXPECT_THROW(
        schema::store_text("abcdefg", bytes.data(), bytes.size(), schema::Overlong::refuse),
        ConfigError);
}

TEST_F(Schema, ChoosesChunksOfAbout32KilobytesButNoSmallOnes) {
    EXPECT_EQ(schema::chunk_rows(33), 512u);
    EXPECT_EQ(schema::chunk_rows(16), 2048u);
    EXPECT_EQ(schema::chunk_rows(1000), 64u);
}

}  // namespace
}  // namespace metaqnn
