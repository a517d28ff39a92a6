"""Where one's own way leads: posts within reach, runs where one is registered, gaps that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.bookings.models import ACTIVE, Registration
from intranet.career.gains import Levels
from intranet.competencies.matching import Match
from intranet.competencies.models import Need, Requirement
from intranet.competencies.queries import Catalogue, levels_as_table
from intranet.courses.models import Course, CourseRun
from intranet.kit.db import db, every
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


def gaps_in_demand(levels: Levels, at: datetime, most: int) -> Sequence[Row[int, int, int]]:
    """The items of which one has less than live openings require: competency_id, level, posts.

    `posts` counts the openings that ask for more than one has, `level` is the least that any asks;
    what nothing was said of is no gap. The most asked for first, in one statement.
    """
    mine = levels_as_table(levels)
    posts = func.count(Opening.id)
    query = (
        select(
            Requirement.competency_id,
            func.min(Requirement.level).label("level"),
            posts.label("posts"),
        )
        .select_from(Opening)
        .join(Requirement, Requirement.requirement_set_id == Opening.requirement_set_id)
        .join(mine, mine.c.competency_id == Requirement.competency_id)
        .where(
            openings.live(at),
            Requirement.need == Need.REQUIRED,
            Requirement.level > mine.c.level,
        )
        .group_by(Requirement.competency_id)
        .order_by(posts.desc(), Requirement.competency_id)
        .limit(most)
    )
    return db.session.execute(query).all()
