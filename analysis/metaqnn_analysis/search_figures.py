"""Figures of the search itself: what was found as it went on, and what the agent has learned."""

from collections.abc import Sequence

import pandas

from metaqnn_analysis import measures
from metaqnn_analysis.chart import (
    BLUE,
    GREY,
    ORANGE,
    SYMBOLS,
    Axis,
    Bars,
    Boxes,
    Chart,
    Line,
    Panel,
    Points,
    Texts,
    color_of,
    dash_of,
)
from metaqnn_analysis.journal import Journal

NOTHING_TRAINED = "no network has been trained yet"


def run_labels(journals: Sequence[Journal]) -> list[str]:
    """Names of the runs: their folders, with the path where two have the same name."""
    labels = [journal.label for journal in journals]
    return labels if len(set(labels)) == len(labels) else [str(journal.path.parent) for journal in journals]


def runs_with_networks(journals: Sequence[Journal]) -> list[tuple[str, pandas.DataFrame]]:
    """Names and trained networks (Journal.trained()) of the runs that have any."""
    runs = [(label, run.trained()) for label, run in zip(run_labels(journals), journals)]
    return [(label, trained) for label, trained in runs if not trained.empty]


def describe(trained: pandas.DataFrame) -> list[str]:
    """A line for each network: its trial, accuracy and layers."""
    return [
        f"trial {row.trial}: {100 * row.accuracy:.2f} %\n{row.architecture}" for row in trained.itertuples()
    ]


def left_out(journals: Sequence[Journal], shown: Sequence[str]) -> str:
    """The end of a caption: the runs of which there is nothing to see, if any."""
    labels = [label for label in run_labels(journals) if label not in shown]
    return f" Nothing to show of: {', '.join(labels)}." if labels else ""


def nothing_yet(name: str, title: str, caption: str, reason: str) -> Chart:
    """A figure for which there are no data."""
    return Chart(name, title, caption, [], nothing=reason)


def search_progress(journals: Sequence[Journal], window: int | None = None) -> Chart:
    """Fig. 3 of the paper: the rolling mean of validation accuracy (%), and its mean for each epsilon.

    x: networks trained, in the order of proposal. One run: means as bars, each network a point. Several: a
    line for each, its means dashed. No means for agents without epsilon.
    window: networks in the rolling mean; by default the paper's 100, or a tenth of a short search.
    """
    runs = runs_with_networks(journals)
    stages = any(measures.follows_epsilon(trained) for _, trained in runs)
    name = "search_progress"
    title = f"What the search found as it {'turned from exploring to exploiting' if stages else 'went on'}"
    longest = max((len(trained) for _, trained in runs), default=0)
    if window is None:
        window = min(100, max(5, longest // 10))
    means = f"; {'bars' if len(journals) == 1 else 'dashed'}: mean for each epsilon (Fig. 3 of the paper)"
    caption = (
        f"Lines: mean of the last {window} networks{means if stages else ''}. "
        "The lowest 2 % of the networks may lie below the axis."
    )
    if not runs:
        return nothing_yet(name, title, caption, NOTHING_TRAINED)
    caption += left_out(journals, [label for label, _ in runs])
    marks = _progress_of_one(runs[0][1], window) if len(journals) == 1 else _progress_of_many(runs, window)
    accuracies = pandas.concat([trained["accuracy"] for _, trained in runs])
    limits = (max(0, 100 * accuracies.quantile(0.02) - 5), min(100, 100 * accuracies.max() + 4))
    x_label = "networks trained" + (" (epsilon above the axis)" if stages and len(journals) == 1 else "")
    panel = Panel(
        Axis(x_label, (0.5, longest + 0.5), whole=True), Axis("validation accuracy (%)", limits), marks
    )
    return Chart(name, title, caption, [panel])


def _rolling(trained: pandas.DataFrame, window: int) -> pandas.Series:
    return 100 * trained["accuracy"].rolling(window, min_periods=1).mean()


def _progress_of_one(trained: pandas.DataFrame, window: int) -> list:
    iterations = range(1, len(trained) + 1)
    points = Points(iterations, 100 * trained["accuracy"], "network", GREY, size=3, hover=describe(trained))
    line = Line(iterations, _rolling(trained, window), f"rolling mean of {window}", BLUE)
    if not measures.follows_epsilon(trained):
        return [points, line]
    stages = measures.accuracy_per_epsilon(trained)
    centres = (stages["first"] + stages["last"]) / 2
    bars = Bars(
        centres,
        100 * stages["mean"],
        stages["count"],
        [0.0] * len(stages),
        "mean for each epsilon",
        ORANGE,
        faint=True,
        hover=[
            f"epsilon {stage.epsilon:g}: mean {100 * stage.mean:.2f} % of {stage.count} networks"
            for stage in stages.itertuples()
        ],
    )
    return [bars, points, line, Texts(centres, [f"{epsilon:g}" for epsilon in stages["epsilon"]])]


def _progress_of_many(runs: list[tuple[str, pandas.DataFrame]], window: int) -> list:
    marks = []
    for index, (label, trained) in enumerate(runs):
        color = color_of(index)
        iterations = range(1, len(trained) + 1)
        marks.append(Line(iterations, _rolling(trained, window), label, color, dash=dash_of(index)))
        if not measures.follows_epsilon(trained):
            continue
        stages = measures.accuracy_per_epsilon(trained)
        starts = [*(stages["first"] - 0.5), len(trained) + 0.5]
        means = [*(100 * stages["mean"]), 100 * stages["mean"].iloc[-1]]
        marks.append(Line(starts, means, "", color, width=1.2, dash="dash", step=True))
    return marks


def accuracy_by_epsilon(journals: Sequence[Journal]) -> Chart:
    """Fig. A2: how the validation accuracy (%) is distributed at each epsilon.

    x: epsilon, falling as in the search. Boxes from the first to the third quartile with the median;
    whiskers to the 5th and 95th percentile. One run: each network as a point beside.
    """
    name, title = "accuracy_by_epsilon", "Accuracy of the networks at each epsilon"
    caption = (
        "Boxes: first quartile, median, third quartile; whiskers: 5th and 95th percentile "
        "(after Fig. A2 of the paper)."
    )
    runs = runs_with_networks(journals)
    if not runs:
        return nothing_yet(name, title, caption, NOTHING_TRAINED)
    runs = [(label, trained) for label, trained in runs if measures.follows_epsilon(trained)]
    if not runs:
        return nothing_yet(name, title, caption, "the networks were not chosen with an epsilon")
    caption += left_out(journals, [label for label, _ in runs])
    epsilons = sorted({epsilon for _, trained in runs for epsilon in trained["epsilon"]}, reverse=True)
    place = {epsilon: index for index, epsilon in enumerate(epsilons)}
    width = 0.7 / len(runs)
    marks = []
    for index, (label, trained) in enumerate(runs):
        shift = (index - (len(runs) - 1) / 2) * width
        if len(journals) == 1:
            marks.append(_scattered(trained, place))
            label = "quartiles, 5th and 95th percentile"
        marks.append(_boxes(trained, place, shift, 0.8 * width, label, color_of(index)))
    ticks = {index: f"{epsilon:g}" for epsilon, index in place.items()}
    if len(journals) == 1:
        counts = runs[0][1].groupby("epsilon").size()
        ticks = {index: f"{epsilon:g}\nn = {counts[epsilon]}" for epsilon, index in place.items()}
    x = Axis("epsilon (probability of a random choice)", (-0.6, len(epsilons) - 0.4), ticks=ticks)
    return Chart(name, title, caption, [Panel(x, Axis("validation accuracy (%)"), marks)])


def _boxes(
    trained: pandas.DataFrame, place: dict, shift: float, width: float, label: str, color: str
) -> Boxes:
    at = {"low": 0.05, "q1": 0.25, "median": 0.5, "q3": 0.75, "high": 0.95}
    table = measures.quantiles(100 * trained["accuracy"], trained["epsilon"], at)
    x = [place[epsilon] + shift for epsilon in table.index]
    return Boxes(x, *(table[name] for name in at), width, label, color)


def _scattered(trained: pandas.DataFrame, place: dict) -> Points:
    """The networks, moved sideways so that they do not hide each other: by the golden ratio, not by chance."""
    sideways = (trained["trial"] * 0.618034) % 1.0 - 0.5
    x = trained["epsilon"].map(place) + 0.5 * sideways
    return Points(x, 100 * trained["accuracy"], "network", GREY, size=2.5, hover=describe(trained))


def q_by_layer(journals: Sequence[Journal]) -> Chart:
    """Fig. A3: mean Q value (expected reward) of each kind of layer at each depth (from 1).

    Of the last snapshot, over the pairs of state and action that the agent has learned something about.
    """
    return _q_chart(
        journals,
        "q_by_layer",
        "What the agent expects of each kind of layer",
        "Mean of the Q values that differ from their first value, at the end of the last stage of epsilon "
        "(after Fig. A3 of the paper).",
        lambda values: values["kind"],
        lambda kind: str(kind),
        list(dict.fromkeys(measures.LAYER_KINDS.values())),
    )


def q_by_field(journals: Sequence[Journal]) -> Chart:
    """Fig. A4: mean Q value (expected reward) of convolutions by receptive field (pixels) at each depth.

    Of the last snapshot, over the pairs of state and action that the agent has learned something about.
    """
    fields = sorted(
        {
            field
            for run in journals
            for field in measures.convolution_field(measures.final_q_values(run)["action"]).dropna()
        }
    )
    return _q_chart(
        journals,
        "q_by_field",
        "What the agent expects of each field of a convolution",
        "Mean of the Q values that differ from their first value, at the end of the last stage of epsilon "
        "(after Fig. A4 of the paper).",
        lambda values: measures.convolution_field(values["action"]),
        lambda side: f"{side:.0f} x {side:.0f} pixels",
        fields,
    )


def _q_chart(journals, name, title, caption, group, word, groups) -> Chart:
    """A panel for each run, a line for each group of actions."""
    tables = []
    for label, run in zip(run_labels(journals), journals):
        values = measures.final_q_values(run)
        table = measures.mean_q(values, group(values))
        if not table.empty:
            tables.append((label, table))
    if not tables:
        return nothing_yet(
            name, title, caption, "no Q values yet (they are written when epsilon changes, and at the end)"
        )
    caption += left_out(journals, [label for label, _ in tables])
    every = pandas.concat([table for _, table in tables])
    margin = 0.05 * (every["mean"].max() - every["mean"].min()) + 0.001
    y = Axis("mean Q value (expected reward)", (every["mean"].min() - margin, every["mean"].max() + margin))
    x = Axis("depth of the layer", (0.5, every["depth"].max() + 0.5), whole=True)
    panels = []
    for label, table in tables:
        marks = []
        for index, key in enumerate(groups):
            part = table[table["by"] == key]
            if part.empty:
                continue
            hover = [f"{word(key)}: mean of {count} pairs of state and action" for count in part["count"]]
            style = {"symbol": SYMBOLS[index % len(SYMBOLS)], "dash": dash_of(index)}
            marks.append(Line(part["depth"], part["mean"], word(key), color_of(index), hover=hover, **style))
        panels.append(Panel(x, y, marks, label if len(journals) > 1 else ""))
    return Chart(name, title, caption, panels, columns=min(2, len(panels)))
