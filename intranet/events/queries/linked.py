"""What meetings led to on boards above, which the agenda does not know: handed over by name."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Select, literal, select

from intranet.events.models import Event

_LINKED: dict[str, Callable[[], Select[int]]] = {}


def linked_by(name: str, meetings: Callable[[], Select[int]]) -> None:
    """Let a board say which meetings led to something of its own that anyone may read."""
    _LINKED[name] = meetings


def linked_to(name: str) -> Select[int]:
    """The ids of those meetings; none where nobody answers."""
    answers = _LINKED.get(name)
    return answers() if answers else select(Event.id).where(literal(value=False))
