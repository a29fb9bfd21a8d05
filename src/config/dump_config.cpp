// A configuration as TOML text; see dump_config.hpp.
#include "config/dump_config.hpp"

#include <algorithm>
#include <sstream>

#include "config/keys.hpp"

namespace metaqnn {
namespace {

constexpr std::size_t columns = 100;

// Words of `text` in comment lines.
std::string comment(std::string_view text) {
    std::istringstream words{std::string(text)};
    std::string result;
    std::string line = "#";
    for (std::string word; words >> word; line += " " + word) {
        if (line.size() + 1 + word.size() <= columns) continue;
        result += line + "\n";
        line = "#";
    }
    return result + line + "\n";
}

std::string explain(const Key& key) {
    std::string facts = key.range;
    if (!key.unit.empty()) facts += "; unit: " + std::string(key.unit);
    if (key.resume == Resume::free && !key.preset) facts += "; may change on resume";
    return "\n" + comment(key.about) + comment("  " + facts);
}

// A list of tables stands as [[section.key]], a long list on a line an element, everything else on
// one line.
std::string assignment(const Key& key, const RunConfig& config) {
    const Value value = key.get(config);
    const List* list = std::get_if<List>(&value.data);
    const std::string name(key.name);
    if (list == nullptr || list->empty() || !std::holds_alternative<Table>(list->front().data)) {
        const std::string line = name + " = " + to_toml(value);
        if (list == nullptr || line.size() <= columns) return line + "\n";
        std::string lines = name + " = [\n";
        for (const Value& each : *list) lines += "    " + to_toml(each) + ",\n";
        return lines + "]\n";
    }
    std::string result;
    for (const Value& each : *list) {
        result += "[[" + key.path() + "]]\n";
        for (const Member& member : std::get<Table>(each.data))
            result += member.name + " = " + to_toml(member.value) + "\n";
    }
    return result;
}

// What the presets of the configuration set alone.
RunConfig presets_of(const RunConfig& config) {
    RunConfig presets;
    for (const Key& key : keys()) {
        if (key.preset) key.set(presets, key.get(config));
    }
    return presets;
}

bool has_preset(std::string_view section) {
    return std::ranges::any_of(
        keys(), [&](const Key& key) { return key.preset && key.section == section; });
}

std::string behind_comment(const std::string& text) {
    std::istringstream lines(text);
    std::string result;
    for (std::string line; std::getline(lines, line);) result += "# " + line + "\n";
    return result;
}

}  // namespace

std::string dump_config(const RunConfig& config, Comments comments) {
    const bool explained = comments == Comments::all;
    const RunConfig presets = presets_of(config);
    std::string result;
    if (explained)
        result =
            comment("Configuration of metaqnn: every key, its range, its unit and its source.");
    for (const SectionName& section : sections()) {
        if (!result.empty()) result += "\n";
        if (explained) result += comment(section.about);
        result += "[" + std::string(section.name) + "]\n";
        for (const Key& key : keys()) {
            if (key.section != section.name) continue;
            if (explained) result += explain(key);
            const std::string line = assignment(key, config);
            // Else another preset, written in its place, would set nothing.
            const bool follows = explained && !key.preset && has_preset(section.name) &&
                                 line == assignment(key, presets);
            result += follows ? behind_comment(line) : line;
        }
    }
    return result;
}

}  // namespace metaqnn
