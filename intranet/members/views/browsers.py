"""What a browser with a passkey is asked to sign, and what its answer proves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import digest

from flask import current_app, session
from flask_wtf.csrf import generate_csrf

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members import actions, passkeys, queries
from intranet.members.forms import PasskeyForm
from intranet.members.models import FactorRefused, Member, Passkey


@dataclass(frozen=True)
class Ceremony:
    """A ceremony of WebAuthn, as the script of a page begins it: the word to sign, and the options."""

    challenge: str
    options: str


def this_site() -> passkeys.Site:
    return passkeys.Site(current_app.config["SITE_NAME"], current_app.config["SITE_URL"])


def passkey_asked(purpose: str, held: Iterable[Passkey]) -> Ceremony | None:
    """One of these passkeys, or any of this site; None where browsers would refuse to ask."""
    if not this_site().takes_passkeys:
        return None
    word = passkeys.challenge(purpose, _browser(), now())
    return Ceremony(word, passkeys.to_prove(this_site(), held, word))


def passkey_to_make(member: Member, held: Iterable[Passkey]) -> Ceremony | None:
    if not this_site().takes_passkeys:
        return None
    word = passkeys.challenge(f"add:{member.id}", _browser(), now())
    handle = _handle(member)
    return Ceremony(word, passkeys.to_register(this_site(), member, handle, held, word))


def passkey_made(member: Member, form: PasskeyForm) -> passkeys.Registered:
    """Raises FactorRefused."""
    word = form.challenge.data or ""
    passkeys.asked_at(word, f"add:{member.id}", _browser(), now())
    return passkeys.registered(this_site(), form.credential.data or "", word)


def passkey_proven(
    purpose: str, form: PasskeyForm, at: datetime, *, may_be: Callable[[Member], bool]
) -> Passkey:
    """The passkey that answered, which will not answer the same again. Raises FactorRefused."""
    if not form.validate():
        raise FactorRefused("form")
    word, answer = form.challenge.data or "", form.credential.data or ""
    asked = passkeys.asked_at(word, purpose, _browser(), at)
    passkey = db.session.scalar(queries.passkey_called(passkeys.credential_id_of(answer)))
    if passkey is None or passkey.member.closed_at or not may_be(passkey.member):
        raise FactorRefused("unknown")
    count = passkeys.proven(this_site(), passkey, answer, word)
    actions.note_passkey_use(passkey, count, asked, at)
    return passkey


def _browser() -> str:
    """What tells this browser from others: a fingerprint of the token of its forms."""
    generate_csrf()
    return sha256(session["csrf_token"].encode()).hexdigest()[:32]


def _handle(member: Member) -> bytes:
    """The same for all the passkeys of an account, and saying nothing of it (WebAuthn, 14.6.1)."""
    return digest(
        current_app.config["SECRET_KEY"].encode(), f"passkey:{member.id}".encode(), "sha256"
    )
