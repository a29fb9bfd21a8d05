# Chains of Slurm jobs with limits of a minute or two, which queue themselves again until their searches are complete:
# on a private Slurm of one node and of three emulated ones, with made-up and with real trainings. Prints Markdown.
# Usage: slurm_campaign.py BUILD [--jobs 20] [--minutes 1]
#   --jobs     sessions that all chains together should have, about
#   --minutes  time limit of a job
import argparse
import re
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import h5py
import numpy

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "slurm"))
from cluster import OVER, Cluster, why_not  # noqa: E402

WORKERS = 3
MADE = """\
[space]
preset = "small"
[workers]
trainer = "sleep"
sleep_seconds = {seconds}
[search]
trials = {trials}
"""
# Images that the program makes; on two cores a training takes seconds.
REAL = """\
[data]
kind = "synthetic"
validation = 500
[data.synthetic]
images = {images}
test_images = 500
side = 16
[space]
preset = "small"
max_depth = 4
filters = [8, 16]
[agent]
alpha = 0.1
[training]
preset = "fast"
epochs = 4
batch = 100
[search]
trials = {trials}
"""
SESSION = re.compile(r"from start to end \(scontrol\)")


class Chain:
    """A search that one job after the other goes on with."""

    def __init__(self, cluster, folder, name, configuration, launcher, minutes):
        self.cluster, self.folder, self.name = cluster, folder, name
        (folder / f"{name}.toml").write_text(configuration)
        self.minutes = minutes
        # No signal that means anything: the run knows the time from Slurm.
        self.number = cluster.submit_search(
            folder, launcher, f"--time={minutes}", "--signal=B:URG@1", name=name
        )
        self.state = None
        self.limit = None  # of the job that runs, Unix seconds
        self.unused = []  # seconds between the end of each session and its limit

    def look(self):
        """Notes the end of a session; True when the chain has ended."""
        job = self.cluster.job(self.number)
        if job["JobState"] == "RUNNING":
            self.limit = datetime.fromisoformat(job["EndTime"]).timestamp()
        elif self.state == "RUNNING":
            self.unused.append(self.limit - time.time())
        self.state = job["JobState"]
        return self.state in OVER

    def row(self):
        """Cells of the table."""
        with h5py.File(self.folder / self.name / "run.h5", libver="latest", swmr=True) as file:
            trials, events = file["trials"][()], file["events"][()]
            kinds = {code: kind for kind, code in h5py.check_enum_dtype(events.dtype["kind"]).items()}
        names = [kinds[kind] for kind in events["kind"]]
        once = len(set(trials["trial"])) == len(trials)
        # The last session ends when the search does, not at its limit.
        unused = self.unused[:-1]
        log = (self.folder / f"{self.number}.log").read_text()
        known = trials[trials["predicted_seconds"] > 0]
        ratio = known["seconds"] / known["predicted_seconds"]
        return [
            self.name, names.count("started"), len(SESSION.findall(log)), f"{self.state}, {len(trials)}",
            "yes" if once else "NO", names.count("stopped"), "TIME LIMIT" in log and "YES" or "no",
            f"{numpy.median(unused):.1f} ({min(unused):.1f} to {max(unused):.1f})" if unused else "",
            f"{numpy.median(trials['seconds']):.2f}",
            f"{numpy.median(ratio):.2f}", f"{numpy.quantile(ratio, 0.9):.2f}",
            f"{100 * numpy.mean(ratio <= 1):.0f} % of {len(known)}",
        ]  # fmt: skip


HEADER = [
    "chain", "sessions", "knew their end", "ended as, results", "each trial once", "trainings interrupted",
    "killed by Slurm", "seconds unused of the limit, median (range)", "seconds of a training, median",
    "real / foretold, median", "90 % quantile", "below the 0.9 quantile",
]  # fmt: skip


def table(rows):
    """Markdown of the rows."""
    lines = [HEADER, ["---"] * len(HEADER), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def run(nodes, configurations, minutes, program):
    """Rows of chains that run beside each other on a cluster of so many nodes."""
    where = "one node" if nodes == 1 else f"{nodes} nodes"
    with Cluster(nodes) as cluster, tempfile.TemporaryDirectory(prefix="metaqnn-campaign-") as folder:
        cluster.environment["METAQNN"] = str(program)
        chains = [
            Chain(cluster, Path(folder), name, configuration, launcher, minutes)
            for name, launcher, configuration in configurations
        ]
        waiting = list(chains)
        while waiting:
            cluster.hasten()
            waiting = [chain for chain in waiting if not chain.look()]
            time.sleep(0.2)
        rows = [chain.row() for chain in chains]
        for chain, row in zip(chains, rows):
            row[0] += f", {where}"
            if chain.state != "COMPLETED":
                print((Path(folder) / f"{chain.number}.log").read_text()[-3000:], file=sys.stderr)
    return rows


def main():
    options = argparse.ArgumentParser()
    options.add_argument("build", type=Path)
    options.add_argument("--jobs", type=int, default=20)
    options.add_argument("--minutes", type=int, default=1)
    asked = options.parse_args()
    if why_not():
        sys.exit(f"slurm_campaign.py: {why_not()}")
    # A session works for about three quarters of its limit; four chains share the sessions.
    work = asked.jobs / 4 * asked.minutes * 60 * 0.75 * WORKERS
    made = MADE.format(seconds=1, trials=round(work))
    real = REAL.format(images=10_000, trials=round(work / 8))
    configurations = [("sleep-srun", "srun", made), ("real-mpirun", "mpirun", real)]
    program = (asked.build / "metaqnn").resolve()
    revision = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    rows = []
    for nodes in (1, 3):
        rows += run(nodes, configurations, asked.minutes, program)
    print(revision.stdout.splitlines()[0], "\n")
    print(table(rows))


if __name__ == "__main__":
    main()
