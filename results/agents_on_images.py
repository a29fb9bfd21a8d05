"""Compares agents on real trainings: searches with each agent and seed, then trains the ten best of each anew.

Prints Markdown tables: means over the seeds with standard errors, and the same of the differences to the first agent.
The best validation accuracy as observed, after half of the trainings, after all, and within as many seconds of training
as every search had; the best of the top ten when trained anew three times (chosen by its mean validation accuracy; its
mean test accuracy beside it); the mean of the last quarter of the search. The agents of a seed are searched side by
side, so that they share the machine alike. Started again with the same folder it goes on where it was.
    results/agents_on_images.py --metaqnn build/release/metaqnn --out runs/agents [--trials 200] [--workers 1]
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

import h5py
import numpy

CONFIGURATION = Path(__file__).with_name("agents_on_images") / "search.toml"
AGENTS = ["thompson", "paper", "evolution", "random"]
RETRAINED = 10
TRAININGS = 3


class Search:
    """The results of a search in the order in which they were learned."""

    def __init__(self, run: Path):
        with h5py.File(run / "run.h5", "r", libver="latest", swmr=True) as journal:
            trials = journal["trials"][:]
        self.accuracy = trials["accuracy"]
        self.seconds = numpy.cumsum(trials["seconds"])

    def best_within(self, seconds: float) -> float:
        return self.accuracy[self.seconds <= seconds].max(initial=0.0)


def retrained(run: Path) -> tuple[float, float]:
    """Mean validation and test accuracy of the network with the best mean validation accuracy."""
    with h5py.File(run / "trained" / "run.h5", "r", libver="latest", swmr=True) as journal:
        trials, tests = journal["trials"][:], journal["tests"][:]
    of_trial = dict(zip(tests["trial"], tests["accuracy"]))
    scores = []
    for architecture in set(trials["architecture"]):
        rows = trials[trials["architecture"] == architecture]
        tested = [of_trial[trial] for trial in rows["trial"] if trial in of_trial]
        scores.append((rows["accuracy"].mean(), statistics.mean(tested) if tested else float("nan")))
    return max(scores)


def run_together(commands: list[list[str]]) -> None:
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for command in commands]
    if any([process.wait() != 0 for process in running]):
        sys.exit("a search failed")


def mean_and_error(values: list[float]) -> str:
    error = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else float("nan")
    return f"{100 * statistics.mean(values):.2f} +- {100 * error:.2f}"


def print_table(rows: dict[str, list[list[float]]], title: str) -> None:
    """rows: of each agent, what each seed measured."""
    print(f"\n{title}")
    print("| agent | best of the first half | best of all | best at equal seconds | top ten anew: validation | test |"
          " mean of the last quarter |")
    print("|---|---|---|---|---|---|---|")
    for agent, of_seeds in rows.items():
        print(f"| {agent} | " + " | ".join(mean_and_error(column) for column in zip(*of_seeds)) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--metaqnn", type=Path, default=Path("build/release/metaqnn"))
    parser.add_argument("--configuration", type=Path, default=CONFIGURATION)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--agents", nargs="+", default=AGENTS)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--workers", type=int, default=1, help="of each search")
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", help="of every search")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no seed after so many")
    arguments = parser.parse_args()
    begin = time.monotonic()
    seeds = []
    for seed in range(1, arguments.seeds + 1):
        if time.monotonic() - begin > arguments.seconds:
            break
        runs = {agent: arguments.out / f"{agent}-{seed}" for agent in arguments.agents}
        workers = ["--workers", str(arguments.workers)]
        overrides = [word for override in arguments.set for word in ("--set", override)]
        command = [str(arguments.metaqnn), "search", str(arguments.configuration), "--resume", *workers, *overrides,
                   "--set", f"run.seed={seed}", "--set", f"search.trials={arguments.trials}"]
        run_together([[*command, "--out", str(run), "--set", f"agent.kind={agent}"] for agent, run in runs.items()])
        run_together([[str(arguments.metaqnn), "train", str(run), "--resume", "--top", str(RETRAINED), "--trainings",
                       str(TRAININGS), *workers] for run in runs.values()])
        seeds.append(runs)
        print(f"seed {seed}: {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)

    searches = [{agent: Search(run) for agent, run in runs.items()} for runs in seeds]
    # As many seconds as the search that needed the fewest.
    seconds = [min(search.seconds[-1] for search in of_seed.values()) for of_seed in searches]
    measured = {agent: [[search[agent].accuracy[:arguments.trials // 2].max(), search[agent].accuracy.max(),
                         search[agent].best_within(least), *retrained(runs[agent]),
                         search[agent].accuracy[-(arguments.trials // 4):].mean()]
                        for runs, search, least in zip(seeds, searches, seconds)]
                for agent in arguments.agents}
    print_table(measured, f"{arguments.trials} trainings a search, {len(seeds)} seeds, % of accuracy")
    first = arguments.agents[0]
    # A seed also chooses the validation images, which are common to its agents: differences do not have their luck.
    ahead = {agent: [[ours - theirs for ours, theirs in zip(*pair)] for pair in zip(measured[first], of_seeds)]
             for agent, of_seeds in measured.items() if agent != first}
    print_table(ahead, f"{first} minus each other agent, seed by seed")
    for agent in arguments.agents:
        print(f"{agent}: {statistics.mean(search[agent].seconds[-1] for search in searches):.0f} s of training a search")


if __name__ == "__main__":
    main()
