// Features of transitions; see transition_features.hpp.
#include "agents/transition_features.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "core/error.hpp"

namespace metaqnn {
namespace {

// What a group tells apart: transitions with equal aspects share a feature. The state of an aspect
// holds only what counts.
using See = StateAction (*)(const StateAction&);

constexpr std::array<See, 5> aspects{
    [](const StateAction& pair) {
        return StateAction{{}, pair.action};
    },
    [](const StateAction& pair) {
        return StateAction{{.last = {}, .depth = pair.state.depth}, pair.action};
    },
    [](const StateAction& pair) {
        return StateAction{{.last = {}, .bin = pair.state.bin}, pair.action};
    },
    [](const StateAction& pair) {
        return StateAction{{.last = pair.state.last}, pair.action};
    },
    [](const StateAction& pair) {
        return StateAction{{.last = pair.state.last, .depth = pair.state.depth}, pair.action};
    },
};

struct Less {
    bool operator()(const StateAction& a, const StateAction& b) const {
        return std::tie(a.state, a.action) < std::tie(b.state, b.action);
    }
};

// The number of each slot's aspect, in the order of first sight.
struct Numbered {
    std::vector<std::int32_t> of_slot;
    std::int32_t count;
};

Numbered number(const Mdp& mdp, See see) {
    Numbered result;
    std::map<StateAction, std::int32_t, Less> numbers;
    for (SlotId slot = 0; slot < mdp.slot_count(); ++slot) {
        const auto next = static_cast<std::int32_t>(numbers.size());
        result.of_slot.push_back(numbers.try_emplace(see(mdp.pair(slot)), next).first->second);
    }
    result.count = static_cast<std::int32_t>(numbers.size());
    return result;
}

}  // namespace

TransitionFeatures::TransitionFeatures(const Mdp& mdp) : mdp_(mdp) {
    std::vector<Numbered> kept;
    std::int32_t features = 0;
    for (const See see : aspects) {
        Numbered numbered = number(mdp, see);
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
