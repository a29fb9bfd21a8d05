// Changes journals for libFuzzer: a change of a row is followed by its checksum, so that the checks
// behind the checksums are reached.
#include <algorithm>

#include "io/own_objects.hpp"
#include "io/table.hpp"
#include "tests/fuzz/target.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace metaqnn::fuzz {
namespace {

using Row = std::span<std::uint8_t>;

/// Appends the rows that lie in a part of the file.
void add_rows(Row file, std::uint64_t begin, std::uint64_t size, std::size_t row_bytes,
              std::vector<Row>& rows) {
    if (row_bytes < sizeof(std::uint32_t) || begin > file.size()) return;
    Row part = file.subspan(begin, std::min<std::size_t>(size, file.size() - begin));
    for (; part.size() >= row_bytes; part = part.subspan(row_bytes)) {
        rows.push_back(part.first(row_bytes));
    }
}

void add_table(Row bytes, const h5::File& file, const char* name, std::vector<Row>& rows) {
    const h5::Dataset table = h5::open_dataset(file, name);
    const h5::Datatype type(H5Dget_type(table.id()), "read", name);
    const std::size_t row_bytes = H5Tget_size(type.id());
    const h5::PropertyList made(H5Dget_create_plist(table.id()), "read", name);
    if (H5Pget_layout(made.id()) == H5D_CONTIGUOUS) {
        return add_rows(bytes, H5Dget_offset(table.id()), H5Dget_storage_size(table.id()),
                        row_bytes, rows);
    }
    const h5::Dataspace space(H5Dget_space(table.id()), "read", name);
    hsize_t chunks = 0;
    h5::check(H5Dget_num_chunks(table.id(), space.id(), &chunks), "read", name);
    constexpr hsize_t most_chunks = 100;
    for (hsize_t i = 0; i < std::min(chunks, most_chunks); ++i) {
        hsize_t first_row = 0;
        hsize_t size = 0;
        unsigned filters = 0;
        haddr_t begin = 0;
        h5::check(H5Dget_chunk_info(table.id(), space.id(), i, &first_row, &filters, &begin, &size),
                  "read", name);
        add_rows(bytes, begin, size, row_bytes, rows);
    }
}

/// The rows of all tables that can be found in a journal.
std::vector<Row> rows_of(Row bytes) {
    std::vector<Row> rows;
    const std::string path = write_input("mutated.h5", bytes);
    survives([&] {
        const h5::File file = h5::open_file(path, h5::Access::read);
        for (const char* name :
             {"events", "episodes", "trials", "epochs", "q_values", "ledger", "tests"}) {
            survives([&] { add_table(bytes, file, name, rows); });
        }
    });
    return rows;
}

void renew_checksum(Row row) { seal(reinterpret_cast<std::byte*>(row.data()), row.size()); }

}  // namespace
}  // namespace metaqnn::fuzz

/// One in three: bytes anywhere; one in three: the same, and all checksums follow; else: one row.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    using namespace metaqnn::fuzz;
    if (seed % 3 == 0) {
        if (const std::vector<Row> rows = rows_of({data, size}); !rows.empty()) {
            const Row row = rows[seed / 3 % rows.size()];
            LLVMFuzzerMutate(row.data(), row.size(), row.size());
            renew_checksum(row);
            return size;
        }
    }
    size = LLVMFuzzerMutate(data, size, most);
    if (seed % 3 == 1) std::ranges::for_each(rows_of({data, size}), renew_checksum);
    return size;
}
