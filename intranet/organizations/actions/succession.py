"""Organizations that close: by themselves, or because another takes their place.

Intercommunalités merge on the first of January. The one that comes out of it stands in for the former
ones by right, in all that they decided and signed (CGCT, article L. 5211-41-3): what is theirs passes
to it at once, people with their roles first. What is over (who a sheet told of, who signed, for whom
one took a seat) keeps the name of that time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Select, update

from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed_one, hold_row
from intranet.kit.db import db
from intranet.organizations.actions.entering import let_be_found, say_new_name
from intranet.organizations.models import AlreadyClosed, EmailDomain, Organization, StillAtWork

if TYPE_CHECKING:
    from intranet.members.models import Member


@dataclass(frozen=True)
class Closing:
    """What closes, what takes its place, if anything does, and who says so."""

    former: Organization
    successor: Organization | None
    on: date
    by: Member
    at: datetime


@dataclass(frozen=True)
class Belonging:
    """What a domain above keeps for an organization."""

    pass_on: Callable[[Closing], None]
    told: tuple[str, str] = ("", "")  # one, several
    count: Callable[[int, date], Select[int]] | None = None  # of those that somebody answers for
    needs_successor: bool = True  # people leave by themselves


_BELONGINGS: dict[str, Belonging] = {}


def also_belongs(name: str, belonging: Belonging) -> None:
    """What follows an organization to the one that takes its place, in the order of registration."""
    _BELONGINGS[name] = belonging


def belongings_of(organization: Organization, on: date) -> list[tuple[int, Belonging]]:
    """How many of each it answers for now; what it has none of is left out."""
    counted = [
        (db.session.scalar(each.count(organization.id, on)) or 0, each)
        for each in _BELONGINGS.values()
        if each.count
    ]
    return [(number, each) for number, each in counted if number]


def close(closing: Closing) -> None:
    """It is no longer found, and what is its own passes to its successor.

    Raises AlreadyClosed, and StillAtWork where something needs a successor and there is none.
    """
    former, successor, today = closing.former, closing.successor, in_paris(closing.at).date()
    for each in sorted({former.id, successor.id} if successor else {former.id}):
        hold_row(Organization, each)
    if successor:
        db.session.refresh(successor)
        if successor.closed_on:
            raise AlreadyClosed(successor.name)
    elif any(each.needs_successor for _, each in belongings_of(former, today)):
        raise StillAtWork(former.name)
    ending = update(Organization).where(
        Organization.id == former.id, Organization.closed_on.is_(None)
    )
    ended = {"closed_on": closing.on, "successor_id": successor.id if successor else None}
    if not changed_one(ending.values(ended)):
        raise AlreadyClosed(former.name)
    db.session.refresh(former)
    for belonging in _BELONGINGS.values():
        belonging.pass_on(closing)
    let_be_found(former)
    if successor:
        _take_domains(former, successor)
        db.session.flush()
        db.session.expire_all()  # whatever was read before says the former one still
        say_new_name(successor, closing.at)


def reopen(organization: Organization) -> bool:
    """It was a mistake: it is found again, and what passed to another stays there. False where it is open."""
    opening = update(Organization).where(
        Organization.id == organization.id, Organization.closed_on.is_not(None)
    )
    if not changed_one(opening.values(closed_on=None, successor_id=None)):
        return False
    db.session.refresh(organization)
    let_be_found(organization)
    return True


def _take_domains(former: Organization, successor: Organization) -> None:
    """Addresses of the former one admit their people to the new one from now on."""
    theirs = update(EmailDomain).where(EmailDomain.organization_id == former.id)
    db.session.execute(theirs.values(organization_id=successor.id))
    db.session.expire(former, ["domains"])
    db.session.expire(successor, ["domains"])
