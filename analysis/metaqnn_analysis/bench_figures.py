"""The figure of metaqnn bench-agents: agents compared on a table of results."""

import json
from collections.abc import Sequence
from pathlib import Path

import pandas

from metaqnn_analysis.chart import SYMBOLS, Axis, Band, Chart, Line, Panel, color_of, dash_of

SCORES = {
    "incumbent": "true accuracy of the best as observed (%)",
    "best_of_ten": "true accuracy of the best of the top ten (%)",
    "last_quarter": "mean of the last quarter sampled (%)",
}


class BenchError(Exception):
    """A file that is not what metaqnn bench-agents --out writes."""


def read_bench(path: str | Path) -> pandas.DataFrame:
    """The searches of a file of metaqnn bench-agents: a row for each, accuracies as fractions."""
    try:
        searches = pandas.DataFrame(json.loads(Path(path).read_text(encoding="utf-8"))["searches"])
        return searches[["agent", "trainings", *SCORES]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BenchError(f"{path} is no file of metaqnn bench-agents --out ({error!r})") from error


def agents(searches: pandas.DataFrame) -> Chart:
    """Scores (%) of agents against the number of networks trained: means, and two standard errors each way."""
    budgets = sorted(searches["trainings"].unique())
    x = Axis("networks trained", ticks={budget: f"{budget:,}" for budget in budgets}, log=True)
    panels = [Panel(x, Axis(label), _marks(searches, score)) for score, label in SCORES.items()]
    caption = "Means over the searches; bands: two standard errors each way."
    return Chart("agents", "Agents on a table of results", caption, panels, columns=len(panels))


def _marks(searches: pandas.DataFrame, score: str) -> Sequence[Band | Line]:
    bands, lines = [], []
    for index, (agent, rows) in enumerate(searches.groupby("agent", sort=False)):
        table = (100 * rows[score]).groupby(rows["trainings"]).agg(["mean", "sem", "count"]).fillna({"sem": 0.0})
        low, high = table["mean"] - 2 * table["sem"], table["mean"] + 2 * table["sem"]
        hover = [f"{agent}: {mean:.3f} %, mean of {count} searches" for mean, count in zip(table["mean"], table["count"])]
        style = {"symbol": SYMBOLS[index % len(SYMBOLS)], "dash": dash_of(index), "hover": hover}
        bands.append(Band(table.index, low, high, "", color_of(index)))
        lines.append(Line(table.index, table["mean"], agent, color_of(index), **style))
    return [*bands, *lines]
