// Choice of device and precision; see device.hpp. Asks LibTorch, needs no header of CUDA.
#include "train/device.hpp"

#include <charconv>

#include <ATen/Context.h>
#include <ATen/Version.h>
#include <ATen/cpu/Utils.h>
#include <torch/csrc/api/include/torch/version.h>

#include "core/error.hpp"

namespace metaqnn::train {
namespace {

constexpr std::string_view cuda_prefix = "cuda:";

int gpu_count() { return at::hasCUDA() ? at::detail::getCUDAHooks().getNumGPUs() : 0; }

at::Device choose_device(const std::string& name, int local_rank) {
    const int gpus = gpu_count();
    if (name == "cpu" || (name == "auto" && gpus == 0)) return at::kCPU;
    const std::string problem = "workers.device = \"" + name + "\" ";
    if (name == "auto" || name == "cuda") {
        require(gpus > 0, problem + "cannot be used (LibTorch sees no GPU); try \"auto\"");
        return {at::kCUDA, static_cast<at::DeviceIndex>(local_rank % gpus)};
    }
    int index = -1;
    if (name.starts_with(cuda_prefix)) {
        const char* end = name.data() + name.size();
        const auto parsed = std::from_chars(name.data() + cuda_prefix.size(), end, index);
        if (parsed.ec != std::errc{} || parsed.ptr != end) index = -1;
    }
    require(index >= 0, problem + "is unknown (known: auto, cpu, cuda, cuda:N)");
    require(index < gpus, problem + "cannot be used (LibTorch sees " + std::to_string(gpus) +
                              " GPUs); try \"auto\"");
    return {at::kCUDA, static_cast<at::DeviceIndex>(index)};
}

}  // namespace

bool has_bfloat16(at::Device device) {
    if (device.is_cuda())
        return at::detail::getCUDAHooks().supportsBFloat16ConvolutionWithCuDNNv8();
    const auto capabilities = at::cpu::get_cpu_capabilities();
    const auto has = [&](const char* name) {
        const auto found = capabilities.find(name);
        return found != capabilities.end() && found->second.isBool() && found->second.toBool();
    };
    return has("avx512_bf16") || has("amx_bf16");
}

Placement choose_placement(const std::string& device, int local_rank, Precision precision) {
    Placement placement;
    placement.device = choose_device(device, local_rank);
    const bool narrow = precision == Precision::bfloat16 ||
                        (precision == Precision::automatic && has_bfloat16(placement.device));
    if (narrow) placement.compute = at::kBFloat16;
    return placement;
}

std::string library_text() {
    const int gpus = gpu_count();
    const std::string cuda =
        !at::hasCUDA() ? "CUDA no" : "CUDA yes (" + std::to_string(gpus) + " GPUs)";
    return std::string("LibTorch ") + TORCH_VERSION + ", " + cuda + ", CPU " +
           at::get_cpu_capability() + (has_bfloat16(at::kCPU) ? " with bfloat16" : "");
}

}  // namespace metaqnn::train
