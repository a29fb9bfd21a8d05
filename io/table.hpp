// A table of a journal file: rows of one compound type that are only ever appended.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "io/schema.hpp"

namespace metaqnn {

/// "mend it with: metaqnn repair RUN --out RUN2", for messages about RUN/run.h5.
std::string repair_remedy(const std::string& journal);

/// Writes the checksum of a row into its last four bytes.
void seal(std::byte* row, std::size_t row_bytes);

/// The dataset of a table, as bytes: rows packed without gaps, columns in the order of the schema,
/// their checksum last.
class TableFile {
  public:
    struct Column {
        const char* name;
        const char* unit;
        const char* description;
        hid_t type;
        std::size_t bytes;
        std::int64_t since = 1;  ///< schema version
    };

    /// Rows in the layout of the current schema, whatever the version of their file.
    struct Rows {
        std::vector<std::byte> bytes;
        std::vector<bool> whole;  ///< of each row: its checksum is right (version 1 has none)
    };
    enum class Checksums { verify, trust };

    /// Makes the table in a file; the columns are only used by the call.
    /// @throws IoError if HDF5 fails, as all functions here
    static TableFile create(const h5::File& file, const std::string& name,
                            const std::string& description, const std::vector<Column>& columns);
    /// Opens a table of a file. Only one of the current version can be appended to.
    /// @throws ConfigError if it is missing, or is not what the schema says of this version
    static TableFile open(const h5::File& file, const std::string& name,
                          const std::vector<Column>& columns, std::int64_t version);

    std::int64_t rows() const { return rows_; }
    std::size_t row_bytes() const { return row_bytes_; }
    /// "table events in RUN/run.h5", for messages.
    const std::string& where() const { return where_; }
    /// What to do about damage, for messages.
    const std::string& remedy() const { return remedy_; }

    /// Appends whole rows, sealed.
    void append(const std::vector<std::byte>& bytes);
    /// Rows [first, first + count), which exist.
    Rows read(std::int64_t first, std::int64_t count,
              Checksums checksums = Checksums::verify) const;
    /// Rows to read at once: some 256 kB, so that memory grows with what was read, not with a
    /// claim, and what was read is still in the processor's cache.
    std::int64_t block_rows() const;

  private:
    TableFile(const h5::File& file, const std::string& name, h5::Dataset dataset,
              const std::vector<Column>& columns);
    void check_columns(const std::vector<Column>& columns, std::int64_t version) const;
    void count_rows(const h5::File& file);
    void convert(Rows& rows) const;

    std::string where_;
    std::string remedy_;
    h5::Dataset dataset_;
    h5::Datatype row_type_;
    h5::Datatype file_type_;
    std::size_t row_bytes_ = 0;
    std::size_t file_row_bytes_ = 0;
    bool checksums_ = true;
    std::int64_t rows_ = 0;
};

/// The columns of a table without their accessors; valid as long as the table.
template <class Row>
std::vector<TableFile::Column> columns_of(const schema::Table<Row>& table) {
    std::vector<TableFile::Column> columns;
    for (const schema::Column<Row>& column : table.columns) {
        columns.push_back({column.name.c_str(), column.unit.c_str(), column.description.c_str(),
                           column.type.id(), column.bytes, column.since});
    }
    return columns;
}

template <class Row>
TableFile create_table(const h5::File& file) {
    const schema::Table<Row> table = schema::table<Row>();
    return TableFile::create(file, table.name, table.description, columns_of(table));
}

template <class Row>
TableFile open_table(const h5::File& file, std::int64_t version = schema::version) {
    const schema::Table<Row> table = schema::table<Row>();
    return TableFile::open(file, table.name, columns_of(table), version);
}

/// Gathers rows until they are appended together.
template <class Row>
class TableWriter {
  public:
    explicit TableWriter(TableFile file) : file_(std::move(file)) {}

    /// @throws ConfigError if a text is too long; nothing is gathered then
    void add(const Row& row) {
        const std::size_t begin = bytes_.size();
        bytes_.resize(begin + file_.row_bytes());
        try {
            std::byte* at = bytes_.data() + begin;
            for (const schema::Column<Row>& column : table_.columns) {
                column.store(row, at, column.bytes);
                at += column.bytes;
            }
            seal(bytes_.data() + begin, file_.row_bytes());
        } catch (const ConfigError&) {
            bytes_.resize(begin);
            throw;
        }
    }

    /// Appends what was gathered. @returns false if that is nothing @throws IoError
    bool write() {
        if (bytes_.empty()) return false;
        file_.append(bytes_);
        bytes_.clear();
        if (bytes_.capacity() > kept_bytes) bytes_.shrink_to_fit();
        return true;
    }

  private:
    // For the rows of a pass; all Q values at once take far more.
    static constexpr std::size_t kept_bytes = 1 << 16;
    schema::Table<Row> table_ = schema::table<Row>();
    TableFile file_;
    std::vector<std::byte> bytes_;
};

/// Turns the bytes of rows into values.
template <class Row>
class RowParser {
  public:
    /// Why the bytes of a row are none, "" if they are one, which `row` holds then.
    std::string parse(const std::byte* at, bool whole, Row& row) const {
        if (!whole) return "a wrong checksum";
        for (const schema::Column<Row>& column : table_.columns) {
            if (!column.load(row, at, column.bytes)) return "no legal " + column.name;
            at += column.bytes;
        }
        return {};
    }

  private:
    schema::Table<Row> table_ = schema::table<Row>();
};

/// What a table holds.
template <class Row>
struct TableRows {
    std::vector<Row> rows;
    std::int64_t cut = 0;  ///< damaged rows at the end, which are left out
};

/// All rows of a table but damaged ones at its very end, which a writer can leave that was killed
/// or lost its power.
/// @throws ConfigError naming the first damaged row if whole ones follow it, or if more than one
///         flush is damaged; IoError
template <class Row>
TableRows<Row> read_rows(const TableFile& file) {
    const std::int64_t block = file.block_rows();
    const RowParser<Row> parser;
    TableRows<Row> result;
    std::string fault;
    result.rows.reserve(static_cast<std::size_t>(file.rows()));
    for (std::int64_t first = 0; first < file.rows(); first += block) {
        const TableFile::Rows read = file.read(first, std::min(block, file.rows() - first));
        const std::byte* at = read.bytes.data();
        for (const bool whole : read.whole) {
            Row row;
            const std::string problem = parser.parse(at, whole, row);
            at += file.row_bytes();
            if (problem.empty() && result.cut == 0) {
                result.rows.push_back(std::move(row));
                continue;
            }
            if (++result.cut == 1) fault = problem;
            require(!problem.empty() && result.cut <= schema::most_cut,
                    file.where() + " is damaged (row " + std::to_string(result.rows.size()) +
                        " has " + fault + "); " + file.remedy());
        }
    }
    return result;
}

}  // namespace metaqnn
