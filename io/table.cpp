// A table of a journal file: rows of one compound type that are only ever appended.
#include "io/table.hpp"

#include <cstring>
#include <filesystem>

#include <zlib.h>

#include "core/text.hpp"
#include "io/own_objects.hpp"

namespace metaqnn {
namespace {

constexpr std::size_t checksum_bytes = sizeof(std::uint32_t);

TableFile::Column checksum_column() {
    return {"checksum",
            "1",
            "CRC-32 (zlib's crc32) of the row's other bytes",
            H5T_NATIVE_UINT32,
            checksum_bytes,
            schema::checksums_since};
}

std::vector<TableFile::Column> with_checksum(std::vector<TableFile::Column> columns) {
    columns.push_back(checksum_column());
    return columns;
}

std::uint32_t checksum_of(const std::byte* row, std::size_t row_bytes) {
    return static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(row),
                                            static_cast<uInt>(row_bytes - checksum_bytes)));
}

bool is_whole(const std::byte* row, std::size_t row_bytes) {
    std::uint32_t stored = 0;
    std::memcpy(&stored, row + row_bytes - checksum_bytes, checksum_bytes);
    return stored == checksum_of(row, row_bytes);
}

h5::Datatype row_type(const std::vector<TableFile::Column>& columns, std::size_t row_bytes) {
    h5::Datatype type(H5Tcreate(H5T_COMPOUND, row_bytes), "make a row type for", "HDF5");
    std::size_t offset = 0;
    for (const TableFile::Column& column : columns) {
        h5::check(H5Tinsert(type.id(), column.name, offset, column.type), "make a row type for",
                  "HDF5");
        offset += column.bytes;
    }
    return type;
}

std::size_t bytes_of(const std::vector<TableFile::Column>& columns) {
    std::size_t bytes = 0;
    for (const TableFile::Column& column : columns) bytes += column.bytes;
    return bytes;
}

void describe(hid_t dataset, const std::string& description,
              const std::vector<TableFile::Column>& columns, const std::string& where) {
    h5::write_text(dataset, "description", description, where);
    for (const TableFile::Column& column : columns) {
        const std::string name = column.name;
        h5::write_text(dataset, ("unit:" + name).c_str(), column.unit, where);
        h5::write_text(dataset, ("description:" + name).c_str(), column.description, where);
    }
}

std::string place(const h5::File& file, const std::string& name) {
    return "table " + name + " in " + h5::name_of(file);
}

}  // namespace

std::string repair_remedy(const std::string& journal) {
    std::string run = std::filesystem::path(journal).parent_path().string();
    if (run.empty()) run = ".";
    return "mend it with: metaqnn repair " + shell_word(run) + " --out " +
           shell_word(run + "-mended");
}

void seal(std::byte* row, std::size_t row_bytes) {
    const std::uint32_t checksum = checksum_of(row, row_bytes);
    std::memcpy(row + row_bytes - checksum_bytes, &checksum, checksum_bytes);
}

TableFile::TableFile(const h5::File& file, const std::string& name, h5::Dataset dataset,
                     const std::vector<Column>& columns)
    : where_(place(file, name)),
      remedy_(repair_remedy(h5::name_of(file))),
      dataset_(std::move(dataset)),
      row_type_(row_type(columns, bytes_of(columns))),
      file_type_(H5Dget_type(dataset_.id()), "read the type of", where_),
      row_bytes_(bytes_of(columns)),
      file_row_bytes_(H5Tget_size(file_type_.id())) {}

TableFile TableFile::create(const h5::File& file, const std::string& name,
                            const std::string& description, const std::vector<Column>& columns) {
    const std::string where = place(file, name);
    const std::vector<Column> all = with_checksum(columns);
    const h5::Datatype type = row_type(all, bytes_of(all));
    const hsize_t none = 0;
    const hsize_t unlimited = H5S_UNLIMITED;
    const h5::Dataspace space(H5Screate_simple(1, &none, &unlimited), "create", where);
    const h5::PropertyList properties = h5::make_properties(H5P_DATASET_CREATE);
    const hsize_t chunk = schema::chunk_rows(bytes_of(all));
    h5::check(H5Pset_chunk(properties.id(), 1, &chunk), "create", where);
    TableFile table(file, name,
                    h5::Dataset(H5Dcreate2(file.id(), name.c_str(), type.id(), space.id(),
                                           H5P_DEFAULT, properties.id(), H5P_DEFAULT),
                                "create", where),
                    all);
    describe(table.dataset_.id(), description, all, where);
    return table;
}

TableFile TableFile::open(const h5::File& file, const std::string& name,
                          const std::vector<Column>& columns, std::int64_t version) {
    const std::string path = h5::name_of(file);
    const std::string where = place(file, name);
    require(h5::has_object(file, name),
            path + " is damaged (it has no table " + name + "); " + repair_remedy(path));
    const std::vector<Column> all = with_checksum(columns);
    TableFile table(file, name, h5::open_dataset(file, name), all);
    table.check_columns(all, version);
    table.count_rows(file);
    table.checksums_ = version >= schema::checksums_since;
    return table;
}

void TableFile::check_columns(const std::vector<Column>& columns, std::int64_t version) const {
    const auto demand = [&](bool condition, const std::string& what) {
        require(condition, where_ + " is not what metaqnn writes (" + what +
                               "); it is damaged or made by another program");
    };
    constexpr std::size_t longest_row = 1U << 16U;
    demand(H5Tget_class(file_type_.id()) == H5T_COMPOUND, "its rows have no columns");
    demand(file_row_bytes_ <= longest_row, "its rows are longer than 64 kB");
    for (const Column& column : columns) {
        if (column.since > version) continue;
        const int index = H5Tget_member_index(file_type_.id(), column.name);
        demand(index >= 0, std::string("column ") + column.name + " is missing");
        const h5::Datatype member(H5Tget_member_type(file_type_.id(), static_cast<unsigned>(index)),
                                  "read the type of", where_);
        // Not equal types: an older version's enumerations have fewer names.
        demand(H5Tget_class(member.id()) == H5Tget_class(column.type) &&
                   H5Tget_size(member.id()) == column.bytes && H5Tis_variable_str(member.id()) <= 0,
               std::string("column ") + column.name + " has the wrong type");
    }
    // Any other column could ask for memory of its own, as texts without a length do.
    const auto known = std::ranges::count_if(
        columns, [&](const Column& column) { return column.since <= version; });
    const int members = H5Tget_nmembers(file_type_.id());
    demand(members == known,
           "it has " + std::to_string(members) + " columns, not " + std::to_string(known));
    const int last = members - 1;
    demand(version < schema::checksums_since ||
               (H5Tget_member_index(file_type_.id(), checksum_column().name) == last &&
                H5Tget_member_offset(file_type_.id(), static_cast<unsigned>(last)) ==
                    file_row_bytes_ - checksum_bytes),
           "the checksum is not the last column");
}

void TableFile::count_rows(const h5::File& file) {
    const h5::Dataspace space(H5Dget_space(dataset_.id()), "read the size of", where_);
    hsize_t rows = 0;
    require(H5Sget_simple_extent_ndims(space.id()) == 1 &&
                H5Sget_simple_extent_dims(space.id(), &rows, nullptr) == 1,
            where_ + " is no list of rows; it is damaged or made by another program");
    // Asked after the number of rows: a live writer makes the file grow first.
    const std::uint64_t bytes = h5::bytes_of(file);
    require(rows <= bytes / file_row_bytes_, where_ + " is damaged (" + std::to_string(rows) +
                                                 " rows do not fit into " + std::to_string(bytes) +
                                                 " bytes); " + remedy_);
    rows_ = static_cast<std::int64_t>(rows);
}

void TableFile::append(const std::vector<std::byte>& bytes) {
    const hsize_t first = static_cast<hsize_t>(rows_);
    const hsize_t count = bytes.size() / row_bytes_;
    const hsize_t total = first + count;
    h5::check(H5Dset_extent(dataset_.id(), &total), "append to", where_);
    const h5::Dataspace in_file(H5Dget_space(dataset_.id()), "append to", where_);
    h5::check(H5Sselect_hyperslab(in_file.id(), H5S_SELECT_SET, &first, nullptr, &count, nullptr),
              "append to", where_);
    const h5::Dataspace in_memory(H5Screate_simple(1, &count, nullptr), "append to", where_);
    h5::check(H5Dwrite(dataset_.id(), row_type_.id(), in_memory.id(), in_file.id(), H5P_DEFAULT,
                       bytes.data()),
              "append to", where_);
    rows_ = static_cast<std::int64_t>(total);
}

std::int64_t TableFile::block_rows() const {
    constexpr std::size_t block_bytes = std::size_t{256} << 10U;
    const std::size_t row = std::max(row_bytes_, file_row_bytes_);
    return static_cast<std::int64_t>(std::max<std::size_t>(1, block_bytes / row));
}

TableFile::Rows TableFile::read(std::int64_t first, std::int64_t count, Checksums checksums) const {
    const hsize_t start = static_cast<hsize_t>(first);
    const hsize_t size = static_cast<hsize_t>(count);
    Rows rows{std::vector<std::byte>(size * std::max(row_bytes_, file_row_bytes_)),
              std::vector<bool>(size, true)};
    const h5::Dataspace in_file(H5Dget_space(dataset_.id()), "read", where_);
    h5::check(H5Sselect_hyperslab(in_file.id(), H5S_SELECT_SET, &start, nullptr, &size, nullptr),
              "read", where_);
    const h5::Dataspace in_memory(H5Screate_simple(1, &size, nullptr), "read", where_);
    // In the type of the file: checksums are those of its bytes.
    h5::check(H5Dread(dataset_.id(), file_type_.id(), in_memory.id(), in_file.id(), H5P_DEFAULT,
                      rows.bytes.data()),
              "read", where_);
    const bool verify = checksums_ && checksums == Checksums::verify;
    for (std::size_t i = 0; verify && i < size; ++i) {
        rows.whole[i] = is_whole(rows.bytes.data() + i * file_row_bytes_, file_row_bytes_);
    }
    convert(rows);
    return rows;
}

void TableFile::convert(Rows& rows) const {
    const std::size_t count = rows.whole.size();
    if (H5Tequal(file_type_.id(), row_type_.id()) <= 0) {
        std::vector<std::byte> absent_columns(count * row_bytes_);
        h5::check(H5Tconvert(file_type_.id(), row_type_.id(), count, rows.bytes.data(),
                             absent_columns.data(), H5P_DEFAULT),
                  "convert", where_);
        for (std::size_t i = 0; i < count; ++i)
            seal(rows.bytes.data() + i * row_bytes_, row_bytes_);
    }
    rows.bytes.resize(count * row_bytes_);
}

}  // namespace metaqnn
