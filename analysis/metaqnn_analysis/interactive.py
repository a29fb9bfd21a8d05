"""Makes a chart interactive with plotly, for HTML pages."""

import html
from collections.abc import Sequence

import plotly.graph_objects as plotly
from plotly.subplots import make_subplots

from metaqnn_analysis.chart import Axis, Band, Bars, Boxes, Chart, Line, Panel, Points, Texts

SYMBOLS = {"triangle": "triangle-up", "cross": "x", "plus": "cross"}
PIXELS = 90  # of an inch
MOST_SINGLE_TICKS = 15  # whole numbers that are all marked


def interactive(chart: Chart) -> plotly.Figure:
    """The chart as a figure of plotly, as wide as its page; no text in it is taken as markup."""
    rows = -(-len(chart.panels) // chart.columns)
    figure = make_subplots(
        rows,
        chart.columns,
        subplot_titles=[_safe(panel.title) for panel in chart.panels],
        horizontal_spacing=0.12,
        vertical_spacing=0.35 / rows,
    )
    known: set[str] = set()
    for index, panel in enumerate(chart.panels):
        place = {"row": index // chart.columns + 1, "col": index % chart.columns + 1}
        _add_panel(figure, panel, place, known)
    figure.update_layout(
        template="plotly_white",
        height=PIXELS * chart.row_inches * rows + 60,
        margin={"t": 60 if any(panel.title for panel in chart.panels) else 30, "b": 90, "l": 70, "r": 20},
        barmode="overlay",
        legend={"orientation": "h", "yref": "container", "y": 0.0, "yanchor": "bottom"},
        hoverlabel={"align": "left"},
    )
    return figure


def _safe(text: str) -> str:
    return html.escape(str(text), quote=False).replace("\n", "<br>")


def _add_panel(figure: plotly.Figure, panel: Panel, place: dict, known: set[str]) -> None:
    for mark in panel.marks:
        if isinstance(mark, Texts):
            _add_texts(figure, mark, place)
            continue
        for trace in _TRACES[type(mark)](mark):
            shown = trace.showlegend is not False and bool(mark.label) and mark.label not in known
            trace.update(name=_safe(mark.label), legendgroup=_safe(mark.label) or None, showlegend=shown)
            known.update([mark.label] if shown else [])
            figure.add_trace(trace, **place)
    figure.update_xaxes(_axis(panel.x), **place)
    figure.update_yaxes(_axis(panel.y), **place)


def _axis(axis: Axis) -> dict:
    settings = {"title_text": _safe(axis.label), "showline": True, "linecolor": "#555555", "ticks": "outside"}
    if axis.log:
        settings.update(type="log", exponentformat="power", dtick=1)
    if axis.limits:
        settings.update(range=axis.limits[::-1] if axis.downward else axis.limits)
    if axis.ticks:
        settings.update(tickvals=list(axis.ticks), ticktext=[_safe(word) for word in axis.ticks.values()])
    elif axis.whole:
        few = axis.limits is not None and axis.limits[1] - axis.limits[0] <= MOST_SINGLE_TICKS
        settings.update(tickformat=",d", dtick=1 if few else None)
    return settings


def _hover(words: Sequence[str]) -> dict:
    return {"hovertext": [_safe(text) for text in words], "hoverinfo": "text"} if len(words) else {}


def _line(line: Line) -> list:
    style = {"color": line.color, "width": line.width, "dash": line.dash}
    style["shape"] = "hv" if line.step else "linear"
    marker = {"symbol": SYMBOLS.get(line.symbol, line.symbol), "size": 8} if line.symbol else None
    mode = "lines+markers" if line.symbol else "lines"
    x, y = list(line.x), list(line.y)
    return [plotly.Scatter(x=x, y=y, mode=mode, line=style, marker=marker, **_hover(line.hover))]


def _points(points: Points) -> list:
    marker = {"color": points.color, "size": 1.4 * points.size, "opacity": points.opacity}
    marker["symbol"] = SYMBOLS.get(points.symbol, points.symbol)
    if points.opacity == 1.0:
        marker["line"] = {"color": "white", "width": 0.8}
    x, y = list(points.x), list(points.y)
    return [plotly.Scatter(x=x, y=y, mode="markers", marker=marker, **_hover(points.hover))]


def _bars(bars: Bars) -> list:
    along, across = ("x", "y") if bars.horizontal else ("y", "x")
    edge = {"color": bars.color if bars.faint else "white", "width": 1.0 if bars.faint else 0.3}
    return [
        plotly.Bar(
            {along: list(bars.length), across: list(bars.position)},
            base=list(bars.base),
            width=list(bars.thickness),
            orientation="h" if bars.horizontal else "v",
            marker={"color": bars.color, "opacity": 0.35 if bars.faint else 1.0, "line": edge},
            **_hover(bars.hover),
        )
    ]


def _boxes(boxes: Boxes) -> list:
    return [
        plotly.Box(
            x=list(boxes.x),
            lowerfence=list(boxes.low),
            q1=list(boxes.q1),
            median=list(boxes.median),
            q3=list(boxes.q3),
            upperfence=list(boxes.high),
            width=boxes.width,
            line={"color": boxes.color, "width": 1.8},
            fillcolor=_faint(boxes.color),
        )
    ]


def _band(band: Band) -> list:
    edge = {"color": band.color, "width": 0}
    x = list(band.x)
    low = plotly.Scatter(x=x, y=list(band.low), mode="lines", line=edge, hoverinfo="skip", showlegend=False)
    high = plotly.Scatter(x=x, y=list(band.high), mode="lines", line=edge, hoverinfo="skip")
    return [low, high.update(fill="tonexty", fillcolor=_faint(band.color))]


def _faint(color: str) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.25)"


def _add_texts(figure: plotly.Figure, texts: Texts, place: dict) -> None:
    for x, word in zip(texts.x, texts.words):
        figure.add_annotation(
            x=x, y=0.0, yref="y domain", yanchor="bottom", text=_safe(word), showarrow=False, **place
        )


_TRACES = {Line: _line, Points: _points, Bars: _bars, Boxes: _boxes, Band: _band}
