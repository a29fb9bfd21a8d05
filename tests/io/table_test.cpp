// Tables: rows in, rows out, rows cut.
#include "io/table.hpp"

#include "tests/io/folder.hpp"

namespace metaqnn {
namespace {

class Tables : public test::Folder {
  protected:
    h5::File file_ = h5::create_file(path("tables.h5"));

    void append(TrialId first, TrialId end) {
        TableWriter<TestRow> writer(open_table<TestRow>(file_));
        for (TrialId trial = first; trial < end; ++trial) writer.add({trial, 0.5});
        writer.write();
        h5::check(H5Fflush(file_.id(), H5F_SCOPE_LOCAL), "flush", "file");
    }
    std::vector<TrialId> trials() const {
        std::vector<TrialId> ids;
        for (const TestRow& row : read_rows<TestRow>(open_table<TestRow>(file_))) {
            ids.push_back(row.trial);
        }
        return ids;
    }
};

TEST_F(Tables, BeginEmpty) {
    create_table<TestRow>(file_);
    EXPECT_TRUE(trials().empty());
}

TEST_F(Tables, AppendInTheOrderOfTheRows) {
    create_table<TestRow>(file_);
    append(0, 2);
    append(2, 3);
    EXPECT_EQ(trials(), (std::vector<TrialId>{0, 1, 2}));
}

TEST_F(Tables, AppendAfterACut) {
    create_table<TestRow>(file_);
    append(0, 5000);
    open_table<TestRow>(file_).keep(2);
    append(7, 8);
    EXPECT_EQ(trials(), (std::vector<TrialId>{0, 1, 7}));
}

}  // namespace
}  // namespace metaqnn
