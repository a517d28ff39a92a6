"""The list of practices: what is asked of it, how many answer each facet, in which order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from intranet.competencies.models import CompetencyLink
from intranet.kit import search
from intranet.kit.db import db
from intranet.practices.models import Practice, Theme, practice_region, practice_theme
from intranet.practices.queries.readers import is_listed

ORDERS = {
    "recentes": "Les plus récentes",
    "preuves": "Les mieux prouvées",
    "verifiees": "Les dernières vérifiées",
}


@dataclass(frozen=True)
class Wanted:
    """What a reader asks of the list. Within one filter any value will do; across filters, all."""

    words: str = ""
    theme: list[str] = field(default_factory=list)  # slugs
    region: list[str] = field(default_factory=list)
    departement: list[str] = field(default_factory=list)
    competence: list[int] = field(default_factory=list)  # competency ids
    type: list[str] = field(default_factory=list)
    preuve: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Facets:
    """How many practices answer all, and how many each value of a filter would give."""

    total: int
    counts: Mapping[str, Mapping[str, int]]


def found_by(wanted: Wanted, order: str = "recentes") -> Select[Practice]:
    """The practices asked for: with words, those that have them in their title come first."""
    query = (
        select(Practice)
        .where(*_conditions(wanted))
        .options(
            joinedload(Practice.published),
            joinedload(Practice.owner),
            joinedload(Practice.region),
        )
    )
    if order == "preuves":
        query = query.order_by(Practice.evidence.desc())
    elif order == "verifiees":
        query = query.order_by(Practice.verified_on.desc().nulls_last())
    else:
        found = search.matching("practice", wanted.words)
        if found is not None:
            query = query.join(found, found.c.object_id == Practice.id)
            query = query.order_by(found.c.in_title.desc())
    return query.order_by(Practice.published_at.desc(), Practice.id.desc())


def facets(wanted: Wanted) -> Facets:
    """The counts of every filter, each without its own choice, in one statement."""
    link, region, theme = CompetencyLink, practice_region.c, practice_theme.c
    shown = and_(link.subject_id == Practice.id, link.subject_type == "practice")
    branches = [
        _counted("total", literal(""), wanted),
        _counted("theme", Theme.slug, wanted)
        .join(practice_theme, theme.practice_id == Practice.id)
        .join(Theme, Theme.id == theme.theme_id),
        _counted("region", region.region_code, wanted).join(
            practice_region, region.practice_id == Practice.id
        ),
        _counted("departement", Practice.department_code, wanted).where(
            Practice.department_code.is_not(None)
        ),
        _counted("competence", link.competency_id, wanted).join(link, shown),
        _counted("type", Practice.kind, wanted),
        _counted("preuve", Practice.evidence, wanted),
    ]
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for facet, value, count in db.session.execute(union_all(*branches)):
        counts[facet][value] = count
    return Facets(sum(counts.pop("total", {}).values()), counts)


def themes() -> Select[Theme]:
    """Every theme, in the order of the lists that offer them."""
    return select(Theme).order_by(Theme.position, Theme.id)


def counts_by_region() -> dict[str, int]:
    """How many listed sheets speak of each region, by its code."""
    query = (
        select(practice_region.c.region_code, func.count())
        .join(Practice, Practice.id == practice_region.c.practice_id)
        .where(is_listed())
        .group_by(practice_region.c.region_code)
    )
    return dict(list(db.session.execute(query)))


def latest_published() -> Select[Practice]:
    """What anyone reads first: the newest sheets."""
    return found_by(Wanted())


def published_count() -> Select[int]:
    """How many sheets are listed."""
    return select(func.count()).select_from(Practice).where(is_listed())


def _counted(facet: str, value: Any, wanted: Wanted) -> Select[str, str, int]:
    """(facet, value, how many) among what all the other filters let through."""
    return (
        select(literal(facet), cast(value, String), func.count())
        .select_from(Practice)
        .where(*_conditions(wanted, but=facet))
        .group_by(value)
    )


def _conditions(wanted: Wanted, but: str = "") -> list[ColumnElement[bool]]:
    """What a listed practice must meet, one filter left out where its values are being counted."""
    asked = [is_listed()]
    found = search.matching("practice", wanted.words)
    if found is not None:
        asked.append(Practice.id.in_(select(found.c.object_id)))
    links = select(CompetencyLink.subject_id).where(
        CompetencyLink.subject_type == "practice",
        CompetencyLink.competency_id.in_(wanted.competence),
    )
    theme = select(practice_theme.c.practice_id).join(Theme)
    region = select(practice_region.c.practice_id)
    by_filter = {
        "theme": Practice.id.in_(theme.where(Theme.slug.in_(wanted.theme))),
        "region": Practice.id.in_(region.where(practice_region.c.region_code.in_(wanted.region))),
        "departement": Practice.department_code.in_(wanted.departement),
        "competence": Practice.id.in_(links),
        "type": Practice.kind.in_(wanted.type),
        "preuve": Practice.evidence.in_(wanted.preuve),
    }
    return asked + [
        condition for name, condition in by_filter.items() if name != but and getattr(wanted, name)
    ]
