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
inline constexpr std::array<Name<Enum>, 0> names{};

template <>
inline constexpr auto enum_names<DataKind> = [] {
    std::array<Name<DataKind>, data_kinds.size()> result{};
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = {data_kinds[i], to_text(data_kinds[i])};
    return result;
}();
template <>
inline constexpr std::array enum_names<AgentKind>{Name{AgentKind::standard, "default"},
                                                  {AgentKind::paper, "paper"},
                                                  {AgentKind::random, "random"}};
template <>
inline constexpr std::array enum_names<EpsilonScale>{Name{EpsilonScale::trials, "trials"},
                                                     {EpsilonScale::models, "models"}};
template <>
inline constexpr std::array enum_names<TrainerKind>{
    Name{TrainerKind::torch, "torch"}, {TrainerKind::null, "null"}, {TrainerKind::sleep, "sleep"}};
template <>
inline constexpr std::array enum_names<Order>{Name{Order::arrival, "arrival"},
                                              {Order::trial, "trial"}};
template <>
inline constexpr std::array enum_names<Optimizer>{Name{Optimizer::adam, "adam"},
                                                  {Optimizer::adamw, "adamw"},
                                                  {Optimizer::sgd, "sgd"},
                                                  {Optimizer::muon, "muon"}};
template <>
inline constexpr std::array enum_names<Schedule>{Name{Schedule::constant, "constant"},
                                                 {Schedule::steps, "steps"},
                                                 {Schedule::triangular, "triangular"}};
template <>
inline constexpr std::array enum_names<Activation>{
    Name{Activation::relu, "relu"}, {Activation::gelu, "gelu"}, {Activation::elu, "elu"}};
template <>
inline constexpr std::array enum_names<Initialisation>{Name{Initialisation::xavier, "xavier"},
                                                       {Initialisation::identity, "identity"}};
template <>
inline constexpr std::array enum_names<Mirroring>{Name{Mirroring::none, "none"},
                                                  {Mirroring::random, "random"},
                                                  {Mirroring::alternating, "alternating"}};
template <>
inline constexpr std::array enum_names<ShiftFill>{Name{ShiftFill::zero, "zero"},
                                                  {ShiftFill::reflect, "reflect"}};
template <>
inline constexpr std::array enum_names<Selection>{Name{Selection::last, "last"},
                                                  {Selection::best, "best"}};
template <>
inline constexpr std::array enum_names<Precision>{Name{Precision::automatic, "auto"},
                                                  {Precision::float32, "float32"},
                                                  {Precision::bfloat16, "bfloat16"}};

/// The word of an enumerator, e.g. "adamw".
template <class Enum>
constexpr std::string_view name_of(Enum value) {
    for (const Name<Enum>& name : enum_names<Enum>)
        if (name.value == value) return name.text;
    return "unknown";
}

}  // namespace metaqnn
