// What is left of journals that were damaged in every way.
#include "io/salvage.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "io/journal_file.hpp"
#include "tests/io/damage.hpp"
#include "tests/io/folder.hpp"
#include "tests/io/rows.hpp"

namespace metaqnn {
namespace {

using test::a_run;
using test::a_trial;
using test::append_result;
using test::describe_slot;
using test::expect_parts;
using test::message_of;

class Salvage : public test::Folder {
  protected:
    static constexpr std::int64_t results_ = 300;
    std::string file_ = path("run.h5");

    Salvage() {
        const auto writer = JournalWriter::create(file_, a_run(), describe_slot);
        for (std::int64_t i = 0; i < results_; ++i) append_result(*writer, i);
        writer->flush();
    }
    /// Zeroes the first bytes of a table's header.
    void zero_header(const char* table) const {
        haddr_t address = 0;
        {
            const h5::File file = h5::open_file(file_, h5::Access::read);
            H5O_info_t info{};
            H5Oget_info_by_name2(file.id(), table, &info, H5O_INFO_BASIC, H5P_DEFAULT);
            address = info.addr;
        }
        std::string bytes = test::bytes_of_file(file_);
        std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(address), 256, '\0');
        test::write_bytes(file_, bytes);
    }
};

TEST_F(Salvage, FindsAllOfAWholeJournal) {
    const SalvagedJournal salvaged = salvage_journal(file_);
    EXPECT_EQ(salvaged.journal.run, a_run());
    EXPECT_EQ(salvaged.journal.content.events.size(), 600u);
    EXPECT_EQ(salvaged.journal.content.trials.size(), 300u);
    ASSERT_EQ(salvaged.tables.size(), 7u);
    EXPECT_EQ(salvaged.tables[2].name, "trials");
    EXPECT_EQ(salvaged.tables[2].whole, 300);
    EXPECT_EQ(salvaged.tables[2].lost, 0);
}

TEST_F(Salvage, LosesTheRowsThatAreDamaged) {
    std::string bytes = test::bytes_of_file(file_);
    const std::size_t at = bytes.find("the device has no memory left");
    ASSERT_NE(at, std::string::npos);
    bytes[at + 4] = 'x';
    test::write_bytes(file_, bytes);
    expect_parts(message_of<ConfigError>([&] { read_journal(file_); }), "table trials", "row 0 ");
    const SalvagedJournal salvaged = salvage_journal(file_);
    EXPECT_EQ(salvaged.tables[2].lost, 1);
    ASSERT_EQ(salvaged.journal.content.trials.size(), 299u);
    EXPECT_EQ(salvaged.journal.content.trials[0], a_trial(1));
}

TEST_F(Salvage, LosesATableWhoseHeaderIsGone) {
    zero_header("epochs");
    const SalvagedJournal salvaged = salvage_journal(file_);
    EXPECT_NE(salvaged.tables[3].problem, "");
    EXPECT_TRUE(salvaged.journal.content.epochs.empty());
    EXPECT_EQ(salvaged.journal.content.trials.size(), 300u);
}

TEST_F(Salvage, FindsOnlyRowsThatWereWrittenWhateverTheDamage) {
    std::size_t most = 0;
    test::with_damage(file_, 40, 60, [&] {
        try {
            const JournalContent content = salvage_journal(file_).journal.content;
            most = std::max(most, content.trials.size());
            for (const TrialRow& row : content.trials) {
                ASSERT_EQ(row, a_trial(row.evaluation.trial));
            }
        } catch (const Error& error) {
            expect_parts(error.what(), file_);
        }
    });
    EXPECT_GE(most, 299u);
}

}  // namespace
}  // namespace metaqnn
