// Times networks near a limit; see measured_time.hpp.
#include "app/measured_time.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>

#include "app/search_model.hpp"
#include "app/step_time.hpp"
#include "app/table.hpp"

namespace metaqnn {
namespace {

constexpr int most_networks = 64;
constexpr std::size_t most_timed = 16;

struct Candidate {
    Architecture network;
    TimedNetwork timed;  // its seconds are 0 until it is
};

// Random networks within the other limits, of different cost, the smallest first.
std::vector<Candidate> random_networks(const RunConfig& config, const ImageFacts& images) {
    RunConfig other = config;
    other.search.limits.seconds = 0.0;
    const std::unique_ptr<Mdp> mdp = make_mdp(other, images);
    const auto cost_of_network = cost_function(images, config.training);
    std::map<std::int64_t, Candidate> by_cost;
    for (std::uint64_t i = 0; i < most_networks; ++i) {
        Rng random(derive_seed(config.run.seed, Stream::proposal, i));
        Architecture network = mdp->architecture(mdp->random_episode(random));
        const Cost cost = cost_of_network(network);
        const TimedNetwork untimed{static_cast<double>(cost.multiply_adds),
                                   static_cast<double>(cost.activations), 0.0};
        by_cost.try_emplace(cost.multiply_adds, Candidate{std::move(network), untimed});
    }
    std::vector<Candidate> networks;
    networks.reserve(by_cost.size());
    for (auto& [multiply_adds, candidate] : by_cost) networks.push_back(std::move(candidate));
    return networks;
}

/// Times candidates one by one, as trainings of the run.
class Timer {
  public:
    Timer(const RunConfig& config, const ImageFacts& images) : config_(config), images_(images) {}

    double time(Candidate& candidate) {
        // Validation has the forward pass alone, about a third of a step.
        const double images_an_epoch = static_cast<double>(images_.training_images) +
                                       static_cast<double>(config_.data.validation) / 3.0;
        candidate.timed.seconds = measure_step(candidate.network, images_.shape, config_) *
                                  images_an_epoch / config_.training.batch *
                                  config_.training.epochs;
        timed_.push_back(candidate.timed);
        return candidate.timed.seconds;
    }
    const std::vector<TimedNetwork>& timed() const { return timed_; }

  private:
    const RunConfig& config_;
    const ImageFacts& images_;
    std::vector<TimedNetwork> timed_;
};

void bisect(std::vector<Candidate>& networks, double limit, Timer& timer) {
    std::size_t within = 0;
    std::size_t over = networks.size();
    while (within < over) {
        const std::size_t middle = within + (over - within) / 2;
        if (timer.time(networks[middle]) > limit) {
            over = middle;
        } else {
            within = middle + 1;
        }
    }
}

// The network not timed yet that is foretold to take most nearly so long; none: all are timed.
Candidate* nearest(std::vector<Candidate>& networks, double limit, const TrainingTime& time) {
    Candidate* best = nullptr;
    double least = 0.0;
    for (Candidate& candidate : networks) {
        if (candidate.timed.seconds > 0.0) continue;
        const double foretold =
            time.seconds(candidate.timed.multiply_adds, candidate.timed.activations);
        const double distance = std::abs(std::log(foretold / limit));
        if (best != nullptr && distance >= least) continue;
        best = &candidate;
        least = distance;
    }
    return best;
}

}  // namespace

void measure_training_time(RunConfig& config, const ImageFacts& images) {
    Limits& limits = config.search.limits;
    const bool search = config.train.networks.empty() && !images.table;
    if (!search || limits.seconds == 0.0 || limits.time.known()) return;
    spdlog::info("timing training steps for limits.seconds = {}", seconds_text(limits.seconds));
    std::vector<Candidate> networks = random_networks(config, images);
    Timer timer(config, images);
    bisect(networks, limits.seconds, timer);
    while (timer.timed().size() < most_timed) {
        const TrainingTime time = fit_training_time(timer.timed());
        Candidate* const candidate = nearest(networks, limits.seconds, time);
        if (candidate == nullptr) break;
        timer.time(*candidate);
    }
    limits.time = fit_training_time(timer.timed());
    spdlog::info(
        "a training takes {} and {:.3g} s a million multiply-adds and {:.3g} s a million "
        "activations ({} networks timed)",
        seconds_text(limits.time.fixed), 1e6 * limits.time.multiply_add,
        1e6 * limits.time.activation, timer.timed().size());
}

}  // namespace metaqnn
