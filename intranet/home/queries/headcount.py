"""How many people of the directory answer, by facet; and what need not be counted twice.

Regions, natures of organizations, départements and roles are counted from what everybody in the
directory is, read once while nobody enters, leaves or moves (`PeopleStamp`), and for a competency
while nothing new is said of it. What words leave is counted once too, while nothing that is found
changes; a commune is asked of the database each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, func

from intranet.home.queries.people import Asked, built, counted, holds
from intranet.kit.db import db
from intranet.kit.kept import Kept
from intranet.members.models import Member, MemberRole, Role
from intranet.organizations.models import Kind, Organization


class Place(NamedTuple):
    """Where people work, as far as a filter can tell."""

    region: str | None
    kind: Kind
    department: str | None


Crowd = Mapping[tuple[Place, frozenset[Role]], int]  # how many are of a place, with these roles


@dataclass(frozen=True)
class Counts:
    """How many people there are, and with each region, nature of organization and role.

    Each filter is counted without itself.
    """

    total: int
    regions: Mapping[str | None, int]
    kinds: Mapping[Kind, int]
    roles: Mapping[Role, int]


def counts(asked: Asked) -> Counts:
    """From what is kept, where the database has nothing more to say."""
    under = asked.kept_under
    if under is None:
        return _counts(asked, _crowd(asked.everybody))
    return _kept(("counts", *under, *asked.chosen), lambda: _counts(asked, _kept_crowd(asked)))


def _kept_crowd(asked: Asked) -> Crowd:
    """Words are of one search: its counts alone are kept."""
    if asked.words:
        return _crowd(asked.everybody)
    return _crowds(("crowd", *(asked.kept_under or ())), lambda: _crowd(asked.everybody))


_kept = Kept(128)
_crowds = Kept(8)  # of some hundred kilobytes


def _crowd(asked: Asked) -> Crowd:
    """In two statements: people by place, then those who hold a role, one by one."""
    given, crowd = asked.given, Counter[tuple[Place, frozenset[Role]]]()
    for *place, people in db.session.execute(built(_by_place, asked), given):
        crowd[Place(*place), frozenset()] += people
    holding: dict[tuple[int, Place], set[Role]] = {}
    for member_id, *place, role in db.session.execute(built(_holding, asked), given):
        holding.setdefault((member_id, Place(*place)), set()).add(role)
    for (_, here), roles in holding.items():
        crowd[here, frozenset()] -= 1
        crowd[here, frozenset(roles)] += 1
    return crowd


def _by_place(asked: Asked) -> Select[Any]:
    return counted(asked, *_PLACE, func.count(Member.id)).group_by(*_PLACE)


def _holding(asked: Asked) -> Select[Any]:
    return counted(asked, Member.id, *_PLACE, MemberRole.role).join(MemberRole, holds())


_PLACE: tuple[Any, ...] = Organization.region_code, Organization.kind, Organization.department_code


def _counts(asked: Asked, crowd: Crowd) -> Counts:
    total, regions, kinds = 0, Counter[str | None](), Counter[Kind]()
    of_role = Counter[Role]()
    for (place, roles), people in crowd.items():
        missed = list(_missed(asked, place, roles))
        regions[place.region] += people * (missed in ([], ["region"]))
        kinds[place.kind] += people * (missed in ([], ["kind"]))
        for role in roles:
            of_role[role] += people * (missed in ([], ["role"]))
        total += people * (not missed)
    return Counts(total, regions, kinds, of_role)


def _missed(asked: Asked, place: Place, roles: frozenset[Role]) -> Iterator[str]:
    """The filters that those of a place, with these roles, do not answer."""
    if asked.regions and place.region not in asked.regions:
        yield "region"
    if asked.kinds and place.kind not in asked.kinds:
        yield "kind"
    if asked.roles and roles.isdisjoint(asked.roles):
        yield "role"
    if asked.department and place.department != asked.department:
        yield "department"
