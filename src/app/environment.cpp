// Reads the environment; see environment.hpp.
#include "app/environment.hpp"

#include <cstdlib>

namespace metaqnn {

std::string environment_text(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

}  // namespace metaqnn
