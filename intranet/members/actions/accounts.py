"""Accounts: they begin by a confirmed address, change their password by a link, and can be closed.

Whoever asks about an address is told the same thing, and after the same work, whether it has an
account or not: a password is hashed, a link is kept and a letter is written in every case.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from intranet.kit import journal, letters, register
from intranet.kit.clock import in_paris
from intranet.kit.conditional import hold_row, touched
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members import passwords, queries
from intranet.members.actions.addresses import forget_old_addresses
from intranet.members.actions.finding import let_be_found
from intranet.members.actions.links import Address, key_of, new_link, spend
from intranet.members.actions.roles import other_administrators
from intranet.members.actions.sessions import close_other_sessions
from intranet.members.models import (
    ROLES_TO_ASK,
    AddressIsTaken,
    LastAdministrator,
    LinkIsSpent,
    Member,
    MemberRole,
    Membership,
    MembershipState,
    Purpose,
    Role,
    SingleUseLink,
)
from intranet.organizations.models import Organization

CONFIRM_WITHIN = timedelta(days=3)
RESET_WITHIN = timedelta(hours=4)
FIRST_PASSWORD_WITHIN = timedelta(days=7)


def sign_up(email: str, name: str, password: str, at: datetime, address: Address) -> None:
    """Send the letter that confirms the address, or the one that says there is an account already."""
    password_hash = passwords.kept(password)
    if _bearing(email) is None:
        token = new_link(
            Purpose.CONFIRM,
            at + CONFIRM_WITHIN,
            email=email,
            name=name,
            password_hash=password_hash,
        )
        letters.write(
            "members/confirm",
            email,
            key=key_of(token),
            secret_link=address(token),
            within=CONFIRM_WITHIN,
        )
    else:
        token = new_link(Purpose.NOTHING, at + CONFIRM_WITHIN)
        letters.write("members/already_known", email, key=key_of(token))


def confirm(link: SingleUseLink, at: datetime) -> Member:
    """The address is theirs: the account begins. Raises LinkIsSpent, AddressIsTaken."""
    spend(link, at)
    member = Member(
        email=str(link.email),
        name=str(link.name),
        password_hash=link.password_hash,
        confirmed_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(member)
    except IntegrityError:
        raise AddressIsTaken(link.email) from None
    journal.note(Kind.ACCOUNT_OPENED, by=member)
    return member


def ask_for_a_new_password(email: str, at: datetime, address: Address) -> None:
    """Send the link that lets one choose a password; or say that no account bears this address."""
    member = _bearing(email)
    journal.note(Kind.PASSWORD_FORGOTTEN, concerns=member, typed=email)
    if member is None:
        token = new_link(Purpose.NOTHING, at + RESET_WITHIN)
        letters.write("members/no_account", email, key=key_of(token))
    else:
        token = new_link(Purpose.RESET, at + RESET_WITHIN, member_id=member.id)
        letters.write(
            "members/reset",
            email,
            key=key_of(token),
            secret_link=address(token),
            within=RESET_WITHIN,
        )


def choose_password(link: SingleUseLink, password: str, at: datetime) -> Member:
    """By a single-use link: every browser is signed out.

    Raises LinkIsSpent, where the account closes at this very moment too.
    """
    member = link.member
    if member is None or not _held_open(member):
        raise LinkIsSpent
    spend(link, at)
    _set_password(member, password, at)
    journal.note(Kind.PASSWORD_CHOSEN, by=member)
    close_other_sessions(member)
    return member


def change_password(member: Member, password: str, at: datetime, *, token: str) -> None:
    """From the profile: this browser stays signed in, the others do not. A closed account has none."""
    if not _held_open(member):
        return
    _set_password(member, password, at)
    journal.note(Kind.PASSWORD_CHANGED, by=member)
    close_other_sessions(member, but_token=token)


Farewell = Callable[[int, datetime], None]
_FAREWELLS: dict[str, Farewell] = {}


def at_closing(name: str, farewell: Farewell) -> None:
    """What a domain above erases of a member whose account closes, in the same transaction."""
    _FAREWELLS[name] = farewell


def close_account(member: Member, at: datetime, *, kind: Kind = Kind.ACCOUNT_CLOSED) -> None:
    """Nothing personal stays: no name, address, role, session, link or letter.

    What they published stays, by « Compte fermé ». Again, nothing more. Raises LastAdministrator.
    """
    hold_row(Member, member.id)
    db.session.expire(member)
    if member.closed_at:
        return
    if member.was_granted(Role.ADMINISTRATOR) and not other_administrators(member):
        raise LastAdministrator
    by_themselves = kind is Kind.ACCOUNT_CLOSED
    journal.note(
        kind, by=member if by_themselves else None, concerns=None if by_themselves else member
    )
    for farewell in _FAREWELLS.values():
        farewell(member.id, at)
    forget_old_addresses(member)
    register.erase(member)
    day = in_paris(at).date()
    theirs = Membership.member_id == member.id
    for before, after in (
        (MembershipState.ASKED, MembershipState.WITHDRAWN),
        (MembershipState.ADMITTED, MembershipState.ENDED),
    ):
        left = {"ended_on": day} if after is MembershipState.ENDED else {}
        ended = update(Membership).where(theirs, Membership.state == before)
        db.session.execute(ended.values(state=after, **left))
    db.session.execute(
        update(Membership).where(theirs).values(job_title="", asked_roles=[], roles_asked_at=None)
    )
    member.email = f"compte-ferme-{member.id}@invalid"
    member.name, member.about, member.can_be_asked = "Compte fermé", "", False
    member.is_counted, member.hides_from_own = False, True
    member.is_listed, member.keeps_searches = False, True
    member.password_hash, member.closed_at = None, at
    member.event_key = None  # what the journal tells is nobody’s from now on
    let_be_found(member)
    db.session.expire(member)


def add(
    email: str,
    name: str,
    organization: Organization,
    role: Role | None,
    at: datetime,
    *,
    region_code: str | None = None,
) -> str:
    """An account made by whoever runs the site; the token lets its owner choose the password.

    Raises AddressIsTaken.
    """
    if _bearing(email):
        raise AddressIsTaken(email)
    member = Member(email=email, name=name, confirmed_at=at)
    member.memberships.append(
        Membership(
            organization=organization,
            state=MembershipState.ADMITTED,
            started_on=in_paris(at).date(),
            decided_at=at,
        )
    )
    if role:
        of_one = organization.id if role in ROLES_TO_ASK else None
        member.roles.append(MemberRole(role=role, organization_id=of_one, region_code=region_code))
    db.session.add(member)
    db.session.flush()
    journal.note(Kind.ACCOUNT_OPENED, concerns=member, detail=role or "")
    return new_link(Purpose.RESET, at + FIRST_PASSWORD_WITHIN, member_id=member.id)


def forget_old(at: datetime) -> int:
    """Drop the sessions and the links that time has closed; how many went. For `tick`."""
    return sum(
        touched(db.session.execute(delete(row).where(closed)))
        for row, closed in queries.closed_by_time(at).items()
    )


def _bearing(email: str) -> Member | None:
    return db.session.scalar(queries.of_address(email))


def _held_open(member: Member) -> bool:
    """Be alone with the account, unless it is closed."""
    hold_row(Member, member.id)
    db.session.refresh(member)
    return member.closed_at is None


def _set_password(member: Member, password: str, at: datetime) -> None:
    """The links sent before choose none any more: whoever reads the letters would undo it."""
    theirs = SingleUseLink.member_id == member.id, SingleUseLink.used_at.is_(None)
    db.session.execute(update(SingleUseLink).where(*theirs).values(used_at=at))
    member.password_hash = passwords.kept(password)
    key = f"password:{member.id}:{at.isoformat()}"
    letters.write("members/password_changed", member.email, key=key, member=member, at=at)
