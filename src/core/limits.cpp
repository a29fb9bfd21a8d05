// The limits of networks; see limits.hpp.
#include "core/limits.hpp"

namespace metaqnn {

std::string over_limit(const Cost& cost, const Limits& limits) {
    const auto over = [](const char* what, std::int64_t value, std::int64_t limit) {
        return std::string(what) + " " + std::to_string(value) + " over the limit " +
               std::to_string(limit);
    };
    if (limits.parameters > 0 && cost.parameters > limits.parameters) {
        return over("parameters", cost.parameters, limits.parameters);
    }
    if (limits.multiply_adds > 0 && cost.multiply_adds > limits.multiply_adds) {
        return over("multiply_adds", cost.multiply_adds, limits.multiply_adds);
    }
    if (limits.memory_bytes > 0 && cost.memory_bytes > limits.memory_bytes) {
        return over("memory_bytes", cost.memory_bytes, limits.memory_bytes);
    }
    const double seconds = limits.time.seconds(static_cast<double>(cost.multiply_adds),
                                               static_cast<double>(cost.activations));
    if (limits.seconds > 0.0 && seconds > limits.seconds) {
        return "seconds foretold " + std::to_string(seconds) + " over the limit " +
               std::to_string(limits.seconds);
    }
    return {};
}

}  // namespace metaqnn
