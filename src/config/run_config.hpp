// Everything that a run can be told, with its defaults.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data_spec.hpp"
#include "core/epsilon_schedule.hpp"
#include "core/listed_trials.hpp"
#include "core/search_loop.hpp"
#include "core/search_space.hpp"
#include "core/training_recipe.hpp"

namespace metaqnn {

/// What chooses the networks.
enum class AgentKind : std::uint8_t {
    standard,      ///< "default": what this version recommends; see agent_of_new_run
    paper,         ///< one-step Q-learning, Baker et al. 2017, Eq. 3
    lambda,        ///< Q-learning with lambda-returns
    shaped,        ///< Q-learning with the reward shared among the steps
    dqn,           ///< Q-learning with a network for the table
    thompson,      ///< posterior sampling with a linear model
    evolution,     ///< regularised evolution
    local_search,  ///< neighbours of the best, with restarts
    random,        ///< every choice uniform: the yardstick
};

/// The agent of a run that begins now: the default gets its name, which the run's configuration
/// keeps. So a stored "default" is that of the versions that did not name it: the paper's.
constexpr AgentKind agent_of_new_run(AgentKind kind) {
    return kind == AgentKind::standard ? AgentKind::thompson : kind;
}

/// What the models of [[agent.epsilon]] are counted in.
enum class EpsilonScale : std::uint8_t {
    trials,  ///< the stages are stretched to search.trials
    models,  ///< the stages are taken as they are
};

/// What trains the networks.
enum class TrainerKind : std::uint8_t {
    torch,  ///< LibTorch
    null,   ///< answers at once with a fixed, learnable function of the architecture
    sleep,  ///< as null, after a log-normal time
    table,  ///< answers from the table of [data]
};

/// [run]
struct RunSettings {
    std::uint64_t seed = 1;                 ///< of everything random but the made images
    std::string directory = "metaqnn-run";  ///< run folder
    double time_limit_seconds = 0.0;        ///< of a session; 0: that of the batch job, if any
    double reserve_seconds = 60.0;          ///< before the limit, when work is interrupted
};

/// [agent]. Defaults: Baker et al. 2017, Sec. 4.3 and App. D.1.
struct AgentSettings {
    AgentKind kind = AgentKind::standard;
    double alpha = 0.01;       ///< learning rate of Q
    double gamma = 1.0;        ///< discount
    double initial_q = 0.5;    ///< Q of a pair that was never updated (App. D.1)
    double lambda = 1.0;       ///< of the agent lambda
    int replay_updates = 100;  ///< networks drawn from the memory after each result
    int random_networks = 5;   ///< results of random networks before thompson's model is asked
    double exploration = 0.4;  ///< of thompson: spread of its samples, as a part of the posterior's
    int population = 20;       ///< of evolution: newest results that have offspring
    int tournament = 5;        ///< of evolution: of so many the best is the parent
    bool replay_known = true;  ///< the result of a network sampled again is learned again
    std::string warm_start;    ///< run folder whose results the agent begins with; empty: none
    double warm_weight = 0.5;  ///< how much those count beside own ones, (0, 1]
    double warm_epsilon = 0.5;  ///< with warm_start: epsilon to begin at, at most
    EpsilonScale epsilon_scale = EpsilonScale::trials;
    std::vector<EpsilonStage> epsilon = EpsilonSchedule::paper();
};

/// [workers]. The limit of a training, workers.trial_seconds, stands in TrainingRecipe.
struct WorkerSettings {
    TrainerKind trainer = TrainerKind::torch;
    std::string device = "auto";     ///< "auto", "cpu", "cuda" or "cuda:N"
    int threads = 1;                 ///< of CPU computations, per worker
    double sleep_seconds = 0.1;      ///< mean of the sleep trainer
    double table_speed = 0.0;        ///< recorded seconds that pass in one; 0: answers at once
    double epoch_seconds = 14400.0;  ///< without the report of an epoch for so long, a trainer
                                     ///< process is taken to be hung; 0: never
    double stop_seconds = 60.0;      ///< for a training to end when it is interrupted
    double grace_seconds = 15.0;     ///< interrupted, an epoch that ends within is ended first
    double save_seconds = 600.0;     ///< between two saved states of a training; 0: only at a stop
    double silence_seconds = 300.0;  ///< after so long without a word a worker rank is taken to be
                                     ///< lost; 0: never
};

/// [output]. The number of kept models, output.keep_models, stands in LoopSettings.
struct OutputSettings {
    std::string image_folder;  ///< folder on the node for decoded images; empty: a temporary one
};

/// A run. One member a section of the file; the defaults are the paper's.
struct RunConfig {
    RunSettings run;
    DataSpec data;
    std::string space_preset = "paper";
    SearchSpace space;
    AgentSettings agent;
    std::string training_preset = "paper";
    TrainingRecipe training;
    LoopSettings search;  ///< with [objective], [limits] and the keep_models of [output]; classes
                          ///< is not configured, it comes with the images
    TrainingList train;   ///< no networks: a search
    WorkerSettings workers;
    OutputSettings output;
};

/// True if networks are chosen by an agent that makes random choices by [[agent.epsilon]], not
/// given by the user. Random search makes no others, and has it as a mark of what Q-learning would
/// do.
bool follows_epsilon(const RunConfig& config);

/// The epsilon schedule in force: the stages, stretched to search.trials if the scale says so; 0
/// throughout for a run that does not follow them.
/// A resumed run takes it from its stored configuration, so that more trials go on with the last
/// epsilon instead of exploring anew.
std::vector<EpsilonStage> epsilon_stages(const RunConfig& config);

}  // namespace metaqnn
