// Times networks near a limit; see seconds_limit.hpp.
#include "app/seconds_limit.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>

#include "app/search_model.hpp"
#include "app/step_time.hpp"
#include "app/table.hpp"
#include "core/time_predictor.hpp"

namespace metaqnn {
namespace {

constexpr int most_networks = 64;

struct Candidate {
    std::int64_t multiply_adds;
    Architecture network;
};

// Random networks within the other limits, of different cost, the smallest first.
std::vector<Candidate> random_networks(const RunConfig& config, const ImageFacts& images) {
    RunConfig other = config;
    other.search.limits.seconds = 0.0;
    const std::unique_ptr<Mdp> mdp = make_mdp(other, images);
    const auto cost = cost_function(images, config.training);
    std::map<std::int64_t, Architecture> by_cost;
    for (std::uint64_t i = 0; i < most_networks; ++i) {
        Rng random(derive_seed(config.run.seed, Stream::proposal, i));
        Architecture network = mdp->architecture(mdp->random_episode(random));
        by_cost.try_emplace(cost(network).multiply_adds, network);
    }
    std::vector<Candidate> networks;
    networks.reserve(by_cost.size());
    for (auto& [multiply_adds, network] : by_cost) {
        networks.push_back({multiply_adds, std::move(network)});
    }
    return networks;
}

double training_seconds(const Architecture& network, const RunConfig& config,
                        const ImageFacts& images) {
    // Validation has the forward pass alone, about a third of a step.
    const double images_an_epoch = static_cast<double>(images.training_images) +
                                   static_cast<double>(config.data.validation) / 3.0;
    return measure_step(network, images.shape, config) * images_an_epoch / config.training.batch *
           config.training.epochs;
}

std::int64_t most_within(const TimePredictor& predictor, double seconds) {
    std::int64_t within = 1;
    std::int64_t over = std::int64_t{1} << 52;
    while (over - within > 1) {
        const std::int64_t middle = within + (over - within) / 2;
        (predictor.seconds("", middle) > seconds ? over : within) = middle;
    }
    return within;
}

}  // namespace

void measure_seconds_limit(RunConfig& config, const ImageFacts& images) {
    Limits& limits = config.search.limits;
    const bool search = config.train.networks.empty() && !images.table;
    if (!search || limits.seconds == 0.0 || limits.seconds_multiply_adds > 0) return;
    const double limit = limits.seconds;
    const std::vector<Candidate> networks = random_networks(config, images);
    spdlog::info("timing training steps for limits.seconds = {}", seconds_text(limit));
    TimePredictor predictor;
    const auto time = [&](const Candidate& candidate) {
        TrialRow row;
        row.multiply_adds = candidate.multiply_adds;
        row.evaluation.status = Status::ok;
        row.evaluation.seconds = training_seconds(candidate.network, config, images);
        predictor.add(row);
        return row.evaluation.seconds;
    };
    std::size_t within = 0;
    std::size_t over = networks.size();
    std::int64_t timed = 0;
    for (; within < over; ++timed) {
        const std::size_t middle = within + (over - within) / 2;
        if (time(networks[middle]) > limit) {
            over = middle;
        } else {
            within = middle + 1;
        }
    }
    const Candidate& nearest = networks[std::min(within, networks.size() - 1)];
    for (; timed < TimePredictor::fewest; ++timed) time(nearest);
    limits.seconds_multiply_adds = most_within(predictor, limit);
    spdlog::info("limits.seconds = {} amounts to {} multiply-adds on this machine",
                 seconds_text(limit), grouped(limits.seconds_multiply_adds));
}

}  // namespace metaqnn
