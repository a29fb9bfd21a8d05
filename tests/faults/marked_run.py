"""A program all of whose processes can be found and killed, whoever started them: they carry a mark."""

import os
import signal
import subprocess
import time
import uuid
from pathlib import Path

MARK = "METAQNN_TEST_MARK"
RANK_VARIABLES = ("OMPI_COMM_WORLD_RANK", "PMIX_RANK")


def _parts(process, name):
    """The texts that a file of /proc holds, each ended by a zero; none if the process has ended."""
    try:
        content = Path(f"/proc/{process}/{name}").read_bytes()
    except OSError:
        return []
    return content.decode(errors="replace").split("\0")


def _environment(process):
    return dict(part.split("=", 1) for part in _parts(process, "environ") if "=" in part)


class MarkedRun:
    """Starts a command; its output goes to a file, so that nobody waits for a reader."""

    def __init__(self, command, folder, environment):
        self._mark = uuid.uuid4().hex
        self.output = Path(folder) / f"output-{self._mark}.txt"
        with open(self.output, "wb") as output:
            self.launcher = subprocess.Popen(
                [str(word) for word in command],
                cwd=folder,
                env=environment | {MARK: self._mark},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes():
            os.kill(process, signal.SIGKILL)
        self.launcher.wait()

    def processes(self):
        """Command lines of the living processes by their numbers."""
        numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
        marked = [n for n in numbers if _environment(n).get(MARK) == self._mark]
        return {number: _parts(number, "cmdline")[:-1] for number in marked}

    def ranks(self):
        """Process numbers of the MPI ranks, by rank."""
        ranks = {}
        for process, command in self.processes().items():
            environment = _environment(process)
            rank = next((environment[n] for n in RANK_VARIABLES if n in environment), None)
            if rank is not None and command and command[0].endswith("/metaqnn"):
                ranks[int(rank)] = process
        return ranks

    def trainers(self):
        """Process numbers of the trainer processes."""
        return [p for p, command in self.processes().items() if "trainer-sleep" in command]

    def text(self):
        return self.output.read_text(errors="replace")

    def wait_for(self, condition, seconds, what):
        """Waits until the condition holds. Raises AssertionError after so long."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(
                    f"{what}: not within {seconds} s\n{self.processes()}\n{self.text()}"
                )
            time.sleep(0.05)

    def wait(self, seconds):
        """Waits for the launcher's end; its exit code, or minus the signal that killed it."""
        self.wait_for(lambda: self.launcher.poll() is not None, seconds, "the end of the run")
        return self.launcher.returncode
