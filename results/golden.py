"""Checks this program against what the paper prints, and writes the tables as Markdown.

    results/golden.py build/release > results/golden.md

Parameters of the published networks (Baker et al. 2017, App. E), and Fig. 3's shape on the data set `synthetic`: mean
accuracy rises as epsilon falls.
"""

import json
import math
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

# Text, shape of the images, error in % and parameters in millions as printed.
PUBLISHED = [
    ("[C(512,5,1), C(256,3,1), C(256,5,1), C(256,3,1), P(5,3), C(512,3,1), C(512,5,1), P(2,2), SM(10)]",
     "3,32,32", "CIFAR-10 6.92", 11.26),
    ("[C(128,1,1), C(512,3,1), C(64,1,1), C(128,3,1), P(2,2), C(256,3,1), P(2,2), C(512,3,1), P(3,2), SM(10)]",
     "3,32,32", "CIFAR-10 8.78", 2.2),
    ("[C(128,3,1), C(128,1,1), C(512,5,1), P(2,2), C(128,3,1), P(2,2), C(64,3,1), C(64,5,1), SM(10)]",
     "3,32,32", "CIFAR-10 8.88", 2.46),
    ("[C(256,3,1), C(256,3,1), P(5,3), C(256,1,1), C(128,3,1), P(2,2), C(128,3,1), SM(10)]",
     "3,32,32", "CIFAR-10 9.24", 1.13),
    ("[C(64,3,1), C(128,3,1), P(5,3), C(256,3,1), P(3,2), FC(512), FC(128), SM(10)]",
     "3,32,32", "CIFAR-10 9.48", 1.62),
    ("[C(128,3,1), P(2,2), C(64,5,1), C(512,5,1), C(256,3,1), C(512,3,1), P(2,2), C(512,3,1), C(256,5,1), C(256,3,1), "
     "C(128,5,1), C(64,3,1), SM(10)]", "3,32,32", "SVHN 2.24", 9.81),
    ("[C(128,1,1), C(256,5,1), C(128,5,1), P(2,2), C(256,5,1), C(256,1,1), C(256,3,1), C(256,3,1), C(256,5,1), "
     "C(512,5,1), C(256,3,1), C(128,3,1), SM(10)]", "3,32,32", "SVHN 2.28", 10.38),
    ("[C(240,4,1), C(120,2,1), C(120,2,1), P(3,2), C(120,3,1), C(120,3,1), P(3,2), FC(50), SM(10)]",
     "1,28,28", "MNIST 0.41", 0.80),
    ("[C(240,7,1), P(3,2), C(120,5,2), FC(50), SM(10)]", "1,28,28", "MNIST 0.48", 0.66),
]  # fmt: skip

# The paper's schedule of 2,700 networks in its space.
MADE_SEARCH = """
[data]
kind = "synthetic"
[agent]
kind = "paper"
[search]
trials = 2700
[workers]
trainer = "null"
"""


# Real trainings on made images, in a minute or two.
TRAINED_SEARCH = """
[data]
kind = "synthetic"
validation = 500
[data.synthetic]
images = 1500
side = 12
difficulty = 0.3
[space]
preset = "small"
filters = [4, 8, 16]
[agent]
kind = "paper"
alpha = 0.1
[training]
preset = "fast"
epochs = 1
batch = 20
shift = 0
mirroring = "none"
[search]
trials = 400
order = "trial"
in_flight = 4
"""


def parameters(program, text, shape):
    out = subprocess.run(
        [program, "describe", text, "--input", shape, "--json"], check=True, capture_output=True
    ).stdout
    return json.loads(out)["parameters"]


def search(program, configuration, workers=1, seed=1):
    """What `report --json` says of the search, and the accuracies of its networks by epsilon."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "search.toml").write_text(configuration)
        command = [program, "search", "search.toml", "--out", "run", "--workers", str(workers)]
        command += ["--set", f"run.seed={seed}"]
        subprocess.run(command, check=True, cwd=name, capture_output=True)
        out = subprocess.run([program, "report", "run", "--json"], check=True, cwd=name, capture_output=True)
        return json.loads(out.stdout)["epsilon"], accuracies(Path(name) / "run/run.h5")


def accuracies(journal):
    """Of the networks that went well, by the epsilon at which each was sampled first."""
    import h5py

    with h5py.File(journal, "r") as file:
        episodes, trials = file["episodes"][()], file["trials"][()]
        names = h5py.check_enum_dtype(file["episodes"].dtype["novelty"])
        ok = h5py.check_enum_dtype(file["trials"].dtype["status"])["ok"]
    epsilon = {e["trial"]: e["epsilon"] for e in episodes if e["novelty"] == names["fresh"]}
    found = {}
    for trial in trials:
        if trial["status"] == ok:
            found.setdefault(round(float(epsilon[trial["trial"]]), 6), []).append(float(trial["accuracy"]))
    return found


def welch(low, high):
    """Difference of two means in standard errors, and the one-sided p value of the normal distribution."""
    error = math.sqrt(statistics.variance(low) / len(low) + statistics.variance(high) / len(high))
    z = (statistics.mean(high) - statistics.mean(low)) / error
    return z, 0.5 * math.erfc(z / math.sqrt(2))


def kendall(means):
    """Pairs of stages whose later mean is higher less the others, and the exact one-sided p value.

    Mahonian numbers count the orders of n values by their inversions.
    """
    n = len(means)
    score = sum((means[j] > means[i]) - (means[j] < means[i]) for j in range(n) for i in range(j))
    orders = [1]
    for size in range(2, n + 1):
        orders = [sum(orders[max(0, k - size + 1) : k + 1]) for k in range(len(orders) + size - 1)]
    inversions = (n * (n - 1) // 2 - score) // 2
    return score, sum(orders[: inversions + 1]) / math.factorial(n)


def print_networks(program):
    print("## The published networks\n")
    print("Each also trains a step in `tests/train/train_step_test.cpp`.\n")
    print("| network | error % | parameters printed (10^6) | ours | ratio |")
    print("|---|---|---|---|---|")
    for text, shape, error, printed in PUBLISHED:
        ours = parameters(program, text, shape) / 1e6
        print(f"| {text} | {error} | {printed:.2f} | {ours:.3f} | {ours / printed:.3f} |")
    print(
        "\nFour printed counts do not belong to the text beside them, whatever the rounding of the pooling: "
        "C(120,5,2)\nafter 240 channels alone has 0.72 million parameters where 0.66 are printed for the whole network."
    )


def print_progress(program, what, configuration, workers):
    stages, found = search(program, configuration, workers)
    print(f"\n{what}:\n")
    print("| epsilon | networks | mean accuracy % |")
    print("|---|---|---|")
    for stage in stages:
        print(f"| {stage['epsilon']:.1f} | {stage['count']} | {100 * stage['mean_accuracy']:.2f} |")
    z, p = welch(found[max(found)], found[min(found)])
    score, trend = kendall([stage["mean_accuracy"] for stage in stages])
    print(
        f"\nEpsilon {min(found):.1f} against {max(found):.1f}: {z:.1f} standard errors, p = {p:.1e} (Welch, one-sided). "
        f"Rising means:\nKendall's S = {score} of {len(stages) * (len(stages) - 1) // 2}, p = {trend:.1e} (exact, one-sided)."
    )


def main():
    program = Path(sys.argv[1]).resolve() / "metaqnn"
    print("# Against the paper\n\nMade by `results/golden.py BUILD`.\n")
    print_networks(program)
    print("\n## Accuracy as epsilon falls")
    print_progress(program, "2,700 networks of the paper's space and schedule, with the made accuracies of the null "
                   "trainer", MADE_SEARCH, 1)  # fmt: skip
    print_progress(program, "400 small networks trained for an epoch on 1,000 made images of 12x12 pixels, alpha 0.1",
                   TRAINED_SEARCH, 2)  # fmt: skip


if __name__ == "__main__":
    main()
