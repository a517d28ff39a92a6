"""The geometry of radars: where points fall, and that nothing unknown is drawn as a zero."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.kit.charts import HEIGHT, RADIUS, WIDTH, Axis, Chart, stairs

pytestmark = pytest.mark.no_database


def chart(*values: tuple[int | None, ...], top: int = 4) -> Chart:
    """One axis for each tuple, with the value of each series on it."""
    axes = tuple(
        Axis(
            f"D{place}",
            f"Domaine {place}",
            tuple(None if one is None else Fraction(one) for one in given),
        )
        for place, given in enumerate(values)
    )
    return Chart(tuple("ab"[: len(values[0])]), axes, top)


def test_the_first_axis_is_at_the_top_and_the_others_follow_clockwise() -> None:
    radar = chart((4,), (4,), (4,), (4,)).radar
    assert radar

    assert [spoke.end for spoke in radar.spokes] == [
        (WIDTH / 2, HEIGHT / 2 - RADIUS),
        (WIDTH / 2 + RADIUS, HEIGHT / 2),
        (WIDTH / 2, HEIGHT / 2 + RADIUS),
        (WIDTH / 2 - RADIUS, HEIGHT / 2),
    ]
    assert [spoke.anchor for spoke in radar.spokes] == ["middle", "start", "middle", "end"]
    assert radar.shapes[0].path == "M170,34L296,160L170,286L44,160Z"


def test_a_level_is_as_far_from_the_centre_as_it_is_high() -> None:
    radar = chart((2,), (0,), (1,)).radar
    assert radar

    away = [hypot(x - WIDTH / 2, y - HEIGHT / 2) for x, y in radar.shapes[0].dots]
    assert away == pytest.approx([RADIUS / 2, 0, RADIUS / 4], abs=0.1)
    assert len(radar.rings) == 4


def test_what_is_unknown_is_left_open_never_a_zero() -> None:
    radar = chart((3,), (None,), (3,), (3,)).radar
    assert radar
    [shape] = radar.shapes

    assert (shape.is_closed, len(shape.dots)) == (False, 3)
    assert shape.path.count("M") == 2
    assert f"{WIDTH / 2:g},{HEIGHT / 2:g}" not in shape.path


def test_nothing_known_draws_nothing() -> None:
    radar = chart((None,), (None,), (None,)).radar
    assert radar

    assert (radar.shapes[0].path, radar.shapes[0].dots) == ("", ())


@pytest.mark.parametrize(("axes", "is_radar"), [(2, False), (3, True), (12, True), (13, False)])
def test_a_radar_has_three_to_twelve_axes(axes: int, is_radar: bool) -> None:
    assert (chart(*[(1,)] * axes).radar is not None) is is_radar


def test_bars_are_a_share_of_the_top_and_the_unknown_has_none() -> None:
    found = chart((1,), (1,))

    assert [found.length(value) for value in (Fraction(3), Fraction(1, 3), None)] == [75, 8.3, 0]


@given(st.lists(st.tuples(st.none() | st.integers(0, 4)), min_size=3, max_size=12))
def test_every_point_is_inside(values: list[tuple[int | None, ...]]) -> None:
    radar = chart(*values).radar
    assert radar

    for x, y in radar.shapes[0].dots:
        assert hypot(x - WIDTH / 2, y - HEIGHT / 2) <= RADIUS + 0.1
    for spoke in radar.spokes:
        assert 0 <= spoke.label_at[0] <= WIDTH
        assert 0 <= spoke.label_at[1] <= HEIGHT


def test_a_staircase_holds_a_value_until_the_next_and_leaves_silence_open() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    ago = [start + timedelta(days=25 * n) for n in range(5)]

    [shape] = stairs([("a", [(ago[0], 1), (ago[1], 3), (ago[2], None), (ago[3], 0)])], ago[0], ago[4], 4).shapes  # fmt: skip

    assert shape.path == "M22,123L104,123L104,49L186,49M268,160L350,160"
    assert shape.dots == ((22, 123), (104, 49), (268, 160))


def test_one_instant_is_drawn_too() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)

    drawn = stairs([("a", [(start, 4)])], start, start, 4)

    assert drawn.shapes[0].dots == ((22, 12),)
    assert drawn.years == ()


def test_each_new_year_is_marked() -> None:
    start, end = datetime(2024, 6, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)

    assert [year for year, _ in stairs([], start, end, 4).years] == [2025, 2026]


def test_a_chart_knows_what_its_title_says() -> None:
    two = chart((4, 1), (1, 3), (None, 4))
    labels = [axis.label for axis in two.axes]
    assert two.highest == two.apart == (labels[0],)
    assert two.lacking == (labels[1],)
    assert chart((0,), (None,)).highest == (), "nothing to be proud of yet"
    assert chart((1,), (1,), (1,), (1,)).highest == (), "all level: no title"
