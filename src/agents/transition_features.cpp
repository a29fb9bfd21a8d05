// Features of transitions; see transition_features.hpp.
#include "agents/transition_features.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace metaqnn {
namespace {

// What a feature may tell of a transition, as numbers; -1 where it does not.
enum Aspect : std::size_t { action, depth, bin, last, aspects };
using Aspects = std::array<std::int32_t, aspects>;

// What each group tells besides the action.
const std::array<std::vector<Aspect>, 5> told_by_group{{{}, {depth}, {bin}, {last}, {depth, last}}};

std::vector<Aspects> aspects_of_slots(const Mdp& mdp) {
    std::map<std::optional<Layer>, std::int32_t> layers;
    const auto number = [&](const std::optional<Layer>& layer) {
        return layers.try_emplace(layer, static_cast<std::int32_t>(layers.size())).first->second;
    };
    std::vector<Aspects> result;
    for (SlotId slot = 0; slot < mdp.slot_count(); ++slot) {
        const StateAction& pair = mdp.pair(slot);
        result.push_back(
            {number(pair.action), pair.state.depth, pair.state.bin, number(pair.state.last)});
    }
    return result;
}

// The number of each slot's feature within a group, in the order of first sight.
struct Numbered {
    std::vector<std::int32_t> of_slot;
    std::int32_t count;
};

Numbered number(const std::vector<Aspects>& slots, const std::vector<Aspect>& told) {
    Numbered result;
    std::map<Aspects, std::int32_t> numbers;
    for (const Aspects& all : slots) {
        Aspects seen;
        seen.fill(-1);
        seen[action] = all[action];
        for (const Aspect aspect : told) seen[aspect] = all[aspect];
        const auto next = static_cast<std::int32_t>(numbers.size());
        result.of_slot.push_back(numbers.try_emplace(seen, next).first->second);
    }
    result.count = static_cast<std::int32_t>(numbers.size());
    return result;
}

}  // namespace

TransitionFeatures::TransitionFeatures(const Mdp& mdp) : mdp_(mdp) {
    std::vector<Numbered> kept;
    std::int32_t features = 0;
    const std::vector<Aspects> slots = aspects_of_slots(mdp);
    for (const std::vector<Aspect>& told : told_by_group) {
        Numbered numbered = number(slots, told);
        if (features + numbered.count > most) continue;
        groups_.push_back({features, numbered.count});
        features += numbered.count;
        kept.push_back(std::move(numbered));
    }
    require(!groups_.empty(), "the space has over " + std::to_string(most) +
                                  " different layers (too many for the model of agent.kind = "
                                  "\"thompson\"); choose agent.kind = \"evolution\"");
    for (std::size_t slot = 0; slot < static_cast<std::size_t>(mdp.slot_count()); ++slot) {
        for (std::size_t group = 0; group < kept.size(); ++group) {
            of_slot_.push_back(groups_[group].first + kept[group].of_slot[slot]);
        }
    }
}

std::span<const std::int32_t> TransitionFeatures::of(SlotId slot) const {
    return {&of_slot_[static_cast<std::size_t>(slot) * groups_.size()], groups_.size()};
}

FeatureRow TransitionFeatures::row(const Episode& episode) const {
    std::map<std::int32_t, double> counts;
    for (const Step& step : episode.steps) {
        const Edge& edge = mdp_.edges(step.node)[static_cast<std::size_t>(step.edge)];
        for (const std::int32_t feature : of(edge.slot)) counts[feature] += 1.0;
    }
    FeatureRow row;
    row.reserve(counts.size());
    for (const auto& [feature, count] : counts) row.push_back({feature, count});
    return row;
}

std::vector<double> TransitionFeatures::rewards(std::span<const double> weights) const {
    std::vector<double> rewards(static_cast<std::size_t>(mdp_.slot_count()), 0.0);
    for (SlotId slot = 0; slot < mdp_.slot_count(); ++slot) {
        double& reward = rewards[static_cast<std::size_t>(slot)];
        for (const std::int32_t feature : of(slot)) {
            reward += weights[static_cast<std::size_t>(feature)];
        }
    }
    return rewards;
}

}  // namespace metaqnn
