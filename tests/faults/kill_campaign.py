"""Kills searches at random moments, resumes them, and checks that nothing finished was lost.

A run is started, one of its processes (or all of them) is killed with SIGKILL after a random time, and the run is
resumed; this goes on until it is complete. Meanwhile the journal is read with h5py as often as possible. Then:
every result that was ever seen is in the final journal with the same values, no network was trained again after its
result was in the journal, a search in trial order has decided what an undisturbed one decides, and replay finds the
journal identical. The last line says whether all that holds; the exit code is 1 if not.

Usage: METAQNN_BUILD=build/release PYTHONPATH=tests/app tests/faults/kill_campaign.py [--kills 200] [--real 20] [--seed 1]
"""

import argparse
import collections
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import h5py
from marked_run import MarkedRun
from program import BUILD, MPI_ENVIRONMENT, mpirun

TRAINER = re.compile(r"metaqnn-trainer|trainer-sleep")

# With retries: a network whose trainer is killed once more than it is tried again would be recorded as crashed.
MADE = """
[data]
kind = "synthetic"
[space]
preset = "small"
[search]
trials = {trials}
order = "{order}"
in_flight = 6
checkpoint_results = 50
retries = 100
[workers]
trainer = "{trainer}"
sleep_seconds = 0.03
"""
REAL = """
[data]
kind = "synthetic"
validation = 200
[data.synthetic]
images = 2200
test_images = 300
side = 16
classes = 4
difficulty = 0.2
[space]
preset = "small"
max_depth = 3
filters = [8, 16]
[training]
preset = "fast"
epochs = 4
batch = 20
[search]
trials = 8
order = "trial"
in_flight = 4
retries = 100
[output]
keep_models = 2
"""
VICTIMS = {
    "local": ("manager", "trainer", "all"),
    "mpirun": ("manager", "worker", "trainer", "mpirun", "all"),
}


def victims_of(run, role):
    """Process numbers of a run that play a role."""
    processes = run.processes()
    if role == "all":
        return list(processes)
    trainers = [p for p, command in processes.items() if TRAINER.search(" ".join(command))]
    ranks = run.ranks()
    searches = [p for p in processes if p not in trainers and p != run.launcher.pid]
    return {
        "trainer": trainers,
        "manager": [ranks[0]] if 0 in ranks else [] if searches else [run.launcher.pid],
        "worker": [process for rank, process in ranks.items() if rank > 0],
        "mpirun": [run.launcher.pid],
    }[role]


class Journal:
    """Reads a run's journal from outside and remembers every result that it has seen."""

    def __init__(self, path):
        self.path = path
        self.results = {}
        self.reads = self.locked = 0
        self.problems = []

    def read(self):
        """A failure is a finding, unless there is no journal yet."""
        if not self.path.exists():
            return
        try:
            with h5py.File(self.path, "r", libver="latest", swmr=True) as file:
                trials = file["trials"][()]
        except BlockingIOError:
            self.locked += 1  # the moment in which a writer opens it
            return
        except (OSError, KeyError) as error:
            self.problems.append(f"unreadable: {error}")
            return
        self.reads += 1
        now = {int(row["trial"]): self.values(row) for row in trials}
        if len(now) != len(trials):
            self.problems.append("a trial has two results")
        for trial, values in self.results.items():
            if now.get(trial) != values:
                self.problems.append(f"the result of trial {trial} is lost or changed")
        self.results = now

    @staticmethod
    def values(row):
        names = [name for name in row.dtype.names if name != "checksum"]
        return tuple(row[name].tobytes() for name in names)

    def trained_again(self):
        """Trials that were given to a worker after their result was learned."""
        with h5py.File(self.path, "r", libver="latest", swmr=True) as file:
            events = file["events"][()]
            kinds = h5py.check_enum_dtype(events.dtype["kind"])
        over = set()
        again = 0
        for kind, trial in zip(events["kind"], events["trial"]):
            if kind in (kinds["learned"], kinds["failed"]):
                over.add(int(trial))
            elif kind == kinds["dispatched"] and int(trial) in over:
                again += 1
        return again

    def decisions(self):
        with h5py.File(self.path, "r", libver="latest", swmr=True) as file:
            episodes, trials = file["episodes"][()], file["trials"][()]
        return (
            [(e["step"], e["trial"], e["epsilon"], e["choices"], e["architecture"]) for e in episodes],
            sorted((t["trial"], t["status"], t["accuracy"], t["architecture"]) for t in trials),
        )


class Campaign:
    def __init__(self, seed):
        self.program = BUILD.resolve() / "metaqnn"
        self.random = random.Random(seed)
        self.folder = Path(tempfile.mkdtemp(prefix="metaqnn-kills-"))
        self.rows = collections.Counter()
        self.problems = []
        self.kills = self.reads = self.locked = self.runs = self.results = 0
        self.references = {}

    def start(self, form, config, run):
        command = [self.program, "search", config, "--out", run, "--resume"]
        if form == "mpirun":
            command = [*mpirun(3), *command]
        else:
            command += ["--workers", "2"]
        environment = {**os.environ, **MPI_ENVIRONMENT, "OMP_NUM_THREADS": "1"}
        return MarkedRun(command, self.folder, environment)

    def reference(self, text):
        """What an undisturbed search decides, and how long it takes."""
        if text not in self.references:
            number = len(self.references)
            config = self.folder / f"reference{number}.toml"
            config.write_text(text)
            run = self.folder / f"reference{number}"
            begin = time.monotonic()
            search = self.start("local", config, run)
            if search.wait(600) != 0:
                sys.exit(f"the undisturbed search went wrong: {search.text()[-2000:]}")
            self.references[text] = (Journal(run / "run.h5").decisions(), time.monotonic() - begin)
        return self.references[text]

    def one_run(self, name, text, kills):
        """One search that is killed up to so many times."""
        decisions, seconds = self.reference(text)
        form = self.random.choice(list(VICTIMS))
        run = self.folder / f"run{self.runs}"
        config = self.folder / "search.toml"
        config.write_text(text)
        journal = Journal(run / "run.h5")
        self.runs += 1
        for _ in range(kills):
            search = self.start(form, config, run)
            role = self.random.choice(VICTIMS[form])
            self.watch(search, journal, self.random.uniform(0.2, 0.6 * seconds + 1.0))
            if search.launcher.poll() is not None:
                break  # complete before the kill
            if self.kill(search, role):
                self.kills += 1
                self.rows[name, form, role] += 1
            journal.read()
            if role == "trainer":  # the search goes on, so that another end is needed
                self.watch(search, journal, self.random.uniform(0.5, 2.0))
                self.kill(search, "manager")
            self.expect_no_orphans(search, role)
            journal.read()
        self.finish(form, config, run, journal, decisions if 'order = "trial"' in text else None)

    def watch(self, search, journal, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end and search.launcher.poll() is None:
            journal.read()
            time.sleep(self.random.uniform(0.0, 0.02))

    def kill(self, search, role):
        """Kills one process of the role, or all. @returns whether there was one"""
        victims = victims_of(search, role)
        if role != "all" and victims:
            victims = [self.random.choice(victims)]
        for process in victims:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return bool(victims)

    def expect_no_orphans(self, search, role):
        try:
            search.wait_for(lambda: search.launcher.poll() is not None and not search.processes(), 10,
                            f"the end of all processes after the death of {role}")
        except AssertionError as error:
            self.problems.append(str(error)[:2000])
            search.__exit__()

    def finish(self, form, config, run, journal, decisions):
        search = self.start(form, config, run)
        self.watch(search, journal, 600)
        if search.wait(10) != 0:
            self.problems.append(f"{run.name} went wrong: {search.text()[-2000:]}")
            return
        journal.read()
        self.problems += [f"{run.name}: {problem}" for problem in journal.problems]
        self.reads += journal.reads
        self.locked += journal.locked
        self.results += len(journal.results)
        if again := journal.trained_again():
            self.problems.append(f"{run.name}: {again} networks trained again")
        if decisions is not None and journal.decisions() != decisions:
            self.problems.append(f"{run.name}: decided otherwise than the undisturbed search")
        replay = subprocess.run([self.program, "replay", run], capture_output=True, text=True, check=False)
        if replay.returncode != 0 or "identical" not in replay.stdout:
            self.problems.append(f"{run.name}: replay: {replay.stdout}{replay.stderr}")
        shutil.rmtree(run)

    def table(self):
        print("| trainer | started by | killed | kills |\n|---|---|---|---|")
        for (name, form, victim), count in sorted(self.rows.items()):
            print(f"| {name} | {form} | {victim} | {count} |")
        print(f"\n{self.runs} runs, {self.kills} kills, {self.results} results, {self.reads} reads of a journal "
              f"while it was written ({self.locked} more met the lock of a writer that was just opening it); "
              f"problems: {len(self.problems)}")
        for problem in self.problems:
            print(f"- {problem}")


def made_search(random_source):
    trainer = random_source.choice(("sleep", "null"))
    order = random_source.choice(("trial", "arrival"))
    return trainer, MADE.format(trials=150 if trainer == "sleep" else 5000, order=order, trainer=trainer)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="in runs with made-up trainers")
    parser.add_argument("--real", type=int, default=20, help="in runs with real trainings")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    campaign = Campaign(arguments.seed)
    while campaign.kills < arguments.kills:
        name, text = made_search(campaign.random)
        campaign.one_run(name, text, min(5, arguments.kills - campaign.kills))
    made_kills = campaign.kills
    while campaign.kills < made_kills + arguments.real:
        campaign.one_run("torch", REAL, min(4, made_kills + arguments.real - campaign.kills))
    campaign.table()
    shutil.rmtree(campaign.folder)
    sys.exit(1 if campaign.problems else 0)


if __name__ == "__main__":
    main()
