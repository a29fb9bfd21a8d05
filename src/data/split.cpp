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

/// Moves `count` indices, drawn uniformly, from `list` to `chosen`.
void draw_indices(std::vector<std::uint32_t>& list, std::uint64_t count, Rng& random,
                  std::vector<std::uint32_t>& chosen) {
    for (std::size_t i = 0; i < count; ++i) {
        std::swap(list[i], list[i + random.below(list.size() - i)]);
        chosen.push_back(list[i]);
    }
}

/// All indices below `count` that do not validate train.
Split split_off(std::size_t count, std::vector<std::uint32_t> validation) {
    Split parts{{}, std::move(validation)};
    parts.train.reserve(count - parts.validation.size());
    auto next = parts.validation.begin();
    for (std::uint32_t i = 0; i < count; ++i) {
        if (next != parts.validation.end() && *next == i) {
            ++next;
        } else {
            parts.train.push_back(i);
        }
    }
    return parts;
}

/// How many of each class: whole shares first, what is left to the largest remainders.
std::vector<std::uint64_t> class_shares(const IndexLists& lists, std::uint64_t total,
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
        class_shares(lists, static_cast<std::uint64_t>(total), static_cast<std::uint64_t>(count));
    Rng random(seed);
    std::vector<std::uint32_t> chosen;
    chosen.reserve(static_cast<std::size_t>(count));
    for (std::size_t c = 0; c < lists.size(); ++c) {
        draw_indices(lists[c], share[c], random, chosen);
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
    return split_off(labels.size(), stratified_choice(labels, classes, validation, seed));
}

Split balanced_split(std::span<const std::uint16_t> labels, int classes, std::int64_t extra,
                     std::int64_t validation, std::uint64_t seed) {
    const std::int64_t parts = extra > 0 ? 3 : 1;
    require(validation >= 1 && validation % (parts * classes) == 0,
            "data.validation = " + std::to_string(validation) + " (must be a multiple of " +
                std::to_string(parts * classes) + " with data.split = \"balanced\"); change it");
    const std::int64_t of_extra = extra > 0 ? validation / (parts * classes) : 0;
    const std::int64_t of_own = validation / classes - of_extra;
    const std::size_t own = labels.size() - static_cast<std::size_t>(extra);
    IndexLists own_lists = indices_by_class(labels.first(own), classes);
    IndexLists extra_lists = indices_by_class(labels.subspan(own), classes);
    Rng random(seed);
    std::vector<std::uint32_t> chosen;
    for (std::size_t c = 0; c < own_lists.size(); ++c) {
        for (std::uint32_t& index : extra_lists[c]) index += static_cast<std::uint32_t>(own);
        require(std::ssize(own_lists[c]) > of_own && std::ssize(extra_lists[c]) >= of_extra,
                "data.validation = " + std::to_string(validation) + " (class " + std::to_string(c) +
                    " has too few images to give " + std::to_string(of_own) +
                    (extra > 0 ? " and, of the extra ones, " + std::to_string(of_extra) : "") +
                    "); lower it");
        draw_indices(own_lists[c], static_cast<std::uint64_t>(of_own), random, chosen);
        draw_indices(extra_lists[c], static_cast<std::uint64_t>(of_extra), random, chosen);
    }
    std::ranges::sort(chosen);
    return split_off(labels.size(), std::move(chosen));
}

}  // namespace metaqnn
