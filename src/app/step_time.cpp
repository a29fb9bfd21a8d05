// Asks the trainer program; see step_time.hpp.
#include "app/step_time.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "app/workers.hpp"
#include "config/names.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

constexpr int steps = 5;

std::string quoted(const std::string& word) {
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

std::string command_line(const Architecture& network, ImageShape images, const RunConfig& config) {
    const std::array words{trainer_program().string(),
                           std::string("--benchmark"),
                           to_text(network),
                           std::to_string(images.channels),
                           std::to_string(images.side),
                           std::to_string(config.training.batch),
                           std::to_string(steps),
                           config.training_preset,
                           config.workers.device,
                           std::string(name_of(config.training.precision))};
    std::string line = "exec ";  // no shell stays between the two programs
    for (const std::string& word : words) line += quoted(word) + " ";
    return line;
}

}  // namespace

double measure_step(const Architecture& network, ImageShape images, const RunConfig& config) {
    const std::string line = command_line(network, images, config);
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> output(popen(line.c_str(), "r"), pclose);
    if (!output) throw IoError("starting " + line + "failed: " + std::strerror(errno));
    std::vector<double> seconds;
    std::array<char, 64> text{};
    while (std::fgets(text.data(), text.size(), output.get()) != nullptr) {
        seconds.push_back(std::strtod(text.data(), nullptr));
    }
    const int status = pclose(output.release());
    if (status != 0 || seconds.empty()) {
        throw IoError("measuring a training step failed: " + line + "ended with status " +
                      std::to_string(status));
    }
    std::ranges::nth_element(seconds, seconds.begin() + static_cast<long>(seconds.size() / 2));
    return seconds[seconds.size() / 2];
}

}  // namespace metaqnn
