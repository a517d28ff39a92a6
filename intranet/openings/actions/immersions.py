"""Offering days, asking for them, answering: each place is given once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Exists, delete, exists, select, update
from sqlalchemy.exc import IntegrityError

from intranet.competencies.actions import show_level
from intranet.competencies.models import Evidence, EvidenceKind
from intranet.kit import letters
from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed_one, hold_row
from intranet.kit.db import db, every
from intranet.kit.exports import absolute
from intranet.kit.texts import from_to
from intranet.members.models import Member
from intranet.openings import queries
from intranet.openings.models import (
    STANDING_STATES,
    Immersion,
    ImmersionChanged,
    ImmersionRequest,
    ImmersionSkill,
    ImmersionSlot,
    NoPlaceLeft,
    RequestAlreadyMoved,
    RequestState,
)
from intranet.openings.policy.people import recruits_for
from intranet.places.models import Municipality

FULL = "Toutes les places de ce créneau sont prises."
CLOSED = "Cette immersion n’est plus proposée."


class AlreadyAsked(Exception):
    """The member has a request for this immersion that still stands."""


class PlaceIsAwaited(Exception):
    """Somebody asked to come there, or is awaited: where it is does not change without them."""


class SlotIsAskedFor(Exception):
    """Somebody asked for these days: they stay as they are. Its argument is their first day."""


@dataclass(frozen=True)
class Days:
    """A slot, as it is asked of whoever offers it."""

    starts_on: date
    days: int
    places: int


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What an organization says of an immersion."""

    title: str
    town: Municipality
    about: str
    conditions: str
    skills: Sequence[tuple[int, int]]  # an item, and up to which level
    slots: Sequence[Days]


def offer(said: Offer, by: Member) -> Immersion:
    """Put an immersion on the list, in the name of one’s organization; sent again, it is the one there."""
    hold_row(Member, by.id)
    whose = {"organization_id": by.organization_id, "author_id": by.id, "is_demo": by.is_demo}
    theirs = select(Immersion).filter_by(**whose, closed_at=None)
    last = db.session.scalar(theirs.order_by(Immersion.id.desc()).limit(1))
    immersion = Immersion(**whose)
    _write(immersion, said)
    immersion.slots = [_slot(each) for each in said.slots]
    db.session.add(immersion)
    db.session.flush()
    if last and last.stamp == immersion.stamp:
        db.session.delete(immersion)
        return last
    return immersion


def rewrite(immersion: Immersion, said: Offer, on: date, *, seen: str) -> None:
    """Say it otherwise. Days that somebody asked for stay.

    Raises SlotIsAskedFor, PlaceIsAwaited; ImmersionChanged where a colleague said something else since it was read (`seen`).
    """
    hold_row(Immersion, immersion.id)
    db.session.expire(immersion)
    before = immersion.stamp
    moves = said.town.code != immersion.municipality_code
    if moves and queries.immersion_requests.standing_on(immersion.id, on):
        raise PlaceIsAwaited(immersion.id)
    _write(immersion, said)
    coming = {slot.starts_on: slot for slot in immersion.slots if slot.starts_on > on}
    kept = {each.starts_on: each for each in said.slots}
    for starts_on, slot in coming.items():
        _change(slot, kept.get(starts_on))
    for starts_on, each in kept.items():
        if starts_on not in coming:
            db.session.add(_slot(each, immersion_id=immersion.id))
    db.session.flush()
    db.session.expire(immersion, ["slots"])
    if before not in {seen, immersion.stamp}:
        raise ImmersionChanged(immersion.id)


def _write(immersion: Immersion, said: Offer) -> None:
    immersion.title, immersion.about = said.title, said.about
    immersion.conditions = said.conditions
    immersion.municipality_code = said.town.code
    immersion.region_code = said.town.region_code
    known = {skill.competency_id: skill for skill in immersion.skills}
    immersion.skills = [
        known.get(item) or ImmersionSkill(competency_id=item, level=level)
        for item, level in said.skills
    ]
    for skill, (_, level) in zip(immersion.skills, said.skills, strict=True):
        skill.level = level


def _slot(said: Days, **of: int) -> ImmersionSlot:
    return ImmersionSlot(starts_on=said.starts_on, days=said.days, places=said.places, **of)


def _change(slot: ImmersionSlot, asked: Days | None) -> None:
    """Raises SlotIsAskedFor: places already given, days that somebody asked for do not change."""
    asked_for = exists().where(ImmersionRequest.slot_id == slot.id)
    if asked is None:
        done = _take_off(slot, asked_for)
    elif asked.days == slot.days:
        more = update(ImmersionSlot).where(
            ImmersionSlot.id == slot.id, ImmersionSlot.taken <= asked.places
        )
        done = changed_one(more.values(places=asked.places))
    else:
        other = update(ImmersionSlot).where(ImmersionSlot.id == slot.id, ~asked_for)
        done = changed_one(other.values(days=asked.days, places=asked.places))
    if not done:
        raise SlotIsAskedFor(slot.starts_on)
    db.session.expire(slot)


def _take_off(slot: ImmersionSlot, asked_for: Exists) -> bool:
    """Gone; or, where what was asked was declined or withdrawn, with no place left to ask for."""
    if changed_one(delete(ImmersionSlot).where(ImmersionSlot.id == slot.id, ~asked_for)):
        return True
    stands = ImmersionRequest.state.in_(STANDING_STATES)
    emptied = update(ImmersionSlot).where(ImmersionSlot.id == slot.id, ~asked_for.where(stands))
    return changed_one(emptied.values(places=0))


def close(immersion: Immersion, by: Member, at: datetime) -> None:
    """No longer offer it: whoever still waits is told; what was accepted stands."""
    immersion.closed_at = immersion.closed_at or at
    waiting = queries.immersion_requests.requests().where(
        ImmersionRequest.immersion_id == immersion.id, ImmersionRequest.state == RequestState.ASKED
    )
    for request in every(waiting):
        with suppress(RequestAlreadyMoved):
            decline(request, by, at, CLOSED)


def ask(slot: ImmersionSlot, member: Member, message: str, at: datetime) -> ImmersionRequest:
    """Ask for these days; whoever welcomes is told. Raises AlreadyAsked."""
    request = ImmersionRequest(
        immersion_id=slot.immersion_id, slot_id=slot.id, member_id=member.id, message=message
    )
    db.session.add(request)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise AlreadyAsked from error
    # An earlier one may have been accepted since it was looked for: it stands, and waits no more.
    on = in_paris(at).date()
    if len(queries.immersion_requests.standing_of(member, slot.immersion_id, on)) > 1:
        raise AlreadyAsked
    for host in hosts_of(request.immersion):
        write_to("immersion_asked", host, request, "asked")
    return request


def accept(request: ImmersionRequest, by: Member, at: datetime, reply: str) -> None:
    """Give a place. Raises NoPlaceLeft, RequestAlreadyMoved.

    The slot is taken first, the request next, always in this order: two who accept at once wait
    for each other, and never both.
    """
    free = ImmersionSlot.id == request.slot_id, ImmersionSlot.taken < ImmersionSlot.places
    given = update(ImmersionSlot).where(*free).values(taken=ImmersionSlot.taken + 1)
    if not changed_one(given):
        raise NoPlaceLeft(request.id)
    move(request, {RequestState.ASKED}, RequestState.ACCEPTED, by, at, reply)
    db.session.refresh(request.slot)
    write_to("immersion_answered", request.member, request, "accepted")
    if request.slot.left == 0:
        for other in every(queries.immersion_requests.others_waiting(request)):
            decline(other, by, at, FULL)


def decline(request: ImmersionRequest, by: Member | None, at: datetime, reply: str) -> None:
    """Say no, and why; by nobody, the days have come. Raises RequestAlreadyMoved."""
    move(request, {RequestState.ASKED}, RequestState.DECLINED, by, at, reply)
    write_to("immersion_answered", request.member, request, "declined")


def tell(
    request: ImmersionRequest,
    feedback: str,
    at: datetime,
    *,
    shown: Collection[int] | None,
    edition_id: int,
) -> Evidence | None:
    """Say what the days brought; and, if asked, keep it as evidence that shows these items.

    `shown`: the items, at the level that the immersion said; None keeps no evidence. Raises
    RequestAlreadyMoved where it was told already.
    """
    first = update(ImmersionRequest).where(
        ImmersionRequest.id == request.id, ImmersionRequest.feedback_at.is_(None)
    )
    if not changed_one(first.values(feedback=feedback, feedback_at=at, updated_at=at)):
        raise RequestAlreadyMoved(request.id)
    db.session.refresh(request)
    if shown is None:
        return None
    immersion = request.immersion
    evidence = Evidence(
        member_id=request.member_id,
        kind=EvidenceKind.LINK,
        title=f"Immersion : {immersion.title}"[:160],
        about=f"{immersion.organization.name}, {from_to(request.slot.starts_on, request.last_on)}."
        f"\n\n{feedback}"[:2000],
        url=absolute(immersion.address),
        happened_on=request.last_on,
    )
    db.session.add(evidence)
    db.session.flush()
    for skill in immersion.skills:
        if skill.competency_id in shown:
            show_level(evidence, skill.competency_id, edition_id, skill.level)
    request.evidence_id = evidence.id
    return evidence


def move(
    request: ImmersionRequest,
    origins: Collection[RequestState],
    to: RequestState,
    by: Member | None,
    at: datetime,
    reply: str,
) -> None:
    """Change where a request stands, once. Raises RequestAlreadyMoved."""
    taken = (
        update(ImmersionRequest)
        .where(ImmersionRequest.id == request.id, ImmersionRequest.state.in_(origins))
        .values(
            state=to,
            decided_at=at,
            decided_by_id=by.id if by else None,
            reply=reply,
            updated_at=at,
        )
    )
    if not changed_one(taken):
        raise RequestAlreadyMoved(request.id)
    db.session.refresh(request)


def hosts_of(immersion: Immersion) -> Sequence[Member]:
    """Whoever offered it, while they recruit there; else all who do."""
    author = immersion.author
    if author.closed_at is None and recruits_for(author, immersion.organization_id):
        return [author]
    colleagues = every(queries.colleagues_in(immersion.organization_id))
    return [each for each in colleagues if recruits_for(each, immersion.organization_id)]


def write_to(template: str, to: Member, request: ImmersionRequest, what: str) -> None:
    if to.closed_at is None:
        letters.write(
            f"openings/{template}",
            to.email,
            key=f"immersion-request-{request.id}-{what}-to-{to.id}",
            name=to.name,
            request=request,
            immersion=request.immersion,
            slot=request.slot,
            accepted=request.state is RequestState.ACCEPTED,
        )
