"""Kills searches at random moments, resumes them, and checks that nothing finished was lost.

A run is started, one of its processes (or all of them) is killed with SIGKILL after a random time, and the run is
resumed; this goes on until it is complete. Meanwhile the journal is read with h5py as often as possible. Then:
every result that was ever seen is in the final journal with the same values, no network was trained again after its
result was in the journal, a search in trial order has decided what an undisturbed one decides, and replay finds the
journal identical. The last line says whether all that holds; the exit code is 1 if not.

Usage: kill_campaign.py BUILD_FOLDER [--kills 200] [--real 20] [--seed 1]
"""

import argparse
import collections
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import h5py

MARKER = "METAQNN_CAMPAIGN_RUN"
MPI = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_btl_tcp_if_include": "lo",
    "OMPI_MCA_oob_tcp_if_include": "lo",
    "OMP_NUM_THREADS": "1",
}
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
[output]
keep_models = 2
"""
VICTIMS = {
    "local": ("manager", "trainer", "all"),
    "mpirun": ("manager", "worker", "trainer", "mpirun", "all"),
}


def processes_of(mark):
    """The living processes of a run: role -> process ids."""
    found = collections.defaultdict(list)
    wanted = f"{MARKER}={mark}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted not in environment or not words[0]:
            continue
        found[role_of(words, environment)].append(int(entry.name))
    return found


def role_of(words, environment):
    name = Path(os.fsdecode(words[0])).name
    if name == "metaqnn-trainer" or b"trainer-sleep" in words:
        return "trainer"
    if name != "metaqnn":
        return "mpirun"
    ranks = [word for word in environment if word.startswith(b"OMPI_COMM_WORLD_RANK=")]
    return "manager" if not ranks or ranks[0].endswith(b"=0") else "worker"


class Journal:
    """Reads a run's journal from outside and remembers every result that it has seen."""

    def __init__(self, path):
        self.path = path
        self.results = {}
        self.reads = 0
        self.problems = []

    def read(self):
        """A failure is a finding, unless there is no journal yet."""
        if not self.path.exists():
            return
        try:
            with h5py.File(self.path, "r", libver="latest", swmr=True) as file:
                trials = file["trials"][()]
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
    def __init__(self, build, seed):
        self.program = build / "metaqnn"
        self.random = random.Random(seed)
        self.folder = Path(tempfile.mkdtemp(prefix="metaqnn-kills-"))
        self.rows = collections.Counter()
        self.problems = []
        self.kills = self.reads = self.runs = self.results = 0
        self.references = {}

    def command(self, form, arguments):
        program = [str(self.program), *map(str, arguments)]
        if form == "mpirun":
            return ["mpirun", "-n", "3", "--oversubscribe", "--bind-to", "none", *program]
        return [*program, "--workers", "2"]

    def start(self, form, config, run, mark):
        environment = {**os.environ, **MPI, MARKER: mark}
        with open(self.folder / "output.txt", "ab") as output:
            return subprocess.Popen(
                self.command(form, ["search", config, "--out", run, "--resume"]),
                env=environment, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    def reference(self, text):
        """What an undisturbed search decides, and how long it takes."""
        if text not in self.references:
            number = len(self.references)
            config = self.folder / f"reference{number}.toml"
            config.write_text(text)
            run = self.folder / f"reference{number}"
            begin = time.monotonic()
            code = self.start("local", config, run, f"reference{number}").wait(timeout=600)
            if code != 0:
                sys.exit(f"the undisturbed search ended with {code}: {self.last_output()}")
            self.references[text] = (Journal(run / "run.h5").decisions(), time.monotonic() - begin)
        return self.references[text]

    def last_output(self):
        return (self.folder / "output.txt").read_text(errors="replace")[-2000:]

    def one_run(self, name, text, kills):
        """One search that is killed up to so many times."""
        decisions, seconds = self.reference(text)
        form = self.random.choice(list(VICTIMS))
        run = self.folder / f"run{self.runs}"
        config = self.folder / "search.toml"
        config.write_text(text)
        journal = Journal(run / "run.h5")
        self.runs += 1
        for kill in range(kills):
            mark = f"{os.getpid()}-{self.runs}-{kill}"
            process = self.start(form, config, run, mark)
            victim = self.random.choice(VICTIMS[form])
            self.watch(process, journal, self.random.uniform(0.2, 0.6 * seconds + 1.0))
            if process.poll() is not None:
                break  # complete before the kill
            if self.kill(mark, victim):
                self.kills += 1
                self.rows[name, form, victim] += 1
            journal.read()
            if victim == "trainer":
                self.watch(process, journal, self.random.uniform(0.5, 2.0))
                self.kill(mark, "manager")
            self.expect_no_orphans(mark, process, victim)
            journal.read()
        self.finish(form, config, run, journal, decisions if 'order = "trial"' in text else None)

    def watch(self, process, journal, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end and process.poll() is None:
            journal.read()
            time.sleep(self.random.uniform(0.0, 0.02))

    def kill(self, mark, victim):
        processes = processes_of(mark)
        ids = sum(processes.values(), []) if victim == "all" else processes[victim][:1]
        if victim in ("worker", "trainer") and processes[victim]:
            ids = [self.random.choice(processes[victim])]
        for process in ids:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return bool(ids)

    def expect_no_orphans(self, mark, process, victim):
        end = time.monotonic() + 10
        while time.monotonic() < end:
            process.poll()
            left = processes_of(mark)
            if not left:
                return
            time.sleep(0.05)
        self.problems.append(f"10 s after the death of {victim} these run on: {dict(left)}")
        for ids in left.values():
            for number in ids:
                os.kill(number, signal.SIGKILL)
        process.wait()

    def finish(self, form, config, run, journal, decisions):
        process = self.start(form, config, run, f"{os.getpid()}-{self.runs}-last")
        self.watch(process, journal, 600)
        if process.wait(timeout=10) != 0:
            self.problems.append(f"{run.name} ended with {process.returncode}: {self.last_output()}")
            return
        journal.read()
        self.problems += [f"{run.name}: {problem}" for problem in journal.problems]
        self.reads += journal.reads
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
              f"while it was written; problems: {len(self.problems)}")
        for problem in self.problems:
            print(f"- {problem}")


def made_search(random_source):
    trainer = random_source.choice(("sleep", "null"))
    order = random_source.choice(("trial", "arrival"))
    return trainer, MADE.format(trials=150 if trainer == "sleep" else 5000, order=order, trainer=trainer)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path, help="folder with metaqnn and metaqnn-trainer")
    parser.add_argument("--kills", type=int, default=200, help="in runs with made-up trainers")
    parser.add_argument("--real", type=int, default=20, help="in runs with real trainings")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    campaign = Campaign(arguments.build.resolve(), arguments.seed)
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
