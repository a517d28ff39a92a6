"""The catalogue as a process holds it: for each value of each filter, which courses bear it.

A page of the catalogue shows fifteen counts, each without its own filter. In SQL each is a pass over
all that is online, joined to its runs or its competencies: half a second for 20,000 courses, most
of it spent again for each search. Here each value is a whole number whose bit *n* says whether
course *n* bears it; a search is a few `&` and `|`, a count is `bit_count`. All of it is read in
six statements, then kept as long as the catalogue says what it said (its stamp) and no run has
begun or ended: some MB for 20,000 courses (docs/decisions/0016). Seats move more often: those that
did are counted again (see `vacancies`).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from intranet.bookings.models import PARIS, last_instant
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.courses.models import ONLINE, CatalogueStamp, Certification, Course
from intranet.courses.queries import vacancies
from intranet.courses.queries.bands import CODES, duration_band, price_band
from intranet.courses.queries.placed import Marks, Placed
from intranet.courses.queries.quality import checked_on
from intranet.kit.clock import in_paris
from intranet.kit.db import db
from intranet.kit.masks import Mask, any_of, mask_at
from intranet.organizations.models import Organization
from intranet.places.shapes import is_overseas

LONGEST_KEPT = timedelta(minutes=5)  # whatever happens
MOST_WORDS = 16  # searches for words whose answers are kept
# The word of the catalogue, and the last line of the history of seats: one statement.
_STAMP = select(select(CatalogueStamp.word).scalar_subquery(), vacancies.LAST_EVENT)


@dataclass(frozen=True)
class Shelf:
    """The courses online at an instant. A position is the rank of a course by its next run."""

    ids: Sequence[int]
    by_id: Sequence[int]  # all positions, by the id of the course
    values: Mapping[str, Mapping[str, Mask]]  # filter, value as an address says it
    raised: Mapping[int, Mapping[int, Mask]]  # competency, level reached
    providers: Mapping[str, str]  # names by slug
    runs: Mapping[str, Mapping[str, Mask]]  # the same of runs, by their numbers in `vacancies`
    by_title: Sequence[int]  # rank by position
    by_date: Sequence[int]
    by_number: Mapping[str, Sequence[int]]  # the cheapest first, the shortest first; unsaid last
    vacancies: vacancies.Vacancies
    holds_from: datetime
    holds_until: datetime
    # What the last searches for words found: they hold as long as the rest.
    held_words: dict[str, Mapping[int, bool]] = field(default_factory=dict)

    @property
    def everything(self) -> Mask:
        return (1 << len(self.ids)) - 1

    def position_of(self, course_id: int) -> int | None:
        """Of a course that is online."""
        rank = bisect_left(self.by_id, course_id, key=self.ids.__getitem__)
        place = self.by_id[rank] if rank < len(self.by_id) else None
        return place if place is not None and self.ids[place] == course_id else None

    def mask_of(self, name: str, wanted: Iterable[str]) -> Mask:
        """Those that bear one of these values."""
        return any_of(self.values.get(name, {}), wanted)

    def runs_by(self, name: str) -> Mapping[str, Mask]:
        """The numbers of the runs that bear each value of a filter."""
        return {"1": self.vacancies.vacant_runs} if name == "places" else self.runs.get(name, {})

    def raising(self, competency_id: int | None, level: int) -> Mask:
        """Those that raise an item (or any) to a level or more."""
        items = [self.raised.get(competency_id, {})] if competency_id else self.raised.values()
        mask = 0
        for reached in items:
            for known, bearing in reached.items():
                mask |= bearing if known >= level else 0
        return mask


def shelf(at: datetime) -> tuple[Shelf, str | None]:
    """The catalogue at an instant, and the word under which it holds (None: do not keep it)."""
    written, last = db.session.execute(_STAMP).one()
    word = CatalogueStamp.now(written)
    known = _held.get(word) if word else None
    if known is None or not known.holds_from <= at < known.holds_until:
        known = _read(at, last or 0)
    elif known.vacancies.known_until != (last or 0):
        known = _recounted(known, last or 0, at)
    else:
        return known, word
    _held.clear()
    if word:
        _held[word] = known
    return known, word


_held: dict[str | None, Shelf] = {}


def _read(at: datetime, last: int) -> Shelf:
    runs, on = vacancies.runs_to_watch(at), in_paris(at).date()
    coming: dict[int, vacancies.Watched] = {}
    prices: dict[int, set[int | None]] = defaultdict(set)
    for run in runs:
        prices[run.course_id].add(run.price_cents)
        first = coming.get(run.course_id)
        if run.starts_at > at and (first is None or run.starts_at < first.starts_at):
            coming[run.course_id] = run
    placed = Placed.by_next_run(coming, at)
    ids, positions, marks = placed.ids, placed.positions, placed.marks
    is_checked = Course.provider_id.in_(checked_on(on)).label("is_checked")
    for course in db.session.execute(_COURSES.add_columns(is_checked)):
        if (place := positions.get(course.id)) is not None:
            told = prices.get(course.id, {course.price_cents})
            placed.note(place, course, min((one for one in told if one is not None), default=None))
            for price in told:
                marks.add("prix", price_band(price), place)
            _mark_course(marks, place, course, on, coming.get(course.id))
    shown = vacancies.in_order(runs, positions)
    numbered = _mark_runs(marks, shown, positions, at)
    given = (positions[course] for course in vacancies.held_before(at) if course in positions)
    held = mask_at(given, len(ids))
    seats = vacancies.read(shown, positions, held, last, at)
    return Shelf(
        ids=ids,
        by_id=array("i", sorted(range(len(ids)), key=ids.__getitem__)),
        values={**marks.masks(), **_standing_masks(seats)},
        raised=_raised(positions),
        providers=placed.providers,
        runs=numbered.masks(),
        by_title=placed.titles,
        by_date=placed.ranked(lambda place: (-placed.published[place], -ids[place])),
        by_number={
            "prix": placed.ranked(placed.least_first(placed.prices)),
            "duree": placed.ranked(placed.least_first(placed.hours)),
        },
        vacancies=seats,
        holds_from=at,
        holds_until=min(
            at + LONGEST_KEPT,
            last_instant(on, PARIS),
            *(
                instant
                for run in runs
                for instant in (run.starts_at, run.ends_at, run.opens_at, run.closes_at)
                if instant is not None and instant > at
            ),
        ),
    )


def _recounted(known: Shelf, last: int, at: datetime) -> Shelf:
    """The same catalogue; the seats that moved since are counted again."""
    seats = vacancies.refreshed(known.vacancies, last, at)
    return replace(known, vacancies=seats, values={**known.values, **_standing_masks(seats)})


def _standing_masks(seats: vacancies.Vacancies) -> dict[str, dict[str, Mask]]:
    standings, vacant = seats.standings, seats.vacant
    marks = Marks(len(standings))
    for place, found in enumerate(standings):
        marks.add("etat", CODES[found], place)
    return {"etat": {}, "places": {"1": vacant} if vacant else {}} | marks.masks()


_COURSES = (
    select(
        Course.id,
        Course.mode,
        Course.track,
        Course.is_certifying,
        Course.price_cents,
        Course.published_at,
        Course.hours,
        (Course.accessibility != "").label("is_accessible"),
        Certification.registration_end,
        Organization.slug,
        func.coalesce(Organization.acronym, Organization.name).label("provider"),
    )
    .join(Organization, Organization.id == Course.provider_id)
    .outerjoin(Certification, Certification.id == Course.certification_id)
    .where(Course.state == ONLINE)
    .execution_options(yield_per=vacancies.AT_ONCE)
)


def _mark_runs(
    marks: Marks, runs: Sequence[vacancies.Watched], positions: Mapping[int, int], at: datetime
) -> Marks:
    """Where courses are given, in which months and at what price: of courses, and of each run by its number."""
    numbered = Marks(len(runs))
    for number, run in enumerate(runs):
        told = [("prix", price_band(run.price_cents))]
        if run.region_code is not None:
            told.append(("region", run.region_code))
            if is_overseas(run.region_code):
                told.append(("outremer", "1"))
        if run.starts_at > at:
            told.append(("mois", f"{run.starts_on:%Y%m}"))
        for name, value in told:
            marks.add(name, value, positions[run.course_id])
            numbered.add(name, value, number)
    return numbered


def _mark_course(marks: Marks, place: int, course: Any, on: date, following: Any) -> None:
    marks.add("mode", course.mode, place)
    marks.add("type", course.track, place)
    marks.add("duree", duration_band(course.hours), place)
    marks.add("organisme", course.slug, place)
    # A run that begins after the last day of a certification does not lead to it.
    first = max(on, following.starts_on) if following else on
    ended = course.registration_end is not None and course.registration_end < first
    if course.is_certifying and not ended:
        marks.add("certifiante", "1", place)
    if course.is_checked:
        marks.add("qualiopi", "1", place)
    if course.is_accessible:
        marks.add("accessible", "1", place)


def _raised(positions: Mapping[int, int]) -> dict[int, dict[int, Mask]]:
    marks = Marks(len(positions))
    links = db.session.execute(
        select(CompetencyLink.subject_id, CompetencyLink.competency_id, CompetencyLink.level_to)
        .where(CompetencyLink.subject_type == "course", CompetencyLink.role == LinkRole.TEACHES)
        .execution_options(yield_per=vacancies.AT_ONCE)
    )
    for course_id, competency_id, level in links:
        if (place := positions.get(course_id)) is not None:
            marks.add(competency_id, level, place)
    return marks.masks()
