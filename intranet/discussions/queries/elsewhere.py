"""What somebody is told of by another letter: an alert, or the word to whoever has a seat."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from intranet.discussions.models import News

# Of several people and several pieces of news, those that were told: (member, news).
Told = Callable[[Collection[int], Collection[News]], set[tuple[int, int]]]

_TOLD: dict[str, Told] = {}


def told_by(kind: str, told: Told) -> None:
    """Let a domain say which news about its things its own letters tell."""
    _TOLD[kind] = told


def told_elsewhere(member_ids: Collection[int], news: Iterable[News]) -> set[tuple[int, int]]:
    """Who was told of what already: one question a kind."""
    by_kind: dict[str, list[News]] = {}
    for one in news:
        by_kind.setdefault(one.subject_type, []).append(one)
    found: set[tuple[int, int]] = set()
    for kind, some in by_kind.items():
        if kind in _TOLD:
            found |= _TOLD[kind](member_ids, some)
    return found
