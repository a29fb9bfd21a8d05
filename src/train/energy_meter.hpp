// Reads the energy that a device has used, where it has a counter.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include <c10/core/Device.h>

namespace metaqnn::train {

/// Energy since it was made. Of a CPU: the RAPL counters of all processor packages of the node
/// (Linux powercap; usually for root alone), what else runs there included. Of a CUDA device: the
/// counter of NVML, which is loaded when it is needed and is not a part of the build.
class EnergyMeter {
  public:
    explicit EnergyMeter(c10::Device device,
                         const std::filesystem::path& powercap = "/sys/class/powercap");
    EnergyMeter(const EnergyMeter&) = delete;
    EnergyMeter& operator=(const EnergyMeter&) = delete;
    ~EnergyMeter();

    /// Joules so far; 0 if there is no counter. A CPU's counter runs over after some 10 minutes at
    /// full power: ask more often.
    double joules();

  private:
    struct Package {
        std::filesystem::path counter;
        std::uint64_t last;      // microjoules
        std::uint64_t run_over;  // microjoules after which it begins at 0 again
    };
    struct Gpu;

    std::vector<Package> packages_;
    std::unique_ptr<Gpu> gpu_;
    double joules_ = 0.0;
};

}  // namespace metaqnn::train
