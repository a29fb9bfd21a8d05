// Counts the members of an aggregate, so that a table of them can be seen to leave none out.
#pragma once

#include <cstddef>

namespace metaqnn::test {

// Converts to anything: counts the members of an aggregate.
struct Anything {
    template <class T>
    operator T() const;  // NOLINT
};

/// Number of members of T.
template <class T, class... Each>
constexpr std::size_t members() {
    if constexpr (requires { T{Each{}..., Anything{}}; })
        return members<T, Each..., Anything>();
    else
        return sizeof...(Each);
}

}  // namespace metaqnn::test
