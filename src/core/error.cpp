// What an error may say; see error.hpp.
#include "core/error.hpp"

#include "core/text.hpp"

namespace metaqnn {

Error::Error(std::string_view message) : std::runtime_error(printable(message)) {}

}  // namespace metaqnn
