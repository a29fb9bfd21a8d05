// A table of a journal file: rows of one compound type that are only ever appended.
#include "io/table.hpp"

#include "io/own_objects.hpp"

namespace metaqnn {
namespace {

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

TableFile::TableFile(std::string where, h5::Dataset dataset, const std::vector<Column>& columns)
    : where_(std::move(where)),
      dataset_(std::move(dataset)),
      row_type_(row_type(columns, bytes_of(columns))),
      row_bytes_(bytes_of(columns)) {}

TableFile TableFile::create(const h5::File& file, const std::string& name,
                            const std::string& description, const std::vector<Column>& columns) {
    const std::string where = place(file, name);
    const h5::Datatype type = row_type(columns, bytes_of(columns));
    const hsize_t none = 0;
    const hsize_t unlimited = H5S_UNLIMITED;
    const h5::Dataspace space(H5Screate_simple(1, &none, &unlimited), "create", where);
    const h5::PropertyList properties = h5::make_properties(H5P_DATASET_CREATE);
    const hsize_t chunk = schema::chunk_rows(bytes_of(columns));
    h5::check(H5Pset_chunk(properties.id(), 1, &chunk), "create", where);
    TableFile table(where,
                    h5::Dataset(H5Dcreate2(file.id(), name.c_str(), type.id(), space.id(),
                                           H5P_DEFAULT, properties.id(), H5P_DEFAULT),
                                "create", where),
                    columns);
    describe(table.dataset_.id(), description, columns, where);
    return table;
}

TableFile TableFile::open(const h5::File& file, const std::string& name,
                          const std::vector<Column>& columns) {
    const std::string where = place(file, name);
    require(h5::has_object(file, name),
            h5::name_of(file) + " has no table " + name + "; it is damaged, try metaqnn repair");
    TableFile table(where, h5::open_dataset(file, name), columns);
    table.check_columns(columns);
    table.count_rows(file);
    return table;
}

void TableFile::check_columns(const std::vector<Column>& columns) const {
    const auto demand = [&](bool condition, const std::string& what) {
        require(condition, where_ + " is not what metaqnn writes (" + what +
                               "); it is damaged or made by another program");
    };
    const h5::Datatype type(H5Dget_type(dataset_.id()), "read the type of", where_);
    constexpr std::size_t longest_row = 1U << 16U;
    demand(H5Tget_class(type.id()) == H5T_COMPOUND, "its rows have no columns");
    demand(H5Tget_size(type.id()) <= longest_row, "its rows are longer than 64 kB");
    for (const Column& column : columns) {
        const int index = H5Tget_member_index(type.id(), column.name);
        demand(index >= 0, std::string("column ") + column.name + " is missing");
        const h5::Datatype member(H5Tget_member_type(type.id(), static_cast<unsigned>(index)),
                                  "read the type of", where_);
        demand(H5Tequal(member.id(), column.type) > 0,
               std::string("column ") + column.name + " has the wrong type");
    }
}

void TableFile::count_rows(const h5::File& file) {
    const h5::Dataspace space(H5Dget_space(dataset_.id()), "read the size of", where_);
    hsize_t rows = 0;
    require(H5Sget_simple_extent_ndims(space.id()) == 1 &&
                H5Sget_simple_extent_dims(space.id(), &rows, nullptr) == 1,
            where_ + " is no list of rows; it is damaged or made by another program");
    // Asked after the number of rows: a live writer makes the file grow first.
    const std::uint64_t bytes = h5::bytes_of(file);
    require(rows <= bytes / row_bytes_, where_ + " is damaged (" + std::to_string(rows) +
                                            " rows do not fit into " + std::to_string(bytes) +
                                            " bytes); try metaqnn repair");
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

std::vector<std::byte> TableFile::read(std::int64_t first, std::int64_t count) const {
    const hsize_t start = static_cast<hsize_t>(first);
    const hsize_t size = static_cast<hsize_t>(count);
    std::vector<std::byte> bytes(static_cast<std::size_t>(count) * row_bytes_);
    const h5::Dataspace in_file(H5Dget_space(dataset_.id()), "read", where_);
    h5::check(H5Sselect_hyperslab(in_file.id(), H5S_SELECT_SET, &start, nullptr, &size, nullptr),
              "read", where_);
    const h5::Dataspace in_memory(H5Screate_simple(1, &size, nullptr), "read", where_);
    h5::check(H5Dread(dataset_.id(), row_type_.id(), in_memory.id(), in_file.id(), H5P_DEFAULT,
                      bytes.data()),
              "read", where_);
    return bytes;
}

void TableFile::keep(std::int64_t rows) {
    if (rows == rows_) return;
    const hsize_t total = static_cast<hsize_t>(rows);
    h5::check(H5Dset_extent(dataset_.id(), &total), "shorten", where_);
    rows_ = rows;
}

}  // namespace metaqnn
