"""My own documents: reading, carrying away, withdrawing them."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, documents, policy, queries
from intranet.bookings.models import Certificate, CertificateIsOver
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.checking import certificate_of, unlisted
from intranet.kit import journal, links
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.journal import Kind
from intranet.kit.paper import NoPaper


@bp.get("/moi/certificats")
def my_certificates() -> Response:
    """Everything that was issued to me, with what became of it."""
    found = every(queries.held_by_member(me()))
    return page("bookings/certificates/mine.html", certificates=found)


@bp.get("/certificats/<code>/document")
def document(code: str) -> Response:
    """The page to print: for its holder, and for those who may issue it."""
    found = mine_or_issued(code)
    return unlisted(make_response(documents.as_page(found)))


@bp.get("/certificats/<code>/document.pdf")
def document_pdf(code: str) -> ResponseReturnValue:
    """The same page as a PDF; the page to print where this machine cannot make one."""
    found = mine_or_issued(code)
    try:
        return as_file(found)
    except NoPaper:
        flash(NO_PAPER, "error")
        return redirect(url_for(".certificate", code=found.code))


def as_file(found: Certificate) -> Response:
    """The PDF to keep. Raises NoPaper."""
    answer = make_response(documents.drawn(found))
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f"attachment; filename={documents.file_name(found)}"
    return unlisted(answer)


NO_PAPER = (
    "Ce serveur ne sait pas faire de PDF : la bibliothèque Pango y manque. "
    "Ouvrez la page à imprimer, puis enregistrez-la en PDF depuis votre navigateur."
)


@bp.get("/certificats/remis/<letter>")
def handed_certificate(letter: str) -> ResponseReturnValue:
    """A guest’s own document, by the link of their letter: they have no account."""
    [certificate_id] = links.read_or_404(actions.HANDED, letter)
    found = db.session.get(Certificate, certificate_id) or abort(404)
    if not found.payload:
        abort(410)
    try:
        return as_file(found)
    except NoPaper:
        return unlisted(make_response(documents.as_page(found)))


@bp.post("/certificats/<code>/retrait")
def withdraw_certificate(code: str) -> ResponseReturnValue:
    """Its holder asks that nothing of it be kept; its page will say so, and no more."""
    found = certificate_of(code)
    require(policy.may_withdraw(me(), found))
    try:
        actions.withdraw(found, now())
        journal.note(Kind.DATA_ERASED, by=me(), detail="certificate")
    except CertificateIsOver:
        db.session.rollback()
        abort(409)
    db.session.commit()
    flash("Ce document est retiré. Sa page de vérification ne dit plus que cela.")
    return redirect(url_for(".my_certificates"))


def mine_or_issued(code: str) -> Certificate:
    """The document, for whoever holds it or may issue it; for the others it is not there."""
    found, member = certificate_of(code), me()
    if not found.payload:
        abort(410)
    if found.member_id != member.id:
        bookable = queries.bookable_of(found) or abort(404)
        if found.kind not in queries.kinds_certified_by(member, bookable):
            abort(404)
    return found
