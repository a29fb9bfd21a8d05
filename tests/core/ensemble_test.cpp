// Ensembles of networks with a few answers each, checked by hand.
#include "core/ensemble.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

using Labels = std::vector<std::uint16_t>;

/// Two classes; the probability of class 1 for each image.
Predictions member(const Labels& labels, const std::vector<float>& ones) {
    Predictions predictions{2, labels, {}};
    for (const float one : ones) {
        predictions.probabilities.push_back(1.0F - one);
        predictions.probabilities.push_back(one);
    }
    return predictions;
}

class Networks {
  public:
    explicit Networks(std::vector<Predictions> networks) : networks_(std::move(networks)) {
        for (const Predictions& one : networks_) all_.push_back(&one);
    }
    operator std::span<const Predictions* const>() const { return all_; }

  private:
    std::vector<Predictions> networks_;
    std::vector<const Predictions*> all_;
};

TEST(BestMembers, AreTheMostAccurateAndOfEqualOnesTheFirst) {
    const Labels labels{1, 1, 1, 1};
    const Networks networks({member(labels, {0.9F, 0.9F, 0.1F, 0.1F}),    // 2 of 4
                             member(labels, {0.9F, 0.9F, 0.9F, 0.1F}),    // 3
                             member(labels, {0.1F, 0.9F, 0.9F, 0.9F}),    // 3
                             member(labels, {0.9F, 0.9F, 0.9F, 0.9F})});  // 4
    EXPECT_EQ(best_members(networks, 2), (EnsembleWeights{0, 1, 0, 1}));
    EXPECT_EQ(best_members(networks, 3), (EnsembleWeights{0, 1, 1, 1}));
    EXPECT_EQ(best_members(networks, 9), (EnsembleWeights{1, 1, 1, 1}));
}

TEST(GreedyMembers, ComplementEachOther) {
    const Labels labels{1, 1, 1, 1};
    // The two best fail on the same image; the third alone knows it.
    const Networks networks({member(labels, {0.9F, 0.9F, 0.9F, 0.4F}),
                             member(labels, {0.8F, 0.8F, 0.8F, 0.4F}),
                             member(labels, {0.6F, 0.2F, 0.2F, 0.9F})});
    EXPECT_EQ(greedy_members(networks, 2), (EnsembleWeights{1, 0, 1}));
    EXPECT_DOUBLE_EQ(accuracy_of(mean_of(networks, {1, 0, 1})), 1.0);
}

TEST(GreedyMembers, MayCountSeveralTimes) {
    const Labels labels{1, 1, 1};
    const Networks networks(
        {member(labels, {0.75F, 0.7F, 0.35F}), member(labels, {0.1F, 0.6F, 0.9F})});
    // Alone 2 of 3 each, the first with less cross entropy; 1:1 gives 0.425, 0.65, 0.625; 2:1 gives
    // 0.53, 0.67, 0.53: all right.
    EXPECT_EQ(greedy_members(networks, 3), (EnsembleWeights{2, 1}));
}

TEST(GreedyMembers, AreNoMoreThanHelp) {
    const Labels labels{1, 0};
    const Networks networks(
        {member(labels, {1.0F, 0.0F}), member(labels, {0.9F, 0.2F}), member(labels, {0.2F, 0.9F})});
    EXPECT_EQ(greedy_members(networks, 20), (EnsembleWeights{1, 0, 0}));
}

TEST(MeanOf, WeighsProbabilities) {
    const Labels labels{1};
    const Networks networks({member(labels, {0.25F}), member(labels, {0.75F})});
    const Predictions mean = mean_of(networks, {3, 1});
    EXPECT_EQ(mean.labels, labels);
    EXPECT_FLOAT_EQ(mean.probabilities[0], 0.625F);
    EXPECT_FLOAT_EQ(mean.probabilities[1], 0.375F);
    EXPECT_THROW(mean_of(networks, {0, 0}), LogicError);
}

TEST(MeanOf, RefusesOtherImages) {
    const Networks networks({member({1}, {0.25F}), member({0}, {0.75F})});
    EXPECT_THROW(mean_of(networks, {1, 1}), LogicError);
}

TEST(MeanAgreement, IsThatOfAllPairsOfMembers) {
    const Labels labels{1, 1};
    const Networks networks({member(labels, {0.9F, 0.9F}), member(labels, {0.9F, 0.1F}),
                             member(labels, {0.1F, 0.1F}), member(labels, {0.0F, 0.0F})});
    EXPECT_DOUBLE_EQ(mean_agreement(networks, {1, 1, 0, 0}), 0.5);
    EXPECT_DOUBLE_EQ(mean_agreement(networks, {1, 2, 1, 0}), (0.5 + 0.0 + 0.5) / 3.0);
    EXPECT_DOUBLE_EQ(mean_agreement(networks, {4, 0, 0, 0}), 1.0);
}

}  // namespace
}  // namespace metaqnn
