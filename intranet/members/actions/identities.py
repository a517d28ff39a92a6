"""What an OpenID provider vouches for becomes of accounts here: recognised, linked, opened, undone.

The subject at its issuer is who comes, never the address it says: nothing is linked by an address.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from intranet.kit import journal, letters
from intranet.kit.conditional import changed, changed_one, hold_row
from intranet.kit.db import db, every
from intranet.kit.journal import Kind
from intranet.members import queries
from intranet.members.actions.accounts import CONFIRM_WITHIN
from intranet.members.actions.sessions import close_other_sessions
from intranet.members.models import (
    AddressIsTaken,
    AlreadyLinked,
    Arrival,
    ArrivalIsOver,
    Identity,
    Member,
    OnlyWayIn,
    ProviderSession,
)
from intranet.members.openid import Vouched
from intranet.members.policy import OF_MEMBERS, has_another_way_in

DECIDE_WITHIN = timedelta(minutes=30)


def recognise(vouched: Vouched, at: datetime) -> Member | None:
    """Whose identity this is. Noted first: nobody then reads what is about to change."""
    theirs = Identity.issuer == vouched.issuer, Identity.subject == vouched.subject
    if not changed(update(Identity).where(*theirs).values(used_at=at)):
        return None
    return db.session.scalar(
        select(Member)
        .join(Identity, Identity.member_id == Member.id)
        .where(*theirs, Member.closed_at.is_(None))
    )


def receive(vouched: Vouched, at: datetime) -> str:
    """Keep what was said until they decide; the token returned goes into their cookie."""
    token = secrets.token_urlsafe(24)
    db.session.add(
        Arrival(
            token_hash=queries.hashed(token),
            issuer=vouched.issuer,
            subject=vouched.subject,
            name=vouched.name,
            email=vouched.email,
            is_verified=vouched.is_verified,
            id_token=vouched.id_token,
            ends_at=at + DECIDE_WITHIN,
        )
    )
    return token


def link(arrival: Arrival, member: Member, at: datetime, *, token: str) -> Identity:
    """To the account of whoever is signed in, who is told by letter; this browser alone stays so.

    Raises AlreadyLinked, ArrivalIsOver.
    """
    _use(arrival, at)
    identity = _identity(arrival, member, at)
    close_other_sessions(member, but_token=token)
    journal.note(Kind.PROVIDER_LINKED, by=member, about=identity)
    key = f"identity-{identity.id}-linked"
    letters.write("members/identity_linked", member.email, key=key, email=identity.email, at=at)
    return identity


def open_account(arrival: Arrival, name: str, at: datetime) -> Member:
    """Their address is proven by the provider, or by the letter they followed.

    Raises AddressIsTaken, AlreadyLinked, ArrivalIsOver.
    """
    _use(arrival, at)
    member = Member(email=arrival.email, name=name, confirmed_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(member)
    except IntegrityError:
        raise AddressIsTaken(arrival.email) from None
    journal.note(Kind.ACCOUNT_OPENED, by=member, detail="provider")
    _identity(arrival, member, at)
    return member


def ask_by_letter(arrival: Arrival, name: str, at: datetime, address: Callable[[str], str]) -> None:
    """The provider does not say that the address is theirs: a letter asks it.

    The same work, whether it has an account already or not. Raises ArrivalIsOver.
    """
    token = secrets.token_urlsafe(32)
    waits = {
        "letter_hash": queries.hashed(token),
        "name": name,
        "id_token": "",
        "ends_at": at + CONFIRM_WITHIN,
    }
    if not changed(update(Arrival).where(*_usable(arrival, at)).values(**waits)):
        raise ArrivalIsOver
    key = f"link:{queries.hashed(token)}"
    if db.session.scalar(queries.of_address(arrival.email)) is None:
        letters.write(
            "members/confirm_identity",
            arrival.email,
            key=key,
            secret_link=address(token),
            within=CONFIRM_WITHIN,
        )
    else:
        letters.write("members/already_known", arrival.email, key=key)


def unlink(identity: Identity, member: Member, at: datetime, *, token: str) -> None:
    """It opens the account no more, nor keeps it open elsewhere; the letter says so, once. Raises OnlyWayIn."""
    hold_row(Member, member.id)
    others = [each for each in every(queries.identities_of(member)) if each.id != identity.id]
    passkeys = every(queries.passkeys_of(member))
    if not has_another_way_in(member, len(others) + len(passkeys)):
        raise OnlyWayIn
    email, key = identity.email, f"identity-{identity.id}-unlinked"
    if changed_one(delete(Identity).where(Identity.id == identity.id)):
        close_other_sessions(member, but_token=token)
        letters.write("members/identity_unlinked", member.email, key=key, email=email, at=at)
        journal.note(Kind.PROVIDER_UNLINKED, by=member)


def remember_provider(member: Member, id_token: str, at: datetime) -> str:
    """What its session at the provider will be ended with; the token returned goes into the cookie."""
    token = secrets.token_urlsafe(24)
    db.session.add(
        ProviderSession(
            token_hash=queries.hashed(token),
            member_id=member.id,
            id_token=id_token,
            ends_at=at + OF_MEMBERS.whole,
        )
    )
    return token


def leave_provider(token: str, member: Member | None) -> str | None:
    """What ends the session at the provider, once, if this member came by it in this browser.

    Whoever is signed in no more came by it last.
    """
    theirs = [ProviderSession.token_hash == queries.hashed(token)]
    if member:
        theirs.append(ProviderSession.member_id == member.id)
    id_token = db.session.scalar(select(ProviderSession.id_token).where(*theirs))
    return id_token if changed(delete(ProviderSession).where(*theirs)) else None


def _identity(arrival: Arrival, member: Member, at: datetime) -> Identity:
    identity = Identity(
        member=member,
        issuer=arrival.issuer,
        subject=arrival.subject,
        email=arrival.email,
        linked_at=at,
        used_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(identity)
    except IntegrityError:
        raise AlreadyLinked(arrival.subject) from None
    return identity


def _use(arrival: Arrival, at: datetime) -> None:
    """It serves once, even for two clicks at the same instant."""
    if not changed(delete(Arrival).where(*_usable(arrival, at))):
        raise ArrivalIsOver


def _usable(arrival: Arrival, at: datetime) -> tuple[Any, ...]:
    return Arrival.token_hash == arrival.token_hash, Arrival.ends_at > at
