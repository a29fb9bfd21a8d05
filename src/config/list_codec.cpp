// The kinds of lists; see list_codec.hpp.
#include "config/list_codec.hpp"

#include "core/error.hpp"

namespace metaqnn {
namespace {

constexpr std::size_t most_elements = 1000;

// A list whose elements `element` reads, all different; none if one cannot be read.
template <class T>
std::optional<std::vector<T>> read_list(const Value& value, const Codec<T>& element,
                                        std::size_t fewest) {
    const List* list = std::get_if<List>(&value.data);
    if (list == nullptr || list->size() < fewest || list->size() > most_elements)
        return std::nullopt;
    std::vector<T> result;
    for (const Value& each : *list) {
        const std::optional<T> read = element.read(each);
        if (!read || std::ranges::find(result, *read) != result.end()) return std::nullopt;
        result.push_back(*read);
    }
    return result;
}

template <class T>
Value write_list(const std::vector<T>& field, const Codec<T>& element) {
    List list;
    for (const T& each : field) list.push_back(element.write(each));
    return {std::move(list)};
}

template <class T>
Codec<std::vector<T>> list_of(std::string range, Codec<T> element, std::size_t fewest) {
    return {std::move(range),
            {},
            [element, fewest](const Value& value) { return read_list(value, element, fewest); },
            [element](const std::vector<T>& field) { return write_list(field, element); }};
}

constexpr int largest_window = 256;

std::optional<MaxPooling> read_pool(const Value& value) {
    const auto* pair = std::get_if<List>(&value.data);
    if (pair == nullptr || pair->size() != 2) return std::nullopt;
    const Codec<int> side = integer(1, largest_window);
    const auto field = side.read((*pair)[0]);
    const auto stride = side.read((*pair)[1]);
    if (!field || !stride) return std::nullopt;
    return MaxPooling{*field, *stride};
}

Value write_pool(const MaxPooling& pool) {
    return {List{{std::int64_t{pool.field}}, {std::int64_t{pool.stride}}}};
}

std::optional<Layer> read_layer(const Value& value) {
    const auto* written = std::get_if<std::string>(&value.data);
    if (written == nullptr) return std::nullopt;
    try {
        const Layer layer = parse_layer(*written);
        return is_termination(layer) ? std::nullopt : std::optional(layer);
    } catch (const ConfigError&) {
        return std::nullopt;
    }
}

Value write_layer(const Layer& layer) { return {to_text(layer)}; }

std::optional<RateStage> read_rate_stage(const Value& value) {
    const auto* pair = std::get_if<List>(&value.data);
    if (pair == nullptr || pair->size() != 2) return std::nullopt;
    const auto fraction = number(0.0, 1.0).read((*pair)[0]);
    const auto epochs = integer(1, 100'000).read((*pair)[1]);
    if (!fraction || !epochs) return std::nullopt;
    return RateStage{*fraction, *epochs};
}

Value write_rate_stage(const RateStage& stage) {
    return {List{{stage.fraction}, {std::int64_t{stage.epochs}}}};
}

std::optional<Architecture> read_architecture(const Value& value) {
    const auto* written = std::get_if<std::string>(&value.data);
    if (written == nullptr) return std::nullopt;
    try {
        return parse_architecture(*written);
    } catch (const ConfigError&) {
        return std::nullopt;
    }
}

Value write_architecture(const Architecture& architecture) { return {to_text(architecture)}; }

std::optional<EpsilonStage> read_stage(const Value& value) {
    const Table* table = std::get_if<Table>(&value.data);
    if (table == nullptr || table->size() != 2) return std::nullopt;
    std::optional<double> epsilon;
    std::optional<std::int64_t> models;
    for (const Member& member : *table) {
        if (member.name == "value") epsilon = number(0.0, 1.0).read(member.value);
        if (member.name == "models")
            models = integer<std::int64_t>(1, 1'000'000'000'000).read(member.value);
    }
    if (!epsilon || !models) return std::nullopt;
    return EpsilonStage{*epsilon, *models};
}

std::optional<CostTerm> read_cost_term(const Value& value) {
    const Table* table = std::get_if<Table>(&value.data);
    if (table == nullptr || table->size() != 3) return std::nullopt;
    std::optional<CostKind> of;
    std::optional<double> target;
    std::optional<double> weight;
    for (const Member& member : *table) {
        if (member.name == "of") of = choice<CostKind>().read(member.value);
        if (member.name == "target") target = number(0.0, 1e18, Ends::low_open).read(member.value);
        if (member.name == "weight") weight = number(0.0, 1000.0).read(member.value);
    }
    if (!of || !target || !weight) return std::nullopt;
    return CostTerm{*of, *target, *weight};
}

Value write_cost_term(const CostTerm& term) {
    return {Table{{"of", {std::string(name_of(term.of))}},
                  {"target", {term.target}},
                  {"weight", {term.weight}}}};
}

Value write_stage(const EpsilonStage& stage) {
    return {Table{{"value", {stage.epsilon}}, {"models", {stage.models}}}};
}

}  // namespace

Codec<std::vector<int>> integers(int low, int high, std::size_t fewest) {
    const std::string range = "a list of at most 1000 different integers in [" +
                              std::to_string(low) + ", " + std::to_string(high) + "]" +
                              (fewest > 0 ? ", not empty" : "");
    return list_of(range, integer(low, high), fewest);
}

Codec<std::vector<Architecture>> architectures() {
    return list_of(
        "a list of at most 1000 different networks, each a text such as \"[C(64,3,1), SM(10)]\"",
        Codec<Architecture>{"", {}, read_architecture, write_architecture}, 0);
}

Codec<std::vector<Layer>> layers() {
    return list_of(
        "a list of at most 1000 different layers, each a text such as \"C(64,3,1)\", without the "
        "termination",
        Codec<Layer>{"", {}, read_layer, write_layer}, 0);
}

Codec<std::vector<LayerKind>> layer_kinds() {
    return list_of(
        "a list of different kinds of layers: \"C\", \"P\", \"FC\", \"B\", \"GAP\", \"SM\"",
        choice<LayerKind>(), 1);
}

Codec<std::vector<std::string>> texts() {
    return list_of("a list of at most 1000 different texts, none of them empty", text_not_empty(),
                   0);
}

Codec<std::vector<MaxPooling>> pools() {
    const std::string range =
        "a list of at most 1000 different pairs [field, stride] of integers in [1, " +
        std::to_string(largest_window) + "]";
    return list_of(range, Codec<MaxPooling>{"", {}, read_pool, write_pool}, 0);
}

Codec<std::vector<RateStage>> rate_stages() {
    return list_of(
        "a list of at most 1000 different pairs [fraction, epochs] of a number in [0, 1] and an "
        "integer of at least 1",
        Codec<RateStage>{"", {}, read_rate_stage, write_rate_stage}, 0);
}

Codec<std::vector<CostTerm>> cost_terms() {
    std::string kinds;
    for (const CostKind kind : cost_kinds) {
        kinds += (kinds.empty() ? "" : ", ") + std::string(to_text(kind));
    }
    return list_of("a list of at most 1000 different tables with of (" + kinds +
                       "), target, a number above 0, and weight, a number in [0, 1000]",
                   Codec<CostTerm>{"", {}, read_cost_term, write_cost_term}, 0);
}

Codec<std::vector<EpsilonStage>> stages() {
    return {
        "a list of at most 1000 tables with value, a number in [0, 1], and models, an integer of "
        "at "
        "least 1",
        {},
        [](const Value& value) -> std::optional<std::vector<EpsilonStage>> {
            const List* list = std::get_if<List>(&value.data);
            if (list == nullptr || list->empty() || list->size() > most_elements)
                return std::nullopt;
            std::vector<EpsilonStage> result;
            for (const Value& each : *list) {
                const auto stage = read_stage(each);
                if (!stage) return std::nullopt;
                result.push_back(*stage);
            }
            return result;
        },
        [](const std::vector<EpsilonStage>& field) {
            List list;
            for (const EpsilonStage& stage : field) list.push_back(write_stage(stage));
            return Value{std::move(list)};
        }};
}

}  // namespace metaqnn
