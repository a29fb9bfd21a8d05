"""What a figure shows, whoever draws it: panels with axes and marks. draw.py and page.py draw it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

# Okabe and Ito's palette: told apart by people with any kind of colour vision.
BLUE, VERMILION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
SKY, ORANGE, BLACK, GREY = "#56B4E9", "#E69F00", "#000000", "#999999"
COLORS = (BLUE, VERMILION, GREEN, PURPLE, SKY, ORANGE, BLACK)
MOST_ITEMS = 5000  # of a mark: more hide each other, and make a page slow
DASHES = ("solid", "dot", "dashdot")
SYMBOLS = ("circle", "square", "triangle", "diamond", "cross", "star", "plus")


def color_of(index: int) -> str:
    """The colour of the index-th of several lines, from 0."""
    return COLORS[index % len(COLORS)]


def dash_of(index: int) -> str:
    """Its dash: lines of one colour differ in it, up to 21 lines."""
    return DASHES[index // len(COLORS) % len(DASHES)]


@dataclass(frozen=True)
class Line:
    """A line through points. An empty label: not in the legend."""

    x: Sequence[float]
    y: Sequence[float]
    label: str
    color: str
    width: float = 2.0  # points
    dash: str = "solid"  # one of DASHES, or "dash"
    step: bool = False  # y holds from its x to the next
    symbol: str = ""  # one of SYMBOLS, at each point; "": none
    hover: Sequence[str] = ()  # for each point, in the interactive page


@dataclass(frozen=True)
class Points:
    """Points of one kind."""

    x: Sequence[float]
    y: Sequence[float]
    label: str
    color: str
    size: float = 4.0  # points across
    symbol: str = "circle"
    opacity: float = 0.6
    hover: Sequence[str] = ()


@dataclass(frozen=True)
class Bars:
    """Bars from base to base + length, at a position of the other axis."""

    position: Sequence[float]  # centre
    length: Sequence[float]
    thickness: Sequence[float]  # in units of the position's axis
    base: Sequence[float]
    label: str
    color: str
    horizontal: bool = False
    faint: bool = False  # other marks lie on it
    hover: Sequence[str] = ()


@dataclass(frozen=True)
class Boxes:
    """A box from q1 to q3 with a line at the median and whiskers to low and high."""

    x: Sequence[float]
    low: Sequence[float]
    q1: Sequence[float]
    median: Sequence[float]
    q3: Sequence[float]
    high: Sequence[float]
    width: float
    label: str
    color: str


@dataclass(frozen=True)
class Band:
    """The area between two lines."""

    x: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    label: str
    color: str


@dataclass(frozen=True)
class Texts:
    """Words at places of the x axis, just above it."""

    x: Sequence[float]
    words: Sequence[str]


Mark = Line | Points | Bars | Boxes | Band | Texts


@dataclass(frozen=True)
class Axis:
    """An axis; its label ends in the unit where there is one."""

    label: str
    limits: tuple[float, float] | None = None  # None: what the marks need
    log: bool = False
    ticks: dict[float, str] = field(default_factory=dict)  # place -> word; empty: numbers
    whole: bool = False  # counts: no tick between whole numbers
    downward: bool = False  # the least at the top


@dataclass(frozen=True)
class Panel:
    x: Axis
    y: Axis
    marks: Sequence[Mark]
    title: str = ""


@dataclass(frozen=True)
class Chart:
    """A figure. Without panels it shows `nothing`, the reason why there is nothing to see yet."""

    name: str  # of the file
    title: str
    caption: str  # how to read it: a sentence or two
    panels: Sequence[Panel]
    columns: int = 1
    row_inches: float = 4.5
    nothing: str = ""


def thinned(chart: Chart) -> Chart:
    """The chart with every n-th item of the marks that have more than MOST_ITEMS; its caption says so."""
    most = max((_items(mark) for panel in chart.panels for mark in panel.marks), default=0)
    step = -(-most // MOST_ITEMS)
    if step < 2:
        return chart
    panels = [replace(panel, marks=[_thin(mark, step) for mark in panel.marks]) for panel in chart.panels]
    note = f" Of more than {MOST_ITEMS} items one in {step} is shown."
    return replace(chart, panels=panels, caption=chart.caption + note)


def _items(mark: Mark) -> int:
    return len(getattr(mark, fields(mark)[0].name))


def _thin(mark: Mark, step: int) -> Mark:
    count = _items(mark)
    if count <= MOST_ITEMS:
        return mark
    values = {part.name: getattr(mark, part.name) for part in fields(mark)}
    long = {k: v for k, v in values.items() if hasattr(v, "__len__") and len(v) == count}
    return replace(mark, **{name: list(value)[::step] for name, value in long.items()})
