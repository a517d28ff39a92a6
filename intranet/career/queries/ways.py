"""Where one's own way leads: posts within reach, runs where one is registered, gaps that are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.bookings.models import ACTIVE, Registration
from intranet.career.gains import Levels
from intranet.competencies.matching import Match
from intranet.competencies.queries import Catalogue
from intranet.courses.models import Course, CourseRun
from intranet.kit.db import every
from intranet.members.models import Member
from intranet.openings import queries as openings
from intranet.openings.models import DECIDED, JobApplication, Opening

MOST_APPLIED = 5
MOST_NEAR = 4


@dataclass(frozen=True)
class Post:
    """An opening on one's way: applied to, or among those that one answers best."""

    opening: Opening
    application: JobApplication | None
    fit: Match | None  # None where one said no level


def posts_of(member: Member, levels: Levels, catalogue: Catalogue, at: datetime) -> list[Post]:
    """What one applied to and awaits, then the live openings that one's levels answer best."""
    mine = every(
        openings.applications_of(member)
        .where(JobApplication.state.not_in(DECIDED))
        .limit(MOST_APPLIED)
    )
    applied = {one.opening_id: one for one in mine}
    near = _nearest(levels, at, but=set(applied))
    listed = [*(one.opening for one in mine), *near]
    asked = openings.asked_by(
        [one.requirement_set_id for one in listed if one.requirement_set_id is not None]
    )
    fits = openings.fits_of_lines(asked, catalogue, levels)
    return [Post(one, applied.get(one.id), fits.get(one.requirement_set_id or 0)) for one in listed]


def _nearest(levels: Levels, at: datetime, but: set[int]) -> list[Opening]:
    """Ranked as the board ranks them; nothing for whoever said no level."""
    found = openings.tally_for(openings.Search(order=openings.Order.FIT), levels, at).ranked or ()
    ids = [opening_id for opening_id in found[: MOST_NEAR + len(but)] if opening_id not in but]
    query = (
        select(Opening)
        .where(Opening.id.in_(ids[:MOST_NEAR]))
        .options(joinedload(Opening.organization), joinedload(Opening.municipality))
    )
    by_id = {opening.id: opening for opening in every(query)} if ids else {}
    return [by_id[opening_id] for opening_id in ids if opening_id in by_id]


def runs_taken_by(member: Member, at: datetime) -> Select[CourseRun, Registration]:
    """The runs not over yet where a member has a seat, waits for one, or asked for one."""
    return (
        select(CourseRun, Registration)
        .join(Registration, Registration.bookable_id == CourseRun.bookable_id)
        .join(CourseRun.course)
        .where(
            Registration.member_id == member.id,
            Registration.state.in_(ACTIVE),
            CourseRun.ends_at > at,
        )
        .options(
            contains_eager(CourseRun.course).load_only(Course.title),
            joinedload(CourseRun.municipality),
            joinedload(CourseRun.region),
        )
        .order_by(CourseRun.starts_at, CourseRun.bookable_id)
    )


@dataclass(frozen=True)
class Demanded:
    """An item of which one has less than live openings require."""

    competency_id: int
    level: int  # the least that any of them asks above what one has
    posts: int  # how many ask for more than one has


def gaps_in_demand(levels: Levels, at: datetime, most: int) -> list[Demanded]:
    """The most asked for first; what nothing was said of is no gap."""
    found = []
    for item, by_level in openings.levels_required(at).items():
        above = {
            level: posts for level, posts in by_level.items() if level > (levels.get(item) or 0)
        }
        if item in levels and above:
            found.append(Demanded(item, min(above), sum(above.values())))
    return sorted(found, key=lambda one: (-one.posts, one.competency_id))[:most]
