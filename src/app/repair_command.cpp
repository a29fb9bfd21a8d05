// metaqnn repair: what can be mended of a damaged journal, into a new folder.
#include <cstdio>
#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "app/run_folder.hpp"
#include "app/search_model.hpp"
#include "app/table.hpp"
#include "core/error.hpp"
#include "io/salvage.hpp"

namespace metaqnn {
namespace {

struct RepairOptions {
    std::string run;
    std::string out;
};

std::int64_t count_files(const std::filesystem::path& folder) {
    std::error_code none;
    std::int64_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
        if (entry.path().extension() == ".h5") ++count;
    }
    return count;
}

SalvagedJournal salvage(const RunFolder& folder) {
    try {
        return salvage_journal(folder.journal());
    } catch (const IoError& error) {
        throw IoError(std::string(error.what()) +
                      ": the file's structure is damaged, so that no row can be found in it; " +
                      folder.models() + " holds " + grouped(count_files(folder.models())) +
                      " files of weights, each whole by itself: keep them, and a backup of run.h5 "
                      "if there is one; else start the search anew in another folder");
    }
}

/// Copies the weights of kept results. @return files copied
std::int64_t copy_models(const RunFolder& from, const RunFolder& to, const JournalContent& kept) {
    std::int64_t copied = 0;
    std::filesystem::create_directories(to.models());
    for (const TrialRow& row : kept.trials) {
        const std::string source = from.weights(row.evaluation.trial);
        if (!row.evaluation.weights_stored || !std::filesystem::exists(source)) continue;
        std::filesystem::copy_file(source, to.weights(row.evaluation.trial));
        ++copied;
    }
    return copied;
}

void print_tables(const std::vector<SalvagedTable>& tables) {
    for (const SalvagedTable& table : tables) {
        if (!table.problem.empty()) {
            std::printf("table %s cannot be read (%s)\n", table.name.c_str(),
                        table.problem.c_str());
        } else if (table.lost > 0) {
            std::printf("table %s: %s rows damaged, %s whole\n", table.name.c_str(),
                        grouped(table.lost).c_str(), grouped(table.whole).c_str());
        }
    }
}

std::string kept_of(std::size_t kept, std::size_t whole) {
    return grouped(static_cast<std::int64_t>(kept)) + " of " +
           grouped(static_cast<std::int64_t>(whole));
}

void print_kept(const JournalContent& kept, const JournalContent& whole, std::int64_t models) {
    std::printf("kept, of what is whole: %s events, %s results; %s files of weights\n",
                kept_of(kept.events.size(), whole.events.size()).c_str(),
                kept_of(kept.trials.size(), whole.trials.size()).c_str(), grouped(models).c_str());
    if (kept.events.size() < whole.events.size()) {
        std::printf(
            "the search ends %s after the start, where a row is lost that later ones need\n",
            seconds_text(kept.events.empty() ? 0.0 : kept.events.back().seconds).c_str());
    }
}

void expect_identical(const JournalFile& mended, const RunFolder& from) {
    const SearchModel model = stored_search_model(mended.latest(), from);
    const ReplayReport report = replay_search(*model.state, mended.content, model.judgement);
    if (!report.difference.empty()) {
        throw LogicError("the mended journal is not consistent (" + report.difference + ")");
    }
}

void repair(const RepairOptions& options) {
    const RunFolder from{std::filesystem::absolute(options.run).lexically_normal()};
    const RunFolder to{std::filesystem::absolute(options.out).lexically_normal()};
    require(!std::filesystem::exists(to.root), options.out + " exists; give a new folder to --out");
    SalvagedJournal salvaged = salvage(from);
    JournalFile& journal = salvaged.journal;
    const JournalContent whole = journal.content;
    SearchModel model = stored_search_model(journal.latest(), from);
    journal.content = mend_search(*model.state, whole, model.judgement);
    require(!journal.content.episodes.empty(),
            "nothing can be mended of " + from.journal() +
                " (no event of the search's beginning is whole); start the search anew");
    expect_identical(journal, from);
    const std::int64_t models = copy_models(from, to, journal.content);
    if (std::filesystem::exists(from.earlier())) {
        std::filesystem::copy_file(from.earlier(), to.earlier());
    }
    write_journal(to.journal(), journal, slot_text(*model.mdp));
    print_tables(salvaged.tables);
    print_kept(journal.content, whole, models);
    std::printf("go on with:\n  metaqnn resume %s\n", options.out.c_str());
}

}  // namespace

void add_repair(CLI::App& app, CommandResult& /*result*/) {
    auto options = std::make_shared<RepairOptions>();
    CLI::App* command =
        app.add_subcommand("repair", "Mend what can be mended of a damaged journal");
    command->add_option("run", options->run, "Run folder, which is not changed")->required();
    command->add_option("--out", options->out, "New folder for the mended run")->required();
    command->footer("Example:\n  metaqnn repair metaqnn-run --out mended-run");
    command->callback([options] { repair(*options); });
}

}  // namespace metaqnn
