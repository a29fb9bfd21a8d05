"""Measures how long `metaqnn resume` takes until its first dispatch, after a long search was killed near its end.

Usage: measure_resume.py PROGRAM [PROGRAM...] [--results 100000] [--rounds 3]

Every program resumes copies of a run that it made, in turns, with the checkpoint and without; the best of the rounds
counts. Files are in the system's cache.
"""

import argparse
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import h5py

CONFIG = """
[data]
kind = "synthetic"
[data.synthetic]
side = 32
channels = 3
[space]
max_depth = 18
[agent]
kind = "paper"
[workers]
trainer = "null"
"""


def rows_of(run, table):
    with h5py.File(run / "run.h5", "r", libver="latest", swmr=True) as file:
        return len(file[table])


def make_run(program, folder, results):
    """A run that was killed when 99 % of its results were there."""
    (folder / "search.toml").write_text(CONFIG)
    run = folder / "run"
    command = [program, "search", folder / "search.toml", "--out", run, "--workers", "32"]
    process = subprocess.Popen(
        [*map(str, command), "--set", f"search.trials={results}"], stdout=subprocess.DEVNULL
    )
    while process.poll() is None:
        time.sleep(0.2)
        try:
            if rows_of(run, "trials") >= 0.99 * results:
                break
        except (OSError, KeyError):
            pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    return run


def seconds_to_dispatch(program, run, trials):
    """Wall and CPU seconds from the start of the program until the first result: a null trainer answers at once."""
    command = [program, "resume", run, "--set", f"search.trials={trials}"]
    began = time.perf_counter()
    process = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    process.stdout.readline()
    wall = time.perf_counter() - began
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    process.kill()
    process.communicate()
    return wall, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", nargs="+", type=Path)
    parser.add_argument("--results", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        runs = {}
        for number, program in enumerate(options.programs):
            folder = Path(name) / str(number)
            folder.mkdir()
            run = runs[program] = make_run(program.resolve(), folder, options.results)
            size = (run / "run.h5").stat().st_size
            print(f"{program}: {rows_of(run, 'trials')} results, {rows_of(run, 'events')} events, {size / 1e6:.0f} MB")
        for with_checkpoint in True, False:
            best = {}
            for program in options.programs * options.rounds:
                copy = Path(name) / "copy"
                shutil.copytree(runs[program], copy)
                if not with_checkpoint:
                    (copy / "checkpoint.h5").unlink()
                seconds = seconds_to_dispatch(program.resolve(), copy, options.results + 1000)
                best[program] = tuple(map(min, best.get(program, seconds), seconds))
                shutil.rmtree(copy)
            for program, (wall, cpu) in best.items():
                kind = "with" if with_checkpoint else "without"
                print(f"{kind} checkpoint, {program}: {wall:.2f} s, of that {cpu:.2f} s of CPU")


if __name__ == "__main__":
    main()
