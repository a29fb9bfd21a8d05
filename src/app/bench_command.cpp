// metaqnn bench-agents: agents compared on a table of results, at equal numbers of trainings.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <thread>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "app/agent_bench.hpp"
#include "app/command.hpp"
#include "app/run_summary.hpp"
#include "app/table.hpp"
#include "app/text_file.hpp"
#include "config/codec.hpp"
#include "config/load_config.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace metaqnn {
namespace {

struct BenchOptions {
    std::string table;
    std::vector<std::string> agents{"random", "paper", "default"};
    std::vector<std::int64_t> budgets{25, 50, 100};
    int repetitions = 100;
    int outstanding = 1;
    int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    std::vector<std::string> overrides;
    std::string out;
};

AgentKind read_agent(const std::string& name) {
    const Codec<AgentKind> agents = choice<AgentKind>();
    const std::optional<AgentKind> agent = agents.read(Value{name});
    require(agent.has_value(), "--agents " + name + " (must be " + agents.range + ")" +
                                   suggestion(name, agents.choices) + "; correct it");
    return *agent;
}

BenchPlan plan_of(const BenchOptions& options) {
    for (const std::string& override : options.overrides) {
        require(!override.starts_with("agent.kind"),
                "--set agent.kind has no effect here; name the agents with --agents");
    }
    BenchPlan plan;
    const std::string path = to_toml(Value{options.table});
    plan.base = load_config("data = {kind = \"table\", path = " + path +
                                "}\nspace.preset = \"nas-bench-macro\"\nworkers.trainer = "
                                "\"table\"\n",
                            "the table", options.overrides);
    for (const std::string& name : options.agents) plan.agents.push_back(read_agent(name));
    plan.budgets = options.budgets;
    plan.repetitions = options.repetitions;
    plan.outstanding = options.outstanding;
    plan.threads = options.threads;
    return plan;
}

/// "93.012 (0.011)": mean of a score over searches and its standard error, in percent.
template <class Score>
std::string mean_text(std::span<const BenchSearch> searches, Score score) {
    std::vector<double> values;
    for (const BenchSearch& search : searches) values.push_back(100.0 * (search.score.*score));
    const Spread spread = spread_of(values);
    if (values.size() == 1) return fixed(spread.mean, 3);
    return fixed(spread.mean, 3) + " (" +
           fixed(spread.deviation / std::sqrt(static_cast<double>(values.size())), 3) + ")";
}

std::string markdown_of(std::span<const BenchSearch> searches, std::size_t repetitions) {
    TextTable table({"agent", "trainings", "incumbent", "as observed", "best of ten",
                     "last quarter", "seconds"});
    for (; !searches.empty(); searches = searches.subspan(repetitions)) {
        const auto group = searches.first(repetitions);
        double seconds = 0.0;
        for (const BenchSearch& search : group) seconds += search.score.seconds;
        table.add({std::string(name_of(group.front().agent)), grouped(group.front().budget),
                   mean_text(group, &BenchScore::incumbent),
                   mean_text(group, &BenchScore::observed),
                   mean_text(group, &BenchScore::best_of_ten),
                   mean_text(group, &BenchScore::last_quarter),
                   fixed(seconds / static_cast<double>(repetitions), 3)});
    }
    return table.markdown();
}

std::string bench_json(const std::vector<BenchSearch>& searches, const BenchOptions& options) {
    nlohmann::ordered_json json{{"table", options.table},
                                {"outstanding", options.outstanding},
                                {"repetitions", options.repetitions},
                                {"searches", nlohmann::json::array()}};
    for (const BenchSearch& search : searches) {
        json["searches"].push_back({{"agent", name_of(search.agent)},
                                    {"trainings", search.budget},
                                    {"repetition", search.repetition},
                                    {"incumbent", search.score.incumbent},
                                    {"observed", search.score.observed},
                                    {"best_of_ten", search.score.best_of_ten},
                                    {"last_quarter", search.score.last_quarter},
                                    {"seconds", search.score.seconds}});
    }
    return json.dump(1) + "\n";
}

void bench(const BenchOptions& options) {
    const BenchPlan plan = plan_of(options);
    const ImageFacts images = image_facts(plan.base);
    if (!options.out.empty()) require_writable(options.out);
    const std::vector<BenchSearch> searches = bench_agents(plan, images);
    std::printf(
        "%s\nPercent, mean of %d searches and its standard error, with %d outstanding. "
        "Incumbent: true accuracy\n(mean over the recorded trainings) of the network with "
        "the best accuracy seen; as observed: the accuracy\nseen of it; best of ten: best "
        "true accuracy of the ten trained networks that rank highest; last quarter:\nmean "
        "true accuracy of the last quarter of the networks trained; seconds: of a "
        "search.\n",
        markdown_of(searches, static_cast<std::size_t>(options.repetitions)).c_str(),
        options.repetitions, options.outstanding);
    if (!options.out.empty()) write_text_file(options.out, bench_json(searches, options));
}

}  // namespace

void add_bench_agents(CLI::App& app, CommandResult& /*result*/) {
    auto options = std::make_shared<BenchOptions>();
    CLI::App* command = app.add_subcommand("bench-agents", "Compare agents on a table of results");
    command->add_option("table", options->table, "Table: JSON of NAS-Bench-Macro, or CSV")
        ->required();
    command->add_option("--agents", options->agents, "Values of agent.kind")
        ->delimiter(',')
        ->capture_default_str();
    command->add_option("--budgets", options->budgets, "Different networks trained in a search")
        ->delimiter(',')
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command->add_option("--repetitions", options->repetitions, "Searches of each, by seed")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command
        ->add_option("--outstanding", options->outstanding,
                     "Networks proposed whose results are not known, at any time")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    command->add_option("--threads", options->threads, "Searches at a time")
        ->check(CLI::Range(1, 4096));
    command->add_option("--set", options->overrides,
                        "section.key=value of every search; the space is nas-bench-macro unless "
                        "space.preset is set");
    command->add_option("--out", options->out, "JSON file with the score of every search");
    command->footer(
        "Example:\n  metaqnn bench-agents table.json --agents random,paper --budgets 25,50,100 "
        "--repetitions 100");
    command->callback([options] { bench(*options); });
}

}  // namespace metaqnn
