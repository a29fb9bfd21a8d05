// Tables: rows in, rows out, rows cut.
#include "io/table.hpp"

#include "core/error.hpp"
#include "tests/io/child.hpp"
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
        for (const TestRow& row : read_rows<TestRow>(open_table<TestRow>(file_)).rows) {
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

class DamagedTables : public Tables {
  protected:
    static constexpr std::int64_t rows_ = 10;

    DamagedTables() {
        create_table<TestRow>(file_);
        append(0, rows_);
    }
    /// Changes a byte of each of the rows [first, end) of the file.
    void damage(std::int64_t first, std::int64_t end) {
        const h5::Dataset dataset(H5Dopen2(file_.id(), "tests", H5P_DEFAULT), "open", "tests");
        const h5::Datatype type(H5Dget_type(dataset.id()), "read", "tests");
        const std::size_t size = H5Tget_size(type.id());
        std::vector<unsigned char> bytes(size * open_table<TestRow>(file_).rows());
        H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data());
        for (std::int64_t row = first; row < end; ++row) bytes[size * row + 3] ^= 1;
        H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data());
    }
    void lengthen(hsize_t rows) {
        const h5::Dataset dataset(H5Dopen2(file_.id(), "tests", H5P_DEFAULT), "open", "tests");
        h5::check(H5Dset_extent(dataset.id(), &rows), "lengthen", "tests");
    }
    std::string problem() const {
        return test::message_of<ConfigError>(
            [&] { read_rows<TestRow>(open_table<TestRow>(file_)); });
    }
};

TEST_F(DamagedTables, LoseDamagedRowsAtTheirEnd) {
    damage(7, 10);
    EXPECT_EQ(trials().size(), 7u);
    EXPECT_EQ(read_rows<TestRow>(open_table<TestRow>(file_)).cut, 3);
}

TEST_F(DamagedTables, LoseRowsThatWereNeverWritten) {
    lengthen(rows_ + 5);
    EXPECT_EQ(trials().size(), 10u);
    EXPECT_EQ(read_rows<TestRow>(open_table<TestRow>(file_)).cut, 5);
}

TEST_F(DamagedTables, AreRefusedForARowThatWholeOnesFollow) {
    damage(4, 6);
    test::expect_parts(problem(), "table tests in " + path("tables.h5"), "row 4", "checksum",
                       "metaqnn repair " + folder_.string() + " --out");
}

TEST_F(DamagedTables, AreRefusedForMoreThanAFlush) {
    append(rows_, rows_ + schema::most_cut + 1);
    damage(rows_ + 1, rows_ + schema::most_cut + 1);
    EXPECT_EQ(trials().size(), 11u);
    damage(rows_, rows_ + 1);
    test::expect_parts(problem(), "row 10 ", "checksum");
}

/// Tables as another program might make them.
class ForeignTables : public Tables {
  protected:
    struct Member {
        const char* name;
        hid_t type;
        std::size_t offset;
    };
    h5::Datatype endless_text_{H5Tcopy(H5T_C_S1), "make", "type"};

    ForeignTables() { h5::check(H5Tset_size(endless_text_.id(), H5T_VARIABLE), "make", "type"); }

    void make(const char* table, std::size_t row_bytes, const std::vector<Member>& members) {
        const h5::Datatype type(H5Tcreate(H5T_COMPOUND, row_bytes), "make", table);
        for (const Member& member : members) {
            h5::check(H5Tinsert(type.id(), member.name, member.offset, member.type), "make", table);
        }
        const hsize_t rows = 3;
        const h5::Dataspace space(H5Screate_simple(1, &rows, nullptr), "make", table);
        const h5::PropertyList with_room = h5::make_properties(H5P_DATASET_CREATE);
        h5::check(H5Pset_alloc_time(with_room.id(), H5D_ALLOC_TIME_EARLY), "make", table);
        const h5::Dataset dataset(H5Dcreate2(file_.id(), table, type.id(), space.id(), H5P_DEFAULT,
                                             with_room.id(), H5P_DEFAULT),
                                  "make", table);
        h5::check(H5Fflush(file_.id(), H5F_SCOPE_LOCAL), "flush", table);
    }
    template <class Row>
    std::string problem(std::int64_t version = schema::version) const {
        return test::message_of<ConfigError>([&] { open_table<Row>(file_, version); });
    }
};

TEST_F(ForeignTables, AreRefusedForAColumnMore) {
    make("tests", 28,
         {{"trial", H5T_NATIVE_INT64, 0},
          {"accuracy", H5T_NATIVE_DOUBLE, 8},
          {"note", endless_text_.id(), 16},
          {"checksum", H5T_NATIVE_UINT32, 24}});
    test::expect_parts(problem<TestRow>(), "table tests in " + path("tables.h5"),
                       "4 columns, not 3");
}

TEST_F(ForeignTables, AreRefusedForAColumnOfALaterVersion) {
    make("tests", 20,
         {{"trial", H5T_NATIVE_INT64, 0},
          {"accuracy", H5T_NATIVE_DOUBLE, 8},
          {"checksum", H5T_NATIVE_UINT32, 16}});
    EXPECT_EQ(open_table<TestRow>(file_).rows(), 3);
    test::expect_parts(problem<TestRow>(1), "3 columns, not 2");
}

TEST_F(ForeignTables, AreRefusedForATextWithoutALength) {
    make("ledger", 32,
         {{"worker", H5T_NATIVE_INT32, 0},
          {"category", endless_text_.id(), 4},
          {"seconds", H5T_NATIVE_DOUBLE, 20},
          {"checksum", H5T_NATIVE_UINT32, 28}});
    test::expect_parts(problem<LedgerRow>(), "column category has the wrong type");
}

TEST_F(ForeignTables, AreReadInBlocksOfTheRowsThatAreInTheFile) {
    make("tests", 60'000,
         {{"trial", H5T_NATIVE_INT64, 0},
          {"accuracy", H5T_NATIVE_DOUBLE, 8},
          {"checksum", H5T_NATIVE_UINT32, 59'996}});
    EXPECT_EQ(open_table<TestRow>(file_).block_rows(), 4);
}

/// What anyone may write to verify a row.
TEST_F(Tables, EndEachRowInItsChecksum) {
    if (test::python().empty()) GTEST_SKIP() << "no .venv";
    create_table<TestRow>(file_);
    append(0, 100);
    file_.close_checked("close", "file");
    EXPECT_EQ(test::run_python(R"(
import sys, zlib, h5py
rows = h5py.File(sys.argv[1])["tests"][:]
assert rows.dtype.names[-1] == "checksum" and len(rows) == 100
assert all(zlib.crc32(row.tobytes()[:-4]) == row["checksum"] for row in rows)
)",
                               path("tables.h5")),
              0);
}

}  // namespace
}  // namespace metaqnn
