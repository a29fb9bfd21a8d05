// The one table of the words that the configuration uses for enumerators.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "config/run_config.hpp"

namespace metaqnn {

/// An enumerator and its word.
template <class Enum>
struct Name {
    Enum value;
    std::string_view text;
};

/// The words of an enumeration, in the order of the documentation. Specialised for each below.
template <class Enum>
inline constexpr std::array<Name<Enum>, 0> enum_names{};

/// The words that core has for the enumerators.
template <class Enum, std::size_t size>
constexpr std::array<Name<Enum>, size> names_of(const std::array<Enum, size>& values) {
    std::array<Name<Enum>, size> names{};
    for (std::size_t i = 0; i < size; ++i) names[i] = {values[i], to_text(values[i])};
    return names;
}

template <>
inline constexpr auto enum_names<DataKind> = names_of(data_kinds);
template <>
inline constexpr auto enum_names<Cifar100Labels> = std::to_array<Name<Cifar100Labels>>(
    {{Cifar100Labels::fine, "fine"}, {Cifar100Labels::coarse, "coarse"}});
template <>
inline constexpr auto enum_names<ExtraImages> =
    std::to_array<Name<ExtraImages>>({{ExtraImages::use, "use"}, {ExtraImages::leave, "leave"}});
template <>
inline constexpr auto enum_names<SplitRule> = std::to_array<Name<SplitRule>>(
    {{SplitRule::stratified, "stratified"}, {SplitRule::balanced, "balanced"}});
template <>
inline constexpr auto enum_names<LayerKind> =
    std::to_array<Name<LayerKind>>({{LayerKind::convolution, "C"},
                                    {LayerKind::max_pooling, "P"},
                                    {LayerKind::fully_connected, "FC"},
                                    {LayerKind::block, "B"},
                                    {LayerKind::global_average_pooling, "GAP"},
                                    {LayerKind::softmax, "SM"}});
template <>
inline constexpr auto enum_names<ObjectiveKind> =
    std::to_array<Name<ObjectiveKind>>({{ObjectiveKind::accuracy, "accuracy"},
                                        {ObjectiveKind::difference, "difference"},
                                        {ObjectiveKind::product, "product"}});
template <>
inline constexpr auto enum_names<CostKind> = [] {
    std::array<Name<CostKind>, cost_kinds.size()> result{};
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = {cost_kinds[i], to_text(cost_kinds[i])};
    return result;
}();
template <>
inline constexpr auto enum_names<AgentKind> =
    std::to_array<Name<AgentKind>>({{AgentKind::standard, "default"},
                                    {AgentKind::paper, "paper"},
                                    {AgentKind::lambda, "lambda"},
                                    {AgentKind::shaped, "shaped"},
                                    {AgentKind::dqn, "dqn"},
                                    {AgentKind::thompson, "thompson"},
                                    {AgentKind::evolution, "evolution"},
                                    {AgentKind::local_search, "local_search"},
                                    {AgentKind::random, "random"}});
template <>
inline constexpr auto enum_names<StateKind> =
    std::to_array<Name<StateKind>>({{StateKind::paper, "paper"},
                                    {StateKind::exact_side, "exact_side"},
                                    {StateKind::previous_two, "previous_two"}});
template <>
inline constexpr auto enum_names<EpsilonScale> = std::to_array<Name<EpsilonScale>>(
    {{EpsilonScale::trials, "trials"}, {EpsilonScale::models, "models"}});
template <>
inline constexpr auto enum_names<TrainerKind> =
    std::to_array<Name<TrainerKind>>({{TrainerKind::torch, "torch"},
                                      {TrainerKind::null, "null"},
                                      {TrainerKind::sleep, "sleep"},
                                      {TrainerKind::table, "table"}});
template <>
inline constexpr auto enum_names<Order> = std::to_array<Name<Order>>({{Order::arrival, "arrival"},
                                                                      {Order::trial, "trial"}});
template <>
inline constexpr auto enum_names<Optimizer> =
    std::to_array<Name<Optimizer>>({{Optimizer::adam, "adam"},
                                    {Optimizer::adamw, "adamw"},
                                    {Optimizer::sgd, "sgd"},
                                    {Optimizer::muon, "muon"}});
template <>
inline constexpr auto enum_names<Schedule> =
    std::to_array<Name<Schedule>>({{Schedule::constant, "constant"},
                                   {Schedule::steps, "steps"},
                                   {Schedule::triangular, "triangular"},
                                   {Schedule::stages, "stages"}});
template <>
inline constexpr auto enum_names<Normalisation> = names_of(normalisations);
template <>
inline constexpr auto enum_names<Activation> = names_of(activations);
template <>
inline constexpr auto enum_names<Initialisation> = std::to_array<Name<Initialisation>>(
    {{Initialisation::xavier, "xavier"}, {Initialisation::identity, "identity"}});
template <>
inline constexpr auto enum_names<Mirroring> =
    std::to_array<Name<Mirroring>>({{Mirroring::none, "none"},
                                    {Mirroring::random, "random"},
                                    {Mirroring::alternating, "alternating"}});
template <>
inline constexpr auto enum_names<ShiftFill> =
    std::to_array<Name<ShiftFill>>({{ShiftFill::zero, "zero"}, {ShiftFill::reflect, "reflect"}});
template <>
inline constexpr auto enum_names<Selection> =
    std::to_array<Name<Selection>>({{Selection::last, "last"}, {Selection::best, "best"}});
template <>
inline constexpr auto enum_names<Precision> =
    std::to_array<Name<Precision>>({{Precision::automatic, "auto"},
                                    {Precision::float32, "float32"},
                                    {Precision::bfloat16, "bfloat16"}});

/// The word of an enumerator, e.g. "adamw".
template <class Enum>
constexpr std::string_view name_of(Enum value) {
    for (const Name<Enum>& name : enum_names<Enum>)
        if (name.value == value) return name.text;
    return "unknown";
}

}  // namespace metaqnn
