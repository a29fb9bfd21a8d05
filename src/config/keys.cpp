// The keys of all sections but [space] and [training]; see keys.hpp.
#include "config/keys.hpp"

#include <array>

#include "config/list_codec.hpp"
#include "config/section.hpp"

namespace metaqnn {
namespace {

constexpr auto most_seconds = 1e9;
constexpr std::int64_t most_images = 1'000'000'000;
constexpr std::int64_t most_trials = 1'000'000'000;

void add_run_keys(std::vector<Key>& keys) {
    Section(keys, "run", Resume::fixed, &RunConfig::run)
        .add("seed", "", integer<std::uint64_t>(0), &RunSettings::seed,
             "Seed of every random choice of the search and its trainings.");
    Section to(keys, "run", Resume::free, &RunConfig::run);
    to.add("directory", "", text_not_empty(), &RunSettings::directory,
           "Run folder: journal, checkpoint, weights, log. --out overrides it.");
    to.add("time_limit", "", duration(), &RunSettings::time_limit_seconds,
           "Time after which a session has stopped in good order, to be resumed. 0: at the end of "
           "the batch job, as Slurm tells it; --time-limit overrides both.");
    to.add("reserve", "", duration(), &RunSettings::reserve_seconds,
           "So long before the limit work is interrupted, saved and written; at most a fifth of "
           "the limit.");
}

void add_data_keys(std::vector<Key>& keys) {
    Section to(keys, "data", Resume::fixed, &RunConfig::data);
    to.add(
        "kind", "", choice<DataKind>(), &DataSpec::kind,
        "Where images come from: MNIST's four files (gzip or not), the binary versions of "
        "CIFAR-10 and CIFAR-100, SVHN's cropped digits (*_32x32.mat), an HDF5 file with "
        "train/images uint8 [N, C, H, W], "
        "train/labels [N] and test/ alike, or made by this program. table: no images, but results "
        "of trainings done before, for workers.trainer = \"table\".");
    to.add("path", "", text(), &DataSpec::path,
           "Folder (idx, cifar10, cifar100, svhn) or file (hdf5; table: the JSON of "
           "NAS-Bench-Macro or CSV). Not used by synthetic.");
    to.add("labels", "", choice<Cifar100Labels>(), &DataSpec::labels,
           "Labels of CIFAR-100: fine (100 classes) or coarse (20). Not used by other kinds.");
    to.add(
        "extra", "", choice<ExtraImages>(), &DataSpec::extra,
        "Extra training images, where there are some (hdf5: extra/, svhn: extra_32x32.mat). use: "
        "they belong to the training set; leave: not read, as in the paper's searches on SVHN.");
    to.add("validation", "images", integer<std::int64_t>(0, most_images), &DataSpec::validation,
           "Taken from the training set. Baker et al. 2017, Sec. 5: 5,000 in the search; 0 in the "
           "long trainings, for which accuracy is then that on the training images.");
    to.add("split", "", choice<SplitRule>(), &DataSpec::split,
           "Validation images by class. stratified: each class gives its share; balanced: as many "
           "of each, and where extra images are in use two thirds of them from the training set "
           "proper, a third from those (SVHN with 6,000: 400 and 200 of each class).");
    to.add("limit", "images", integer<std::int64_t>(0, most_images), &DataSpec::limit,
           "Images of the training set to use, validation included, stratified by class. 0: all.");
    Section made(keys, "data.synthetic", Resume::fixed, &RunConfig::data, &DataSpec::synthetic);
    made.add("images", "images", integer<std::int64_t>(2, 10'000'000), &SyntheticSpec::images,
             "Of the training set, validation included.");
    made.add("test_images", "images", integer<std::int64_t>(1, 10'000'000),
             &SyntheticSpec::test_images, "Of the test set.");
    made.add("side", "pixels", integer(8, 256), &SyntheticSpec::side, "Width and height.");
    made.add("channels", "", integer(1, 16), &SyntheticSpec::channels, "Of an image.");
    made.add("classes", "", integer(2, 1000), &SyntheticSpec::classes,
             "Each has a shape of its own.");
    made.add("seed", "", integer<std::uint64_t>(0), &SyntheticSpec::seed,
             "Seed of the images, independent of run.seed.");
    made.add("difficulty", "", number(0.0, 1.0), &SyntheticSpec::difficulty,
             "0: clean images; 1: classes can hardly be told apart.");
}

// Of the agents that are not the paper's.
void add_other_agent_keys(Section<AgentSettings RunConfig::*>& to) {
    to.add("lambda", "", number(0.0, 1.0), &AgentSettings::lambda,
           "Of the agent lambda. 1: the final reward is every step's target; 0: the paper's.");
    to.add("random_networks", "networks", integer(1, 1'000'000), &AgentSettings::random_networks,
           "Results of random networks before the model of thompson is asked; one more for each "
           "further number of layers that networks can have.");
    to.add("exploration", "", number(0.0, 10.0), &AgentSettings::exploration,
           "Spread of the samples of thompson, as a part of the posterior's. 1: posterior sampling "
           "as it is known; 0: the most probable weights.");
    to.add("population", "networks", integer(1, 1'000'000), &AgentSettings::population,
           "Newest results among which evolution chooses parents. Real et al. 2019: 100.");
    to.add("tournament", "networks", integer(1, 1'000'000), &AgentSettings::tournament,
           "Drawn from the population for each proposal of evolution, the best is the parent. Real "
           "et al. 2019: 25.");
}

void add_agent_keys(std::vector<Key>& keys) {
    Section to(keys, "agent", Resume::fixed, &RunConfig::agent);
    to.add("kind", "", choice<AgentKind>(), &AgentSettings::kind,
           "paper: one-step Q-learning (Baker et al. 2017, Eq. 3); lambda: Q-learning with "
           "lambda-returns (Sutton, Barto 2018, Sec. 12.1); shaped: with an equal share of the "
           "reward at each step (Zhong et al. 2018, BlockQNN); dqn: with a network for the table "
           "(double DQN, van Hasselt et al. 2016); thompson: the best network under a "
           "sample of a linear model's posterior (Osband et al. 2013); evolution: mutations of the "
           "best of a few (Real et al. 2019); local_search: neighbours of the best; random: every "
           "choice uniform, the yardstick; default: what this version recommends, thompson.");
    Section(keys, "agent", Resume::fixed, &RunConfig::space)
        .add("state", "", choice<StateKind>(), &SearchSpace::state,
             "What states tell. paper: last layer, depth and bin of the side; exact_side: the side "
             "itself for the bin; previous_two: the layer before the last one, too.");
    to.add("alpha", "", number(0.0, 1.0, Ends::low_open), &AgentSettings::alpha,
           "Learning rate of Q. Baker et al. 2017, Sec. 4.3: 0.01.");
    to.add("gamma", "", number(0.0, 1.0), &AgentSettings::gamma,
           "Discount. Baker et al. 2017, Sec. 4.3: 1.");
    to.add("initial_q", "", number(-1000.0, 1000.0), &AgentSettings::initial_q,
           "Q before the first update. Baker et al. 2017, App. D.1: 0.5 (Algorithm 1: 0).");
    to.add("replay_updates", "networks", integer(0, 1'000'000), &AgentSettings::replay_updates,
           "Drawn from the memory after each result. Baker et al. 2017, Sec. 4.3: 100; released "
           "code: 128.");
    to.add("replay_known", "", flag(), &AgentSettings::replay_known,
           "The result of a network that is sampled again is learned again. Baker et al. 2017, "
           "Sec. 4.3: true.");
    add_other_agent_keys(to);
    to.add("warm_start", "", text(), &AgentSettings::warm_start,
           "Folder of an earlier run with the same [space], of any images: the agent begins with "
           "its results (kinds paper, lambda, shaped and thompson). Empty: none.");
    to.add("warm_weight", "", number(0.0, 1.0, Ends::low_open), &AgentSettings::warm_weight,
           "How much those results count beside own ones.");
    to.add("warm_epsilon", "", number(0.0, 1.0), &AgentSettings::warm_epsilon,
           "With warm_start: the stages of epsilon above this are left out.");
    to.add("epsilon_scale", "", choice<EpsilonScale>(), &AgentSettings::epsilon_scale,
           "trials: the stages of epsilon are stretched to search.trials, so that a short search "
           "becomes greedy too; models: taken as they are. Equal at 2,700 trials.");
    to.add("epsilon", "", stages(), &AgentSettings::epsilon,
           "Probability of a random choice (value) for so many different networks (models), of "
           "the agents paper, lambda, shaped and dqn. Baker et al. 2017, Table 2.");
}

void add_objective_keys(std::vector<Key>& keys) {
    Section to_objective(keys, "objective", Resume::fixed, &RunConfig::search,
                         &LoopSettings::objective);
    to_objective.add("kind", "", choice<ObjectiveKind>(), &Objective::kind,
                     "accuracy: that of the validation images (Baker et al. 2017); difference: "
                     "less weight * cost "
                     "/ target of each of the costs; product: times (target / cost)^weight of each "
                     "(MnasNet, Tan "
                     "et al. 2019: weight 0.07).");
    to_objective.add(
        "failure_reward", "", number(-1.0, 1.0), &Objective::failure_reward,
        "Reward of a training that failed. Negative: 1 / classes, what Baker et al. 2017, Sec. "
        "5 give networks that never learn.");
    to_objective.add(
        "costs", "", cost_terms(), &Objective::costs,
        "What counts besides the accuracy, e.g. [[objective.costs]] of = "
        "\"multiply_adds\", target = 5e7, weight = 0.07. latency_seconds is that of "
        "one image on the device of the training; energy_joules counts where a counter "
        "can be read (RAPL, NVML).");
    Section to(keys, "limits", Resume::fixed, &RunConfig::search, &LoopSettings::limits);
    to.add("parameters", "", integer<std::int64_t>(0), &Limits::parameters,
           "Most learned numbers of a network. 0: no limit.");
    to.add("multiply_adds", "", integer<std::int64_t>(0), &Limits::multiply_adds,
           "Most multiply-adds of one image, forward. 0: no limit.");
    to.add("memory_bytes", "bytes", integer<std::int64_t>(0), &Limits::memory_bytes,
           "Most memory of a training step, as counted for float32 unless training.precision is "
           "bfloat16. 0: no limit.");
    to.add("seconds", "", duration(), &Limits::seconds,
           "Most time of a training, as foretold on this machine; nine of ten keep to it. 0: no "
           "limit.");
    Section to_time(keys, "limits.time", Resume::fixed, &RunConfig::search, &LoopSettings::limits,
                    &Limits::time);
    to_time.add("fixed", "seconds", number(0.0, most_seconds), &TrainingTime::fixed,
                "Of every training.");
    to_time.add("multiply_add", "seconds", number(0.0, most_seconds), &TrainingTime::multiply_add,
                "For each multiply-add of one image, forward.");
    to_time.add("activation", "seconds", number(0.0, most_seconds), &TrainingTime::activation,
                "For each number in the output of a layer, one image.");
}

void add_search_keys(std::vector<Key>& keys) {
    Section fixed(keys, "search", Resume::fixed, &RunConfig::search);
    fixed.add("order", "", choice<Order>(), &LoopSettings::order,
              "Results are learned as they come (no worker waits), or by trial (with a fixed "
              "in_flight the same search for any number of workers).");
    Section to(keys, "search", Resume::free, &RunConfig::search);
    to.add("trials", "networks", integer<std::int64_t>(1, most_trials), &LoopSettings::trials,
           "Different networks to train in all. Baker et al. 2017, Table 2: 2,700.");
    to.add("in_flight", "networks", integer<std::int64_t>(0, most_trials), &LoopSettings::in_flight,
           "Networks proposed and not yet learned. 0: one for every worker.");
    to.add("retries", "tries", integer(0, 100), &LoopSettings::retries,
           "New tries of a network that killed its trainer process, by another worker if there is "
           "one; then it is recorded as crashed. A failure that the trainer tells of is final.");
    to.add("max_repeats", "episodes", integer<std::int64_t>(1), &LoopSettings::max_repeats,
           "After so many episodes in a row without a new network the space is exhausted.");
    to.add("checkpoint_results", "results", integer<std::int64_t>(1),
           &LoopSettings::checkpoint_results,
           "Between two checkpoints; they only shorten a resume.");
}

void add_train_keys(std::vector<Key>& keys) {
    Section to(keys, "train", Resume::fixed, &RunConfig::train);
    to.add("networks", "", architectures(), &TrainingList::networks,
           "These networks are trained instead of those that an agent chooses; what metaqnn train "
           "writes. Empty: a search.");
    to.add("weights", "", texts(), &TrainingList::weights,
           "For each network a file of weights, relative to the run folder, that its trainings "
           "begin with; the last layer is new. What metaqnn transfer --mode finetune writes; the "
           "files must stay. Empty: all weights are new.");
    to.add("source", "", text(), &TrainingList::source,
           "Run, relative to the run folder, that found the networks on other images; what metaqnn "
           "transfer writes, for reports. Empty: none.");
    Section(keys, "train", Resume::free, &RunConfig::train)
        .add("trainings", "", integer<std::int64_t>(1, 1000), &TrainingList::trainings,
             "Of each network, with different seeds; search.trials is then their number in all.");
}

void add_worker_keys(std::vector<Key>& keys) {
    Section(keys, "workers", Resume::fixed, &RunConfig::workers)
        .add("trainer", "", choice<TrainerKind>(), &WorkerSettings::trainer,
             "torch: LibTorch; null: answers at once with a made-up accuracy; sleep: the same "
             "after a log-normal time; table: answers from the table of results that data.path "
             "names, each training with one that its seed draws from those recorded.");
    Section to(keys, "workers", Resume::free, &RunConfig::workers);
    to.add("device", "", device(), &WorkerSettings::device,
           "auto: a GPU if there is one; cuda: the GPU of the worker's number on its node.");
    to.add("threads", "threads", integer(1, 4096), &WorkerSettings::threads,
           "Of CPU computations, per worker.");
    to.add("sleep_seconds", "seconds", number(0.0, 1e6), &WorkerSettings::sleep_seconds,
           "Mean time of the sleep trainer.");
    to.add("table_speed", "", number(0.0, 1e9), &WorkerSettings::table_speed,
           "Recorded seconds of a table's training that pass in one second. 0: answers at once.");
    Section(keys, "workers", Resume::free, &RunConfig::training)
        .add("trial_seconds", "seconds", number(0.0, most_seconds), &TrainingRecipe::trial_seconds,
             "Limit of a training; beyond it the outcome is timeout. 0: none.");
    to.add("epoch_seconds", "seconds", number(0.0, most_seconds), &WorkerSettings::epoch_seconds,
           "Without the report of an epoch for so long, a training is taken to hang: its process "
           "is replaced, the outcome is timeout. 0: never.");
    to.add("stop_seconds", "seconds", number(0.0, most_seconds), &WorkerSettings::stop_seconds,
           "For a training to save its state and end when it is interrupted, then its process is "
           "killed; before a time limit at most half of run.reserve.");
    to.add("grace_seconds", "seconds", number(0.0, most_seconds), &WorkerSettings::grace_seconds,
           "An interrupted training goes on to the end of its epoch if that comes within so long "
           "(at most half of stop_seconds), else it stops between two steps. Either way a resumed "
           "run goes on where it was.");
    to.add("save_seconds", "seconds", number(0.0, most_seconds), &WorkerSettings::save_seconds,
           "A training's state is also saved at the first end of an epoch after so long: what a "
           "killed job loses at most. One file a training in flight, with Adam of 12 bytes a "
           "parameter, 16 if training.selection is best. 0: never.");
    to.add("silence_seconds", "seconds", number(0.0, most_seconds),
           &WorkerSettings::silence_seconds,
           "A worker rank, which says a word every 5 seconds, is taken to be lost after so long "
           "without one: stopped, or its node hangs. 0: never.");
}

void add_output_keys(std::vector<Key>& keys) {
    Section(keys, "output", Resume::free, &RunConfig::search)
        .add("keep_models", "networks", integer(0, 10'000), &LoopSettings::keep_models,
             "The weights of so many best networks are kept.");
    Section(keys, "output", Resume::free, &RunConfig::output)
        .add("image_folder", "", text(), &OutputSettings::image_folder,
             "Folder on each node for the decoded images. Empty: the system's temporary folder.");
}

std::vector<Key> make_keys() {
    std::vector<Key> keys;
    add_run_keys(keys);
    add_data_keys(keys);
    add_space_keys(keys);
    add_agent_keys(keys);
    add_training_keys(keys);
    add_objective_keys(keys);
    add_search_keys(keys);
    add_train_keys(keys);
    add_worker_keys(keys);
    add_output_keys(keys);
    return keys;
}

}  // namespace

void make_preset(std::vector<Key>& keys, void (*apply)(RunConfig&)) {
    Key& key = keys.back();
    key.preset = true;
    key.set = [set = key.set, apply](RunConfig& config, const Value& value) {
        if (!set(config, value)) return false;
        apply(config);
        return true;
    };
}

const std::vector<Key>& keys() {
    static const std::vector<Key> all = make_keys();
    return all;
}

std::span<const SectionName> sections() {
    static constexpr std::array all{
        SectionName{"run", "The run as a whole."},
        SectionName{"data", "The images."},
        SectionName{"data.synthetic", "Images made by this program, if data.kind is synthetic."},
        SectionName{"space", "The networks that may be designed."},
        SectionName{"agent", "What chooses the networks and learns from results."},
        SectionName{"training", "How a sampled network is trained."},
        SectionName{"objective", "What a training is worth."},
        SectionName{"limits", "No network over a limit is proposed."},
        SectionName{"limits.time",
                    "Foretells limits.seconds. All 0: measured when the run begins, and kept."},
        SectionName{"search", "The search loop."},
        SectionName{"train", "Networks that are given: a run of metaqnn train, not a search."},
        SectionName{"workers", "What trains the networks."},
        SectionName{"output", "What is kept."},
    };
    return all;
}

}  // namespace metaqnn
