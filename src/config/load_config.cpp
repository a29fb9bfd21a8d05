// TOML text to a checked configuration; see load_config.hpp.
#include "config/load_config.hpp"

#include <algorithm>

#include "config/codec.hpp"
#include "config/keys.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace metaqnn {
namespace {

// A key that the user gave, not known to exist yet.
struct Entry {
    std::string section;  // empty at the top of the file
    std::string name;
    Value value;
    std::string place;  // for messages, e.g. "search.toml, line 3" or "--set"

    std::string path() const { return section.empty() ? name : section + "." + name; }
};

std::string place_of(std::string_view origin, int line) {
    return (origin.empty() ? "" : std::string(origin) + ", ") + "line " + std::to_string(line);
}

bool is_section(std::string_view name) {
    return std::ranges::find(sections(), name, &SectionName::name) != sections().end();
}

const Key* find_key(std::string_view section, std::string_view name) {
    for (const Key& key : keys())
        if (key.section == section && key.name == name) return &key;
    return nullptr;
}

// The entries below a table, section by section.
void flatten(const Table& table, const std::string& section, std::string_view origin,
             std::vector<Entry>& entries) {
    for (const Member& member : table) {
        const Entry entry{section, to_toml_key(member.name), member.value,
                          place_of(origin, member.line)};
        const Table* below = std::get_if<Table>(&member.value.data);
        if (below != nullptr && is_section(entry.path()))
            flatten(*below, entry.path(), origin, entries);
        else
            entries.push_back(entry);
    }
}

// Not too long for a message.
std::string shortened(const std::string& text) {
    constexpr std::size_t most = 60;
    return text.size() <= most ? text : text.substr(0, most) + "...";
}

std::string shown(const Value& value) { return shortened(to_toml(value)); }

// "; did you mean ...?" for a key that does not exist, or where to look.
std::string key_remedy(const Entry& entry) {
    std::vector<std::string_view> here;
    for (const Key& key : keys())
        if (key.section == entry.section) here.push_back(key.name);
    const std::string near = nearest(entry.name, here);
    if (!near.empty()) return "; did you mean " + entry.section + "." + near + "?";
    for (const Key& key : keys())
        if (key.name == entry.name) return "; did you mean " + key.path() + "?";
    return "; metaqnn config --dump-default lists all keys";
}

[[noreturn]] void reject_unknown(const Entry& entry) {
    if (is_section(entry.path()))
        throw ConfigError(entry.path() + " = " + shown(entry.value) + " (must be a section, [" +
                          entry.path() + "]); correct " + entry.place);
    const bool is_table = std::holds_alternative<Table>(entry.value.data);
    if (!is_table && (entry.section.empty() || is_section(entry.section)))
        throw ConfigError("unknown key " + shortened(entry.path()) + " (" + entry.place + ")" +
                          key_remedy(entry));
    const std::string name = is_table ? entry.path() : entry.section;
    std::vector<std::string_view> candidates;
    for (const SectionName& section : sections()) candidates.push_back(section.name);
    const std::string near = nearest(name, candidates);
    throw ConfigError("unknown section [" + shortened(name) + "] (" + entry.place + ")" +
                      (near.empty() ? "; metaqnn config --dump-default lists all sections"
                                    : "; did you mean [" + near + "]?"));
}

void apply(const Entry& entry, RunConfig& config) {
    const Key* key = find_key(entry.section, entry.name);
    if (key == nullptr) reject_unknown(entry);
    if (key->set(config, entry.value)) return;
    std::string near;
    if (const auto* word = std::get_if<std::string>(&entry.value.data))
        near = nearest(*word, key->choices);
    throw ConfigError(entry.path() + " = " + shown(entry.value) + " (must be " + key->range +
                      "); " +
                      (near.empty() ? "correct " + entry.place
                                    : "did you mean \"" + near + "\" (" + entry.place + ")?"));
}

// A value in TOML; one that is not TOML is a text, so that quotes are not needed.
Value read_value(const std::string& text) {
    const Parsed parsed = parse_toml("value = " + text);
    const bool is_toml = parsed.error.empty() && parsed.table.size() == 1;
    return is_toml ? parsed.table.front().value : Value{text};
}

// The entries of one --set.
void read_override(const std::string& text, std::vector<Entry>& entries) {
    const std::size_t equals = text.find('=');
    const std::string path = text.substr(0, equals);
    const std::size_t dot = path.rfind('.');
    if (equals == std::string::npos || dot == std::string::npos || dot == 0)
        throw ConfigError("--set " + shown({text}) +
                          " (not an assignment); write --set section.key=value");
    entries.push_back({to_toml_key(path.substr(0, dot)), to_toml_key(path.substr(dot + 1)),
                       read_value(text.substr(equals + 1)), "--set"});
}

}  // namespace

double read_duration(const std::string& name, const std::string& text) {
    const Codec<double> codec = duration();
    // 01:00:00 is a time of TOML's own, which comes back as a text of another form.
    auto seconds = codec.read(Value{text});
    if (!seconds) seconds = codec.read(read_value(text));
    require(seconds.has_value(), name + " " + text + " (must be " + codec.range + "); correct it");
    return *seconds;
}

RunConfig load_config(std::string_view text, std::string_view origin,
                      std::span<const std::string> overrides) {
    const Parsed parsed = parse_toml(text);
    require(parsed.error.empty(), place_of(origin, parsed.line) + " is not TOML (" + parsed.error +
                                      "); correct it there");
    std::vector<Entry> entries;
    flatten(parsed.table, "", origin, entries);
    for (const std::string& each : overrides) read_override(each, entries);

    RunConfig config;
    const auto is_preset = [](const Entry& entry) {
        const Key* key = find_key(entry.section, entry.name);
        return key != nullptr && key->preset;
    };
    std::stable_partition(entries.begin(), entries.end(), is_preset);
    for (const Entry& entry : entries) apply(entry, config);
    check(config);
    return config;
}

}  // namespace metaqnn
