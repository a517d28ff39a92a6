"""Pieces of page that are drawn once for the same facts."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from intranet.kit.ui import Drawings

PIECE = "{% call ui.kept('piece', fact) %}{{ draw(fact) }}{% endcall %}"
pytestmark = pytest.mark.no_database


class Drawing:
    """Draws, and counts how often it was asked to."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, fact: str | None) -> str:
        self.times += 1
        return f"<{fact}>"


def draw(app: Flask, drawing: Drawing, fact: str | None) -> str:
    with app.test_request_context():
        return render_template_string(PIECE, draw=drawing, fact=fact)


def test_a_piece_is_drawn_once_for_the_same_facts_and_stays_escaped(app: Flask) -> None:
    drawing = Drawing()
    assert draw(app, drawing, "une") == draw(app, drawing, "une") == "&lt;une&gt;"
    assert drawing.times == 1


def test_other_facts_are_drawn_anew(app: Flask) -> None:
    drawing = Drawing()
    assert draw(app, drawing, "première") != draw(app, drawing, "seconde")
    assert drawing.times == 2


def test_a_piece_without_anything_to_hold_it_by_is_always_drawn(app: Flask) -> None:
    drawing = Drawing()
    draw(app, drawing, None)
    draw(app, drawing, None)
    assert drawing.times == 2


def test_old_pieces_make_room(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intranet.kit.ui._drawings", Drawings(most=30))
    drawing = Drawing()
    for fact in ("a", "b", "a"):  # fifteen signs each, with their facts
        draw(app, drawing, fact)
    assert drawing.times == 2
    for fact in ("c", "a", "b"):  # the one read longest ago made room
        draw(app, drawing, fact)
    assert drawing.times == 4


@pytest.mark.parametrize("typed", ["x" * 1_000, b"x" * 1_000, (b"x" * 999, ("x",))])
def test_what_people_type_counts_however_a_piece_is_held_by_it(
    typed: str | bytes | tuple[object, ...],
) -> None:
    drawings = Drawings(most=5_000)
    for number in range(50):
        drawings.keep(("piece", number, typed), "")
    assert len(drawings.pieces) == 4
