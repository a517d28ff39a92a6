"""The catalogue: one set of filters for the page, its counts and its other forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from intranet.bookings.models import CALLED_OFF, Bookable, Standing
from intranet.competencies.synonyms import ALIKE
from intranet.courses.models import ONLINE, Course, CourseRun, Mode, Track
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
    masks: Mapping[str, Mask]  # by filter in force
    in_title: Mapping[int, bool] | None  # by position, those that hold the words
    kept_under: tuple[str, datetime] | None = None  # while this is true, what was drawn still holds

    @property
    def total(self) -> int:
        return self._answering().bit_count()

    @cached_property
    def facets(self) -> Facets:
        """Every count of the page, each without the filter that it counts for."""
        counts = {
            name: _counts(masks, self._answering(but=name))
            for name, masks in self.shelf.values.items()
        }
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

    def standing_of(self, course_id: int) -> Standing | None:
        """Where registration stands for a course, by its best run."""
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
        return sort in {None, "session"} and not by_words and not self.asked.regions

    def _answering(self, but: str | None = None) -> Mask:
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
        return self._next_there(places) if self.asked.regions else places

    def _next_there(self, places: list[int]) -> list[int]:
        """By the next run in the regions asked for; those that have none there go last."""
        begins: dict[int, float] = {}
        for region in self.asked.regions:
            there = self.shelf.next_in.get(region, ((), ()))
            for place, starts_at in zip(*there, strict=True):
                begins[place] = min(starts_at, begins.get(place, starts_at))
        titles = self.shelf.by_title
        coming = sorted(
            (place for place in places if place in begins),
            key=lambda place: (begins[place], titles[place]),
        )
        others = sorted((place for place in places if place not in begins), key=titles.__getitem__)
        return coming + others


def found(asked: Filters, at: datetime) -> Found:
    """What answers a search at an instant: one statement, and one more for words."""
    known, word = shelf(at)
    masks: dict[str, Mask] = {}
    if asked.competency_id or asked.level:
        masks["competence"] = known.raising(asked.competency_id, asked.level or 1)
    yes_or_all = {
        "certifiante": asked.certifying,
        "outremer": asked.overseas,
        "qualiopi": asked.quality,
        "places": asked.vacant,
        "accessible": asked.accessible,
    }
    masks |= {name: known.mask_of(name, ["1"]) for name, is_asked in yes_or_all.items() if is_asked}
    wanted: dict[str, Sequence[str]] = {
        "region": asked.regions,
        "mode": asked.modes,
        "type": asked.tracks,
        "mois": [f"{year}{month:02}" for year, month in asked.months],
        "prix": asked.prices,
        "duree": asked.durations,
        "etat": asked.states,
        "organisme": asked.providers,
    }
    masks |= {name: known.mask_of(name, values) for name, values in wanted.items() if values}
    in_title = _holding(asked.words, known)
    if in_title is not None:
        masks["q"] = mask_at(in_title, len(known.ids))
    return Found(asked, known, masks, in_title, (word, known.holds_from) if word else None)


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
