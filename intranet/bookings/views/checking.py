"""Checking a document: whoever has its code reads what it certifies, and whether it still does."""

from __future__ import annotations

from datetime import date

from flask import Response, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intranet.allowances import CERTIFICATES
from intranet.bookings import badges, payloads, policy, queries
from intranet.bookings.documents import in_words
from intranet.bookings.forms import CodeForm
from intranet.bookings.models import Certificate
from intranet.bookings.views.blueprint import bp
from intranet.kit import limits
from intranet.kit.access import reader
from intranet.kit.canonical import canonical, digest
from intranet.kit.db import db
from intranet.kit.htmx import page


@bp.route("/certificats", methods=["GET", "POST"])
def check_code() -> ResponseReturnValue:
    """Type the code that a document bears."""
    form = CodeForm()
    if not form.is_submitted():
        return page("bookings/certificates/check.html", form=form)
    if form.validate():
        code = payloads.read_code(form.code.data or "")
        if known(code) is not None:
            return redirect(url_for(".certificate", code=code))
        form.refuse(form.code, "Aucun document ne porte ce code : relisez-le lettre à lettre.")
    return page("bookings/certificates/check.html", status=422, form=form)


@bp.get("/certificats/<code>")
def certificate(code: str) -> Response:
    """What it certifies, of whom, and whether it is valid, replaced, revoked or withdrawn."""
    found, member = certificate_of(code), reader()
    bookable = queries.bookable_of(found) if member else None
    said = found.payload
    answer = page(
        "bookings/certificates/show.html",
        certificate=found,
        said=said,
        issued_on=date.fromisoformat(said["issued_on"]) if said else None,
        is_sound=bool(said) and digest(said) == found.sha256,
        is_mine=member is not None and policy.may_withdraw(member, found),
        may_end=bool(
            member and bookable and found.kind in queries.kinds_certified_by(member, bookable)
        ),
        **(in_words(said) if said else {}),
    )
    return unlisted(answer)


@bp.get("/certificats/<code>/badge.json")
def badge(code: str) -> Response:
    """The signed credential, for the wallets and the programs that check it."""
    found = certificate_of(code)
    answer = as_json(found.credential or abort(404), "application/ld+json")
    answer.headers["Content-Disposition"] = f"attachment; filename=badge-{found.serial}.json"
    return unlisted(answer)


@bp.get("/certificats/<code>/badge.svg")
def badge_picture(code: str) -> Response:
    """The drawing of the badge, which carries the credential within itself."""
    found = certificate_of(code)
    credential = found.credential or abort(404)
    picture = render_template("bookings/certificates/badge.svg", said=found.payload)
    answer = make_response(badges.baked(picture, credential))
    answer.headers["Content-Type"] = "image/svg+xml"
    answer.headers["Content-Disposition"] = f"attachment; filename=badge-{found.serial}.svg"
    return unlisted(answer)


def certificate_of(typed: str) -> Certificate:
    """The document of a code; a code that nobody has is a 404, whatever it looks like."""
    return known(payloads.read_code(typed)) or abort(404)


def known(code: str) -> Certificate | None:
    """The document of a code. Codes that nobody has are counted by address; too many are a 429.

    Whatever was typed, the same statements are asked: the time of an answer tells nothing.
    """
    found = db.session.scalars(queries.of_code(code)).one_or_none()
    if found is None:
        wait = limits.over((CERTIFICATES, limits.here()))
        if wait:
            limits.stop(wait)
    return found


def as_json(content: badges.Json, kind: str = "application/json") -> Response:
    answer = make_response(canonical(content))
    answer.headers["Content-Type"] = kind
    answer.headers["Access-Control-Allow-Origin"] = "*"  # public, and read by verifiers in browsers
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def unlisted(answer: Response) -> Response:
    """For whoever has the code: no search engine lists it, and no other site learns the address."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
