"""Command: draws the figures of a run."""

import argparse
import sys
from pathlib import Path

from metaqnn_analysis.figures import plot_search_progress
from metaqnn_analysis.journal import JournalError, read_journal


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m metaqnn_analysis",
        description="Draws the figures of a run.",
        epilog="Example: python -m metaqnn_analysis metaqnn-run",
    )
    parser.add_argument("run", help="run folder, or its run.h5")
    parser.add_argument("--out", help="folder for the figures (default: RUN/report)")
    parser.add_argument("--window", type=int, help="networks in the rolling mean")
    arguments = parser.parse_args()
    if arguments.window is not None and arguments.window < 1:
        parser.error("--window must be at least 1")
    try:
        journal = read_journal(arguments.run)
        out = Path(arguments.out) if arguments.out else journal.path.parent / "report"
        out.mkdir(parents=True, exist_ok=True)
        target = out / "search_progress.png"
        plot_search_progress(journal, arguments.window).savefig(target, dpi=150)
    except JournalError as error:
        print(f"metaqnn_analysis: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"metaqnn_analysis: cannot write the figure ({error})", file=sys.stderr)
        return 1
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
