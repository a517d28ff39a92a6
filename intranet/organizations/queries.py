"""How organizations are found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from intranet.kit import search
from intranet.kit.db import db
from intranet.kit.texts import bare_words
from intranet.organizations.models import EmailDomain, Kind, Organization

# What people write in full where the register abbreviates, by legal form.
IN_FULL = {
    "CC": "communaute de communes",
    "CA": "communaute d agglomeration",
    "CU": "communaute urbaine",
    "METRO": "metropole",
    "MET69": "metropole",
    "EPT": "etablissement public territorial",
}
MOST_WORDS, MOST_SUGGESTED = 8, 10
SEARCHED = ("organization", "provider")  # kinds of the search: those that train have their own
LONGEST_NAME = 120  # characters read of what was typed


@dataclass(frozen=True)
class Asked:
    """What a reader of the directory asked for; empty means everything."""

    words: str = ""
    regions: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()

    def but(self, **changes: Any) -> Asked:
        return replace(self, **changes)


def folded_names(
    name: str, acronym: str | None, former_name: str | None, legal_form: str | None
) -> str:
    """Every name people call it by, folded, parted by ` | `: `cc des lacs | communaute de …`."""
    names = [bare_words(name)]
    form, _, rest = names[0].partition(" ")
    if legal_form in IN_FULL and form == legal_form.lower():
        names.append(f"{IN_FULL[legal_form]} {rest}")
    names += [bare_words(other) for other in (acronym, former_name) if other]
    return " | ".join(dict.fromkeys(found for found in names if found))


def still_there() -> Select[Organization]:
    """Every organization that has not closed."""
    return select(Organization).where(Organization.closed_on.is_(None))


def known_as(key: str) -> Select[Organization]:
    """The one with this SIREN or this slug, as commands and imports name it."""
    bare = key.replace(" ", "")
    return select(Organization).where(
        Organization.siren == bare if bare.isdecimal() else Organization.slug == key
    )


def found_at(slug: str) -> Organization | None:
    """Whose address this is; once it has closed, what took its place, as whoever kept it means."""
    found = db.session.scalars(select(Organization).where(Organization.slug == slug)).first()
    return found.in_its_place if found else None


def moved_to(slugs: Sequence[str]) -> list[str] | None:
    """The same addresses, but what took the place of those that closed; None where none moved."""
    moved = select(Organization.slug).where(
        Organization.slug.in_(slugs), Organization.successor_id.is_not(None)
    )
    gone = set(db.session.scalars(moved)) if slugs else set()
    if not gone:
        return None
    heirs = {each: found.slug for each in gone if (found := found_at(each))}
    return list(dict.fromkeys(heirs.get(each, each) for each in slugs))


def numbered(ids: Collection[int]) -> Select[Organization]:
    """Those with these ids, closed ones too, in no order."""
    return select(Organization).where(Organization.id.in_(ids))


def shown(slug: str) -> Select[Organization]:
    """The one whose page is asked for, with its places."""
    return (
        select(Organization)
        .where(Organization.slug == slug)
        .options(
            joinedload(Organization.region),
            joinedload(Organization.department),
            joinedload(Organization.municipality),
            joinedload(Organization.successor),
        )
    )


def suggested(typed: str | None, limit: int = MOST_SUGGESTED) -> Select[Organization] | None:
    """What three letters may become: names that start so, then names that hold it.

    None until two letters are there: everything would answer.
    """
    words = bare_words((typed or "")[:LONGEST_NAME])
    if len(words) < 2:
        return None
    return (
        still_there()
        .where(_named(words))
        .order_by(_closeness(words), Organization.is_demo, _largest_first(), Organization.folded)
        .limit(limit)
    )


def meant(typed: str, found: Sequence[Organization]) -> Sequence[Organization]:
    """Of those suggested, the ones of just this name; without any, whichever it may become."""
    return [one for one in found if is_called(one, typed)] or found


def is_called(organization: Organization, typed: str) -> bool:
    """By its whole name, however it is written."""
    return bare_words(organization.name) == bare_words(typed)


def listed(asked: Asked) -> Select[Organization]:
    """The directory: by name, or the closest name first where words were typed."""
    query = _narrowed(select(Organization), asked)
    words = bare_words(asked.words[:LONGEST_NAME])
    order = [_closeness(words)] if words else []
    return query.options(joinedload(Organization.region)).order_by(
        *order, Organization.folded, Organization.id
    )


def most_populous_first(asked: Asked) -> Select[Organization]:
    return listed(asked).order_by(None).order_by(_largest_first(), Organization.folded)


def count_of(asked: Asked) -> Select[int]:
    return _narrowed(select(func.count(Organization.id)), asked)


def counts_by_region(asked: Asked) -> Select[Any]:
    """(code, count) pairs, without the filter on regions itself."""
    return _counts(Organization.region_code, asked.but(regions=()))


def counts_by_kind(asked: Asked) -> Select[Any]:
    """(kind, count) pairs, without the filter on kinds itself."""
    return _counts(Organization.kind, asked.but(kinds=()))


def _counts(column: Any, asked: Asked) -> Select[Any]:
    return _narrowed(select(column, func.count(Organization.id)), asked).group_by(column)


def _narrowed(query: Select[Any], asked: Asked) -> Select[Any]:
    query = query.where(Organization.closed_on.is_(None))
    if asked.regions:
        query = query.where(Organization.region_code.in_(asked.regions))
    if asked.departments:
        query = query.where(Organization.department_code.in_(asked.departments))
    if asked.kinds:
        query = query.where(Organization.kind.in_(asked.kinds))
    words = bare_words(asked.words[:LONGEST_NAME])
    if not words:
        return query
    told = search.matching(SEARCHED, asked.words)
    in_its_page = [Organization.id.in_(select(told.c.object_id))] if told is not None else []
    return query.where(or_(_named(words), *in_its_page))


def _named(words: str) -> ColumnElement[bool]:
    """Each word begins a word of one of its names, or the figures begin its SIREN."""
    siren = words.replace(" ", "")
    named = and_(*(_holds(word) for word in words.split()[:MOST_WORDS]))
    return or_(named, Organization.siren.startswith(siren)) if siren.isdecimal() else named


def _holds(word: str) -> ColumnElement[bool]:
    return or_(Organization.folded.startswith(word), Organization.folded.contains(f" {word}"))


def _closeness(words: str) -> ColumnElement[int]:
    """0: one of its names is just that. 1: one begins so. 2: the words are together. 3: the rest."""
    names = Organization.folded
    return case(
        (or_(names == words, names.startswith(f"{words} |"), names.endswith(f"| {words}")), 0),
        (or_(names.startswith(words), names.contains(f"| {words}")), 1),
        (names.contains(words), 2),
        else_=3,
    )


def _largest_first() -> ColumnElement[int]:
    return func.coalesce(Organization.population, 0).desc()


def of_domain(email: str) -> Select[Organization]:
    """Those to whom the domain of this address belongs."""
    domain = email.rpartition("@")[2]
    return (
        still_there()
        .join(EmailDomain, EmailDomain.organization_id == Organization.id)
        .where(EmailDomain.domain == domain)
        .order_by(Organization.folded)
    )
