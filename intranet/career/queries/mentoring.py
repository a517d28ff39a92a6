"""How mentors are found, near first; what was asked of whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from intranet.career.models import (
    USUAL_CAPACITY,
    Mentor,
    Mentoring,
    MentoringState,
)
from intranet.career.queries.passing_on import (
    NEARNESS_LABELS,
    at_work,
    km_from,
    levels_in_force,
    nearness,
    seat_of,
)
from intranet.competencies.coverage import MASTERY
from intranet.competencies.models import Assessment
from intranet.kit.db import again, db
from intranet.members.models import Member, Membership
from intranet.organizations.models import Organization
from intranet.places.models import Municipality
from intranet.places.queries import chord

ASKED, ACCEPTED = MentoringState.ASKED, MentoringState.ACCEPTED


@dataclass(frozen=True)
class Guide:
    """Somebody who can pass an item on, as they show themselves to the network."""

    member_id: int
    name: str
    job_title: str
    organization: str
    organization_slug: str
    level: int
    is_attested: bool
    words: str
    left: int
    nearness: int
    distance: int | None  # km between the seats of both organizations

    @property
    def is_free(self) -> bool:
        return self.left > 0

    @property
    def where(self) -> str:
        """« Même département, 12 km »."""
        near = NEARNESS_LABELS[self.nearness]
        return f"{near}, {self.distance}\u00a0km" if self.distance else near


def guides(
    competency_id: int, seeker: Member, at: datetime, *, first: int = 0, count: int | None = None
) -> list[Guide]:
    """Those whom this member may ask about an item: with a place left, then the nearest."""
    query = _guides(competency_id, seeker, at).offset(first)
    return [_guide(row, seeker) for row in db.session.execute(query.limit(count))]


def guide_numbered(
    member_id: int, competency_id: int, seeker: Member, at: datetime
) -> Guide | None:
    """One of them; None for whoever does not offer it, or takes a pause."""
    query = _guides(competency_id, seeker, at).where(Member.id == member_id)
    row = db.session.execute(query).first()
    return _guide(row, seeker) if row else None


def count_guides(competency_id: int, seeker: Member, at: datetime) -> int:
    found = _guides(competency_id, seeker, at).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def _guides(competency_id: int, seeker: Member, at: datetime) -> Select[Any]:
    held = levels_in_force(at, Assessment.competency_id == competency_id).subquery("held")
    seat = again(Municipality, "seat")
    near = nearness(seat, seeker.organization_id or 0)
    place = seat_of(seeker.organization)
    left = case(
        (Mentor.member_id.is_(None), USUAL_CAPACITY),
        (Mentor.capacity > Mentor.taken, Mentor.capacity - Mentor.taken),
        else_=0,
    )
    away: list[Any] = []
    if place:
        far = chord(Organization.latitude, Organization.longitude, place)
        away = [Organization.latitude.is_(None), far]
    return (
        select(
            Member.id,
            Member.name,
            Membership.job_title,
            Organization.name.label("organization"),
            Organization.slug,
            Organization.latitude,
            Organization.longitude,
            held.c.level,
            held.c.attested,
            func.coalesce(Mentor.words, "").label("words"),
            left.label("left"),
            near.label("near"),
        )
        .select_from(held)
        .join(Member, Member.id == held.c.member_id)
        .join(Membership, at_work())
        .join(Organization, Organization.id == Membership.organization_id)
        .outerjoin(seat, seat.code == Organization.municipality_code)
        .outerjoin(Mentor, Mentor.member_id == Member.id)
        .where(
            held.c.level >= MASTERY,
            held.c.offers_help,
            Member.can_be_asked,
            Member.is_demo.is_(seeker.is_demo),
            Member.id != seeker.id,
            Member.is_active,
            Mentor.paused_at.is_(None),
        )
        .order_by(case((left > 0, 0), else_=1), near, *away, held.c.level.desc(), Member.id)
    )


def _guide(row: Row[Any], seeker: Member) -> Guide:
    return Guide(
        member_id=row.id,
        name=row.name,
        job_title=row.job_title,
        organization=row.organization,
        organization_slug=row.slug,
        level=row.level,
        is_attested=row.attested is not None and row.attested >= row.level,
        words=row.words,
        left=row.left,
        nearness=row.near,
        distance=km_from(seat_of(seeker.organization), row),
    )


def conditions_of(member_id: int) -> Mentor:
    """What a mentor said of how many at once; the usual where they said nothing (not kept then)."""
    found = db.session.get(Mentor, member_id, populate_existing=True)
    return found or Mentor(member_id=member_id)


def mentorings() -> Select[Mentoring]:
    """With both people and where they work."""
    people = [
        joinedload(side).selectinload(Member.memberships).joinedload(Membership.organization)
        for side in (Mentoring.mentor, Mentoring.mentee)
    ]
    return (
        select(Mentoring)
        .options(*people, joinedload(Mentoring.decided_by))
        .order_by(Mentoring.created_at.desc(), Mentoring.id.desc())
    )


def of_member(member: Member) -> Select[Mentoring]:
    """What this member asked, and was asked; what stands first."""
    stands = case((Mentoring.state == ASKED, 0), (Mentoring.state == ACCEPTED, 1), else_=2)
    return (
        mentorings()
        .where(or_(Mentoring.mentee_id == member.id, Mentoring.mentor_id == member.id))
        .order_by(None)
        .order_by(stands, Mentoring.created_at.desc(), Mentoring.id.desc())
    )


def standing_on(member: Member, competency_id: int) -> Mentoring | None:
    """The request of this member on an item that was neither declined nor ended: one at most."""
    mine = mentorings().where(
        Mentoring.mentee_id == member.id,
        Mentoring.competency_id == competency_id,
        Mentoring.state.in_([ASKED, ACCEPTED]),
    )
    return db.session.scalars(mine).one_or_none()


def awaiting(member: Member) -> Select[Mentoring]:
    """What waits for this mentor’s answer; what ended, of which this member has said nothing."""
    told = and_(Mentoring.state == MentoringState.ENDED, Mentoring.told_at.is_(None))
    return (
        mentorings()
        .where(
            or_(
                and_(Mentoring.mentor_id == member.id, Mentoring.state == ASKED),
                and_(Mentoring.mentee_id == member.id, told),
            )
        )
        .order_by(None)
        .order_by(Mentoring.updated_at, Mentoring.id)
    )


def unanswered_since(at: datetime) -> Select[Mentoring]:
    found = mentorings().where(Mentoring.state == ASKED, Mentoring.created_at <= at)
    return found.order_by(Mentoring.mentor_id, Mentoring.id)


def ending_by(on: date) -> Select[Mentoring]:
    """Under way, and whose term comes by this day."""
    found = mentorings().where(Mentoring.state == ACCEPTED, Mentoring.ends_on <= on)
    return found.order_by(Mentoring.mentor_id, Mentoring.id)


def to_remind(on: date) -> Select[Mentoring]:
    """Whose term comes soon, and whom nobody was told."""
    return ending_by(on).where(Mentoring.reminded_at.is_(None))


def standing_of(member_id: int) -> Select[Mentoring]:
    """All that stands with somebody, on either side; the mentors in the order they are held in."""
    found = mentorings().where(
        or_(Mentoring.mentee_id == member_id, Mentoring.mentor_id == member_id),
        Mentoring.state.in_([ASKED, ACCEPTED]),
    )
    return found.order_by(Mentoring.mentor_id, Mentoring.id)


def offers_of(member_id: int, at: datetime) -> Sequence[Any]:
    """The items that a member holds well enough to pass on: competency_id, level, offers_help."""
    held = levels_in_force(at, Assessment.member_id == member_id).subquery("held")
    query = select(held.c.competency_id, held.c.level, held.c.attested, held.c.offers_help)
    return db.session.execute(query.where(held.c.level >= MASTERY)).all()
