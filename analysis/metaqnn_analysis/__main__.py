"""Command: draws the figures of a run, or of several beside each other, or of compared agents."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import matplotlib.pyplot as plt

from metaqnn_analysis.bench_figures import BenchError, agents, read_bench
from metaqnn_analysis.chart import Chart
from metaqnn_analysis.draw import draw
from metaqnn_analysis.figures import FIGURES
from metaqnn_analysis.journal import Journal, JournalError, read_journal
from metaqnn_analysis.page import make_page

EPILOG = """figures:
{figures}

examples:
  metaqnn-analysis metaqnn-run                        all figures and the page, into metaqnn-run/report
  metaqnn-analysis metaqnn-run --figure workers       one figure
  metaqnn-analysis runs/a runs/b --out comparison     two runs beside each other
  metaqnn-analysis --bench bench.json                 agents, from metaqnn bench-agents --out bench.json
The search may still be writing."""


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    words = [f"  {name:<21}{figure.__doc__.splitlines()[0]}" for name, figure in FIGURES.items()]
    parser = argparse.ArgumentParser(
        prog="metaqnn-analysis",
        description="Draws the figures of a run as PNG, and all of them in one interactive HTML page.",
        epilog=EPILOG.format(figures="\n".join(words)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "runs", nargs="*", metavar="RUN", help="run folder, or its run.h5; several are compared"
    )
    parser.add_argument(
        "--out", metavar="DIR", help="folder of what is drawn (default: RUN/report, or that of FILE)"
    )
    only = parser.add_mutually_exclusive_group()
    only.add_argument(
        "--figure",
        action="append",
        choices=FIGURES,
        metavar="NAME",
        help="draw this figure only; may be repeated",
    )
    only.add_argument("--bench", metavar="FILE", help="draw what metaqnn bench-agents wrote, instead of runs")
    only.add_argument("--html", action="store_true", help="make the page only (report.html)")
    parser.add_argument(
        "--window", type=int, metavar="N", help="networks in the rolling mean of search_progress"
    )
    parsed = parser.parse_args(arguments)
    if bool(parsed.runs) == bool(parsed.bench):
        parser.error("name runs, or a file with --bench")
    if parsed.window is not None and parsed.window < 1:
        parser.error("--window must be at least 1")
    if len(parsed.runs) > 1 and not parsed.out:
        parser.error("several runs: name the folder of their figures with --out")
    return parsed


def make_charts(journals: Sequence[Journal], names: Sequence[str], window: int | None) -> list[Chart]:
    """The charts of these names, in the order of FIGURES."""
    options = {"search_progress": {"window": window}}
    return [figure(journals, **options.get(name, {})) for name, figure in FIGURES.items() if name in names]


def write(chart: Chart, folder: Path) -> Path:
    path = folder / f"{chart.name}.png"
    figure = draw(chart)
    figure.savefig(path, dpi=150)
    plt.close(figure)
    return path


def run(parsed: argparse.Namespace) -> None:
    """Draws what is asked for and prints the path of each file."""
    if parsed.bench:
        folder = Path(parsed.out) if parsed.out else Path(parsed.bench).parent
        folder.mkdir(parents=True, exist_ok=True)
        print(write(agents(read_bench(parsed.bench)), folder))
        return
    journals = [read_journal(run) for run in parsed.runs]
    charts = make_charts(journals, parsed.figure or FIGURES, parsed.window)
    folder = Path(parsed.out) if parsed.out else journals[0].path.parent / "report"
    folder.mkdir(parents=True, exist_ok=True)
    if not parsed.html:
        for chart in charts:
            print(write(chart, folder))
    if not parsed.figure:
        page = folder / "report.html"
        page.write_text(make_page(journals, charts), encoding="utf-8")
        print(page)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 1 if a file cannot be written, 2 if a run or a file cannot be read."""
    parsed = parse(arguments)
    try:
        run(parsed)
    except (JournalError, BenchError) as error:
        print(f"metaqnn-analysis: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"metaqnn-analysis: cannot write the figures ({error})", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
