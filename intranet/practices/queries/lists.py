"""The list of practices: what is asked of it, how many answer each facet, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from intranet.competencies.synonyms import ALIKE
from intranet.kit import search
from intranet.kit.db import db, every
from intranet.kit.masks import Mask, cut, mask_at, positions_in
from intranet.organizations.models import Organization
from intranet.practices.models import Practice, Theme
from intranet.practices.queries.readers import is_listed, is_shown_at_first
from intranet.practices.queries.shelf import MOST_WORDS, OLD, Holding, Shelf, shelf

ORDERS = {
    "recentes": "Les plus récentes",
    "preuves": "Les mieux prouvées",
    "verifiees": "Les dernières vérifiées",
    "reprises": "Les plus reprises",
}


@dataclass(frozen=True)
class Wanted:
    """What a reader asks of the list. Within one filter any value will do; across filters, all."""

    words: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)  # by filter: its values


@dataclass(frozen=True)
class Found:
    """The listed sheets that answer: how many, by facet, and in which order."""

    shelf: Shelf
    masks: Mapping[str, Mask]  # by filter in force
    in_title: Mask | None  # those whose title holds the words, where some were typed

    @cached_property
    def total(self) -> int:
        return self._answering().bit_count()

    @property
    def takes_old(self) -> bool:
        """Whoever asks for old sheets, or for those of one structure, is shown them."""
        return not self.masks.keys().isdisjoint({"fraicheur", "structure"})

    @cached_property
    def left_out(self) -> int:
        """How many old sheets would answer too, if somebody asked for them."""
        if self.takes_old:
            return 0
        return (
            self._answering(but="fraicheur") & self.shelf.mask_of("fraicheur", [OLD])
        ).bit_count()

    @cached_property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many each value of each filter would give, each without its own choice."""
        counted = {}
        for name, values in self.shelf.values.items():
            answering = self._answering(but=name)
            some = {value: (mask & answering).bit_count() for value, mask in values.items()}
            counted[name] = {value: count for value, count in some.items() if count}
        return counted

    def count_of(self, name: str, values: Sequence[str]) -> int:
        """How many bear any of these values of a filter, without its own choice."""
        return (self.shelf.mask_of(name, values) & self._answering(but=name)).bit_count()

    def ids(self, order: str, first: int = 0, count: int | None = None) -> list[int]:
        """Those of a page, in the order asked; by default what holds the words in its title first."""
        answering = self._answering()
        ranks = {
            "preuves": self.shelf.by_evidence,
            "verifiees": self.shelf.by_verification,
            "reprises": self.shelf.by_reuse,
        }
        if order in ranks:
            places = sorted(positions_in(answering), key=ranks[order].__getitem__)
            places = places[first:][:count]
        else:
            titled = answering & (self.in_title or 0)
            places = cut(titled, first, count)
            first = max(0, first - titled.bit_count())
            count = None if count is None else count - len(places)
            places += cut(answering & ~titled, first, count)
        return [self.shelf.ids[place] for place in places]

    def reused(self, practice_id: int) -> int:
        """How many other structures took this one up."""
        return self.shelf.reused.get(self.shelf.positions.get(practice_id, -1), 0)

    def _answering(self, but: str | None = None) -> Mask:
        """Old sheets are left out until somebody asks for them."""
        mask = self.shelf.everything
        if but != "fraicheur" and not self.takes_old:
            mask &= ~self.shelf.mask_of("fraicheur", [OLD])
        for name, bearing in self.masks.items():
            if name != but:
                mask &= bearing
        return mask


def found(wanted: Wanted, at: datetime) -> Found:
    """What answers at an instant: one statement, and one more for words."""
    known = shelf(at)
    masks = {name: known.mask_of(name, values) for name, values in wanted.chosen.items() if values}
    holding = _holding(wanted.words, known)
    if holding is not None:
        masks["q"] = holding.anywhere
    return Found(known, masks, holding and holding.in_title)


def these(practice_ids: Sequence[int]) -> list[Practice]:
    """The sheets of a page, with what a row shows, in that order; of those still listed."""
    query = (
        select(Practice)
        .where(Practice.id.in_(practice_ids), is_listed())
        .options(
            joinedload(Practice.published),
            joinedload(Practice.owner),
            joinedload(Practice.region),
        )
    )
    by_id = {practice.id: practice for practice in every(query)}
    return [by_id[each] for each in practice_ids if each in by_id]


def structures(slugs: Sequence[str]) -> list[tuple[str, str]]:
    """The structures that an address names, with their names: a filter offers no other."""
    named = select(Organization.slug, Organization.name).where(Organization.slug.in_(slugs))
    return [(slug, name) for slug, name in db.session.execute(named)] if slugs else []


def themes() -> Select[Theme]:
    """Every theme, in the order of the lists that offer them."""
    return select(Theme).order_by(Theme.position, Theme.id)


def counts_by_region(at: datetime) -> dict[str, int]:
    """How many sheets speak of each region, by its code: those that the list shows of it at first."""
    return dict(found(Wanted(), at).counts.get("region", {}))


def published_count(on: date) -> Select[int]:
    """How many sheets the list shows at first."""
    return select(func.count()).select_from(Practice).where(is_shown_at_first(on))


def _holding(typed: str, known: Shelf) -> Holding | None:
    """Those that hold the words, asked once while neither the list nor the index changes."""
    if not search.read(typed):
        return None
    word = search.WordStamp.reads()
    if word is None:
        return _asked(typed, known)
    if (found := known.held_words.get((word, typed))) is None:
        if len(known.held_words) >= MOST_WORDS:
            known.held_words.clear()
        found = known.held_words[word, typed] = _asked(typed, known)
    return found


def _asked(typed: str, known: Shelf) -> Holding:
    words = search.matching("practice", typed, ALIKE)
    assert words is not None, "something was read"
    rows = [
        (known.positions[practice_id], in_title)
        for practice_id, in_title in db.session.execute(select(words.c.object_id, words.c.in_title))
        if practice_id in known.positions
    ]
    return Holding(
        mask_at([place for place, _ in rows], len(known.ids)),
        mask_at([place for place, in_title in rows if in_title], len(known.ids)),
    )
