"""Signing in and out; and who is behind the cookie of each request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast

from flask import (
    Response,
    after_this_request,
    current_app,
    flash,
    g,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from sqlalchemy import Select

from intranet.allowances import SIGN_IN_ALL, SIGN_IN_PAIR, SIGN_IN_PLACE, SIGN_IN_TOLD
from intranet.kit import asides, errors, journal, limits, security, unheard
from intranet.kit.access import (
    asked_of_readers,
    me,
    note_of_reader,
    reader,
)
from intranet.kit.clock import now
from intranet.kit.conditional import hold_row
from intranet.kit.db import db
from intranet.kit.forms import address_of
from intranet.kit.htmx import asks_by_itself, is_partial, page
from intranet.kit.journal import Kind
from intranet.kit.paths import own_path
from intranet.kit.texts import lasting
from intranet.kit.ui import THEME
from intranet.members import actions, passwords, queries
from intranet.members.forms import SignInForm
from intranet.members.models import Member, SignIn
from intranet.members.policy import lacks_factor, lifetime_of
from intranet.members.views.blueprint import bp
from intranet.members.views.browsers import passkey_asked
from intranet.members.views.providers import id_token_of_provider, leaving, way_out_of_provider

OF_PROVIDER = ("arrival", "provider")  # tokens, in the cookie, of what it said
TO_OPEN = "Connectez-vous pour ouvrir cette page."
WRONG = "L’adresse ou le mot de passe ne convient pas."
TOO_MANY = f"Il y a eu trop d’essais. Attendez {lasting(SIGN_IN_PAIR.every)}, ou choisissez un nouveau mot de passe."


@dataclass(frozen=True)
class ThisSession:
    """What is known of the session behind this request, from the statement that knows its member."""

    seen_at: datetime
    proven_at: datetime
    is_protected: bool


def signed_in(token: str) -> Member | None:
    """The member behind the token of the cookie, while that session is open.

    What every page must know of them comes in the same statement.
    """
    row = db.session.execute(_who(), queries.proof(token, now())).unique().one_or_none()
    if row is None or is_refused(row[0]):
        return None
    member, started_at, seen_at, proven_at, is_strong, is_protected, *learned = row
    lifetime = lifetime_of(member, is_required=factor_is_required())
    if not lifetime.lets_live(started_at, seen_at, now()):
        return None  # a role came since, whose sessions are shorter
    g.this_session = ThisSession(seen_at, proven_at, bool(is_protected))
    note_of_reader(learned)
    member.lacks_factor = lacks_factor(
        member, is_protected=bool(is_protected or is_strong), is_required=factor_is_required()
    )
    return cast("Member", member)


def _who() -> Select[Any]:
    """That statement, built once: each page of a member begins by it."""
    built: dict[str, Select[Any]] = current_app.extensions
    if "who" not in built:
        built["who"] = queries.signed_in_by().add_columns(
            SignIn.started_at,
            SignIn.seen_at,
            SignIn.proven_at,
            SignIn.is_strong,
            queries.has_factor(),
            *asked_of_readers(),
        )
    return built["who"]


def this_session() -> ThisSession:
    """Of whoever reads the page, where only members may."""
    me()
    return cast("ThisSession", g.this_session)


def factor_is_required() -> bool:
    return bool(current_app.config["SECOND_FACTOR_IS_REQUIRED"])


def note_use(response: Response) -> Response:
    """Now and then, that this session is in use; a page never waits for it, nor fails by it."""
    known: ThisSession | None = g.get("this_session")
    token, at = session_token(), now()
    is_due = known is not None and at - known.seen_at >= actions.SEEN_AGAIN_AFTER
    if is_due and token and response.status_code < 500 and reader():
        asides.jot(partial(actions.see_again, token, me(), at, is_required=factor_is_required()))
    return response


def is_refused(member: Member) -> bool:
    """Demonstration accounts, whose password everybody knows, stay outside production."""
    return member.is_demo and current_app.config["ENVIRONMENT"] == "production"


def ask_to_sign_in() -> ResponseReturnValue:
    """Lead to the sign-in page, and back here afterwards; htmx is told to load it whole.

    Nobody is led away from what they wrote.
    """
    if asks_by_itself() or unheard.typed():
        return errors.explain_session_over()
    if is_partial():
        return "", 401, {"HX-Redirect": url_for("members.sign_in")}
    if ("info", TO_OPEN) not in session.get("_flashes", ()):  # or the cookie grows
        flash(TO_OPEN, "info")  # nothing was done yet
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("members.sign_in", suite=here))


@bp.route("/connexion", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    onward = own_path(request.args.get("suite"))
    if reader() and request.method == "GET":
        return redirect(onward or "/")
    form = SignInForm()
    if not form.validate_on_submit():
        return sign_in_page(form, 422 if form.errors else 200)
    email = address_of(form.email)
    tries = tries_of(email)
    if wait := limits.over(*tries):
        tell_of_a_flood(email)
        form.refuse(form.password, TOO_MANY)
        return limits.refused(sign_in_page(form), wait)
    member = _proven(email, form.password.data or "")
    if member is None:
        form.refuse(form.password, WRONG)
        return sign_in_page(form, 422)
    limits.give_back(*tries)  # failures alone count: whoever knows the password comes and goes
    if member.password_hash and passwords.is_outdated(member.password_hash):
        member.password_hash = passwords.kept(form.password.data or "")
    session.pop("provider", None)  # of a sign-in that was left on the way
    return welcome(member, onward)


@bp.post("/deconnexion")
def sign_out() -> ResponseReturnValue:
    if gone := reader():
        journal.note(Kind.SIGNED_OUT, by=gone)
    id_token = id_token_of_provider()
    actions.close_session(session_token())
    db.session.commit()
    forget_browser()
    if way_out := way_out_of_provider(id_token):
        return leaving(way_out)
    flash("Vous êtes déconnecté.")
    return redirect("/")


def sign_in_page(form: SignInForm, status: int = 200) -> Response:
    return page(
        "members/sign_in.html", form=form, passkey=passkey_asked("sign-in", ()), status=status
    )


def welcome(
    member: Member, onward: str | None, *, proven_at: datetime | None = None
) -> ResponseReturnValue:
    """Whoever gave a first proof of who they are is let in; or asked for the second factor they set up.

    Every way in ends here, but those that are two factors at once: a passkey, a provider that saw two.
    """
    if db.session.scalar(queries.is_protected(member.id)):
        actions.close_session(session_token())
        token = actions.begin_halfway(member, now())
        db.session.commit()
        start_afresh()
        session["halfway"] = token
        return redirect(url_for("members.second_step", suite=onward))
    return let_in(member, onward, proven_at=proven_at)


def let_in(
    member: Member,
    onward: str | None,
    *,
    is_strong: bool = False,
    proven_at: datetime | None = None,
) -> ResponseReturnValue:
    """`is_strong`: a provider says that it saw two factors; `proven_at`: when, if not just now."""
    begin_session(member, is_strong=is_strong, proven_at=proven_at)
    settled = member.is_admitted or member.asked_membership
    db.session.commit()
    return redirect(onward or ("/" if settled else url_for("members.join")))


def begin_session(
    member: Member, *, is_strong: bool = False, proven_at: datetime | None = None
) -> None:
    """Sign this browser in, with a new cookie: what was in the old one is gone."""
    actions.close_session(session_token())
    token = actions.open_session(
        member,
        now(),
        browser=request.user_agent.string,
        is_required=factor_is_required(),
        is_strong=is_strong,
        proven_at=proven_at,
    )
    by_provider = "provider" if session.get("provider") else ""
    journal.note(Kind.SIGNED_IN, by=member, detail=by_provider)
    start_afresh()
    login_user(member)
    session["_user_id"] = token  # not who it is, but a proof that can be taken back


def start_afresh() -> None:
    """Nothing of the old cookie stays, but what a provider said in this browser (`arrivals`)."""
    _empty_cookie(THEME, *OF_PROVIDER)


def forget_browser() -> None:
    """Nothing of the person stays in the cookie, nor in what the browser kept of the pages."""
    after_this_request(forget_pages)
    logout_user()
    _empty_cookie(THEME)


def _empty_cookie(*but: str) -> None:
    """Light or dark stays: it is nobody’s secret, and the site has no other cookie to keep it in."""
    kept = {name: session[name] for name in but if name in session}
    session.clear()
    session.update(kept)


def forget_pages(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = security.FORGET_PAGES
    return response


def session_token() -> str:
    """What the cookie of this browser holds; empty where it is not signed in."""
    return str(session.get("_user_id", ""))


def _proven(email: str, password: str) -> Member | None:
    """The member whose password this is. It takes as long whether the account exists or not."""
    member: Member | None = db.session.scalar(queries.of_address(email))
    if member and is_refused(member):
        member = None
    password_hash, key = (member.password_hash, member.event_key) if member else (None, None)
    db.session.commit()  # frees the writer's lock of SQLite while the password is compared
    if passwords.matches(password_hash, password) and member and _still_has(member, password_hash):
        return member
    journal.note(Kind.SIGN_IN_FAILED, concerns=key, typed=email)
    db.session.commit()
    return None


def _still_has(member: Member, password_hash: str | None) -> bool:
    """Held until the session is open: whoever changes the password meanwhile closes that one too."""
    hold_row(Member, member.id)
    db.session.refresh(member)
    return member.closed_at is None and member.password_hash == password_hash


def tell_of_a_flood(email: str = "") -> None:
    """Once a window, or whoever insists would fill the journal."""
    if not limits.over((SIGN_IN_TOLD, limits.here())):
        journal.note(Kind.SIGN_IN_LIMITED, typed=email)
        db.session.commit()


def tries_of(email: str) -> tuple[limits.Try, ...]:
    """Under what a try is counted: this account from here, any account from here, all of them."""
    here = limits.here()
    return (SIGN_IN_PAIR, f"{email} {here}"), (SIGN_IN_PLACE, here), (SIGN_IN_ALL, "")
