// Makes the keys of one section from pointers to the members they set.
#pragma once

#include <tuple>
#include <utility>

#include "config/codec.hpp"
#include "config/keys.hpp"

namespace metaqnn {

/// Follows pointers to members from `object`.
template <class Object>
auto& follow(Object& object) {
    return object;
}
template <class Object, class First, class... Rest>
auto& follow(Object& object, First first, Rest... rest) {
    return follow(object.*first, rest...);
}

/// A section whose fields stand at `steps` (pointers to members) of RunConfig.
template <class... Steps>
class Section {
  public:
    Section(std::vector<Key>& keys, std::string_view name, Resume resume, Steps... steps)
        : keys_(keys), name_(name), resume_(resume), steps_(steps...) {}

    /// Adds a key for a member.
    template <class T, class Member>
    void add(std::string_view name, std::string_view unit, const Codec<T>& codec, Member member,
             std::string_view about) {
        const auto steps = steps_;
        const auto field = [ steps, member ](auto& config) -> auto& {
            return std::apply(
                [&](auto... each) -> auto& { return follow(config, each..., member); }, steps);
        };
        keys_.push_back({name_, name, unit, about, codec.range, codec.choices, resume_, false,
                         [field, read = codec.read](RunConfig& config, const Value& value) {
                             const auto result = read(value);
                             if (result) field(config) = *result;
                             return result.has_value();
                         },
                         [field, write = codec.write](const RunConfig& config) {
                             return write(field(config));
                         }});
    }

  private:
    std::vector<Key>& keys_;
    std::string_view name_;
    Resume resume_;
    std::tuple<Steps...> steps_;
};

/// Add the keys of [space] and [training]; the other sections stand in keys.cpp.
void add_space_keys(std::vector<Key>& keys);
void add_training_keys(std::vector<Key>& keys);

/// Makes the last key a preset: setting it also calls `apply`.
void make_preset(std::vector<Key>& keys, void (*apply)(RunConfig&));

}  // namespace metaqnn
