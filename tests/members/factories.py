"""People and attachments in the situations that tests name."""

from __future__ import annotations

from typing import Any

from intranet.kit import limits
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members import actions, passwords
from intranet.members.models import Member, Membership, Role
from intranet.organizations.models import Organization
from tests.letters import letters_to
from tests.visitor import Page, Visitor

PASSWORD = "marron tulipe 42 canif"
CAMILLE = {"name": "Camille Essai", "email": "camille@exemple.fr", "password": PASSWORD}


def a_newcomer(email: str = "nouvelle@exemple.fr", name: str = "Nouvelle Venue") -> Member:
    """A confirmed account that works nowhere yet."""
    member = Member(
        email=email, name=name, confirmed_at=now(), password_hash=passwords.kept(PASSWORD)
    )
    db.session.add(member)
    db.session.commit()
    return member


def a_request(
    organization: Organization, *roles: Role, member: Member | None = None, **given: Any
) -> Membership:
    """Somebody who waits for an animator."""
    asked = actions.ask_to_join(
        member or a_newcomer(), organization, now(), roles=roles, job_title="Chargée de mission"
    )
    db.session.commit()
    return asked


def last_link(email: str) -> str:
    """The path of the secret link of the last letter to this address."""
    link = next(letter.secret_link for letter in reversed(letters_to(email)) if letter.secret_link)
    return str(link).removeprefix("http://localhost")


def used_up(limit: limits.Limit, who: str = "127.0.0.1") -> None:
    """They tried, or were tried at, as often as one may."""
    while not limits.over((limit, who)):
        pass


def signed_up(visitor: Visitor, **changes: str) -> Page:
    """Fill the sign-up form as Camille does, and land where everyone does."""
    return visitor.send(visitor.open("/inscription"), **(CAMILLE | changes))


def signed_in(
    visitor: Visitor,
    email: str,
    password: str = PASSWORD,
    status: int = 200,
    onward: str = "/connexion?suite=/moi",
) -> Page:
    """By the form, as people do."""
    return visitor.send(visitor.open(onward), status, email=email, password=password)
