"""The HTML page of a run, or of several runs: all in one file, which works offline."""

import html
from collections.abc import Sequence

import pandas
from plotly.offline import get_plotlyjs

from metaqnn_analysis import measures
from metaqnn_analysis.chart import Chart, thinned
from metaqnn_analysis.interactive import interactive
from metaqnn_analysis.journal import Journal
from metaqnn_analysis.search_figures import run_labels

BEST = 10  # networks in the table of each run

# The browser itself refuses to fetch anything: what the page shows is in it.
HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font-family: sans-serif; max-width: 1150px; margin: 1em auto; padding: 0 1em; color: #222 }}
h2 {{ margin: 1.6em 0 0.2em; font-size: 1.2em }}
.caption, .note {{ color: #555; margin: 0.2em 0 }}
.table {{ overflow-x: auto }}
table {{ border-collapse: collapse; font-size: 0.9em }}
th, td {{ padding: 0.25em 0.7em; text-align: right; border-bottom: 1px solid #ddd; white-space: nowrap }}
th:last-child, td:last-child, table.facts td, table.facts th {{ text-align: left }}
td:last-child {{ white-space: normal; min-width: 24em }}
table.facts td {{ white-space: nowrap; min-width: 0 }}
</style>
<script>{plotly}</script>
</head>
<body>
<h1>{title}</h1>
"""


def make_page(journals: Sequence[Journal], charts: Sequence[Chart]) -> str:
    """The page: what each run came to, its best networks, its configuration, and the charts.

    It holds plotly.js (MIT licence) and fetches nothing. Texts of the journals are never taken as markup.
    """
    labels = run_labels(journals)
    title = html.escape("metaqnn: " + ", ".join(labels))
    parts = [HEAD.format(title=title, plotly=get_plotlyjs()), _facts(labels, journals)]
    for label, journal in zip(labels, journals):
        parts.append(_best_networks(label, journal))
    parts += [_chart(chart) for chart in charts]
    for label, journal in zip(labels, journals):
        text = html.escape(journal.configuration)
        parts.append(
            f"<details><summary>Configuration of {html.escape(label)}</summary><pre>{text}</pre></details>"
        )
    return "\n".join([*parts, "</body>", "</html>", ""])


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], kind: str = "") -> str:
    """A table of texts."""

    def row(tag: str, cells: Sequence[str]) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    lines = [row("th", header), *(row("td", cells) for cells in rows)]
    return f'<div class="table"><table class="{kind}">\n' + "\n".join(lines) + "\n</table></div>"


def _facts(labels: Sequence[str], journals: Sequence[Journal]) -> str:
    header = [
        "run",
        "state",
        "networks trained",
        "not trained",
        "sampled",
        "best validation accuracy",
        "time",
    ]
    rows = []
    for label, journal in zip(labels, journals):
        facts = measures.facts(journal)
        seconds, unit = measures.time_unit(facts["seconds"])
        failures = ", ".join(
            f"{count} {status.replace('_', ' ')}" for status, count in facts["failures"].items()
        )
        best = "" if facts["best"] is None else f"{100 * facts['best']:.2f} %"
        time = f"{facts['seconds'] / seconds:.1f} {unit}"
        counts = [f"{facts['trained']:,}", failures or "0", f"{facts['sampled']:,}"]
        rows.append([label, facts["state"], *counts, best, time])
    return _table(header, rows, "facts")


def _best_networks(label: str, journal: Journal) -> str:
    """Table of the best networks, those of equal accuracy in the order of their trials."""
    best = measures.best_networks(journal, BEST)
    if best.empty:
        return ""
    header = [
        "trial",
        "validation accuracy",
        "test accuracy",
        "parameters",
        "multiply-adds of one image",
        "network",
    ]
    rows = [
        [
            str(row.trial),
            f"{100 * row.accuracy:.2f} %",
            "not tested" if pandas.isna(row.test_accuracy) else f"{100 * row.test_accuracy:.2f} %",
            f"{row.parameters:,}",
            f"{row.multiply_adds:,}",
            row.architecture,
        ]
        for row in best.itertuples()
    ]
    note = "The best validation accuracy of many is optimistic: it was chosen for being high."
    return (
        f'<h2>Best networks of {html.escape(label)}</h2>\n{_table(header, rows)}\n<p class="note">{note}</p>'
    )


def _chart(chart: Chart) -> str:
    chart = thinned(chart)
    words = f'<h2>{html.escape(chart.title)}</h2>\n<p class="caption">{html.escape(chart.caption)}</p>\n'
    if not chart.panels:
        return words + f"<p>{html.escape(chart.nothing)}</p>"
    # No button that would send the chart to a server.
    config = {"displaylogo": False, "responsive": True, "showSendToCloud": False, "plotlyServerURL": ""}
    return words + interactive(chart).to_html(
        full_html=False, include_plotlyjs=False, config=config, div_id=chart.name
    )
