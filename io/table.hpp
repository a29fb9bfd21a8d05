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

/// The dataset of a table, as bytes: rows packed without gaps, columns in the order of the schema.
class TableFile {
  public:
    struct Column {
        const char* name;
        const char* unit;
        const char* description;
        hid_t type;
        std::size_t bytes;
    };

    /// Makes the table in a file; the columns are only used by the call.
    /// @throws IoError if HDF5 fails, as all functions here
    static TableFile create(const h5::File& file, const std::string& name,
                            const std::string& description, const std::vector<Column>& columns);
    /// Opens a table of a file.
    /// @throws ConfigError if it is missing, or is not what the schema says
    static TableFile open(const h5::File& file, const std::string& name,
                          const std::vector<Column>& columns);

    std::int64_t rows() const { return rows_; }
    std::size_t row_bytes() const { return row_bytes_; }
    /// "table events in RUN/run.h5", for messages.
    const std::string& where() const { return where_; }

    /// Appends whole rows.
    void append(const std::vector<std::byte>& bytes);
    /// Rows [first, first + count), which exist.
    std::vector<std::byte> read(std::int64_t first, std::int64_t count) const;
    /// Keeps the first rows only. Not while SWMR is on.
    void keep(std::int64_t rows);

  private:
    TableFile(std::string where, h5::Dataset dataset, const std::vector<Column>& columns);
    void check_columns(const std::vector<Column>& columns) const;
    void count_rows(const h5::File& file);

    std::string where_;
    h5::Dataset dataset_;
    h5::Datatype row_type_;
    std::size_t row_bytes_ = 0;
    std::int64_t rows_ = 0;
};

/// The columns of a table without their accessors; valid as long as the table.
template <class Row>
std::vector<TableFile::Column> columns_of(const schema::Table<Row>& table) {
    std::vector<TableFile::Column> columns;
    for (const schema::Column<Row>& column : table.columns) {
        columns.push_back({column.name.c_str(), column.unit.c_str(), column.description.c_str(),
                           column.type.id(), column.bytes});
    }
    return columns;
}

template <class Row>
TableFile create_table(const h5::File& file) {
    const schema::Table<Row> table = schema::table<Row>();
    return TableFile::create(file, table.name, table.description, columns_of(table));
}

template <class Row>
TableFile open_table(const h5::File& file) {
    const schema::Table<Row> table = schema::table<Row>();
    return TableFile::open(file, table.name, columns_of(table));
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
        } catch (const ConfigError&) {
            bytes_.resize(begin);
            throw;
        }
    }

    /// Appends what was gathered. @throws IoError
    void write() {
        if (bytes_.empty()) return;
        file_.append(bytes_);
        bytes_.clear();
    }

  private:
    schema::Table<Row> table_ = schema::table<Row>();
    TableFile file_;
    std::vector<std::byte> bytes_;
};

/// All rows of a table.
/// @throws ConfigError naming the row and column of a value that is none; IoError
template <class Row>
std::vector<Row> read_rows(const TableFile& file) {
    constexpr std::int64_t block = 4096;  // memory grows with what was read, not with a claim
    const schema::Table<Row> table = schema::table<Row>();
    std::vector<Row> rows;
    for (std::int64_t first = 0; first < file.rows(); first += block) {
        const std::vector<std::byte> bytes = file.read(first, std::min(block, file.rows() - first));
        for (const std::byte* at = bytes.data(); at != bytes.data() + bytes.size();) {
            Row& row = rows.emplace_back();
            for (const schema::Column<Row>& column : table.columns) {
                if (!column.load(row, at, column.bytes)) {
                    throw ConfigError(file.where() + " is damaged (row " +
                                      std::to_string(rows.size() - 1) + " has no legal " +
                                      column.name + "); try metaqnn repair");
                }
                at += column.bytes;
            }
        }
    }
    return rows;
}

}  // namespace metaqnn
