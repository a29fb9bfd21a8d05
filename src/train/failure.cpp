// Tells exhausted memory from other errors; see failure.hpp.
#include "train/failure.hpp"

#include <array>
#include <new>
#include <string_view>

#include <c10/util/Exception.h>

namespace metaqnn::train {
namespace {

std::string first_line(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
}

// LibTorch's CPU allocator and oneDNN have no type of their own for it, only words.
bool speaks_of_memory(std::string_view text) {
    constexpr std::array<std::string_view, 4> words{"not enough memory", "can't allocate memory",
                                                    "out of memory", "could not create a memory"};
    for (const std::string_view word : words) {
        if (text.find(word) != std::string_view::npos) return true;
    }
    return false;
}

}  // namespace

std::optional<Failure> failure_of(const std::exception& error) {
    if (const auto* torch = dynamic_cast<const c10::Error*>(&error)) {
        const bool typed = dynamic_cast<const c10::OutOfMemoryError*>(torch) != nullptr;
        const std::string message = first_line(torch->what_without_backtrace());
        if (typed || speaks_of_memory(message)) return Failure{Status::out_of_memory, message};
        return std::nullopt;
    }
    const std::string message = first_line(error.what());
    const bool typed = dynamic_cast<const std::bad_alloc*>(&error) != nullptr;
    if (typed || speaks_of_memory(message)) return Failure{Status::out_of_memory, message};
    return std::nullopt;
}

}  // namespace metaqnn::train
