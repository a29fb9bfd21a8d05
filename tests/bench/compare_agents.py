"""Compares metaqnn's agents with Optuna's TPE and DeepHyper's Bayesian optimisation on a table of results.

All get the same table in the form of NAS-Bench-Macro, one recorded accuracy a training (drawn by chance), no network
counted twice, and are judged by the mean of a network's recorded accuracies, as `metaqnn bench-agents` does: the
network with the best accuracy seen, and the best of the ten that rank highest. Optuna and DeepHyper see eight choices
with three values each and have their own default settings; they have no ranking but the accuracy seen.
Prints a Markdown table: mean and, in brackets, standard error, in percent.
    pip install optuna deephyper
    compare_agents.py build/release/metaqnn TABLE.json [--budgets 25 50 100] [--repetitions 100]
"""

import argparse
import json
import random
import statistics
import subprocess
import tempfile
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

LAYERS, BLOCKS = 8, 3


def optuna_networks(seed):
    """Proposals of Optuna's TPE; the accuracy of each is sent in before the next."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
    while True:
        trial = study.ask()
        accuracy = yield "".join(str(trial.suggest_categorical(f"layer{i}", range(BLOCKS))) for i in range(LAYERS))
        study.tell(trial, accuracy)


def deephyper_networks(seed):
    """Proposals of DeepHyper's centralised Bayesian optimisation, one at a time."""
    from deephyper.hpo import CBO, HpProblem

    problem = HpProblem()
    for i in range(LAYERS):
        problem.add_hyperparameter(list(range(BLOCKS)), f"layer{i}")
    with tempfile.TemporaryDirectory() as folder:
        search = CBO(problem, random_state=seed, log_dir=folder, verbose=0)
        while True:
            [proposal] = search.ask(1)
            accuracy = yield "".join(str(proposal[f"layer{i}"]) for i in range(LAYERS))
            search.tell([(proposal, accuracy)])


METHODS = {"Optuna TPE": optuna_networks, "DeepHyper CBO": deephyper_networks}


def scores(method, table, budgets, seed):
    """What a search found after each number of different networks: (incumbent, best of ten)."""
    warnings.filterwarnings("ignore")
    draw = random.Random(seed)
    proposals = METHODS[method](seed)
    seen, found = {}, []
    name = next(proposals)
    while len(seen) < max(budgets):
        if name not in seen:
            seen[name] = draw.choice(table[name]["test_acc"])
            if len(seen) in budgets:
                best = sorted(seen, key=seen.get, reverse=True)
                truth = [table[name]["mean_acc"] for name in best[:10]]
                found.append((truth[0], max(truth)))
        name = proposals.send(seen[name])
    return found


def cell(values):
    error = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else float("nan")
    return f"{statistics.mean(values):.3f} ({error:.3f})"


def print_row(name, by_budget):
    print(f"| {name} | " + " | ".join(f"{cell(first)} | {cell(ten)}" for first, ten in by_budget) + " |", flush=True)


def metaqnn_rows(arguments):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "bench.json"
        subprocess.run(
            [arguments.program, "bench-agents", arguments.table, "--agents", ",".join(arguments.agents)]
            + ["--budgets", ",".join(map(str, arguments.budgets)), "--repetitions", str(arguments.repetitions)]
            + ["--threads", str(arguments.processes), "--out", str(out)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        searches = json.loads(out.read_text())["searches"]
    for agent in arguments.agents:
        by_budget = []
        for budget in arguments.budgets:
            those = [s for s in searches if (s["agent"], s["trainings"]) == (agent, budget)]
            by_budget.append(([100 * s["incumbent"] for s in those], [100 * s["best_of_ten"] for s in those]))
        print_row(agent, by_budget)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="metaqnn")
    parser.add_argument("table", help="JSON of NAS-Bench-Macro or of tests/support/make_table.py")
    parser.add_argument("--budgets", type=int, nargs="+", default=[25, 50, 100])
    parser.add_argument("--repetitions", type=int, default=100)
    parser.add_argument("--deephyper-repetitions", type=int, default=10, help="it takes a minute for 50 proposals")
    parser.add_argument("--agents", nargs="+", default=["random", "evolution", "thompson"])
    parser.add_argument("--methods", nargs="*", choices=METHODS, default=list(METHODS))
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    table = json.loads(Path(arguments.table).read_text())

    print("| method | " + " | ".join(f"{n}: incumbent | best of ten" for n in arguments.budgets) + " |")
    print("|---" * (1 + 2 * len(arguments.budgets)) + "|")
    metaqnn_rows(arguments)
    with ProcessPoolExecutor(arguments.processes) as pool:
        for method in arguments.methods:
            slow = method == "DeepHyper CBO"
            repetitions = arguments.deephyper_repetitions if slow else arguments.repetitions
            searches = [pool.submit(scores, method, table, arguments.budgets, seed) for seed in range(repetitions)]
            found = [search.result() for search in searches]
            print_row(method, [tuple(zip(*budget)) for budget in zip(*found)])


if __name__ == "__main__":
    main()
