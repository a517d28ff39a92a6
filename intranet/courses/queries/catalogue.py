"""The catalogue: one set of filters for the page, its counts and its other forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import joinedload

from intranet.bookings.models import CALLED_OFF, Bookable
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.courses.models import ONLINE, Certification, Course, CourseRun, Mode, Track
from intranet.courses.queries.prices import price_band
from intranet.kit import search
from intranet.kit.clock import in_paris
from intranet.kit.db import db
from intranet.organizations.models import Organization

SORTS = {
    "session": "Prochaine session",
    "titre": "Titre",
    "recentes": "Dernières publiées",
}


@dataclass(frozen=True)
class Filters:
    """What is asked of the catalogue. Months are (year, month) of the next run."""

    words: str = ""
    competency_id: int | None = None
    level: int | None = None
    regions: tuple[str, ...] = ()
    modes: tuple[Mode, ...] = ()
    tracks: tuple[Track, ...] = ()
    certifying: bool = False
    months: tuple[tuple[int, int], ...] = ()
    providers: tuple[str, ...] = ()
    prices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facets:
    """How many courses each choice would give, by filter then value; and how many there are now."""

    total: int
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, name: str) -> Mapping[str, int]:
        return self.counts.get(name, {})


def found(asked: Filters, at: datetime, sort: str | None = None) -> Select[Course]:
    """The published courses that answer, with what a row shows; by the next run unless asked."""
    coming, words = coming_soonest(at), search.matching("course", asked.words)
    there = coming_soonest(at, asked.regions, named="there")
    query = select(Course).options(joinedload(Course.provider), joinedload(Course.certification))
    by_run = sort not in {"titre", "recentes"} and not (sort is None and words is not None)
    if asked.months:
        query = query.join(coming, coming.c.course_id == Course.id)
    for condition in _conditions(asked, at, coming).values():
        query = query.where(condition)
    if words is not None:
        query = query.join(words, words.c.object_id == Course.id)
    if by_run:
        next_first = (there.c.next_at.is_(None), there.c.next_at)
        query = query.outerjoin(there, there.c.course_id == Course.id)
        return query.order_by(*next_first, Course.folded, Course.id)
    if sort == "titre":
        return query.order_by(Course.folded, Course.id)
    if sort is None and words is not None:
        query = query.order_by(words.c.in_title.desc())
    return query.order_by(Course.published_at.desc(), Course.id.desc())


def total(asked: Filters, at: datetime) -> int:
    """How many courses answer."""
    return (
        db.session.scalar(_counting(asked, at)("total", null()).with_only_columns(_HOW_MANY)) or 0
    )


def facets(asked: Filters, at: datetime) -> Facets:
    """Every count of the page in one statement, each without the filter that it counts for."""
    coming = coming_soonest(at)
    counted = _counting(asked, at, coming)
    certifying = case((certified(in_paris(at).date()), "1"), else_=null())
    rows = db.session.execute(
        union_all(
            counted("total", null()),
            counted("region", CourseRun.region_code, None, *_to_runs(at)),
            counted("mode", Course.mode),
            counted("type", Course.track),
            counted("certifiante", certifying),
            counted("mois", _month(coming)),
            counted("prix", price_band()),
            counted(
                "organisme",
                Organization.slug,
                func.coalesce(Organization.acronym, Organization.name),
                (Organization, Organization.id == Course.provider_id),
            ),
            counted("competence", CompetencyLink.competency_id, None, _to_links()),
        )
    )
    number_found = 0
    counts: dict[str, dict[str, int]] = {}
    labels: dict[str, dict[str, str]] = {}
    for name, value, label, number in rows:
        if name == "total":
            number_found = number
        elif value is not None:
            counts.setdefault(name, {})[value] = number
            labels.setdefault(name, {})[value] = label
    return Facets(number_found, counts, labels)


_HOW_MANY = func.count(Course.id.distinct()).label("facet_count")


def _counting(asked: Filters, at: datetime, coming: CTE | None = None) -> Any:
    """The maker of one branch of `facets`: a value, its label, and how many courses bear it."""
    coming = coming if coming is not None else coming_soonest(at)
    conditions = _conditions(asked, at, coming)
    words = search.matching("course", asked.words)

    def counted(name: str, value: Any, label: Any = None, *joins: Any) -> Any:
        query = select(
            literal(name, String).label("facet_name"),
            cast(value, String).label("facet_value"),
            cast(label if label is not None else value, String).label("facet_label"),
            # Only a join to many (runs, links) could count a course twice.
            _HOW_MANY if joins else func.count().label("facet_count"),
        ).select_from(Course)
        if name == "mois" or "mois" in conditions:
            query = query.join(coming, coming.c.course_id == Course.id)
        for target, on in joins:
            query = query.join(target, on)
        if words is not None:
            query = query.join(words, words.c.object_id == Course.id)
        for own, condition in conditions.items():
            if own != name:
                query = query.where(condition)
        return query if name == "total" else query.group_by("facet_value", "facet_label")

    return counted


def coming_soonest(at: datetime, regions: tuple[str, ...] = (), *, named: str = "coming") -> CTE:
    """The next run (in some regions) of each course that has one: (course_id, next_at, next_on)."""
    query = (
        select(
            CourseRun.course_id,
            func.min(CourseRun.starts_at).label("next_at"),
            func.min(CourseRun.starts_on).label("next_on"),
        )
        .join(Bookable, Bookable.id == CourseRun.bookable_id)
        .where(CourseRun.starts_at > at, Bookable.lifecycle.not_in(CALLED_OFF))
        .group_by(CourseRun.course_id)
    )
    if regions:
        query = query.where(CourseRun.region_code.in_(regions))
    return query.cte(named)


def next_of(at: datetime) -> tuple[Any, Any]:
    """The instant and the day of the next run of each course of a query that has few of them."""
    instant, on = (
        select(func.min(column))
        .join(Bookable, Bookable.id == CourseRun.bookable_id)
        .where(
            CourseRun.course_id == Course.id,
            CourseRun.starts_at > at,
            Bookable.lifecycle.not_in(CALLED_OFF),
        )
        .correlate(Course)
        .scalar_subquery()
        for column in (CourseRun.starts_at, CourseRun.starts_on)
    )
    return instant, on


def certified(on: date) -> ColumnElement[bool]:
    """`Course.certifies` in SQL: certifying, and its certification not past its end."""
    ended = (
        select(Certification.id)
        .where(
            Certification.id == Course.certification_id,
            Certification.registration_end < on,
        )
        .exists()
    )
    return and_(Course.is_certifying.is_(true()), ~ended)


def _conditions(asked: Filters, at: datetime, coming: CTE) -> dict[str, ColumnElement[bool]]:
    """One condition a filter: OR within, AND across."""
    conditions: dict[str, ColumnElement[bool]] = {"state": Course.state == ONLINE}
    if asked.competency_id or asked.level:
        conditions["competence"] = Course.id.in_(_raising(asked.competency_id, asked.level))
    if asked.regions:
        there = not_over(at).where(CourseRun.region_code.in_(asked.regions))
        conditions["region"] = Course.id.in_(there.with_only_columns(CourseRun.course_id))
    if asked.modes:
        conditions["mode"] = Course.mode.in_(asked.modes)
    if asked.tracks:
        conditions["type"] = Course.track.in_(asked.tracks)
    if asked.certifying:
        conditions["certifiante"] = certified(in_paris(at).date())
    if asked.months:
        wanted = [f"{year}{month:02}" for year, month in asked.months]
        conditions["mois"] = cast(_month(coming), String).in_(wanted)
    if asked.prices:
        conditions["prix"] = price_band().in_(asked.prices)
    if asked.providers:
        named = select(Organization.id).where(Organization.slug.in_(asked.providers))
        conditions["organisme"] = Course.provider_id.in_(named)
    return conditions


def _raising(competency_id: int | None, level: int | None) -> Select[int]:
    """The ids of the courses that raise an item (or any) to a level or more."""
    query = select(CompetencyLink.subject_id).where(
        CompetencyLink.subject_type == "course",
        CompetencyLink.role == LinkRole.TEACHES,
        CompetencyLink.level_to >= (level or 1),
    )
    return query.where(CompetencyLink.competency_id == competency_id) if competency_id else query


def not_over(at: datetime) -> Select[CourseRun]:
    """The runs one can still go to, or that are under way."""
    return (
        select(CourseRun)
        .join(Bookable, Bookable.id == CourseRun.bookable_id)
        .where(CourseRun.ends_at > at, Bookable.lifecycle.not_in(CALLED_OFF))
    )


def _to_runs(at: datetime) -> tuple[Any, ...]:
    run = and_(
        CourseRun.course_id == Course.id,
        CourseRun.ends_at > at,
        CourseRun.region_code.is_not(None),
    )
    held = and_(Bookable.id == CourseRun.bookable_id, Bookable.lifecycle.not_in(CALLED_OFF))
    return (CourseRun, run), (Bookable, held)


def _to_links() -> tuple[Any, ...]:
    return (
        CompetencyLink,
        and_(
            CompetencyLink.subject_type == "course",
            CompetencyLink.subject_id == Course.id,
            CompetencyLink.role == LinkRole.TEACHES,
        ),
    )


def _month(coming: CTE) -> ColumnElement[int]:
    """202701, the same on both databases."""
    year, month = (cast(extract(part, coming.c.next_on), Integer) for part in ("year", "month"))
    return year * 100 + month
