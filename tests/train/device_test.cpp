// Choice of device and precision; holds with and without a GPU.
#include "train/device.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn::train {
namespace {

TEST(ChoosePlacement, TakesTheCpuWhenTold) {
    EXPECT_TRUE(choose_placement("cpu", 3, Precision::float32).device.is_cpu());
}

TEST(ChoosePlacement, TakesTheConfiguredPrecision) {
    EXPECT_EQ(choose_placement("cpu", 0, Precision::float32).compute, at::kFloat);
    EXPECT_EQ(choose_placement("cpu", 0, Precision::bfloat16).compute, at::kBFloat16);
}

TEST(ChoosePlacement, TakesBfloat16ByItselfOnlyWhereTheProcessorHasIt) {
    std::ifstream file("/proc/cpuinfo");
    const std::string cpu{std::istreambuf_iterator<char>(file), {}};
    const bool has =
        cpu.find("avx512_bf16") != std::string::npos || cpu.find("amx_bf16") != std::string::npos;
    EXPECT_EQ(has_bfloat16(at::kCPU), has);
    EXPECT_EQ(choose_placement("cpu", 0, Precision::automatic).compute,
              has ? at::kBFloat16 : at::kFloat);
}

TEST(ChoosePlacement, RefusesUnknownNames) {
    for (const char* name : {"gpu", "", "cuda:", "cuda:x", "cuda:-1", "cuda:1x"}) {
        EXPECT_THROW(choose_placement(name, 0, Precision::automatic), ConfigError) << name;
    }
}

TEST(ChoosePlacement, RefusesAGpuThatIsNotThere) {
    EXPECT_THROW(choose_placement("cuda:99", 0, Precision::automatic), ConfigError);
}

TEST(LibraryText, NamesTheVersion) {
    EXPECT_TRUE(library_text().starts_with("LibTorch 2.")) << library_text();
    EXPECT_NE(library_text().find("CUDA"), std::string::npos);
}

}  // namespace
}  // namespace metaqnn::train
