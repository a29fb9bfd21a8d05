// The JSON of NAS-Bench-Macro; see result_table_reader.hpp.
#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "data/result_table_formats.hpp"

namespace metaqnn {
namespace {

using Json = nlohmann::json;

constexpr ImageShape cifar_images{3, 32};
constexpr int cifar_classes = 10;
constexpr std::size_t layers = 8;

std::string named(const std::string& name) { return "network \"" + name.substr(0, 40) + "\""; }

// A member of a name that stands twice would silently replace the first.
Json parse_once(std::string_view text) {
    std::set<std::string> names;
    std::string last;
    const auto each = [&](int depth, Json::parse_event_t event, const Json& value) {
        if (event == Json::parse_event_t::key && depth == 1) {
            last = value.get<std::string>();
            require(names.insert(last).second,
                    named(last) + " stands in the table twice; correct the table");
        }
        return true;
    };
    try {
        return Json::parse(text.begin(), text.end(), each);
    } catch (const Json::parse_error& error) {
        // Python writes NaN and Infinity, which are no JSON.
        const std::size_t at = std::max<std::size_t>(error.byte, 1) - 1;
        const bool number = text.substr(at).starts_with('N') || text.substr(at).starts_with('I');
        const std::string where = last.empty() ? "" : " in or after " + named(last);
        throw ConfigError(number
                              ? named(last) +
                                    " has a number that is NaN or infinite; correct "
                                    "the table"
                              : "is no whole JSON (damaged or cut off" + where + "); get it again");
    }
}

Architecture architecture_of(const std::string& name) {
    require(name.size() == layers && name.find_first_not_of("012") == std::string::npos,
            named(name) +
                " is not of NAS-Bench-Macro (eight digits from 0 to 2); get that table, or "
                "write yours as CSV");
    Architecture architecture;
    for (const char digit : name) architecture.layers.push_back(Block{digit - '0' + 1});
    architecture.layers.push_back(Softmax{cifar_classes});
    return architecture;
}

double number(const Json& entry, const char* member, const std::string& name) {
    const auto found = entry.find(member);
    require(found != entry.end() && found->is_number(),
            named(name) + " has no number \"" + member + "\"; correct the table");
    return found->get<double>();
}

std::int64_t count(const Json& entry, const char* member, const std::string& name) {
    constexpr double most = 9e15;  // whole numbers up to it are exact
    const double value = number(entry, member, name);
    require(value >= 0.0 && value <= most,
            named(name) + " has \"" + member + "\" that is not in 0 to 9e15; correct the table");
    return std::llround(value);
}

RecordedNetwork network_of(const Json& entry, const std::string& name) {
    require(entry.is_object(), named(name) + " is no object; correct the table");
    RecordedNetwork network;
    network.parameters = count(entry, "params", name);
    network.multiply_adds = count(entry, "flops", name);
    const auto accuracies = entry.find("test_acc");
    require(accuracies != entry.end() && accuracies->is_array(),
            named(name) + " has no list \"test_acc\"; correct the table");
    for (const Json& percent : *accuracies) {
        require(percent.is_number(),
                named(name) + " has a \"test_acc\" that is no number; correct the table");
        const double accuracy = percent.get<double>() / 100.0;
        network.trainings.push_back({accuracy, 0.0, {accuracy}});
    }
    return network;
}

}  // namespace

ResultTable parse_nas_bench_macro(std::string_view text) {
    const Json json = parse_once(text);
    require(json.is_object(), "is no JSON object of networks; get the table again");
    ResultTable table(cifar_images, cifar_classes);
    for (const auto& [name, entry] : json.items()) {
        table.add(architecture_of(name), network_of(entry, name));
    }
    return table;
}

}  // namespace metaqnn
