// Energy from counters that look like those of Linux; the counters of GPUs need one.
#include "train/energy_meter.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <ATen/core/Tensor.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/test_device.hpp"

namespace metaqnn::train {
namespace {

namespace fs = std::filesystem;

class PowercapFolder : public testing::Test {
  protected:
    PowercapFolder() { set_counter("intel-rapl:0", 900'000'000); }
    ~PowercapFolder() override { fs::remove_all(folder_); }

    void set_counter(const std::string& zone, std::uint64_t microjoules) const {
        fs::create_directories(folder_ / zone);
        std::ofstream(folder_ / zone / "energy_uj") << microjoules << '\n';
        std::ofstream(folder_ / zone / "max_energy_range_uj") << 1'000'000'000 << '\n';
    }

    const fs::path folder_ =
        fs::temp_directory_path() / ("metaqnn-powercap-" + std::to_string(getpid()));
};

TEST_F(PowercapFolder, CountsFromWhenItWasMade) {
    EnergyMeter meter(c10::kCPU, folder_);
    EXPECT_EQ(meter.joules(), 0.0);
    set_counter("intel-rapl:0", 912'500'000);
    EXPECT_DOUBLE_EQ(meter.joules(), 12.5);
    EXPECT_DOUBLE_EQ(meter.joules(), 12.5);
}

TEST_F(PowercapFolder, KnowsThatCountersRunOver) {
    EnergyMeter meter(c10::kCPU, folder_);
    set_counter("intel-rapl:0", 50'000'000);
    EXPECT_DOUBLE_EQ(meter.joules(), 150.0);
}

TEST_F(PowercapFolder, AddsPackagesAndLeavesOutTheirParts) {
    set_counter("intel-rapl:1", 0);
    set_counter("intel-rapl:0:0", 0);
    set_counter("intel-rapl-mmio:0", 0);
    EnergyMeter meter(c10::kCPU, folder_);
    for (const char* zone : {"intel-rapl:1", "intel-rapl:0:0", "intel-rapl-mmio:0"}) {
        set_counter(zone, 3'000'000);
    }
    EXPECT_DOUBLE_EQ(meter.joules(), 3.0);
}

TEST(EnergyMeter, CountsWhatAGpuUses) {
    if (test_device() == "cpu") GTEST_SKIP() << "METAQNN_TEST_DEVICE names no GPU";
    const at::Device device(test_device());
    const at::Tensor matrix = at::ones({4096, 4096}, at::dtype(at::kFloat).device(device));
    EnergyMeter meter(matrix.device());
    for (int i = 0; i < 200; ++i) at::mm(matrix, matrix);
    EXPECT_EQ(at::mm(matrix, matrix).sum().item<float>(), 68719476736.0F);
    const double joules = meter.joules();
    EXPECT_GT(joules, 1.0);
    EXPECT_LT(joules, 10000.0);
}

TEST(EnergyMeter, IsZeroWithoutACounter) {
    EXPECT_EQ(EnergyMeter(c10::kCPU, "/nowhere").joules(), 0.0);
}

}  // namespace
}  // namespace metaqnn::train
