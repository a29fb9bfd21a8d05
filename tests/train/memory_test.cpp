// The memory that costs tell against the memory that a training step takes.
#include <algorithm>
#include <map>
#include <utility>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>

#include "core/cost.hpp"
#include "train/device.hpp"
#include "train/loss.hpp"
#include "train/network.hpp"
#include "train/optimizer.hpp"

namespace metaqnn::train {
namespace {

/// Counts the bytes that LibTorch and oneDNN hold on the CPU while it lives. One at a time: they
/// free a block by its address alone.
class CountingAllocator final : public c10::Allocator {
  public:
    CountingAllocator() : below_(c10::GetCPUAllocator()) {
        c10::SetCPUAllocator(this, 100);
        counts() = {};
    }
    ~CountingAllocator() override { c10::SetCPUAllocator(below_, 100); }
    CountingAllocator(const CountingAllocator&) = delete;
    CountingAllocator& operator=(const CountingAllocator&) = delete;

    c10::DataPtr allocate(std::size_t bytes) override {
        c10::DataPtr memory = below_->allocate(bytes);
        void* data = memory.get();
        Counts& now = counts();
        now.live += static_cast<std::int64_t>(bytes);
        now.peak = std::max(now.peak, now.live);
        now.blocks[data] = {bytes, std::move(memory)};
        return {data, data, &CountingAllocator::release, c10::Device(c10::kCPU)};
    }
    c10::DeleterFnPtr raw_deleter() const override { return &CountingAllocator::release; }
    void copy_data(void* to, const void* from, std::size_t bytes) const override {
        below_->copy_data(to, from, bytes);
    }
    static std::int64_t peak() { return counts().peak; }

  private:
    struct Counts {
        std::int64_t live = 0;
        std::int64_t peak = 0;
        std::map<void*, std::pair<std::size_t, c10::DataPtr>> blocks;
    };
    static Counts& counts() {
        static Counts all;
        return all;
    }
    static void release(void* data) {
        const auto block = counts().blocks.find(data);
        if (block == counts().blocks.end()) return;
        counts().live -= static_cast<std::int64_t>(block->second.first);
        counts().blocks.erase(block);
    }

    c10::Allocator* below_;
};

struct MemoryCase {
    const char* text;
    ImageShape input;
};

constexpr int batch = 16;

// Bytes at the peak of two steps, all of the network and the optimiser included.
std::int64_t measured_bytes(const MemoryCase& example, const TrainingRecipe& recipe,
                            const Placement& placement) {
    const CountingAllocator allocator;
    {
        const c10::InferenceMode without_autograd;
        Network network =
            build_network(parse_architecture(example.text), example.input, recipe, placement, 1);
        OptimizerState optimizer(recipe, network.parameters());
        const at::Tensor labels = at::zeros({batch}, at::kLong);
        for (int step = 0; step < 2; ++step) {
            at::Tensor images =
                at::empty({batch, example.input.channels, example.input.side, example.input.side},
                          at::kFloat, at::MemoryFormat::ChannelsLast)
                    .uniform_();
            const at::Tensor logits = network.forward(std::move(images), Mode::training);
            network.backward(judge(logits, labels, 0.0, true).gradient);
            optimizer.step(1.0);
        }
    }
    return allocator.peak();
}

class StepMemory : public testing::TestWithParam<MemoryCase> {};

// What is told over what is measured.
double told_part(const MemoryCase& example, const TrainingRecipe& recipe,
                 const Placement& placement = {}) {
    StepShape step;
    step.batch = batch;
    step.batch_norm = recipe.batch_norm;
    step.optimizer = recipe.optimizer;
    step.activation = recipe.activation;
    step.dropout = recipe.dropout;
    if (placement.compute == at::kBFloat16) step.bytes_per_number = 2;
    const auto told = static_cast<double>(
        cost_of(parse_architecture(example.text), example.input, step).memory_bytes);
    const auto measured = static_cast<double>(measured_bytes(example, recipe, placement));
    return told / measured;
}

void expect_within_a_fifth(const MemoryCase& example, const TrainingRecipe& recipe,
                           const Placement& placement = {}) {
    EXPECT_NEAR(told_part(example, recipe, placement), 1.0, 0.2)
        << to_text(recipe.activation) << " " << example.text;
}

void expect_within_a_fifth_for_every_activation(const MemoryCase& example, TrainingRecipe recipe) {
    for (const Activation activation : activations) {
        recipe.activation = activation;
        expect_within_a_fifth(example, recipe);
    }
}

TEST_P(StepMemory, IsToldWithinAFifthForThePaperRecipe) {
    expect_within_a_fifth_for_every_activation(GetParam(), TrainingRecipe{});
}

TEST_P(StepMemory, IsToldWithinAFifthForTheFastRecipe) {
    expect_within_a_fifth_for_every_activation(GetParam(), training_preset("fast"));
}

// Dropout comes before the pooling then, and holds a map of its own.
TEST(StepMemoryOfDropout, IsCountedBesideOtherActivationsThanReLU) {
    for (const Activation activation : {Activation::elu, Activation::gelu}) {
        TrainingRecipe recipe;
        recipe.activation = activation;
        const MemoryCase example{"[C(64,3,1), C(64,3,1), P(2,2), C(128,3,1), P(2,2), SM(10)]",
                                 {1, 28}};
        EXPECT_NEAR(told_part(example, recipe), 1.0, 0.05) << to_text(activation);
    }
}

TEST_P(StepMemory, IsToldWithinAFifthForBfloat16) {
    if (!has_bfloat16(at::kCPU)) GTEST_SKIP() << "a processor without bfloat16";
    Placement narrow;
    narrow.compute = at::kBFloat16;
    expect_within_a_fifth(GetParam(), training_preset("fast"), narrow);
}

INSTANTIATE_TEST_SUITE_P(
    Networks, StepMemory,
    testing::Values(
        MemoryCase{"[C(64,3,1), C(64,3,1), P(2,2), C(128,3,1), P(2,2), SM(10)]", {1, 28}},
        MemoryCase{
            "[C(256,3,1), C(256,3,1), P(5,3), C(256,1,1), C(128,3,1), P(2,2), C(128,3,1), SM(10)]",
            {3, 32}},
        MemoryCase{"[C(64,3,1), C(128,3,1), P(5,3), C(256,3,1), P(3,2), FC(512), FC(128), SM(10)]",
                   {3, 32}},
        MemoryCase{"[C(128,3,1), C(128,1,1), C(512,5,1), P(2,2), C(128,3,1), P(2,2), C(64,3,1), "
                   "C(64,5,1), SM(10)]",
                   {3, 32}},
        MemoryCase{"[C(64,5,1), P(5,3), C(64,5,1), P(2,2), GAP(10)]", {1, 28}},
        MemoryCase{"[C(32,1,1), C(64,1,1), C(128,1,1), GAP(10)]", {3, 32}},
        MemoryCase{"[P(2,2), FC(512), FC(512), SM(10)]", {3, 32}},
        MemoryCase{"[C(512,3,1), SM(10)]", {1, 28}},
        MemoryCase{"[C(16,1,1), C(256,3,1), P(2,2), C(64,3,1), P(2,2), SM(10)]", {1, 28}},
        MemoryCase{"[C(64,3,1), P(2,2), C(64,3,1), P(2,2), C(128,3,1), SM(10)]", {1, 28}},
        MemoryCase{"[C(128,1,1), C(512,3,1), C(64,1,1), C(128,3,1), P(2,2), C(256,3,1), P(2,2), "
                   "C(512,3,1), P(3,2), SM(10)]",
                   {3, 32}}));

}  // namespace
}  // namespace metaqnn::train
