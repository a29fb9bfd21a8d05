// Reads tables of results: the CSV of this program and the JSON of NAS-Bench-Macro.
#pragma once

#include <filesystem>

#include "core/result_table.hpp"

namespace metaqnn {

/// Reads a table of results; one that begins with a brace is JSON, any other is CSV.
///
/// CSV, at most 256 MiB: one line a training, accuracies as fractions. The first line tells of the
/// images; other lines that begin with # and empty ones are left out. The columns stand in any
/// order; seconds (of the training) and curve (accuracy after each epoch, between blanks) may be
/// missing. A network may have any number of trainings, told apart by their seeds:
///
///     # metaqnn table: images 3x32x32, 10 classes
///     architecture,seed,accuracy,parameters,multiply_adds,seconds,curve
///     "[C(64,3,1), SM(10)]",0,0.9012,657162,2424832,85.2,0.71 0.85 0.9012
///
/// JSON of NAS-Bench-Macro (Su et al. 2021, arXiv 2103.11922), at most 16 MiB: an object with a
/// member a network, "01201201": {"test_acc": [93.1, 93.2, 93.0], "params": p, "flops": f, ...}, on
/// CIFAR-10. The i-th digit d tells the block of layer i: B(d+1). Accuracies are percent; flops are
/// multiply-adds. Members of other names are left out.
///
/// A training without a curve is one of a single epoch.
/// @throws ConfigError: file, line or network, what is wrong, remedy; IoError if the system fails
///         while reading
ResultTable read_result_table(const std::filesystem::path& path);

}  // namespace metaqnn
