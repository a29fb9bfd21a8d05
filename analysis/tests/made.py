"""Journals made by hand, small enough to check by eye."""

from pathlib import Path

import pandas

from metaqnn_analysis import Journal

COLUMNS = {
    "events": ["seconds", "kind", "trial", "worker", "value"],
    "episodes": ["step", "trial", "epsilon", "novelty", "architecture"],
    "trials": [
        "trial",
        "status",
        "accuracy",
        "parameters",
        "multiply_adds",
        "started_seconds",
        "finished_seconds",
        "architecture",
    ],
    "epochs": ["trial", "attempt", "epoch", "validation_accuracy", "validation_loss"],
    "q_values": ["step", "epsilon", "slot", "state", "action", "value"],
    "ledger": ["worker", "category", "seconds"],
    "tests": ["trial", "accuracy"],
}
WHOLE = ("trial", "worker", "attempt", "epoch", "step", "slot", "parameters", "multiply_adds")
TEXTS = {"kind", "novelty", "architecture", "status", "state", "action", "category"}


def made_journal(name="run", configuration="", **tables):
    """A journal of tables given as lists of rows; without rows where none are given."""
    frames = {}
    for table, columns in COLUMNS.items():
        frame = pandas.DataFrame(tables.get(table, []), columns=columns)
        frames[table] = frame.astype({c: object if c in TEXTS else float for c in columns})
        whole = [c for c in WHOLE if c in columns]
        frames[table] = frames[table].astype({column: int for column in whole})
    return Journal(Path("/runs") / name / "run.h5", configuration, **frames)


def made_search(name="run", accuracies=(0.2, 0.4, 0.9), epsilons=(1.0, 1.0, 0.5), architectures=None):
    """A journal of trainings that all went well, one second each, of 10, 20, ... parameters."""
    architectures = architectures or ["[C(64,3,1), SM(10)]"] * len(accuracies)
    trials = range(len(accuracies))
    return made_journal(
        name,
        episodes=[(i, i, epsilons[i], "fresh", architectures[i]) for i in trials],
        trials=[
            (i, "ok", accuracies[i], 10 * (i + 1), 100 * (i + 1), i, i + 1, architectures[i]) for i in trials
        ],
    )
