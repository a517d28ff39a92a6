"""The catalogue of an edition: every item, its place in the tree, and what the edition says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from intranet.competencies.equivalences import Tie
from intranet.competencies.models import (
    SEALED,
    Edition,
    EditionState,
    Framework,
    ItemKind,
    NotADraft,
    Revision,
    ScaleLevel,
)
from intranet.competencies.queries.neighbours import LAST_CHECK, Neighbours, neighbours_in
from intranet.competencies.queries.revisions import descriptors_of, in_tree_order, revisions_of
from intranet.competencies.queries.ties import ties_of
from intranet.competencies.synonyms import ALIKE
from intranet.kit import search
from intranet.kit.db import db

KIND = "competency"  # in the search over everything


LEFT = "une compétence que le référentiel n’a plus"


@dataclass(frozen=True)
class Item:
    """An item as one edition words it; what a chip needs to be drawn."""

    competency_id: int
    uuid: str
    code: str
    title: str
    kind: ItemKind
    parent_id: int | None
    level_min: int
    level_max: int
    is_assessable: bool
    is_attested: bool
    branch: tuple[int, ...] = field(compare=False, repr=False)  # its id, and those under it


@dataclass(frozen=True)
class Sheet:
    """The rest of what an edition says of an item; what its page needs."""

    uri: str
    position: int
    statement: str
    notes: str
    keywords: list[str]
    synonyms: list[str]
    sources: list[dict[str, Any]]
    descriptors: Mapping[int, str]


@dataclass(frozen=True)
class Step:
    """One level of the scale: 0 to 4, its name, and what it means for any item."""

    value: int
    label: str
    descriptor: str


@dataclass(frozen=True)
class Catalogue:
    """Every item of a published edition. Immutable as the edition is, so kept in the process."""

    edition_id: int
    number: str
    items: Mapping[int, Item]  # in the order of the tree: a parent, then all that is under it
    by_code: Mapping[str, Item] = field(compare=False)
    sheets: Mapping[int, Sheet] = field(compare=False, default_factory=dict)
    scale: tuple[Step, ...] = field(compare=False, default=())
    title: str = ""
    notice: str = ""
    framework_title: str = ""
    published_at: datetime | None = None
    neighbours: Mapping[int, Neighbours] = field(compare=False, default_factory=dict)

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """The items that the edition ties as equivalent or near; read once, when first needed."""
        return ties_of(self.edition_id)

    @property
    def domains(self) -> list[Item]:
        return [item for item in self.items.values() if item.parent_id is None]

    @property
    def assessable(self) -> list[Item]:
        """The items that have levels, in the order of the tree."""
        return [item for item in self.items.values() if item.is_assessable]

    def title_of(self, competency_id: int) -> str:
        """As the edition words it; or that it says nothing of it any more."""
        item = self.items.get(competency_id)
        return item.title if item else LEFT

    def under(self, item: Item) -> list[Item]:
        """The children of an item, in order."""
        return [child for child in self.items.values() if child.parent_id == item.competency_id]

    def assessable_under(self, domain: Item) -> list[Item]:
        """The items of a domain that have levels, however deep."""
        return [item for item in self.assessable if self.domain_of(item) == domain]

    def path(self, item: Item) -> list[Item]:
        """From the domain down to the item itself."""
        parent = self.items.get(item.parent_id) if item.parent_id else None
        return [*self.path(parent), item] if parent else [item]

    def domain_of(self, item: Item) -> Item:
        return self.path(item)[0]

    def find(self, code: str) -> Item | None:
        """The item of a code, however its letters were typed."""
        return self.by_code.get(code) or next(
            (item for known, item in self.by_code.items() if known.lower() == code.lower()), None
        )

    def beside(self, item: Item) -> tuple[Item | None, Item | None]:
        """What comes before and after an item when the whole tree is read in order."""
        order = list(self.items.values())
        place = order.index(item)
        return (
            order[place - 1] if place else None,
            order[place + 1] if place + 1 < len(order) else None,
        )

    def options(self) -> tuple[tuple[str, str, str], ...]:
        """What a select offers: (code, « D1.1 Diagnostiquer… », its domain); made once."""
        return self._options

    @cached_property
    def _options(self) -> tuple[tuple[str, str, str], ...]:
        return tuple(
            (item.code, f"{item.code} {item.title}", f"{domain.code} {domain.title}")
            for item in self.assessable
            for domain in [self.domain_of(item)]
        )

    def about(self, typed: str | None) -> list[Item]:
        """The items that hold every word typed, in their title first; all of them without words.

        A code that is typed comes before all, then what stands under it.
        """
        found = search.matching(KIND, typed, ALIKE)
        if found is None:
            return list(self.items.values())
        titled = {row.object_id: row.in_title for row in db.session.execute(select(found))}
        code = (typed or "").strip().lower()

        def rank(item: Item) -> tuple[bool, bool, bool]:
            known = item.code.lower()
            return known != code, not known.startswith(f"{code}."), not titled[item.competency_id]

        return sorted((self.items[held] for held in self.items if held in titled), key=rank)


class NoEdition(Exception):
    """No edition is published: `flask --app wsgi content load` brings the starting one."""


def in_force() -> Catalogue:
    """The catalogue of the published edition. Raises NoEdition."""
    found = db.session.execute(_PUBLISHED).first()
    if found is None:
        raise NoEdition
    return _catalogue(found.id, found.uuid, found.number, found.checked_at)


_PUBLISHED = select(Edition.id, Edition.uuid, Edition.number, LAST_CHECK.label("checked_at")).where(
    Edition.state == EditionState.PUBLISHED
)


def catalogue_of(edition_id: int) -> Catalogue:
    """The catalogue of one edition, whatever has been published since.

    Raises NotADraft where it was a draft, and was abandoned just before.
    """
    found = db.session.execute(_NUMBERED, {"edition": edition_id}).one_or_none()
    if found is None:
        raise NotADraft(edition_id)
    read = _catalogue if found.state in SEALED else _catalogue.__wrapped__  # a draft still changes
    return read(edition_id, found.uuid, found.number, found.checked_at)


_NUMBERED = select(
    Edition.uuid, Edition.number, Edition.state, LAST_CHECK.label("checked_at")
).where(Edition.id == bindparam("edition"))


@lru_cache(maxsize=16)
def _catalogue(edition_id: int, _uuid: str, number: str, _checked_at: datetime | None) -> Catalogue:
    """Kept by the uuid too: another database may give the same id to another edition.

    And by the last check of references, which may become obsolete though the edition stays.
    """
    rows = list(in_tree_order(db.session.execute(revisions_of(edition_id)).all()))
    edition = db.session.execute(
        select(
            Edition.title, Edition.notice, Edition.published_at, Framework.title.label("framework")
        )
        .join(Framework, Framework.id == Edition.framework_id)
        .where(Edition.id == edition_id)
    ).one()
    descriptors = descriptors_of(edition_id)
    branches: dict[int | None, tuple[int, ...]] = {}
    for row in reversed(rows):  # what is under an item comes after it
        here, above = row.Revision.competency_id, row.Revision.parent_id
        branches[here] = (here, *branches.get(here, ()))
        branches[above] = (*branches[here], *branches.get(above, ()))
    items = {
        row.Revision.competency_id: _item(
            row.Revision, row.uuid, branches[row.Revision.competency_id]
        )
        for row in rows
    }
    return Catalogue(
        edition_id,
        number,
        items,
        {item.code: item for item in items.values()},
        {
            row.Revision.competency_id: _sheet(
                row.Revision, row.uri, descriptors.get(row.Revision.competency_id, {})
            )
            for row in rows
        },
        _steps(edition_id),
        title=edition.title,
        notice=edition.notice,
        framework_title=edition.framework,
        published_at=edition.published_at,
        neighbours=neighbours_in(edition_id),
    )


def _item(revision: Revision, uuid: str, branch: tuple[int, ...]) -> Item:
    return Item(
        competency_id=revision.competency_id,
        uuid=uuid,
        code=revision.code or uuid[:8],
        title=revision.title,
        kind=revision.kind,
        parent_id=revision.parent_id,
        level_min=revision.level_min,
        level_max=revision.level_max,
        is_assessable=revision.is_assessable,
        is_attested=revision.is_attested,
        branch=branch,
    )


def _sheet(revision: Revision, uri: str, descriptors: Mapping[int, str]) -> Sheet:
    return Sheet(
        uri=uri,
        position=revision.position,
        statement=revision.statement,
        notes=revision.notes,
        keywords=revision.keywords,
        synonyms=revision.synonyms,
        sources=revision.sources,
        descriptors=descriptors,
    )


def _steps(edition_id: int) -> tuple[Step, ...]:
    query = (
        select(ScaleLevel)
        .join(Edition, Edition.scale_id == ScaleLevel.scale_id)
        .where(Edition.id == edition_id)
        .order_by(ScaleLevel.value)
    )
    return tuple(Step(one.value, one.label, one.descriptor) for one in db.session.scalars(query))
