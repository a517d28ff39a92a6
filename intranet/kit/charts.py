"""The geometry of charts that are drawn on the server: pure numbers, of which templates make SVG.

What has no value is left undrawn: it is never a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import cos, pi, sin

FEWEST_AXES, MOST_AXES = 3, 12  # a radar of fewer is a line, of more a blur: bars then
MOST_FIRST = 3  # labels in a title: more of them say nothing
WIDTH, HEIGHT = 340, 320  # of a radar, in its own units: legible at 320 px
RADIUS = 126
LABEL_AT = 146  # from the centre

Point = tuple[float, float]

STAIRS_WIDTH, STAIRS_HEIGHT = 360, 190  # of a staircase, in its own units
STAIRS_LEFT, STAIRS_RIGHT, STAIRS_TOP, STAIRS_FOOT = 22, 350, 12, 160
SHORTEST = timedelta(days=1)  # that a staircase spans, so that one instant can be drawn


@dataclass(frozen=True)
class Axis:
    """One thing that is measured: its short label, its whole title, and a value for each series."""

    label: str
    title: str
    values: tuple[Fraction | None, ...]
    cells: tuple[str, ...] = ()  # the same and more, in words, for the table
    url: str | None = None


@dataclass(frozen=True)
class Spoke:
    """An axis as it is drawn."""

    label: str
    title: str
    end: Point
    label_at: Point
    anchor: str


@dataclass(frozen=True)
class Shape:
    """A series as it is drawn: closed where every axis has a value, else broken where one lacks."""

    name: str
    path: str
    dots: tuple[Point, ...]
    is_closed: bool


@dataclass(frozen=True)
class Radar:
    """All that a template needs to draw one."""

    width: int
    height: int
    centre: Point
    rings: tuple[str, ...]
    spokes: tuple[Spoke, ...]
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class Chart:
    """Several series over the same axes, from 0 to `top`: a radar, or bars, and always a table."""

    series: tuple[str, ...]
    axes: tuple[Axis, ...]
    top: int
    head: tuple[str, ...] = ()

    @property
    def radar(self) -> Radar | None:
        """Its geometry, where a radar can be read."""
        if not FEWEST_AXES <= len(self.axes) <= MOST_AXES:
            return None
        return drawn(self)

    @property
    def highest(self) -> tuple[str, ...]:
        """Where the first series is the highest."""
        return _greatest({axis.label: axis.values[0] for axis in self.axes})

    @property
    def apart(self) -> tuple[str, ...]:
        """Where the first two series are the farthest from each other."""
        return _greatest({label: abs(gap) for label, gap in self._gaps()})

    @property
    def lacking(self) -> tuple[str, ...]:
        """Where the first series is the farthest below the second."""
        return _greatest(dict(self._gaps()))

    def _gaps(self) -> list[tuple[str, Fraction]]:
        pairs = [(axis.label, axis.values[0], axis.values[1]) for axis in self.axes]
        return [
            (label, asked - own)
            for label, own, asked in pairs
            if own is not None and asked is not None
        ]

    def length(self, value: Fraction | None) -> float:
        """How long a bar is, out of 100; nothing where there is no value."""
        return 0.0 if value is None else round(float(100 * value / self.top), 1)


def _greatest(values: Mapping[str, Fraction | None]) -> tuple[str, ...]:
    """The labels of the greatest value; none where there is nothing, or where most are level."""
    most = max((value for value in values.values() if value is not None), default=Fraction(0))
    first = tuple(label for label, value in values.items() if value == most)
    return first if most > 0 and len(first) <= MOST_FIRST else ()


@dataclass(frozen=True)
class Stairs:
    """Values that hold from an instant to the next: a line for each series, a gap where none holds."""

    width: int
    height: int
    left: float
    right: float
    foot: float
    rules: tuple[tuple[int, float], ...]  # each whole value, and how high it is
    years: tuple[tuple[int, float], ...]  # each first of January within, and where
    shapes: tuple[Shape, ...]


def stairs(
    series: Sequence[tuple[str, Sequence[tuple[datetime, int | None]]]],
    start: datetime,
    end: datetime,
    top: int,
) -> Stairs:
    """Draw what held from `start` to `end`; each series is in the order of time."""
    span = max(end - start, SHORTEST)

    def across(at: datetime) -> float:
        part = min(max((at - start) / span, 0.0), 1.0)
        return round(STAIRS_LEFT + part * (STAIRS_RIGHT - STAIRS_LEFT), 1)

    def up(value: int) -> float:
        return round(STAIRS_FOOT - value * (STAIRS_FOOT - STAIRS_TOP) / top, 1)

    years = [
        (year, datetime(year, 1, 1, tzinfo=start.tzinfo))
        for year in range(start.year + 1, end.year + 1)
    ]
    return Stairs(
        STAIRS_WIDTH,
        STAIRS_HEIGHT,
        STAIRS_LEFT,
        STAIRS_RIGHT,
        STAIRS_FOOT,
        tuple((value, up(value)) for value in range(top + 1)),
        tuple((year, across(at)) for year, at in years[-6:]),
        tuple(
            _stair(name, [(across(at), value) for at, value in steps], across(end), up)
            for name, steps in series
        ),
    )


def _stair(
    name: str,
    steps: Sequence[tuple[float, int | None]],
    end: float,
    up: Callable[[int], float],
) -> Shape:
    """A landing for each value, risers between those that follow one another."""
    path, dots, before = "", [], None
    for place, (x, value) in enumerate(steps):
        until = steps[place + 1][0] if place + 1 < len(steps) else end
        if value is not None:
            path += f"{'M' if before is None else 'L'}{x:g},{up(value):g}L{until:g},{up(value):g}"
            if value != before:
                dots.append((x, up(value)))
        before = value
    return Shape(name, path, tuple(dots), is_closed=False)


def drawn(chart: Chart) -> Radar:
    """Place the axes around the centre, the first at the top, then clockwise."""
    count, centre = len(chart.axes), (WIDTH / 2, HEIGHT / 2)
    return Radar(
        WIDTH,
        HEIGHT,
        centre,
        tuple(
            _joined([_at(place, count, RADIUS * ring / chart.top) for place in range(count)])
            for ring in range(1, chart.top + 1)
        ),
        tuple(
            Spoke(
                axis.label,
                axis.title,
                _at(place, count, RADIUS),
                _at(place, count, LABEL_AT),
                _anchor(place, count),
            )
            for place, axis in enumerate(chart.axes)
        ),
        tuple(_shape(chart, number) for number in range(len(chart.series))),
    )


def _shape(chart: Chart, number: int) -> Shape:
    count = len(chart.axes)
    points = [
        None
        if axis.values[number] is None
        else _at(place, count, float(RADIUS * (axis.values[number] or 0) / chart.top))
        for place, axis in enumerate(chart.axes)
    ]
    known = tuple(point for point in points if point is not None)
    is_closed = len(known) == count
    path = f"M{_joined(known).replace(' ', 'L')}Z" if is_closed else _broken(points)
    return Shape(chart.series[number], path, known, is_closed)


def _broken(points: Sequence[Point | None]) -> str:
    """The sides between neighbours that both have a value, the last and the first included."""
    around = zip(points, [*points[1:], points[0]], strict=True)
    return "".join(
        f"M{_joined([one])}L{_joined([other])}"
        for one, other in around
        if one is not None and other is not None
    )


def _at(place: int, count: int, distance: float) -> Point:
    angle = 2 * pi * place / count
    return (
        round(WIDTH / 2 + distance * sin(angle), 1),
        round(HEIGHT / 2 - distance * cos(angle), 1),
    )


def _anchor(place: int, count: int) -> str:
    """On which side of its point a label is written."""
    across = sin(2 * pi * place / count)
    if abs(across) < 0.2:
        return "middle"
    return "start" if across > 0 else "end"


def _joined(points: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
