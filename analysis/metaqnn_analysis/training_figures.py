"""Figures of the trainings: what they cost, how they went, where they ran and which failed."""

import math
from collections.abc import Sequence

import pandas

from metaqnn_analysis import measures
from metaqnn_analysis.chart import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    SYMBOLS,
    VERMILION,
    Axis,
    Band,
    Bars,
    Chart,
    Line,
    Panel,
    Points,
    color_of,
    dash_of,
)
from metaqnn_analysis.journal import Journal
from metaqnn_analysis.search_figures import (
    NOTHING_TRAINED,
    describe,
    left_out,
    nothing_yet,
    run_labels,
    runs_with_networks,
)

OUTCOME_COLORS = {
    "ok": BLUE,
    "in work": SKY,
    "interrupted": GREY,
    "crashed": VERMILION,
    "out_of_memory": ORANGE,
    "diverged": PURPLE,
    "timeout": GREEN,
    "rejected": BLACK,
}
MOST_CHOICES = 30  # rows of the figure of failures
WINDOWS = 200  # of the mean number of workers in training
BEST = 5  # learning curves that are drawn alone


def accuracy_by_cost(journals: Sequence[Journal]) -> Chart:
    """Validation accuracy (%) against parameters, and against multiply-adds of one image, forward.

    Both costs on logarithmic axes. The line is the Pareto front: the best accuracy that was found for at most
    so much cost.
    """
    name, title = "accuracy_by_cost", "Accuracy and cost of the networks"
    caption = (
        "Each point is a network; lines are Pareto fronts: the best that was found for at most that cost."
    )
    runs = runs_with_networks(journals)
    if not runs:
        return nothing_yet(name, title, caption, NOTHING_TRAINED)
    caption += left_out(journals, [label for label, _ in runs])
    panels = []
    for cost, label in (
        ("parameters", "parameters (count)"),
        ("multiply_adds", "multiply-adds of one image, forward (count)"),
    ):
        clouds, fronts = [], []
        for index, (run, trained) in enumerate(runs):
            color, dash = color_of(index), dash_of(index)
            accuracy = 100 * trained["accuracy"]
            if len(journals) == 1:
                style = {"label": "network", "color": GREY}
            else:
                style = {"label": "", "color": color, "size": 2.5, "opacity": 0.3}
            clouds.append(Points(trained[cost], accuracy, hover=_costs(trained), **style))
            front = measures.pareto_front(trained, cost)
            x, y = [*front[cost], trained[cost].max()], [*(100 * front["accuracy"]), accuracy.max()]
            fronts.append(
                Line(x, y, "Pareto front" if len(journals) == 1 else run, color, dash=dash, step=True)
            )
        panels.append(Panel(Axis(label, log=True), Axis("validation accuracy (%)"), clouds + fronts))
    return Chart(name, title, caption, panels, columns=2)


def _costs(trained: pandas.DataFrame) -> list[str]:
    costs = zip(describe(trained), trained["parameters"], trained["multiply_adds"])
    return [f"{text}\n{parameters:,} parameters, {adds:,} multiply-adds" for text, parameters, adds in costs]


def learning_curves(journals: Sequence[Journal]) -> Chart:
    """Validation accuracy (%) and loss (nat) of the trainings after each epoch (from 1), of their last try.

    The median and the range from the 10th to the 90th percentile of all trainings, those in work included, and
    the five best alone.
    """
    name, title = "learning_curves", "Learning curves"
    caption = f"All trainings: median and 10th to 90th percentile; those of the {BEST} best networks alone."
    runs = [
        (label, run, measures.last_attempts(run.epochs)) for label, run in zip(run_labels(journals), journals)
    ]
    runs = [run for run in runs if not run[2].empty]
    if not runs:
        return nothing_yet(name, title, caption, "no epoch has been recorded yet")
    caption += left_out(journals, [label for label, _, _ in runs])
    columns = []
    for column, scale, axis in (
        ("validation_accuracy", 100.0, "validation accuracy (%)"),
        ("validation_loss", 1.0, "validation loss (cross entropy, nat)"),
    ):
        marks = [
            _curves(curves.assign(value=scale * curves[column]), run.trained().nlargest(BEST, "accuracy"))
            for _, run, curves in runs
        ]
        columns.append(
            _panels_alike(axis, marks, [label if len(journals) > 1 else "" for label, _, _ in runs])
        )
    panels = [panel for row in zip(*columns) for panel in row]
    return Chart(name, title, caption, panels, columns=2)


def _panels_alike(axis: str, marks_of_runs: list[list], titles: list[str]) -> list[Panel]:
    """A panel for each run, with the same limits, so that they can be compared."""
    values = [
        value
        for marks in marks_of_runs
        for mark in marks
        for value in ([*mark.low, *mark.high] if isinstance(mark, Band) else mark.y)
        if math.isfinite(value)
    ]
    limits = None
    if values:
        margin = 0.05 * (max(values) - min(values)) + 1e-3
        limits = (min(values) - margin, max(values) + margin)
    last = max((max(mark.x) for marks in marks_of_runs for mark in marks), default=1)
    x, y = Axis("epoch", (0.9, last + 0.1), whole=True), Axis(axis, limits)
    return [Panel(x, y, marks, title) for marks, title in zip(marks_of_runs, titles)]


def _curves(curves: pandas.DataFrame, best: pandas.DataFrame) -> list:
    table = measures.quantiles(curves["value"], curves["epoch"], {"low": 0.1, "median": 0.5, "high": 0.9})
    counts = [f"median of {count} trainings" for count in table["count"]]
    marks = [
        Band(table.index, table["low"], table["high"], "10th to 90th percentile", BLUE),
        Line(table.index, table["median"], "median", BLUE, symbol="circle", hover=counts),
    ]
    for text, trial in zip(describe(best), best["trial"]):
        curve = curves[curves["trial"] == trial]
        if curve.empty:  # of a search that writes: the epochs were read before the trial
            continue
        hover = [text] * len(curve)
        marks.append(
            Line(
                curve["epoch"],
                curve["value"],
                f"the best {BEST}",
                VERMILION,
                width=1.2,
                symbol="triangle",
                hover=hover,
            )
        )
    return marks


def workers(journals: Sequence[Journal]) -> Chart:
    """How many workers there were and trained over time, and what each of them trained.

    x: time since the start of the run (s, minutes or hours; time between sessions does not count). Above: the
    number of workers, and how many of them trained, as the mean over short windows; below: a bar for each
    training, coloured by its outcome, with a symbol at the end of each that did not go well.
    """
    name, title = "workers", "Workers over time"
    caption = (
        f"Above: workers that are there, and that train (mean over 1/{WINDOWS} of the time). "
        "Below: a bar for each training; time between sessions does not count."
    )
    panels, shown = [], []
    for label, run in zip(run_labels(journals), journals):
        spans = measures.training_spans(run)
        if spans.empty:
            continue
        shown.append(label)
        end = max(measures.end_of_journal(run), 1e-3)
        seconds, unit = measures.time_unit(end)
        x = Axis(f"time since the start of the run ({unit})", (0.0, end / seconds))
        title_of_run = label if len(journals) > 1 else ""
        panels.append(Panel(x, *_counts_of_workers(run, spans, end, seconds), title_of_run))
        row = Axis("worker (number)", (-0.6, spans["worker"].max() + 0.6), whole=True, downward=True)
        panels.append(Panel(x, row, _bars_of_workers(spans, seconds), title_of_run))
    if not panels:
        return nothing_yet(name, title, caption, "no training has been started yet")
    caption += left_out(journals, shown)
    return Chart(name, title, caption, panels, row_inches=2.8)


def _counts_of_workers(
    run: Journal, spans: pandas.DataFrame, end: float, seconds: float
) -> tuple[Axis, list]:
    """The y axis and the lines of the numbers of workers; times are divided by seconds."""
    ready = measures.ready_workers(run.events)
    busy = measures.busy_workers(spans, end, WINDOWS)
    most = max(ready["ready"].max(), busy["training"].max())
    there = Line(
        [*(ready["seconds"] / seconds), end / seconds],
        [*ready["ready"], ready["ready"].iloc[-1]],
        "workers",
        GREY,
        step=True,
    )
    training = Line(busy["seconds"] / seconds, busy["training"], "in training", BLUE, step=True)
    return Axis("workers (count)", (0, 1.1 * most), whole=True), [there, training]


def _bars_of_workers(spans: pandas.DataFrame, seconds: float) -> list:
    marks, ends = [], []
    for index, (outcome, color) in enumerate(OUTCOME_COLORS.items()):
        part = spans[spans["outcome"] == outcome]
        if part.empty:
            continue
        length = part["end"] - part["begin"]
        hover = [f"trial {row.trial}: {outcome}, {row.end - row.begin:.1f} s" for row in part.itertuples()]
        well = outcome in ("ok", "in work")
        label = outcome.replace("_", " ")
        marks.append(
            Bars(
                part["worker"],
                length / seconds,
                [0.8] * len(part),
                part["begin"] / seconds,
                label if well else "",
                color,
                horizontal=True,
                hover=hover,
            )
        )
        if not well:
            symbol = SYMBOLS[index % len(SYMBOLS)]
            ends.append(Points(part["end"] / seconds, part["worker"], label, color, 7, symbol, 1.0, hover))
    return marks + ends


def failures(journals: Sequence[Journal]) -> Chart:
    """Share (%) of the networks with a layer that failed, by outcome, for each choice of a layer.

    A row for each choice, the worst at the top, with the failed and all networks that have it; the 30 worst if
    there are more.
    """
    name, title = "failures", "Failures by choice of layer"
    caption = (
        f"Of the networks that have a layer: the share that failed. The {MOST_CHOICES} worst choices at most."
    )
    runs = []
    for label, run in zip(run_labels(journals), journals):
        if (run.trials["status"] != "ok").any():
            runs.append((label, run, measures.failures_by_layer(run.trials).head(MOST_CHOICES)))
    if not runs:
        return nothing_yet(name, title, caption, "no training has failed")
    caption += left_out(journals, [label for label, _, _ in runs])
    worst = max(100 * (table["failed"] / table["networks"]).max() for _, _, table in runs)
    panels = [_failures_panel(*run, worst, len(journals) > 1) for run in runs]
    rows = max(len(table) for _, _, table in runs)
    return Chart(name, title, caption, panels, columns=min(2, len(panels)), row_inches=1.6 + 0.24 * rows)


def _failures_panel(label: str, run: Journal, table: pandas.DataFrame, worst: float, titled: bool) -> Panel:
    """worst: the highest share of all panels (%)."""
    base = pandas.Series(0.0, index=table.index)
    marks = []
    for status, color in OUTCOME_COLORS.items():
        if status not in table:
            continue
        share = 100 * table[status] / table["networks"]
        hover = [
            f"{layer}: {count} of {networks} networks {status}"
            for layer, count, networks in zip(table.index, table[status], table["networks"])
        ]
        marks.append(
            Bars(
                range(len(table)),
                share,
                [0.8] * len(table),
                base,
                status.replace("_", " "),
                color,
                horizontal=True,
                hover=hover,
            )
        )
        base = base + share
    mean = 100 * (run.trials["status"] != "ok").mean()
    marks.append(Line([mean, mean], [-0.5, len(table) - 0.5], "all networks", BLACK, width=1.2, dash="dash"))
    ticks = {
        index: f"{row.Index}  {row.failed} / {row.networks}" for index, row in enumerate(table.itertuples())
    }
    y = Axis("layer, networks failed / all", (-0.5, len(table) - 0.5), ticks=ticks, downward=True)
    return Panel(
        Axis("failed (% of the networks with it)", (0, 1.05 * worst)), y, marks, label if titled else ""
    )
