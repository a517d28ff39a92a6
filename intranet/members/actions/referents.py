"""Who speaks for an organization: named by somebody, told by a letter, until they leave it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from intranet.kit import journal, letters
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members.models import Member, Membership, MembershipState


def name_referent(membership: Membership, by: Member, at: datetime) -> bool:
    """Named twice, told once. False where they do not work there any more, or were named already."""
    if not _set(membership, by, named=True):
        return False
    person = membership.member
    if person.id != by.id:
        letters.write(
            "members/named_referent",
            person.email,
            key=f"membership:{membership.id}:referent:{at}",
            name=person.name,
            by=by.name,
            organization=membership.organization,
        )
    return True


def unname_referent(membership: Membership, by: Member) -> bool:
    """Another is named, or nobody: then whoever came first speaks for it."""
    return _set(membership, by, named=False)


def _set(membership: Membership, by: Member, *, named: bool) -> bool:
    otherwise = update(Membership).where(
        Membership.id == membership.id,
        Membership.state == MembershipState.ADMITTED,
        Membership.is_referent.is_not(named),
    )
    if not changed_one(otherwise.values(is_referent=named)):
        return False
    db.session.refresh(membership)
    journal.note(
        Kind.ROLE_GIVEN if named else Kind.ROLE_WITHDRAWN,
        by=by,
        concerns=membership.member,
        about=membership.organization,
        detail="referent",
    )
    return True
