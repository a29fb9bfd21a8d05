"""Makes the golden journals of a schema version with a program of that version: a finished run and a killed one.

Usage: make_journals.py PROGRAM VERSION        (writes journal_vVERSION_{finished,killed}.h5.gz beside this script)
"""

import gzip
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

CONFIG = """
[data]
kind = "synthetic"
[space]
preset = "small"
[agent]
kind = "paper"
[search]
trials = 12
[workers]
trainer = "sleep"
sleep_seconds = 0.05
"""


def start(program, folder, run):
    command = [program, "search", folder / "search.toml", "--out", folder / run, "--workers", "2"]
    return subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)


def main():
    program, version = Path(sys.argv[1]).resolve(), sys.argv[2]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "search.toml").write_text(CONFIG)
        start(program, folder, "finished").communicate()
        process = start(program, folder, "killed")
        while not process.stdout.readline().startswith("7/"):
            pass
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for run in "finished", "killed":
            packed = Path(__file__).with_name(f"journal_v{version}_{run}.h5.gz")
            packed.write_bytes(gzip.compress((folder / run / "run.h5").read_bytes(), mtime=0))


if __name__ == "__main__":
    main()
