// Stratified choices by largest remainder; see split.hpp.
#include "data/split.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "core/error.hpp"
#include "core/random.hpp"

namespace metaqnn {
namespace {

using IndexLists = std::vector<std::vector<std::uint32_t>>;

IndexLists indices_by_class(std::span<const std::uint16_t> labels, int classes) {
    IndexLists lists(static_cast<std::size_t>(classes));
    for (std::size_t i = 0; i < labels.size(); ++i) {
        lists.at(labels[i]).push_back(static_cast<std::uint32_t>(i));
    }
    return lists;
}

/// How many of each class: whole shares first, what is left to the largest remainders.
std::vector<std::uint64_t> shares(const IndexLists& lists, std::uint64_t total,
                                  std::uint64_t count) {
    std::vector<std::uint64_t> share;
    std::vector<std::uint64_t> remainder;
    for (const auto& list : lists) {
        share.push_back(list.size() * count / total);
        remainder.push_back(list.size() * count % total);
    }
    std::vector<std::size_t> order(lists.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(
        order, [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
    const std::uint64_t left = count - std::reduce(share.begin(), share.end());
    for (std::size_t i = 0; i < left; ++i) ++share[order[i]];
    return share;
}

}  // namespace

std::vector<std::uint32_t> stratified_choice(std::span<const std::uint16_t> labels, int classes,
                                             std::int64_t count, std::uint64_t seed) {
    const auto total = static_cast<std::int64_t>(labels.size());
    require(count >= 0 && count <= total, "cannot choose " + std::to_string(count) + " of " +
                                              std::to_string(total) +
                                              " images (not that many); ask for fewer");
    if (count == 0) return {};
    IndexLists lists = indices_by_class(labels, classes);
    const auto share =
        shares(lists, static_cast<std::uint64_t>(total), static_cast<std::uint64_t>(count));
    Rng random(seed);
    std::vector<std::uint32_t> chosen;
    chosen.reserve(static_cast<std::size_t>(count));
    for (std::size_t c = 0; c < lists.size(); ++c) {
        for (std::size_t i = 0; i < share[c]; ++i) {
            std::swap(lists[c][i], lists[c][i + random.below(lists[c].size() - i)]);
            chosen.push_back(lists[c][i]);
        }
    }
    std::ranges::sort(chosen);
    return chosen;
}

Split split(std::span<const std::uint16_t> labels, int classes, std::int64_t validation,
            std::uint64_t seed) {
    const auto total = static_cast<std::int64_t>(labels.size());
    require(validation >= 1 && validation < total,
            "data.validation = " + std::to_string(validation) + " (must be 1 to " +
                std::to_string(total - 1) + ": the training set has " + std::to_string(total) +
                " images in use); change data.validation or data.limit");
    Split parts;
    parts.validation = stratified_choice(labels, classes, validation, seed);
    parts.train.reserve(labels.size() - parts.validation.size());
    auto next = parts.validation.begin();
    for (std::uint32_t i = 0; i < labels.size(); ++i) {
        if (next != parts.validation.end() && *next == i) {
            ++next;
        } else {
            parts.train.push_back(i);
        }
    }
    return parts;
}

}  // namespace metaqnn
