// RAPL by its files, NVML by its library; see energy_meter.hpp.
#include "train/energy_meter.hpp"

#include <array>
#include <dlfcn.h>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

namespace metaqnn::train {
namespace {

std::optional<std::uint64_t> number_in(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::uint64_t number = 0;
    if (file >> number) return number;
    return std::nullopt;
}

// Zones of whole packages are named intel-rapl:0, their parts intel-rapl:0:1.
bool is_package(const std::string& name) {
    constexpr std::string_view prefix = "intel-rapl:";
    return name.starts_with(prefix) && name.find(':', prefix.size()) == std::string::npos;
}

template <class Function>
Function* function_of(void* library, const char* name) {
    return reinterpret_cast<Function*>(dlsym(library, name));
}

constexpr int success = 0;  // of NVML and of the CUDA runtime

}  // namespace

/// The counter of one CUDA device.
struct EnergyMeter::Gpu {
    using Handle = void*;
    using Energy = int(Handle, unsigned long long*);

    void* library = nullptr;
    Handle device = nullptr;
    Energy* energy = nullptr;
    unsigned long long last = 0;  // millijoules since the driver was loaded

    explicit Gpu(int index) {
        library = dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) return;
        // NVML numbers devices its own way, so the device is found by its place on the bus.
        auto* bus_id_of = function_of<int(char*, int, int)>(RTLD_DEFAULT, "cudaDeviceGetPCIBusId");
        auto* start = function_of<int()>(library, "nvmlInit_v2");
        auto* find =
            function_of<int(const char*, Handle*)>(library, "nvmlDeviceGetHandleByPciBusId_v2");
        auto* read = function_of<Energy>(library, "nvmlDeviceGetTotalEnergyConsumption");
        if (bus_id_of == nullptr || start == nullptr || find == nullptr || read == nullptr) return;
        std::array<char, 32> bus_id{};
        const bool found = bus_id_of(bus_id.data(), bus_id.size(), index) == success &&
                           start() == success && find(bus_id.data(), &device) == success &&
                           read(device, &last) == success;
        if (found) energy = read;
    }
    Gpu(const Gpu&) = delete;
    Gpu& operator=(const Gpu&) = delete;
    ~Gpu() {
        if (library != nullptr) dlclose(library);
    }

    double joules_since_last() {
        unsigned long long now = 0;
        if (energy == nullptr || energy(device, &now) != success || now < last) return 0.0;
        const double joules = static_cast<double>(now - last) * 1e-3;
        last = now;
        return joules;
    }
};

EnergyMeter::EnergyMeter(c10::Device device, const std::filesystem::path& powercap) {
    if (device.is_cuda()) {
        gpu_ = std::make_unique<Gpu>(device.has_index() ? device.index() : 0);
        return;
    }
    std::error_code error;
    for (const auto& zone : std::filesystem::directory_iterator(powercap, error)) {
        if (!is_package(zone.path().filename().string())) continue;
        const auto now = number_in(zone.path() / "energy_uj");
        const auto run_over = number_in(zone.path() / "max_energy_range_uj");
        if (now && run_over) packages_.push_back({zone.path() / "energy_uj", *now, *run_over});
    }
}

EnergyMeter::~EnergyMeter() = default;

double EnergyMeter::joules() {
    if (gpu_) joules_ += gpu_->joules_since_last();
    for (Package& package : packages_) {
        const auto now = number_in(package.counter);
        if (!now) continue;
        const std::uint64_t used =
            *now >= package.last ? *now - package.last : package.run_over - package.last + *now;
        joules_ += static_cast<double>(used) * 1e-6;
        package.last = *now;
    }
    return joules_;
}

}  // namespace metaqnn::train
