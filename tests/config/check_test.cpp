// Values that must go together.
#include <gtest/gtest.h>

#include "config/load_config.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

// Message of the error that loading `text` gives, empty if it gives none.
std::string refusal(std::string_view text) {
    try {
        load_config(text, "test.toml");
        return "";
    } catch (const ConfigError& error) {
        return error.what();
    }
}

TEST(Check, WantsAPathWhereFilesAreRead) {
    EXPECT_EQ(refusal("data.kind = 'idx'"),
              "data.path is empty (data.kind = \"idx\" reads files); give the folder with the "
              "files");
    EXPECT_EQ(refusal("data.kind = 'hdf5'"),
              "data.path is empty (data.kind = \"hdf5\" reads files); give the file");
    EXPECT_EQ(refusal("data.kind = 'hdf5'\ndata.path = 'x.h5'"), "");
}

TEST(Check, WantsATableAndItsTrainerTogether) {
    EXPECT_EQ(refusal("data = {kind = 'table', path = 'x.json'}"),
              "data.kind = \"table\" and workers.trainer = \"torch\" (a table answers instead of "
              "trainings, on no images); set both to \"table\" or neither");
    EXPECT_EQ(refusal("workers.trainer = 'table'"),
              "data.kind = \"synthetic\" and workers.trainer = \"table\" (a table answers instead "
              "of trainings, on no images); set both to \"table\" or neither");
    const std::string both = "workers.trainer = 'table'\ndata.kind = 'table'\n";
    EXPECT_EQ(refusal(both),
              "data.path is empty (data.kind = \"table\" reads files); give the file");
    EXPECT_EQ(refusal(both + "data.path = 'x.json'"), "");
    EXPECT_EQ(refusal(both + "data.path = 'x.json'\nlimits.seconds = 5"), "");
}

TEST(Check, WantsTrainingsWhoseTimeCanBeForetold) {
    const std::string seconds = "limits.seconds = 5\n";
    EXPECT_EQ(refusal(seconds), "");
    EXPECT_EQ(refusal(seconds + "workers.trainer = 'sleep'"),
              "limits.seconds and workers.trainer = \"sleep\" (whose time has nothing to do with "
              "the network); leave limits.seconds out");
    EXPECT_EQ(refusal(seconds + "workers.trainer = 'sleep'\nlimits.time.fixed = 9"), "");
}

TEST(Check, BoundsWhatIsInFlightByTheTrialsOfASearch) {
    const std::string search = "search.trials = 5\nsearch.in_flight = 12\n";
    EXPECT_EQ(refusal(search),
              "search.in_flight = 12 (more than search.trials = 5); lower search.in_flight");
    EXPECT_EQ(refusal(search + "train.networks = ['[SM(10)]']"), "");
}

TEST(Check, WantsSeveralImagesForBatchNormalisation) {
    EXPECT_EQ(refusal("training = {batch = 1, batch_norm = true}"),
              "training.batch = 1 (training.batch_norm = true needs the variance of several "
              "images); raise training.batch");
    EXPECT_EQ(refusal("training = {batch = 1, batch_norm = false}"), "");
}

TEST(Check, WantsATableForBlocks) {
    EXPECT_EQ(
        refusal("space.preset = 'nas-bench-macro'"),
        "space.layers has B(1) (what blocks are made of only a table knows); set data.kind and "
        "workers.trainer to \"table\", or another space.preset");
    EXPECT_EQ(refusal("space.preset = 'nas-bench-macro'\nworkers.trainer = 'table'\n"
                      "data = {kind = 'table', path = 'x.json'}"),
              "");
}

TEST(Check, WantsWeightsForEachNetworkOrNone) {
    const std::string networks = "train.networks = ['[SM(10)]', '[GAP(10)]']\n";
    EXPECT_EQ(refusal(networks + "train.weights = ['a.h5']"),
              "train.weights has 1 files (2 train.networks); give one for each network, or none");
    EXPECT_EQ(refusal(networks + "train.weights = ['a.h5', 'b.h5']"), "");
}

TEST(Check, LeavesSomethingToTrainOn) {
    EXPECT_EQ(refusal("data.limit = 5000"),
              "data.validation = 5000 (leaves nothing to train on of data.limit = 5000); lower "
              "data.validation");
    EXPECT_EQ(refusal("data.synthetic.images = 5000"),
              "data.validation = 5000 (leaves nothing to train on of data.synthetic.images = "
              "5000); lower data.validation");
    EXPECT_EQ(refusal("data.limit = 5001"), "");
}

TEST(Check, WantsAFixedNumberInFlightInTrialOrder) {
    EXPECT_EQ(refusal("search.order = 'trial'"),
              "search.in_flight = 0 (search.order = \"trial\" needs a number that does not depend "
              "on the workers); give about 3 for each worker");
    EXPECT_EQ(refusal("search.order = 'trial'\nsearch.in_flight = 1"), "");
}

TEST(Check, LimitsMadeImagesToThoseMade) {
    EXPECT_EQ(refusal("data.limit = 12001"),
              "data.limit = 12001 (more than data.synthetic.images = 12000); lower data.limit");
}

TEST(Check, WantsAReachableDepth) {
    EXPECT_EQ(refusal("space.min_depth = 13"),
              "space.min_depth = 13 (more than space.max_depth = 12); lower space.min_depth");
}

TEST(Check, WantsFallingBins) {
    EXPECT_EQ(refusal("space.bins = [1, 4, 8]"),
              "space.bins (must fall, they are the lower edges of the bins); sort them, e.g. "
              "[8, 4, 1]");
    EXPECT_EQ(refusal("space.bins = [16, 2]"), "");
}

TEST(Check, WantsATermination) {
    EXPECT_EQ(refusal("space = {global_average_pooling = false, softmax = false}"),
              "space.global_average_pooling = false and space.softmax = false (no network can "
              "end); allow one of them");
}

TEST(Check, WantsALayer) {
    EXPECT_EQ(
        refusal("space = {filters = [], pools = [], units = []}"),
        "space.filters, space.pools, space.units and space.layers are empty (there is no layer "
        "to choose); give some");
}

TEST(Check, WantsCostsThatDoNotContradictTheObjective) {
    const std::string costs = "objective.costs = [{of = 'seconds', target = 60.0, weight = 0.1}]\n";
    EXPECT_EQ(refusal(costs),
              "objective.kind = \"accuracy\" (knows no costs, but objective.costs has some); take "
              "\"difference\" or \"product\", or leave them out");
    EXPECT_EQ(refusal("objective.kind = 'product'\n" + costs), "");
    EXPECT_EQ(refusal("objective.kind = 'difference'"),
              "objective.kind = \"difference\" (weighs costs, but objective.costs has none); give "
              "some, or take \"accuracy\"");
    EXPECT_EQ(refusal("objective.kind = 'product'\nobjective.costs = [{of = 'seconds', target = "
                      "60.0, weight = 0.1}, {of = 'seconds', target = 30.0, weight = 0.1}]"),
              "objective.costs has seconds twice; leave one out");
}

TEST(Check, KeepsFlightsBelowTheTrials) {
    EXPECT_EQ(refusal("search = {trials = 4, in_flight = 5}"),
              "search.in_flight = 5 (more than search.trials = 4); lower search.in_flight");
    EXPECT_EQ(refusal("search = {trials = 4, in_flight = 4}"), "");
}

}  // namespace
}  // namespace metaqnn
