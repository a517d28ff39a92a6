"""A word that changes with who works where, so that people need not be counted twice."""

from __future__ import annotations

from sqlalchemy import UpdateBase, event, inspect

from intranet.kit.db import Model
from intranet.kit.stamps import Stamp
from intranet.kit.statements import heeds
from intranet.members.models.memberships import Membership, MembershipState
from intranet.members.models.people import Member, MemberRole
from intranet.organizations.models import Organization

# What lists and counts of people go by; a password or the last day somebody came change neither.
OF_MEMBER = ("can_be_asked", "closed_at", "confirmed_at", "folded", "is_listed")
OF_MEMBERSHIP = ("organization_id", "state")
OF_ORGANIZATION = ("department_code", "folded", "kind", "region_code")


class PeopleStamp(Stamp, Model):
    """A word that changes with who works where, in which role, and with who is in the directory.

    And with a level that is revoked or erased: who helps is a count of people too.
    """

    __tablename__ = "people_stamp"


@heeds(Membership, MemberRole)
def _stamp_with_statement(_changing: UpdateBase, _rows: object) -> None:
    """Decisions change a membership by one conditional UPDATE."""
    PeopleStamp.change()


@event.listens_for(Member, "after_update")
def _stamp_with_person(_mapper: object, _connection: object, member: Member) -> None:
    _stamp_where_changed(member, OF_MEMBER)


@event.listens_for(Membership, "after_insert")
def _stamp_with_newcomer(_mapper: object, _connection: object, new: Membership) -> None:
    if new.state is MembershipState.ADMITTED:
        PeopleStamp.change()


@event.listens_for(Membership, "after_update")
def _stamp_with_move(_mapper: object, _connection: object, moved: Membership) -> None:
    _stamp_where_changed(moved, OF_MEMBERSHIP)


@event.listens_for(Membership, "after_delete")
@event.listens_for(MemberRole, "after_insert")
@event.listens_for(MemberRole, "after_update")
@event.listens_for(MemberRole, "after_delete")
def _stamp_with(_mapper: object, _connection: object, _changed: object) -> None:
    PeopleStamp.change()


@event.listens_for(Organization, "after_update")
def _stamp_with_place(_mapper: object, _connection: object, place: Organization) -> None:
    _stamp_where_changed(place, OF_ORGANIZATION)


def _stamp_where_changed(changed: Model, names: tuple[str, ...]) -> None:
    said = inspect(changed).attrs
    if any(said[name].history.has_changes() for name in names):
        PeopleStamp.change()
