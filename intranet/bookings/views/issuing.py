"""The documents of a meeting: who may have what, issuing for all, correcting one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, abort, flash, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from intranet.bookings import actions, documents, payloads, policy, queries
from intranet.bookings.forms import EndForm, OrderForm
from intranet.bookings.models import (
    CERTIFICATE_LABELS,
    REFUSAL_LABELS,
    Bookable,
    Certificate,
    CertificateAlreadyIssued,
    CertificateIsOver,
    CertificateKind,
    Facts,
    IssueOrder,
    NotCertifiable,
    Refusal,
)
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.checking import certificate_of
from intranet.bookings.views.mine import NO_PAPER
from intranet.kit import journal
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.journal import Kind
from intranet.kit.listing import Listing, asked_page, first_of, page_within
from intranet.kit.paper import NoPaper
from intranet.kit.sealing import CannotUnseal

PER_PAGE = 50  # people of a page
PER_ARCHIVE = 100  # documents of one archive: some seconds of drawing
WORDS = {
    CertificateKind.COMPLETION: "realisation",
    CertificateKind.ATTAINMENT: "competences",
    CertificateKind.PRESENCE: "presence",
    CertificateKind.BADGE: "badges",
}  # in the addresses of archives
Kinds = frozenset[CertificateKind]


@bp.route("/animer/certificats/<int:bookable_id>", methods=["GET", "POST"])
def meeting_certificates(bookable_id: int) -> ResponseReturnValue:
    """Who may have which document, and issuing one kind for all who may."""
    bookable, kinds = meeting_of_mine(bookable_id)
    form = OrderForm()
    if not form.is_submitted():
        return listed(bookable, kinds, form)
    if not form.validate() or form.chosen not in kinds:
        form.refuse(form.kind, "Vous ne pouvez pas émettre ce document.")
        return listed(bookable, kinds, form, status=422)
    under_way = actions.order(bookable, form.chosen, me(), now())
    if under_way is None:
        db.session.rollback()
        flash("Personne n’attend ce document : tous l’ont, ou rien ne peut encore être certifié.")
        return redirect(url_for(".meeting_certificates", bookable_id=bookable_id))
    db.session.commit()
    return going_on(under_way)


@bp.post("/animer/certificats/<int:bookable_id>/<int:registration_id>")
def issue_again(bookable_id: int, registration_id: int) -> ResponseReturnValue:
    """One document for one person, by name: what was revoked or withdrawn is not issued with the others’."""
    bookable, kinds = meeting_of_mine(bookable_id)
    facts = next(iter(queries.facts_of(bookable, [registration_id])), None) or abort(404)
    kind = next((one for one in kinds if one == request.form.get("kind")), None) or abort(400)
    try:
        issued = actions.issue(facts, kind, me(), now())
    except (CertificateAlreadyIssued, NotCertifiable) as refused:
        db.session.rollback()
        is_there = isinstance(refused, CertificateAlreadyIssued)
        flash(ALREADY_ISSUED if is_there else REFUSAL_LABELS[refused.args[0]], "error")
    except CannotUnseal:
        db.session.rollback()
        flash(NO_KEY, "error")
    else:
        db.session.commit()
        flash(f"Le document {issued.serial} est émis pour {facts.name}.")
    return redirect(url_for(".meeting_certificates", bookable_id=bookable_id))


ALREADY_ISSUED = "Ce document vient d’être émis : il n’y en a qu’un en vigueur."


@bp.route("/animer/certificats/lots/<int:order_id>", methods=["GET", "POST"])
def issue_order(order_id: int) -> ResponseReturnValue:
    """How far it is; each sending goes on with some more, and the timer with the rest."""
    under_way = one_or_404(queries.order_of(order_id))
    bookable, _ = meeting_of_mine(under_way.bookable_id)
    if request.method == "POST":
        return going_on(under_way)
    return page(
        "bookings/certificates/order.html",
        fragment="progress",
        order=under_way,
        label=CERTIFICATE_LABELS[under_way.kind],
        meeting=describe(bookable),
        archive=WORDS[under_way.kind],
        archives=-(-len(in_force(bookable, under_way.kind)) // PER_ARCHIVE),
    )


def going_on(under_way: IssueOrder) -> ResponseReturnValue:
    """Issue some more, then show how far it is."""
    order_id = under_way.id
    if under_way.finished_at is None:
        try:
            actions.issue_some(under_way, now())
        except CannotUnseal:
            db.session.rollback()
            flash(NO_KEY, "error")
        else:
            db.session.commit()
    return redirect(url_for(".issue_order", order_id=order_id))


NO_KEY = (
    "La clé qui signe les badges ne s’ouvre plus, car le secret du site a changé. "
    "Rien n’est perdu : prévenez l’administration du site, puis reprenez."
)


@bp.get("/animer/certificats/<int:bookable_id>/<archive>.zip")
def certificates_archive(bookable_id: int, archive: str) -> ResponseReturnValue:
    """The PDFs of one kind, a hundred at a time, sent as they are drawn."""
    bookable, kinds = meeting_of_mine(bookable_id)
    kind = next((one for one in kinds if WORDS[one] == archive), None) or abort(404)
    found = sorted(in_force(bookable, kind), key=lambda one: one.serial)
    first = first_of(asked_page(), PER_ARCHIVE)
    chosen = found[first : first + PER_ARCHIVE]
    if not chosen:
        abort(404)
    try:
        documents.drawn(chosen[0])
    except NoPaper:
        flash(NO_PAPER, "error")
        return redirect(url_for(".meeting_certificates", bookable_id=bookable_id))
    ids, about = [one.id for one in chosen], (Bookable.__tablename__, bookable_id)
    journal.note_apart(Kind.DATA_EXPORTED, by=me(), about=about, detail="certificates")
    every(select(Certificate).where(Certificate.id.in_(ids)))  # read again at once, not one by one
    body: Iterator[bytes] = stream_with_context(documents.archive(chosen))
    answer = Response(body, mimetype="application/zip")
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=certificats-{bookable_id}-{archive}.zip"
    )
    return answer


def in_force(bookable: Bookable, kind: CertificateKind) -> list[Certificate]:
    """What the archives hold: those of this order, and of the orders before."""
    return [theirs[kind] for theirs in queries.valid_of(bookable).values() if kind in theirs]


@bp.route("/certificats/<code>/remplacement", methods=["GET", "POST"])
def replace_certificate(code: str) -> ResponseReturnValue:
    """A correction: a new document that says what is true now, to which the old one points."""
    found, bookable = issued_by_me(code)
    facts = next(iter(queries.facts_of(bookable, [found.registration_id or 0])), None)
    form = EndForm()
    if facts is None:
        abort(404)
    refused = policy.refusal(found.kind, facts, me())
    if not form.validate_on_submit() or refused:
        return ending(found, form, facts=facts, refused=refused)
    try:
        issued = actions.replace(found, facts, me(), now(), reason=form.reason.data or "")
    except (CertificateIsOver, NotCertifiable):
        return overtaken(code)
    except CannotUnseal:
        db.session.rollback()
        flash(NO_KEY, "error")
        return redirect(url_for(".certificate", code=code))
    db.session.commit()
    flash("Le nouveau document est émis. L’ancien dit par lequel il est remplacé.")
    return redirect(issued.address)


@bp.route("/certificats/<code>/revocation", methods=["GET", "POST"])
def revoke_certificate(code: str) -> ResponseReturnValue:
    """It certifies nothing any more; its page keeps answering, with the reason."""
    found, _ = issued_by_me(code)
    form = EndForm()
    if not form.validate_on_submit():
        return ending(found, form)
    try:
        actions.revoke(found, me(), now(), reason=form.reason.data or "")
    except CertificateIsOver:
        return overtaken(code)
    db.session.commit()
    flash("Le document est révoqué\u202f; sa page de vérification le dit.")
    return redirect(found.address)


def meeting_of_mine(bookable_id: int) -> tuple[Bookable, Kinds]:
    """The meeting and what this member may issue for it; for the others it is not there."""
    bookable = db.session.get(Bookable, bookable_id) or abort(404)
    kinds = queries.kinds_certified_by(me(), bookable)
    if not kinds:
        abort(404)
    return bookable, kinds


def issued_by_me(code: str) -> tuple[Certificate, Bookable]:
    """A document in force that this member may end, and its meeting."""
    found = certificate_of(code)
    bookable = queries.bookable_of(found) or abort(404)
    if found.kind not in queries.kinds_certified_by(me(), bookable):
        abort(404)
    return found, bookable


def describe(bookable: Bookable) -> Any:
    certifier = queries.certifier_of(bookable)
    return certifier.describe(bookable.id) if certifier else abort(404)


def listed(bookable: Bookable, kinds: Kinds, form: OrderForm, *, status: int = 200) -> Response:
    people, ordered = (
        queries.facts_of(bookable),
        [kind for kind in CertificateKind if kind in kinds],
    )
    number = page_within(len(people), PER_PAGE)
    first = first_of(number, PER_PAGE)
    shown = Listing(people[first : first + PER_PAGE], len(people), number, PER_PAGE)
    form.kind.choices = [one for one in form.kind.choices or () if one.value in kinds]
    return page(
        "bookings/certificates/meeting.html",
        status=status,
        bookable=bookable,
        meeting=describe(bookable),
        kinds=ordered,
        labels=CERTIFICATE_LABELS,
        words=WORDS,
        form=form,
        people=shown,
        ready={kind: len(actions.ready(people, kind, me())) for kind in ordered},
        issued={kind: sum(kind in facts.valid for facts in people) for kind in ordered},
        archives={
            kind: -(-sum(kind in facts.valid for facts in people) // PER_ARCHIVE)
            for kind in ordered
        },
        heads=["Personne", "Durée suivie", *(CERTIFICATE_LABELS[kind] for kind in ordered)],
        why=why,
        waits_for_its_name=policy.waits_for_its_name,
        in_words=documents.followed,
        is_outdated=payloads.is_outdated,
        under_way=queries.orders_under_way(bookable.id),
    )


def why(kind: CertificateKind, facts: Facts) -> str | None:
    """Why somebody has no such document yet, in one sentence."""
    refused = policy.refusal(kind, facts, me())
    return REFUSAL_LABELS[refused] if refused else None


def ending(
    found: Certificate, form: EndForm, *, facts: Facts | None = None, refused: Refusal | None = None
) -> Response:
    """The page that asks why; with what the new document would say, where it is a replacement."""
    status = 422 if form.is_submitted() else 200
    if not found.is_valid:
        status = 409
    return page(
        "bookings/certificates/end.html",
        status=status,
        certificate=found,
        form=form,
        facts=facts,
        in_words=documents.followed,
        refused=REFUSAL_LABELS[refused] if refused else None,
    )


def overtaken(code: str) -> Response:
    """Somebody ended it first: its page says who did what."""
    db.session.rollback()
    return ending(certificate_of(code), EndForm())
