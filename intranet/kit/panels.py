"""Panels: how a domain shows something on the page of a domain below it, which must not know it.

An item of the referential shows the openings that require it; `competencies` may not import
`openings`, so `openings` offers a panel for that place, and the page draws what was offered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup

Draw = Callable[[Any], str | None]


@dataclass(frozen=True)
class Figures:
    """How many of something go with each object of a page, by id, and where they are listed."""

    label: str
    counts: Mapping[int, int]
    address: Callable[[Any], str]

    @property
    def head(self) -> tuple[str, str]:
        """The title of its column, as `ui.table` takes it."""
        return self.label, "number"


Tally = Callable[[Any], Figures]


def init_app(app: Flask) -> None:
    app.extensions["panels"] = {}
    app.extensions["figures"] = {}
    app.jinja_env.globals["panels"] = panels


def offer(app: Flask, place: str, rank: int, draw: Draw) -> None:
    """Show what `draw` returns for the subject of `place`; None shows nothing. Lowest rank first."""
    offered = app.extensions["panels"].setdefault(place, [])
    offered.append((rank, draw))
    offered.sort(key=lambda pair: pair[0])


def panels(place: str, subject: Any) -> Markup:
    """Every panel offered for a place, drawn for this subject."""
    drawn = [draw(subject) for _, draw in current_app.extensions["panels"].get(place, ())]
    return Markup("").join(Markup(html) for html in drawn if html)  # noqa: S704  our own templates


def offer_figures(app: Flask, place: str, rank: int, tally: Tally) -> None:
    """A column of figures for the table of `place`, which a domain above can count alone."""
    offered = app.extensions["figures"].setdefault(place, [])
    offered.append((rank, tally))
    offered.sort(key=lambda pair: pair[0])


def figures(place: str, subject: Any) -> list[Figures]:
    """Every column offered for a place, counted for this subject; lowest rank first."""
    return [tally(subject) for _, tally in current_app.extensions["figures"].get(place, ())]
