"""Fuzzes every target for some time and prints a table of what came of it.

Usage: python3 tests/fuzz/campaign.py [--seconds S] [--jobs N] [--programs BUILD] [TARGET...]

Needs the preset `fuzz` (exit code 77 without it). Inputs that are findings are kept in
BUILD/findings, new inputs that reach more code in BUILD/corpus, where a later campaign begins.
Exit code 1 if there are findings. What HDF5 and libmatio do wrong is counted apart: HDF5 1.10.8 has
memory errors on hostile files, and both ask for gigabytes; no check before the call can keep such
files away from them.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
MOST_FINDINGS = 10  # of one target; then it is in need of mending, not of more fuzzing
MEGABYTES = 1024  # unbounded memory is a finding
MEGABYTES_AT_ONCE = 512  # found where they are asked for, so that it is known by whom
TIMEOUT_SECONDS = 10  # of one input; unbounded time is a finding

STATUS = re.compile(r"^#(\d+)\s.*?\bcov: (\d+) ft: (\d+)", re.MULTILINE)
EXECUTIONS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
REASON = re.compile(r"(?:^finding: .*|^SUMMARY: .*|runtime error: .*)", re.MULTILINE)
FRAME = re.compile(r"^ +#\d+ 0x[0-9a-f]+ (.*)$", re.MULTILINE)
# What stands above the function that made the error: the sanitizer's and the C library's part of it.
NOT_TO_BLAME = re.compile(
    r"in __(interceptor|asan|sanitizer|mem|str)|in fuzzer::|in (malloc|free|calloc|realloc|strdup|abort|raise)\b"
)
LIBRARIES = ("libhdf5", "libmatio")


def in_library(report):
    """True if the function that made the error is one of the libraries', whoever called it."""
    for frame in FRAME.findall(report):
        if not NOT_TO_BLAME.search(frame):
            return any(library in frame for library in LIBRARIES)
    return False


class Outcome:
    """What a target did: executions, seconds, the code it reached, its findings."""

    def __init__(self, target):
        self.target = target
        self.executions = 0
        self.seconds = 0.0
        self.coverage = 0
        self.features = 0
        self.findings = []
        self.in_libraries = 0

    def row(self):
        rate = self.executions / self.seconds if self.seconds > 0 else 0
        cells = [self.target, f"{self.seconds:.0f}", f"{self.executions:,}", f"{rate:,.0f}",
                 self.coverage, self.features, len(self.findings), self.in_libraries]  # fmt: skip
        return "| " + " | ".join(map(str, cells)) + " |"


def command(program, target, build, seconds):
    findings, corpus = build / "findings", build / "corpus" / target
    for folder in (findings, corpus):
        folder.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={TIMEOUT_SECONDS}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-malloc_limit_mb={MEGABYTES_AT_ONCE}",
        f"-artifact_prefix={findings}/{target}-",
        "-detect_leaks=0",  # at the end is enough: HDF5 leaks on damaged files, each look is slow
        "-print_funcs=0",  # looking their names up takes longer than many executions
        "-print_final_stats=1",
    ]
    dictionary = HERE / "dictionaries" / f"{target}.dict"
    if dictionary.exists():
        options.append(f"-dict={dictionary}")
    seeds = [HERE / "corpus" / target, HERE / "regressions" / target]
    return [program, *options, corpus, *(folder for folder in seeds if folder.is_dir())]


def run(program, target, build, seconds, environment):
    """Runs a target until the time is over, again after each finding."""
    outcome = Outcome(target)
    while outcome.seconds < seconds and len(outcome.findings) < MOST_FINDINGS:
        left = max(1, round(seconds - outcome.seconds))
        begin = time.monotonic()
        process = subprocess.run(command(program, target, build, left), env=environment,
                                 capture_output=True, text=True, errors="replace")  # fmt: skip
        outcome.seconds += time.monotonic() - begin
        for number, coverage, features in STATUS.findall(process.stderr)[-1:]:
            executed = EXECUTIONS.search(process.stderr)
            outcome.executions += int(executed.group(1) if executed else number)
            outcome.coverage = max(outcome.coverage, int(coverage))
            outcome.features = max(outcome.features, int(features))
        if process.returncode != 0 and in_library(process.stderr):
            outcome.in_libraries += 1
        elif process.returncode != 0:
            reason = REASON.search(process.stderr)
            outcome.findings.append(reason.group(0)[:300] if reason else process.stderr[-2000:])
            log = build / "findings" / f"{target}-{len(outcome.findings)}.log"
            log.write_text(process.stderr)
    return outcome


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", help="all if none is named")
    parser.add_argument("--seconds", type=int, default=600, help="of each target")
    parser.add_argument("--jobs", type=int, default=1, help="targets at a time")
    parser.add_argument("--programs", type=Path, default=HERE.parents[1] / "build" / "fuzz")
    options = parser.parse_args()
    prefix = "metaqnn_fuzz_"
    programs = {path.name.removeprefix(prefix): path for path in options.programs.glob(prefix + "*")}
    if not programs:
        print(f"no fuzzing targets in {options.programs}; make them with --preset fuzz")
        return 77
    targets = options.targets or sorted(programs)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder, ThreadPoolExecutor(options.jobs) as pool:
        environment = {**os.environ, "TMPDIR": folder}
        outcomes = list(pool.map(
            lambda name: run(programs[name], name, options.programs, options.seconds, environment),
            targets))  # fmt: skip
    print("| target | seconds | executions | a second | edges | features | findings | in libraries |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for outcome in outcomes:
        print(outcome.row())
    for outcome in outcomes:
        for reason in outcome.findings:
            print(f"{outcome.target}: {reason}")
    return 1 if any(outcome.findings for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
