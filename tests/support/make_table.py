"""Writes a made-up table of results of NAS-Bench-Macro's form, to try agents on.

6,561 networks of eight layers, each one of three blocks, three trainings each. A network's true accuracy is a sum
of effects, drawn by the seed, that the kind tells; it is then mapped, in the order of the networks, to the
accuracies that networks of CIFAR-10 have: a long tail of bad ones, a median of 91 and a best near 93.1 percent. The
trainings add noise to it: at the best networks twice its deviation is half of what the best hundredth spreads over,
and bad networks have more.

    make_table.py table.json --kind mixed --seed 3
"""

import argparse
import itertools
import json
from pathlib import Path

import numpy

LAYERS, BLOCKS, TRAININGS = 8, 3, 3

# Parts of the score's variance by kind; what the layers alone explain stands first.
KINDS = {
    "additive": {"layers": 1.0},
    "neighbours": {"layers": 0.6, "neighbours": 0.4},
    "distant": {"layers": 0.6, "distant": 0.4},
    "regions": {"layers": 0.7, "regions": 0.3},
    "mixed": {"layers": 0.5, "neighbours": 0.2, "distant": 0.15, "regions": 0.15},
    "rugged": {"layers": 0.5, "neighbours": 0.15, "distant": 0.1, "regions": 0.1, "own": 0.15},
}


def one_layer_effects(networks, random):
    """Later blocks cost more and are better on average; layers differ in how much they matter."""
    weights = random.uniform(0.3, 1.0, LAYERS)
    effects = numpy.linspace(0.0, 1.0, BLOCKS) + random.normal(0.0, 0.5, (LAYERS, BLOCKS))
    return sum(weights[i] * effects[i][networks[:, i]] for i in range(LAYERS))


def pair_effects(networks, random, distances):
    """An effect of its own for each pair of blocks in some pairs of layers at these distances."""
    pairs = [(i, j) for i, j in itertools.combinations(range(LAYERS), 2) if j - i in distances]
    total = numpy.zeros(len(networks))
    for i, j in pairs:
        effects = random.normal(0.0, 1.0, (BLOCKS, BLOCKS)) * random.uniform(0.2, 1.0)
        total += effects[networks[:, i], networks[:, j]]
    return total


def bad_regions(networks, random):
    """A few patterns of three layers that spoil every network that holds one."""
    total = numpy.zeros(len(networks))
    for _ in range(5):
        layers = random.choice(LAYERS, 3, replace=False)
        blocks = random.integers(0, BLOCKS, 3)
        total -= random.uniform(0.5, 1.0) * numpy.all(networks[:, layers] == blocks, axis=1)
    return total


def own_effects(networks, random):
    """What is a network's alone, and no other network tells."""
    return random.normal(0.0, 1.0, len(networks))


EFFECTS = {
    "layers": one_layer_effects,
    "neighbours": lambda networks, random: pair_effects(networks, random, {1}),
    "distant": lambda networks, random: pair_effects(networks, random, {2, 3, 4, 5, 6, 7}),
    "regions": bad_regions,
    "own": own_effects,
}


def standardised(values):
    return (values - values.mean()) / values.std()


def true_accuracies(networks, parts, random):
    """Percent, of each network."""
    scores = sum(
        numpy.sqrt(variance) * standardised(EFFECTS[name](networks, random)) for name, variance in parts.items()
    )
    scores = standardised(scores)
    # Good networks crowd below the best, bad ones fall off quickly.
    rise = 2.1 * (1.0 - numpy.exp(-0.6 * scores)) / (1.0 - numpy.exp(-0.6 * scores.max()))
    fall = 1.3 * scores - 0.9 * scores**2
    return 91.0 + numpy.where(scores > 0.0, rise, fall)


def make_table(kind, seed):
    """The table as NAS-Bench-Macro's file has it: name of the network -> its member."""
    random = numpy.random.default_rng(seed)
    networks = numpy.array(list(itertools.product(range(BLOCKS), repeat=LAYERS)))
    accuracies = true_accuracies(networks, KINDS[kind], random)
    best = numpy.sort(accuracies)[-len(networks) // 100 :]
    noise = 0.25 * (best[-1] - best[0]) * (1.0 + 0.2 * (best.max() - accuracies))
    trainings = accuracies[:, None] + noise[:, None] * random.normal(size=(len(networks), TRAININGS))
    trainings = numpy.clip(trainings, 10.0, 100.0).round(2)
    sizes = numpy.array([0.2, 1.0, 1.9])
    widths = 1.0 + numpy.arange(LAYERS) // 3
    return {
        "".join(map(str, network)): {
            "test_acc": row.tolist(),
            "mean_acc": float(row.mean()),
            "std": float(row.std()),
            "flops": int(5e6 + 4e6 * numpy.sum(sizes[network])),
            "params": int(1e4 + 5e4 * numpy.sum(sizes[network] * widths)),
        }
        for network, row in zip(networks, trainings)
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--kind", choices=KINDS, default="mixed")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.write_text(json.dumps(make_table(options.kind, options.seed)))


if __name__ == "__main__":
    main()
