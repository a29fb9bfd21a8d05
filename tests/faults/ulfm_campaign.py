"""Kills workers of searches under Open MPI 5 with ULFM at random moments; every search must end as if nothing were.

Usage: ulfm_campaign.py [RUNS]     50 runs by default; prints a Markdown table, exit code 1 if a run went wrong,
77 if there is no build/ulfm. Needs h5py.
"""

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import h5py
from marked_run import MarkedRun
from ulfm import ULFM_BUILD, ULFM_ENVIRONMENT, ulfm_mpirun

WORKERS = 5
TRIALS = 100
CONFIG = f"""
[data]
kind = "synthetic"
[space]
preset = "small"
[search]
trials = {TRIALS}
[workers]
trainer = "sleep"
sleep_seconds = 0.05
"""
TRANSPORTS = {"shared memory": "self,sm", "TCP": "self,tcp"}


def kill_some(run, count, random_numbers):
    """Kills so many workers, each after a time of its own from the first result on; how many were still there."""
    run.wait_for(lambda: "  trial " in run.text() or run.launcher.poll() is not None, 60, "a result")
    ranks = run.ranks()
    victims = random_numbers.sample(range(1, WORKERS + 1), count)
    moments = sorted((random_numbers.uniform(0.0, 1.0), rank) for rank in victims)
    begin = time.monotonic()
    killed = 0
    for moment, rank in moments:
        time.sleep(max(0.0, begin + moment - time.monotonic()))
        if rank in ranks and ranks[rank] in run.processes():
            os.kill(ranks[rank], signal.SIGKILL)
            killed += 1
    return killed


def look_into(journal):
    """Numbers of the trials that ended well, and how many workers were lost."""
    with h5py.File(journal, "r", libver="latest", swmr=True) as file:
        trials, events = file["trials"], file["events"]
        ok = h5py.check_enum_dtype(trials.dtype["status"])["ok"]
        lost = h5py.check_enum_dtype(events.dtype["kind"])["lost"]
        well = [int(row["trial"]) for row in trials[()] if row["status"] == ok]
        return sorted(well), int((events["kind"] == lost).sum())


def one_run(transport, seed):
    """A search whose workers are killed; what came of it, as counts."""
    random_numbers = random.Random(seed)
    environment = os.environ | ULFM_ENVIRONMENT | {"OMPI_MCA_btl": TRANSPORTS[transport]}
    with tempfile.TemporaryDirectory(prefix="metaqnn-campaign-") as name:
        folder = Path(name)
        (folder / "search.toml").write_text(CONFIG)
        command = [*ulfm_mpirun(WORKERS + 1), ULFM_BUILD / "metaqnn", "search", "search.toml", "--out", "run"]
        with MarkedRun(command, folder, environment) as run:
            result = Counter(runs=1)
            try:
                result["killed"] = kill_some(run, random_numbers.randint(1, 3), random_numbers)
                result["exit code 0"] = run.wait(60) == 0
                trials, result["lost"] = look_into(folder / "run/run.h5")
                result["each trial once"] = trials == list(range(TRIALS))
                run.wait_for(lambda: not run.processes(), 10, "the end of all processes")
                result["no orphan"] = 1
            except (AssertionError, OSError, KeyError) as error:
                print(f"seed {seed}, {transport}: {error}", file=sys.stderr)
            if not is_good(result):
                print(f"seed {seed}, {transport}: {dict(result)}\n{run.text()[-3000:]}", file=sys.stderr)
    return result


def is_good(result):
    return all(result[what] == result["runs"] for what in ("exit code 0", "each trial once", "no orphan"))


def main(runs):
    if not (ULFM_BUILD / "metaqnn").exists():
        print("skipped: needs build/ulfm (scripts/setup --with-ulfm, then the preset ulfm)")
        return 77
    results = {transport: Counter() for transport in TRANSPORTS}
    for seed in range(runs):
        transport = list(TRANSPORTS)[seed % len(TRANSPORTS)]
        results[transport] += one_run(transport, seed)
    columns = ["runs", "killed", "lost", "exit code 0", "each trial once", "no orphan"]
    print(f"| {WORKERS} workers over | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for transport, result in results.items():
        print(f"| {transport} | {' | '.join(str(result[column]) for column in columns)} |")
    return 0 if all(is_good(result) for result in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
