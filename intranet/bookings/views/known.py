"""What the pages of the seats load: a meeting, what it is for people, a registration."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort

from intranet.bookings import policy, queries
from intranet.bookings.models import Bookable, Registration, Subject
from intranet.kit.access import me
from intranet.kit.db import db, one_or_404
from intranet.members import queries as members
from intranet.members.models import Member

MOST_COLLEAGUES = 300


def known_meeting(bookable_id: int) -> Bookable:
    """A meeting that the reader may know of; else a 404."""
    bookable, is_shown = queries.bookable_and_whether_shown(bookable_id) or abort(404)
    if not is_shown and not organizes(bookable):
        abort(404)
    return bookable


def organized_meeting(bookable_id: int) -> tuple[Bookable, Subject]:
    """A meeting that the reader holds; whoever does not is not told who registered."""
    bookable = meeting(bookable_id)
    subject = queries.subject_of(bookable)
    if not organizes(bookable):
        abort(403 if subject.is_shown else 404)
    return bookable, subject


def meeting_of(row: Registration) -> tuple[Bookable, Subject]:
    """Of a registration that the reader may read: they hold the list, or are of those who alone read
    what this person needs, and who may hold nothing.
    """
    bookable = row.bookable
    referents = queries.holder_of(bookable).referents(bookable.id)
    if row.has_needs and policy.reads_needs(me(), referents):
        return bookable, queries.subject_of(bookable)
    return organized_meeting(bookable.id)


def meeting(bookable_id: int) -> Bookable:
    return one_or_404(queries.bookable_numbered(bookable_id, queries.kinds_held()))


def organizes(bookable: Bookable) -> bool:
    return queries.holder_of(bookable).may_organize(me(), bookable.id)


def my_registration(uuid: str) -> Registration:
    """One’s own, or one asked for somebody; else a 404."""
    found = one_or_404(queries.one_of(uuid))
    if not policy.holds(me(), found):
        abort(404)
    return found


def my_colleagues() -> Sequence[tuple[int, str]]:
    """Who else works for one’s organization, by name: the number and the name of each."""
    member = me()
    if member.organization_id is None:
        return []
    named = members.names_of_people(member.organization_id, MOST_COLLEAGUES)
    return [one for one in named if one[0] != member.id]


def our_people() -> Sequence[tuple[int, str]]:
    """Oneself first, then one’s colleagues."""
    return [(me().id, me().name), *my_colleagues()]


def colleague(number: int | None) -> Member | None:
    """The one that a form names, among those it offered."""
    return db.session.get(Member, number) if number else None
