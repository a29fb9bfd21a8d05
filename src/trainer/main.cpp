// metaqnn-trainer: trains networks for metaqnn, which starts it; people use it for benchmarks only.
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <span>
#include <string>
#include <string_view>

#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "core/error.hpp"
#include "train/device.hpp"
#include "train/time_steps.hpp"
#include "trainer/prepare_process.hpp"
#include "trainer/torch_session.hpp"
#include "wire/serve.hpp"

namespace metaqnn::trainer {
namespace {

constexpr std::string_view usage =
    "metaqnn-trainer trains networks for metaqnn, which starts it by itself.\n"
    "  --version                        this program, LibTorch, devices\n"
    "  --benchmark ARCHITECTURE CHANNELS SIDE BATCH STEPS PRESET [DEVICE [PRECISION]]\n"
    "                                   prints the seconds of each training step, one a line; "
    "precision\n"
    "                                   auto (the default), float32 or bfloat16, e.g.\n"
    "                                   --benchmark \"[C(64,3,1), SM(10)]\" 1 28 128 10 paper cpu "
    "float32\n";

int number(const char* text) {
    int value = 0;
    const char* end = text + std::strlen(text);
    const auto parsed = std::from_chars(text, end, value);
    require(parsed.ec == std::errc{} && parsed.ptr == end && value > 0,
            std::string("\"") + text + "\" is no number above 0; see metaqnn-trainer --help");
    return value;
}

Precision precision(std::string_view text) {
    if (text == "auto") return Precision::automatic;
    if (text == "float32") return Precision::float32;
    require(text == "bfloat16",
            "\"" + std::string(text) + "\" is no precision; see metaqnn-trainer --help");
    return Precision::bfloat16;
}

// True if nobody reads what this process writes: whoever started it is gone.
bool is_orphan() {
    ::pollfd output{STDOUT_FILENO, POLLOUT, 0};
    return ::poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
}

int benchmark(std::span<char*> arguments) {
    // LibTorch takes a second to load, in which whoever started this may have died already.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (is_orphan()) return 1;
    require(arguments.size() >= 6 && arguments.size() <= 8,
            "--benchmark takes 6 to 8 values; see metaqnn-trainer --help");
    TrainerSetup setup;
    setup.input = {number(arguments[1]), number(arguments[2])};
    setup.recipe = training_preset(arguments[5]);
    setup.recipe.batch = number(arguments[3]);
    setup.device = arguments.size() > 6 ? arguments[6] : "cpu";
    if (arguments.size() > 7) setup.recipe.precision = precision(arguments[7]);
    const Architecture architecture = parse_architecture(arguments[0]);
    for (const double seconds : train::time_steps(architecture, setup, number(arguments[4]))) {
        std::printf("%.6f\n", seconds);
    }
    return 0;
}

int run(std::span<char*> arguments) {
    if (arguments.empty()) return wire::run_trainer_process(make_torch_session);
    const std::string_view what = arguments.front();
    if (what == "--benchmark") return benchmark(arguments.subspan(1));
    if (what == "--version") {
        std::printf("metaqnn-trainer %s\n%s\n", METAQNN_VERSION, train::library_text().c_str());
        return 0;
    }
    require(what == "--help", "metaqnn-trainer: \"" + std::string(what) +
                                  "\" is unknown; see metaqnn-trainer --help");
    std::fwrite(usage.data(), 1, usage.size(), stdout);
    return 0;
}

}  // namespace
}  // namespace metaqnn::trainer

int main(int count, char** arguments) {
    using namespace metaqnn;
    constexpr int usage_error = 2;
    try {
        trainer::keep_freed_memory();
        return trainer::run({arguments + 1, static_cast<std::size_t>(count - 1)});
    } catch (const ConfigError& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return usage_error;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
