"""Runs the program metaqnn as a user would, and reads what it wrote."""

import json
import os
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import h5py

BUILD = Path(os.environ["METAQNN_BUILD"])
PROGRAM = BUILD / "metaqnn"
TRAINER = BUILD / "metaqnn-trainer"

MPI_ENVIRONMENT = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_btl_tcp_if_include": "lo",
    "OMPI_MCA_oob_tcp_if_include": "lo",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
}

# A search that needs no images: the small space, trained by the made-up trainers; the agent that fills
# every table.
MADE = """
[data]
kind = "synthetic"
[space]
preset = "small"
[agent]
kind = "paper"
[search]
trials = 40
[workers]
trainer = "null"
"""


def mpirun(ranks):
    return ["mpirun", "-n", str(ranks), "--oversubscribe", "--bind-to", "none"]


class ProgramTest(unittest.TestCase):
    """Each test has a folder of its own, which is the working directory of what it runs."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="metaqnn-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.environment = {**os.environ, **MPI_ENVIRONMENT, "TMPDIR": folder.name}

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def start(self, *arguments, launcher=(), environment=None, folder=""):
        return subprocess.Popen(
            [*launcher, str(PROGRAM), *map(str, arguments)],
            cwd=self.folder / folder,
            env={**self.environment, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run_program(self, *arguments, launcher=(), expect=0, timeout=300, **options):
        process = self.start(*arguments, launcher=launcher, **options)
        try:
            out, error = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, error = process.communicate()
            self.fail(f"still running after {timeout} s\n{out}\n{error}")
        self.assertEqual(process.returncode, expect, f"{arguments}\n{out}\n{error}")
        return out, error

    def search(self, config, *arguments, out="run", **options):
        self.write("search.toml", config)
        return self.run_program("search", "search.toml", "--out", out, *arguments, **options)

    def table(self, name, run="run"):
        with h5py.File(self.folder / run / "run.h5", "r", libver="latest", swmr=True) as file:
            return file[name][()]

    def report(self, run="run"):
        out, _ = self.run_program("report", run, "--json")
        return json.loads(out)

    def names(self, table, column, run="run"):
        """The texts behind an enumeration's numbers."""
        with h5py.File(self.folder / run / "run.h5", "r", libver="latest", swmr=True) as file:
            names = h5py.check_enum_dtype(file[table].dtype[column])
            text = {value: key for key, value in names.items()}
            return [text[value] for value in file[table][column]]

    def wait_for_epochs(self, process, count, run="run"):
        """Until the journal of a search that runs has so many epochs."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if len(self.table("epochs", run)) >= count:
                    return
            except (OSError, KeyError):
                pass  # not there yet
            time.sleep(0.02)
        self.fail(f"{count} epochs did not come: {process.poll()}")

    def trainings(self, run="run"):
        """What trainings gave, but for their time and place, as texts: equal for equal searches."""
        trial_columns = ["trial", "accuracy", "reward", "best_epoch", "epochs", "restarts"]
        trial_columns += ["learning_rate", "measured_parameters", "seed", "architecture"]
        epoch_columns = ["trial", "attempt", "epoch", "learning_rate", "training_loss"]
        epoch_columns += ["training_accuracy", "validation_loss", "validation_accuracy"]
        return {
            "trials": sorted(map(repr, self.table("trials", run)[trial_columns].tolist())),
            "epochs": sorted(map(repr, self.table("epochs", run)[epoch_columns].tolist())),
        }

    def weights(self, run="run"):
        """The stored weights, by file and tensor, as bytes."""
        weights = {}
        for path in (self.folder / run / "models").iterdir():
            with h5py.File(path, "r") as file:
                weights[path.name] = {name: file[name][()].tobytes() for name in file}
        return weights

    def decisions(self, run="run"):
        """Everything that a search in trial order decided: equal for equal searches."""
        episodes = self.table("episodes", run)
        trials = sorted(self.table("trials", run), key=lambda row: row["trial"])
        changing = {"proposed", "learned", "failed"}
        events = [
            (kind, row["trial"], row["value"])
            for kind, row in zip(self.names("events", "kind", run), self.table("events", run))
            if kind in changing
        ]
        return {
            "episodes": [
                (e["step"], e["trial"], e["epsilon"], e["choices"], e["architecture"])
                for e in episodes
            ],
            "trials": [(t["trial"], t["accuracy"], t["reward"], t["architecture"]) for t in trials],
            "events": events,
        }
