"""What the seats know of course runs and events: only what those domains hand over, by kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select

from intranet.bookings.models import Bookable, BookableKind, Subject
from intranet.members.models import Member


@dataclass(frozen=True)
class Holder:
    """What a domain above answers about its own bookables.

    `alike` gives the other bookables that would do instead of one, with their region: the other
    runs of the same course.
    """

    describe: Callable[[Collection[int]], Mapping[int, Subject]]
    may_organize: Callable[[Member, int], bool]
    organized_by: Callable[[Member], Select[int]]  # the bookables that a member holds
    alike: Callable[[int, datetime], Mapping[int, str | None]]
    is_shown: Callable[[], ColumnElement[bool]]  # of a bookable: the twin of `Subject.is_shown`
    referents: Callable[[int], Sequence[Member]]  # who alone reads what somebody needs
    starting: Callable[[datetime, datetime], Select[int]]  # those that begin from then until then


_HOLDERS: dict[BookableKind, Holder] = {}


def held_by(kind: BookableKind, holder: Holder) -> None:
    """Let a domain answer for the bookables of a kind."""
    _HOLDERS[kind] = holder


def holder_of(bookable: Bookable) -> Holder:
    return _HOLDERS[bookable.kind]


def holders() -> Collection[Holder]:
    return _HOLDERS.values()


def kinds_held() -> Collection[BookableKind]:
    """The kinds that a domain answers for."""
    return list(_HOLDERS)


def whether_shown() -> Iterator[tuple[BookableKind, ColumnElement[bool]]]:
    """Of each kind, whether everybody may know of a bookable."""
    return ((kind, holder.is_shown()) for kind, holder in _HOLDERS.items())


def subjects_of(bookables: Iterable[Bookable]) -> dict[int, Subject]:
    """What each is for people, in one question a kind."""
    by_kind: dict[BookableKind, set[int]] = {}
    for bookable in bookables:
        by_kind.setdefault(bookable.kind, set()).add(bookable.id)
    found: dict[int, Subject] = {}
    for kind, ids in by_kind.items():
        found |= _HOLDERS[kind].describe(ids)
    return found


def subject_of(bookable: Bookable) -> Subject:
    return subjects_of([bookable])[bookable.id]
