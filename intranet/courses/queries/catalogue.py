"""The catalogue: one set of filters for the page, its counts and its other forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from math import inf
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from intranet.bookings.models import CALLED_OFF, Bookable, Standing
from intranet.competencies.synonyms import ALIKE
from intranet.courses.models import ONLINE, Course, CourseRun, Mode, Track
from intranet.courses.queries.running import OF_RUNS, STATE, Running
from intranet.courses.queries.shelf import MOST_WORDS, Shelf, shelf
from intranet.kit import search
from intranet.kit.db import db, every
from intranet.kit.masks import Mask, cut, mask_at, positions_in

SORTS = {
    "session": "Prochaine session",
    "titre": "Titre",
    "recentes": "Dernières publiées",
    "prix": "Prix",
    "duree": "Durée",
}


@dataclass(frozen=True)
class Filters:
    """What is asked of the catalogue. Months are (year, month) of a run to come."""

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
    durations: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    overseas: bool = False
    quality: bool = False
    vacant: bool = False
    accessible: bool = False


@dataclass(frozen=True)
class Facets:
    """How many courses each choice would give, by filter then value; and how many there are now."""

    total: int
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, name: str) -> Mapping[str, int]:
        return self.counts.get(name, {})


@dataclass(frozen=True)
class Found:
    """The published courses that answer a search: how many, by facet, and in which order."""

    asked: Filters
    shelf: Shelf
    running: Running  # what is asked of runs
    masks: Mapping[str, Mask]  # by other filter in force
    in_title: Mapping[int, bool] | None  # by position, those that hold the words
    kept_under: tuple[str, datetime] | None = None  # while this is true, what was drawn still holds

    @property
    def total(self) -> int:
        return self._answering().bit_count()

    @cached_property
    def facets(self) -> Facets:
        """Every count of the page, each without the filter that it counts for."""
        of_runs = {*OF_RUNS, STATE}
        counts = {
            name: _counts(masks, self._answering(but=name))
            for name, masks in self.shelf.values.items()
            if name not in of_runs
        }
        plain = self._plain()
        counts |= {name: _counts(self.running.of_each(name), plain) for name in of_runs}
        for_items = self._answering(but="competence")
        counts["competence"] = _counts(
            {
                str(competency_id): self.shelf.raising(competency_id, 1)
                for competency_id in self.shelf.raised
            },
            for_items,
        )
        return Facets(self.total, counts, {"organisme": self.shelf.providers})

    def without(self, name: str) -> int:
        """How many there would be without one of the filters in force."""
        return self._answering(but=name).bit_count()

    def standing_of(self, course_id: int, run: int | None = None) -> Standing | None:
        """Where registration stands for one of its runs that is not over, else for a course, by its best."""
        if run is not None and (standing := self.shelf.vacancies.standing_of(run)):
            return standing
        place = self.shelf.position_of(course_id)
        return None if place is None else self.shelf.vacancies.standing_at(place)

    def ids(self, sort: str | None = None, first: int = 0, count: int | None = None) -> list[int]:
        """Those of a page, in the order asked: by default relevance to words, else the next run."""
        answering = self._answering()
        if self._is_in_order(sort):
            return [self.shelf.ids[place] for place in cut(answering, first, count)]
        places = self._ordered(positions_in(answering), sort)
        return [self.shelf.ids[place] for place in places[first:][:count]]

    def _is_in_order(self, sort: str | None) -> bool:
        """Positions are in the order of the next run, wherever it is, already."""
        by_words = sort is None and self.in_title is not None
        return sort in {None, "session"} and not by_words and not self.running.asked

    def _answering(self, but: str | None = None) -> Mask:
        of_runs = but == STATE or but in self.running.asked
        return self._plain(but) & (self.running.courses(but) if of_runs else self._asked_of_runs)

    @cached_property
    def _asked_of_runs(self) -> Mask:
        return self.running.courses()

    def _plain(self, but: str | None = None) -> Mask:
        """Those that answer what is asked of courses themselves."""
        mask = self.shelf.everything
        for name, bearing in self.masks.items():
            if name != but:
                mask &= bearing
        return mask

    def _ordered(self, places: list[int], sort: str | None) -> list[int]:
        if sort == "titre":
            return sorted(places, key=self.shelf.by_title.__getitem__)
        if sort and sort in self.shelf.by_number:
            return sorted(places, key=self.shelf.by_number[sort].__getitem__)
        if sort == "recentes":
            return sorted(places, key=self.shelf.by_date.__getitem__)
        if sort is None and self.in_title is not None:
            titled, recent = self.in_title, self.shelf.by_date
            return sorted(places, key=lambda place: (not titled[place], recent[place]))
        return self._by_next_run(places) if self.running.asked else places

    def _by_next_run(self, places: list[int]) -> list[int]:
        """By the next of the runs that answer; those that have none to come go last."""
        begins, titles = self.running.next_by_place(), self.shelf.by_title
        return sorted(places, key=lambda place: (begins.get(place, inf), titles[place]))


def found(asked: Filters, at: datetime) -> Found:
    """What answers a search at an instant: one statement, and one more for words."""
    known, word = shelf(at)
    masks: dict[str, Mask] = {}
    if asked.competency_id or asked.level:
        masks["competence"] = known.raising(asked.competency_id, asked.level or 1)
    yes_or_all = {
        "certifiante": asked.certifying,
        "qualiopi": asked.quality,
        "accessible": asked.accessible,
    }
    masks |= {name: known.mask_of(name, ["1"]) for name, is_asked in yes_or_all.items() if is_asked}
    wanted: dict[str, Sequence[str]] = {
        "mode": asked.modes,
        "type": asked.tracks,
        "duree": asked.durations,
        "organisme": asked.providers,
    }
    masks |= {name: known.mask_of(name, values) for name, values in wanted.items() if values}
    of_runs: dict[str, Sequence[str]] = {
        "region": asked.regions,
        "outremer": ["1"] if asked.overseas else [],
        "mois": [f"{year}{month:02}" for year, month in asked.months],
        "places": ["1"] if asked.vacant else [],
        "prix": asked.prices,
    }
    asked_of_runs = {name: values for name, values in of_runs.items() if values}
    running = Running(known, asked_of_runs, asked.states)
    in_title = _holding(asked.words, known)
    if in_title is not None:
        masks["q"] = mask_at(in_title, len(known.ids))
    return Found(asked, known, running, masks, in_title, (word, known.holds_from) if word else None)


def these(course_ids: Sequence[int]) -> Sequence[Course]:
    """The courses of a page, with what a row shows, in that order; of those still online."""
    query = (
        select(Course)
        .where(Course.id.in_(course_ids), Course.state == ONLINE)
        .options(joinedload(Course.provider), joinedload(Course.certification))
    )
    by_id = {course.id: course for course in every(query)}
    return [by_id[course_id] for course_id in course_ids if course_id in by_id]


def taught(at: datetime) -> dict[int, int]:
    """How many courses that are online teach each item, wherever their runs are."""
    known, _ = shelf(at)
    return {item: known.raising(item, 1).bit_count() for item in known.raised}


def leading(at: datetime) -> Callable[[int, int], bool]:
    """Whether a course that is online raises an item to a level, even with no run to come. Read if asked."""
    read = cache(lambda: shelf(at)[0])
    return lambda item, level: bool(read().raising(item, level))


def _holding(typed: str, known: Shelf) -> Mapping[int, bool] | None:
    """The positions of those that hold the words, and whether their title does."""
    words = search.matching("course", typed, ALIKE)
    if words is None:
        return None
    found = known.held_words.get(typed)
    if found is None:
        rows = db.session.execute(select(words.c.object_id, words.c.in_title))
        found = {
            place: bool(in_title)
            for course_id, in_title in rows
            if (place := known.position_of(course_id)) is not None
        }
        if len(known.held_words) >= MOST_WORDS:
            known.held_words.clear()
        known.held_words[typed] = found
    return found


def _counts(masks: Mapping[str, Mask], answering: Mask) -> dict[str, int]:
    counted = {value: (mask & answering).bit_count() for value, mask in masks.items()}
    return {value: count for value, count in counted.items() if count}


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
