"""Draws a chart with matplotlib, for PNG files."""

import textwrap
from itertools import repeat

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.collections import PolyCollection  # noqa: E402
from matplotlib.ticker import MaxNLocator  # noqa: E402

from metaqnn_analysis.chart import Axis, Band, Bars, Boxes, Chart, Line, Panel, Points, Texts, thinned  # noqa: E402

SYMBOLS = {
    "circle": "o",
    "square": "s",
    "triangle": "^",
    "diamond": "D",
    "cross": "X",
    "star": "*",
    "plus": "P",
}
DASHES = {"solid": "-", "dash": "--", "dot": ":", "dashdot": "-."}
# A run's name may have a dollar: no text is a formula.
STYLE = {"text.parse_math": False, "axes.spines.top": False, "axes.spines.right": False}


def draw(chart: Chart) -> plt.Figure:
    """The chart as a figure of matplotlib; the caller saves it, and closes it with plt.close()."""
    chart = thinned(chart)
    with matplotlib.rc_context(STYLE):
        rows = max(1, -(-len(chart.panels) // chart.columns))
        width = 9.0 if chart.columns == 1 else 5.5 * chart.columns
        size = (width, chart.row_inches * rows if chart.panels else 1.8)
        figure, grid = plt.subplots(rows, chart.columns, figsize=size, squeeze=False, layout="constrained")
        figure.suptitle(chart.title)
        for axes in grid.flat[len(chart.panels) :]:
            axes.set_axis_off()
        if not chart.panels:
            grid[0, 0].text(0.5, 0.5, chart.nothing, ha="center", va="center")
        for axes, panel in zip(grid.flat, chart.panels):
            _draw_panel(axes, panel)
        _draw_legend(figure, grid, textwrap.fill(chart.caption, int(14 * width)))
        return figure


def _draw_legend(figure: plt.Figure, grid, caption: str) -> None:
    """One legend for all panels, under the caption; as many columns as its words leave room for."""
    legend = {}
    for axes in grid.flat:
        for handle, label in zip(*axes.get_legend_handles_labels()):
            legend.setdefault(label, handle)
    longest = max(map(len, legend), default=0)
    drawn = figure.legend(
        legend.values(),
        legend.keys(),
        loc="outside lower center",
        ncols=max(1, min(len(legend), int(figure.get_figwidth() / (0.8 + 0.085 * longest)))),
        frameon=False,
        title=caption,
        title_fontproperties={"size": "small"},
    )
    drawn.get_title().set(color="#555555", multialignment="center")


def _draw_panel(axes: plt.Axes, panel: Panel) -> None:
    for order, mark in enumerate(panel.marks):
        before = set(axes.get_children())
        _DRAW[type(mark)](axes, mark)
        for artist in set(axes.get_children()) - before:
            artist.set_zorder(2 + order)  # as they come, not by their kind
    axes.autoscale_view()
    axes.set_title(panel.title, fontsize="medium")
    _set_axis(axes, "x", panel.x)
    _set_axis(axes, "y", panel.y)
    axes.grid(axis="y", color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)


def _set_axis(axes: plt.Axes, name: str, axis: Axis) -> None:
    which = getattr(axes, f"{name}axis")
    which.set_label_text(axis.label)
    if axis.log:
        getattr(axes, f"set_{name}scale")("log")
    if axis.limits:
        getattr(axes, f"set_{name}lim")(axis.limits)
    if axis.downward:
        which.set_inverted(True)
    if axis.ticks:
        which.set_ticks(list(axis.ticks), list(axis.ticks.values()))
        which.set_ticks([], minor=True)  # a logarithmic axis has some of its own
    elif axis.whole:
        which.set_major_locator(MaxNLocator(integer=True))


def _draw_line(axes: plt.Axes, line: Line) -> None:
    axes.plot(
        line.x,
        line.y,
        color=line.color,
        linewidth=line.width,
        linestyle=DASHES[line.dash],
        drawstyle="steps-post" if line.step else "default",
        marker=SYMBOLS.get(line.symbol),
        markersize=5,
        label=line.label or "_nolegend_",
    )


def _draw_points(axes: plt.Axes, points: Points) -> None:
    axes.plot(
        points.x,
        points.y,
        linestyle="",
        marker=SYMBOLS[points.symbol],
        markersize=points.size,
        markeredgewidth=0 if points.opacity < 1 else 0.6,
        markeredgecolor="white",
        alpha=points.opacity,
        color=points.color,
        label=points.label or "_nolegend_",
    )


def _draw_bars(axes: plt.Axes, bars: Bars) -> None:
    boxes = []
    for position, length, thickness, base in zip(bars.position, bars.length, bars.thickness, bars.base):
        across = (position - thickness / 2, position + thickness / 2)
        along = (base, base + length)
        (left, right), (low, high) = (along, across) if bars.horizontal else (across, along)
        boxes.append([(left, low), (left, high), (right, high), (right, low)])
    alpha = 0.35 if bars.faint else 1.0
    axes.add_collection(
        PolyCollection(
            boxes,
            facecolors=matplotlib.colors.to_rgba(bars.color, alpha),
            edgecolors=bars.color if bars.faint else "white",
            linewidths=1.0 if bars.faint else 0.2,
            label=bars.label or "_nolegend_",
        )
    )


def _draw_boxes(axes: plt.Axes, boxes: Boxes) -> None:
    keys = ("whislo", "q1", "med", "q3", "whishi")
    rows = zip(boxes.low, boxes.q1, boxes.median, boxes.q3, boxes.high)
    line = {"color": boxes.color, "linewidth": 1.3}
    drawn = axes.bxp(
        [dict(zip(keys, row)) for row in rows],
        positions=list(boxes.x),
        widths=list(repeat(boxes.width, len(boxes.x))),
        showfliers=False,
        manage_ticks=False,
        patch_artist=True,
        boxprops={"facecolor": matplotlib.colors.to_rgba(boxes.color, 0.25), "edgecolor": boxes.color},
        whiskerprops=line,
        capprops=line,
        medianprops={"color": boxes.color, "linewidth": 2.5},
    )
    drawn["boxes"][0].set_label(boxes.label)


def _draw_band(axes: plt.Axes, band: Band) -> None:
    axes.fill_between(
        band.x, band.low, band.high, color=band.color, alpha=0.25, linewidth=0, label=band.label
    )


def _draw_texts(axes: plt.Axes, texts: Texts) -> None:
    for x, word in zip(texts.x, texts.words):
        axes.annotate(word, (x, 0.01), xycoords=("data", "axes fraction"), ha="center", fontsize=8)


_DRAW = {
    Line: _draw_line,
    Points: _draw_points,
    Bars: _draw_bars,
    Boxes: _draw_boxes,
    Band: _draw_band,
    Texts: _draw_texts,
}
