"""Signing in by the OpenID provider: the way there, the way back, and the first time."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from flask import (
    Response,
    current_app,
    flash,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from intranet.allowances import PROVIDER_PLACE, SIGN_UP_LETTERS, SIGN_UP_PLACE
from intranet.kit import limits
from intranet.kit.access import me, reader
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.exports import absolute
from intranet.kit.forms import ADDRESS
from intranet.kit.htmx import page
from intranet.kit.paths import own_path
from intranet.members import actions, openid, queries
from intranet.members.forms import ArrivalForm
from intranet.members.models import (
    AddressIsTaken,
    AlreadyLinked,
    Arrival,
    ArrivalIsOver,
    Member,
)
from intranet.members.openid import AuthorizationRequest, Vouched
from intranet.members.policy import PROVEN_LATELY, is_proven_lately
from intranet.members.views.accounts import TOO_MANY, spent_link
from intranet.members.views.blueprint import bp
from intranet.members.views.providers import client, provider, trouble
from intranet.members.views.proving import to_prove
from intranet.members.views.sessions import (
    is_refused,
    let_in,
    session_token,
    tell_of_a_flood,
    welcome,
)

BACK_WITHIN = 600  # seconds
DENIED = {"access_denied", "login_required", "interaction_required", "consent_required"}


@bp.get("/connexion/fournisseur")
def to_provider() -> ResponseReturnValue:
    """Lead to the provider; the cookie remembers what it must answer to."""
    try:
        address, asked = client().ask(again=reader() is not None)
    except openid.Unavailable as failure:
        current_app.logger.warning("openid provider unavailable: %s", failure)
        return trouble("unavailable")
    session["openid"] = asdict(asked) | {
        "at": now().timestamp(),
        "onward": own_path(request.args.get("suite")),
    }
    return redirect(address)


@bp.get("/connexion/retour")
def from_provider() -> ResponseReturnValue:
    """Back from the provider, with its word or its refusal."""
    ours = client()
    asked, onward = _asked(session.pop("openid", None))
    if asked is None or request.args.get("state") != asked.state:
        return trouble("lost")
    if error := request.args.get("error"):
        return trouble("denied" if error in DENIED else "unavailable")
    place = PROVIDER_PLACE, limits.here()
    if wait := limits.over(place):
        tell_of_a_flood()
        return trouble("swamped", wait=wait)
    try:
        vouched = ours.answered(request.args, asked)
    except openid.Unavailable as failure:
        current_app.logger.warning("openid provider unavailable: %s", failure)
        return trouble("unavailable")
    except openid.Refused as refusal:
        current_app.logger.warning("openid answer refused: %s", refusal)
        return trouble("refused")
    limits.give_back(place)
    return _welcomed(vouched, onward, now())


def _asked(kept: object) -> tuple[AuthorizationRequest | None, str | None]:
    """What this browser asked, while it may still come back; and where it was going."""
    if not isinstance(kept, dict) or now().timestamp() - kept["at"] > BACK_WITHIN:
        return None, None
    return AuthorizationRequest(kept["state"], kept["nonce"], kept["verifier"]), kept["onward"]


def _welcomed(vouched: Vouched, onward: str | None, at: datetime) -> ResponseReturnValue:
    """Known, they are let in; else they decide what to do with this identity."""
    member = actions.recognise(vouched, at)
    if member is None:
        session["arrival"] = actions.receive(vouched, at)
        db.session.commit()
        first = url_for(".arrival")
        by_letter = onward is not None and onward.startswith(f"{first}/")
        return redirect(onward if onward and by_letter else first)
    here = reader()
    if here and here.id != member.id:
        db.session.rollback()
        return trouble("another")
    proven_at = vouched.proven_at or at - PROVEN_LATELY
    if here:
        return _proven_again(proven_at, onward, at)
    return _let_in(
        member, vouched.id_token, onward, at, is_strong=vouched.is_strong, proven_at=proven_at
    )


def _proven_again(proven_at: datetime, onward: str | None, at: datetime) -> ResponseReturnValue:
    """Not where a session open at the provider let them through: whoever found the screen has it too."""
    theirs = provider().name
    if is_proven_lately(proven_at, at):
        actions.note_proof(session_token(), proven_at)
        flash(f"{theirs} confirme que c’est bien vous.")
    else:
        flash(f"{theirs} ne dit pas que vous venez de vous y identifier.", "error")
    db.session.commit()
    return redirect(onward or url_for(".me"))


def _let_in(
    member: Member,
    id_token: str,
    onward: str | None,
    at: datetime,
    *,
    is_strong: bool = False,
    proven_at: datetime | None = None,
) -> ResponseReturnValue:
    """The second factor is asked for as after a password, unless the provider saw two."""
    if is_refused(member):
        db.session.rollback()
        return trouble("closed")
    session["provider"] = actions.remember_provider(member, id_token, at)
    if is_strong:
        return let_in(member, onward, is_strong=True, proven_at=proven_at)
    return welcome(member, onward, proven_at=proven_at)


@bp.route("/connexion/identite", methods=["GET", "POST"])
def arrival() -> ResponseReturnValue:
    """The first time: link it to one’s account, or open one once the name and the address are confirmed."""
    came = _arrival()
    if came is None:
        return trouble("lost")
    if reader() and (first := to_prove()):
        return first
    form = ArrivalForm(name=came.name)
    if not form.validate_on_submit() or reader() or not _has_address(came):
        return _shown(came, form, 422 if form.errors else 200)
    if wait := limits.over((SIGN_UP_PLACE, limits.here())):
        form.refuse(form.name, TOO_MANY)
        return limits.refused(_shown(came, form), wait)
    return _opened(came, form, now())


@bp.post("/connexion/identite/rattachement")
def link_identity() -> ResponseReturnValue:
    """To the account of whoever is signed in, and read who it is."""
    came = _arrival()
    if came is None:
        return trouble("lost")
    if first := to_prove():
        return first
    at, id_token = now(), came.id_token
    try:
        actions.link(came, me(), at, token=session_token())
    except ArrivalIsOver:
        db.session.rollback()
        return trouble("lost")
    except AlreadyLinked:
        db.session.rollback()
        return trouble("another")
    session.pop("arrival", None)
    session["provider"] = actions.remember_provider(me(), id_token, at)
    db.session.commit()
    flash(
        f"C’est fait : {provider().name} ouvre désormais votre compte. Vos autres sessions sont fermées."
    )
    return redirect(url_for(".me"))


@bp.route("/connexion/identite/<token>", methods=["GET", "POST"])
def confirm_identity(token: str) -> ResponseReturnValue:
    """By the link of the letter, in a browser that the provider says is theirs too.

    Or the identity of whoever typed my address would open, once I press the button, an account
    that bears my name. It shows a button, because mail scanners open links too.
    """
    came, here, at = db.session.scalar(queries.arrival_by_letter(token, now())), _arrival(), now()
    if came is None:
        return spent_link()
    if request.method == "GET" or here is None or not here.is_of_same(came):
        return _confirming(came, here)
    id_token = here.id_token
    try:
        member = actions.open_account(came, came.name, at)
    except (ArrivalIsOver, AddressIsTaken, AlreadyLinked):
        db.session.rollback()
        return spent_link()
    session.pop("arrival", None)
    flash("Votre adresse est confirmée, et votre compte est ouvert.")
    return _let_in(member, id_token, None, at)


def _arrival() -> Arrival | None:
    """What the provider said in this browser, while it waits for an answer."""
    provider()
    return db.session.scalar(queries.arrival_of(str(session.get("arrival", "")), now()))


def _has_address(came: Arrival) -> bool:
    return ADDRESS.fullmatch(came.email) is not None


def _shown(came: Arrival, form: ArrivalForm, status: int = 200) -> Response:
    return page(
        "members/arrival.html",
        status=status,
        form=form,
        came=came,
        provider=provider().name,
        has_address=_has_address(came),
        member=reader(),
    )


def _confirming(came: Arrival, here: Arrival | None) -> Response:
    return page(
        "members/confirm_identity.html",
        email=came.email,
        provider=provider().name,
        is_here=here is not None and here.is_of_same(came),
        is_other=here is not None and not here.is_of_same(came),
    )


def _opened(came: Arrival, form: ArrivalForm, at: datetime) -> ResponseReturnValue:
    """At once where the provider says that the address is theirs; else a letter asks it first."""
    name, id_token, is_verified = str(form.name.data), came.id_token, came.is_verified
    member: Member | None = None
    try:
        if is_verified:
            member = actions.open_account(came, name, at)
        elif not limits.over((SIGN_UP_LETTERS, came.email)):
            actions.ask_by_letter(came, name, at, _letter_address)
    except AddressIsTaken:
        db.session.rollback()
        form.refuse(form.name, "Un compte a déjà cette adresse : connectez-vous pour le relier.")
        return _shown(came, form, 409)
    except (ArrivalIsOver, AlreadyLinked):
        db.session.rollback()
        return trouble("lost")
    session.pop("arrival", None)
    if member:
        return _let_in(member, id_token, None, at)
    db.session.commit()
    return redirect(url_for(".letter_awaits"))


def _letter_address(token: str) -> str:
    return absolute(url_for(".confirm_identity", token=token))
