// The one place for what a journal file holds: names, types, units, descriptions, version.
//
// run.h5: attributes and the dataset `configuration` (run_description.hpp), the tables below, and
// a group sessions/N for each later session. A reader needs no program: every column has the
// attributes "unit:COLUMN" and "description:COLUMN" on its table. Every row ends in `checksum`, the
// CRC-32 (zlib's crc32) of its other bytes.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>

#include "core/journal.hpp"
#include "io/columns.hpp"

namespace metaqnn::schema {

/// Raise it with every change of a table. Older versions are read for ever: a new column tells the
/// version since which it exists, enumerations may only get new names at their end.
///   1: the first   2: checksums, predicted_seconds, continued, two kinds of event
///   3: latency_seconds, energy_joules
inline constexpr std::int64_t version = 3;
/// Version since which each row ends in the column `checksum`.
inline constexpr std::int64_t checksums_since = 2;
inline constexpr const char* format = "metaqnn run";

/// Rows of a chunk of a table: about 32 kB, and not less than 64 (chunks of 1 make SWMR readers
/// fail, HDF5 1.10.8). So the blocks of its index stay within a page up to 8,176 chunks, that is
/// 500,000 trials and 4,000,000 events.
constexpr std::size_t chunk_rows(std::size_t row_bytes) {
    return std::max<std::size_t>(64, std::bit_floor((std::size_t{32} << 10U) / row_bytes));
}

/// Rows of a table that the last flush may have left damaged or without their partners.
inline constexpr std::int64_t most_cut = 10'000;

/// Group of later sessions, and the place of one of them, from 0.
inline constexpr const char* sessions = "sessions";
inline std::string session_group(std::size_t number) {
    return "sessions/" + std::to_string(number);
}

// Widths of texts (bytes). Longer networks and choices are refused, all others are shortened.
inline constexpr std::size_t architecture_bytes = 512;
inline constexpr std::size_t choices_bytes = 64;
inline constexpr std::size_t message_bytes = 256;
inline constexpr std::size_t host_bytes = 64;
inline constexpr std::size_t device_bytes = 32;
inline constexpr std::size_t category_bytes = 16;
inline constexpr std::size_t state_bytes = 64;
inline constexpr std::size_t action_bytes = 32;

/// A row of q_values: the slot with what it stands for, so that it can be read alone.
struct QRecord {
    QRow row;
    std::string state;   ///< text form
    std::string action;  ///< text form
};

/// The table whose rows are of type Row.
template <class Row>
Table<Row> table();

template <>
Table<EventRow> table<EventRow>();
template <>
Table<EpisodeRow> table<EpisodeRow>();
template <>
Table<TrialRow> table<TrialRow>();
template <>
Table<EpochReport> table<EpochReport>();
template <>
Table<QRecord> table<QRecord>();
template <>
Table<LedgerRow> table<LedgerRow>();
template <>
Table<TestRow> table<TestRow>();

}  // namespace metaqnn::schema
