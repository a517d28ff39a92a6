"""People whose structure closes: they follow it where another takes its place, with what they do for it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, select, update

from intranet.kit import letters
from intranet.kit.clock import in_paris
from intranet.kit.conditional import ALONE
from intranet.kit.db import db, every
from intranet.members.actions.finding import let_be_found
from intranet.members.actions.memberships import grant, leave, withdraw
from intranet.members.models import Membership, MembershipState
from intranet.organizations.actions import Belonging, Closing


def follow(closing: Closing) -> None:
    """Those who work there, then those who asked to; each is told by a letter. They are held as they are
    found: whoever leaves, or is admitted, at that very moment does so before, or after.
    """
    former = closing.former.id
    found = every(_held(former))
    for works in [one for one in found if one.state is MembershipState.ADMITTED]:
        _tell(works, closing)
        if closing.successor:
            _move_over(works, closing)
        else:
            leave(works, closing.at)
    db.session.expire_all()
    for asked in every(_of(former, MembershipState.ASKED)):
        _tell(asked, closing)
        if closing.successor and asked.member.organization_id != closing.successor.id:
            same = update(Membership).where(Membership.id == asked.id)
            db.session.execute(same.values(organization_id=closing.successor.id))
        else:
            withdraw(asked)


def _move_over(works: Membership, closing: Closing) -> None:
    """The attachment ends, another begins the same day; what waits for an answer there is settled."""
    assert closing.successor
    person, former, today = works.member, closing.former.id, in_paris(closing.at).date()
    held = [one.role for one in person.roles if one.organization_id == former]
    speaks, asked_since, asked = works.is_referent, works.roles_asked_at, works.asked_roles
    waits = person.asked_membership
    leave(works, closing.at)
    if waits and waits.organization_id == closing.successor.id:
        withdraw(waits)
    begun = Membership(
        member_id=person.id,
        organization_id=closing.successor.id,
        job_title=works.job_title,
        state=MembershipState.ADMITTED,
        asked_roles=[role.value for role in held],
        is_referent=speaks,
        started_on=today,
        decided_at=closing.at,
        decided_by_id=closing.by.id,
        created_at=closing.at,
    )
    db.session.add(begun)
    db.session.flush()
    db.session.expire(person, ["memberships", "roles"])
    grant(begun, held, closing.by)
    if asked_since:
        begun.asked_roles, begun.roles_asked_at = asked, asked_since
    let_be_found(person)


def _tell(membership: Membership, closing: Closing) -> None:
    letters.write(
        "members/structure_closed",
        membership.member.email,
        key=f"membership:{membership.id}:closed:{closing.at.isoformat()}",
        member=membership.member,
        former=closing.former,
        successor=closing.successor,
        works=membership.state is MembershipState.ADMITTED,
    )


def _held(organization_id: int) -> Select[Membership]:
    theirs = _of(organization_id, MembershipState.ADMITTED, MembershipState.ASKED)
    held = theirs.with_for_update(of=Membership, **ALONE)
    return held.execution_options(populate_existing=True)


def _of(organization_id: int, *states: MembershipState) -> Select[Membership]:
    theirs = Membership.organization_id == organization_id, Membership.state.in_(states)
    return select(Membership).where(*theirs).order_by(Membership.member_id)


def _count(organization_id: int, _on: date) -> Select[int]:
    return _of(organization_id, MembershipState.ADMITTED).with_only_columns(
        func.count(), maintain_column_froms=True
    ).order_by(None)  # fmt: skip


PEOPLE = Belonging(follow, ("personne", "personnes"), _count, needs_successor=False)
