"""The listed sheets as a process holds them: for each value of each filter, which sheets bear it.

As the catalogue of courses (docs/decisions/0016): each value is a whole number whose bit *n* says
whether sheet *n* bears it, a search is a few `&` and `|`, a count is `bit_count`. Read in a few
statements, then kept as long as the stamp of the sheets says the same, for some minutes, and never
past midnight, when freshness changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import func, select

from intranet.competencies.models import CompetencyLink
from intranet.kit.clock import in_paris
from intranet.kit.db import db
from intranet.kit.masks import Mask, any_of, mask_at
from intranet.kit.search import stems
from intranet.organizations.models import Organization
from intranet.practices.models import (
    Freshness,
    Practice,
    Replication,
    SheetStamp,
    Theme,
    density_band,
    freshness,
    practice_region,
    practice_theme,
)
from intranet.practices.queries.readers import is_listed
from intranet.practices.queries.reuse import is_counted

LONGEST_KEPT = timedelta(minutes=5)  # whatever happens
MOST_WORDS = 64  # searches for words whose answers are kept
AGES = {
    Freshness.FRESH: "a-jour",
    Freshness.DUE: "a-verifier",
    Freshness.STALE: "perimees",
    Freshness.OLD: "anciennes",
}
OLD = AGES[Freshness.OLD]  # left out of lists until somebody asks for them

# The axes of Territoires d’industrie (« recruter, innover, attirer, simplifier »), and the themes
# of each.
AXES = {
    "recruter": ("formation-et-competences", "emploi-et-recrutement", "image-des-metiers"),
    "innover": ("innovation", "reseaux-et-filieres", "transition-numerique", "commande-publique"),
    "attirer": ("accueil-des-salaries", "foncier-et-zones", "commerce", "evenements"),
    "simplifier": (
        "ecoute-des-entreprises", "gouvernance-et-contrats", "mutualisation", "observation",
        "territoires-d-industrie",
    ),
}  # fmt: skip


class Holding(NamedTuple):
    """The sheets that hold some words, and those whose title does."""

    anywhere: Mask
    in_title: Mask


@dataclass(frozen=True)
class Shelf:
    """The sheets listed on a day. A position is the rank of a sheet: the newest first, but those
    that nobody verified for long.
    """

    ids: Sequence[int]
    positions: Mapping[int, int]
    values: Mapping[str, Mapping[str, Mask]]  # filter, value as an address says it
    by_evidence: Sequence[int]  # rank by position
    by_verification: Sequence[int]
    by_reuse: Sequence[int]
    reused: Mapping[int, int]  # by position: how many other structures took it up
    titles: Sequence[str]
    on: date
    read_at: datetime
    word: str | None  # the stamp under which it was read
    # What the last searches for words found, with the word of their index.
    held_words: dict[tuple[str, str], Holding] = field(default_factory=dict)

    @property
    def kept_under(self) -> tuple[str, date] | None:
        """While this is true, what was drawn of the list still holds."""
        return (self.word, self.on) if self.word else None

    @property
    def everything(self) -> Mask:
        return (1 << len(self.ids)) - 1

    def mask_of(self, name: str, wanted: Iterable[str]) -> Mask:
        """Those that bear one of these values."""
        return any_of(self.values.get(name, {}), wanted)

    @cached_property
    def titled(self) -> Mapping[str, Sequence[int]]:
        """By stem, the positions of the sheets whose title holds it."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, title in enumerate(self.titles):
            for stem in set(stems(title)):
                found[stem].append(place)
        return found

    def holds(self, at: datetime) -> bool:
        kept = self.read_at <= at < self.read_at + LONGEST_KEPT
        return kept and self.on == in_paris(at).date()


def shelf(at: datetime) -> Shelf:
    """What is listed at an instant; before any stamp there is nothing."""
    word = SheetStamp.reads()
    known = _held.get(word)
    if known is None or not known.holds(at):
        known = _read(at, word)
        _held.clear()
        _held[word] = known
    return known


_held: dict[str | None, Shelf] = {}


def _age(verify_on: date | None, on: date) -> str | None:
    """Its freshness as an address says it; nothing of what was never verified."""
    return AGES[freshness(verify_on, on)] if verify_on else None


def _is_stale(verify_on: date | None, on: date) -> bool:
    return freshness(verify_on, on) in {Freshness.STALE, Freshness.OLD}


_SHEETS = (
    select(
        Practice.id,
        Practice.title,
        Practice.kind,
        Practice.evidence,
        Practice.department_code,
        Practice.cost_band,
        Practice.size_band,
        Practice.has_documents,
        Practice.published_at,
        Practice.verified_on,
        Practice.verify_on,
        Organization.slug,
        Organization.population,
        Organization.member_count,
    )
    .outerjoin(
        Organization, Organization.id == func.coalesce(Practice.owner_id, Practice.described_id)
    )
    .where(is_listed())
)


def _read(at: datetime, word: str | None) -> Shelf:
    on = in_paris(at).date()
    sheets = sorted(
        db.session.execute(_SHEETS).all(),
        key=lambda one: (
            _is_stale(one.verify_on, on),
            -one.published_at.timestamp(),
            -one.id,
        ),
    )
    # Proved long ago: the level stays told, and lifts the sheet no more.
    proofs = [0 if _is_stale(one.verify_on, on) else one.evidence for one in sheets]
    positions = {sheet.id: place for place, sheet in enumerate(sheets)}
    masks = _masks(sheets, positions, on)
    reused = _reused(positions)
    if reused:
        masks["reprise"] = {"1": mask_at(reused, len(sheets))}
    for axis, slugs in AXES.items():
        if mask := any_of(masks["theme"], slugs):
            masks["axe"][axis] = mask
    return Shelf(
        word=word,
        ids=[sheet.id for sheet in sheets],
        positions=positions,
        values=masks,
        by_evidence=_ranks(sheets, lambda place: -proofs[place]),
        by_verification=_ranks(
            sheets, lambda place: -(sheets[place].verified_on or date.min).toordinal()
        ),
        by_reuse=_ranks(sheets, lambda place: -reused.get(place, 0)),
        reused=reused,
        titles=[sheet.title for sheet in sheets],
        on=on,
        read_at=at,
    )


def _masks(
    sheets: Sequence[Any], positions: Mapping[int, int], on: date
) -> dict[str, dict[str, Mask]]:
    marks: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, sheet in enumerate(sheets):
        for name, value in (
            ("type", sheet.kind.value),
            ("preuve", sheet.evidence),
            ("structure", sheet.slug),
            ("departement", sheet.department_code),
            ("cout", sheet.cost_band),
            ("taille", sheet.size_band),
            ("densite", density_band(sheet.population, sheet.member_count)),
            ("documents", 1 if sheet.has_documents else None),
            ("fraicheur", _age(sheet.verify_on, on)),
        ):
            if value is not None:
                marks[name][str(value)].append(place)
    link, theme, region = CompetencyLink, practice_theme.c, practice_region.c
    shown = select(link.subject_id, link.competency_id).where(link.subject_type == "practice")
    for name, query in (
        ("theme", select(theme.practice_id, Theme.slug).join(Theme, Theme.id == theme.theme_id)),
        ("region", select(region.practice_id, region.region_code)),
        ("competence", shown),
    ):
        for practice_id, value in db.session.execute(query):
            if (found := positions.get(practice_id)) is not None:
                marks[name][str(value)].append(found)
    masks: dict[str, dict[str, Mask]] = defaultdict(dict)
    for name, values in marks.items():
        masks[name] = {value: mask_at(places, len(sheets)) for value, places in values.items()}
    return masks


def _reused(positions: Mapping[int, int]) -> dict[int, int]:
    """How many structures other than its owner took each sheet up."""
    query = (
        select(Replication.practice_id, func.count())
        .join(Practice, Practice.id == Replication.practice_id)
        .where(*is_counted())
        .group_by(Replication.practice_id)
    )
    return {positions[one]: many for one, many in db.session.execute(query) if one in positions}


def _ranks(sheets: Sequence[Any], key: Any) -> list[int]:
    """The rank of each position in another order; the usual one where they are equal."""
    ranks = [0] * len(sheets)
    for rank, place in enumerate(sorted(range(len(sheets)), key=key)):
        ranks[place] = rank
    return ranks
