# The files of the project, and a finding about one of them.
import os
from dataclasses import dataclass
from pathlib import Path

NOT_OURS = {".git", ".venv", ".venv-ulfm", "build", "runs", "results", "__pycache__", ".pytest_cache"}
CPP = {".hpp", ".cpp"}
TEXT = CPP | {".py", ".sh", ".md", ".txt", ".cmake", ".toml", ".json", ".sbatch", ".in", ""}


@dataclass(frozen=True)
class Finding:
    """A place that breaks a rule; prints as file:line: message."""

    path: Path
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


def files(root, suffixes):
    """Paths of the files under root with one of the suffixes, relative to root, sorted."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [f for f in folders if f not in NOT_OURS and not f.endswith(".egg-info")]
        found += [Path(folder, name).relative_to(root) for name in names]
    return sorted(path for path in found if path.suffix in suffixes)


def lines(root, path):
    """Numbered lines of a file, from 1, without their ends; bytes that are not UTF-8 are kept."""
    text = Path(root, path).read_text(encoding="utf-8", errors="surrogateescape")
    return enumerate(text.split("\n"), 1)


def report(findings):
    """Prints the findings; the exit code of the check."""
    for finding in findings:
        print(finding)
    return 1 if findings else 0
