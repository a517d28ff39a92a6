"""« Mes avis »: what others ask one to attest, one’s answers, and taking one back."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, forms, policy, queries
from intranet.competencies.models import (
    EVIDENCE_LABELS,
    ClaimState,
    EvidenceClaim,
    EvidenceHasExpired,
    NotAwaited,
)
from intranet.competencies.views.blueprint import bp
from intranet.kit.access import me, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.kit.htmx import page

ONE = "/moi/avis/<int:claim_id>"
MOST = 200  # lines of one’s own answers


@bp.get("/moi/avis")
def reviews() -> Response:
    found = every(queries.put_to(me()).limit(MOST))
    waiting = [claim for claim in reversed(found) if claim.state is ClaimState.ASKED]
    return page(
        "competencies/reviews/index.html",
        waiting=waiting,
        answered=[claim for claim in found if claim.state is not ClaimState.ASKED],
        wording=queries.Wording(),
        states=ClaimState,
    )


@bp.get(ONE)
def review(claim_id: int) -> Response:
    return review_page(put_to_me(claim_id) or abort(404))


@bp.post(f"{ONE}/reponse")
def answer_review(claim_id: int) -> ResponseReturnValue:
    """Attest, or « pas encore »; what is written is never lost, whatever happened meanwhile."""
    claim, form = put_to_me(claim_id), forms.AnswerForm()
    if claim is None:
        return gone(form.note.data or "")
    require(policy.may_answer(me(), claim))
    if not form.validate_on_submit():
        return review_page(claim, form=form, status=422)
    author, about = claim.evidence.member.name, about_of(claim)
    act = actions.endorse if form.endorses else actions.answer_not_yet
    try:
        act(claim, me(), form.seen_at, about, now(), note=form.note.data or "")
    except NotAwaited:
        return too_late(claim_id, form.note.data or "")
    except EvidenceHasExpired:
        form.refuse(form.note, "Ce certificat n’est plus valable : il n’atteste plus rien.")
        return review_page(claim, form=form, status=422)
    db.session.commit()
    flash(f"Votre réponse est envoyée à {author}.")
    return redirect(url_for(".reviews"))


@bp.post(f"{ONE}/revocation")
def revoke_attestation(claim_id: int) -> ResponseReturnValue:
    """Take back what one attested."""
    claim, form = put_to_me(claim_id), forms.RevocationForm()
    if claim is None:
        return gone(form.reason.data or "")
    require(policy.may_answer(me(), claim))
    if not form.validate_on_submit():
        return review_page(claim, revoking=form, status=422)
    try:
        actions.revoke_attestation(claim, me(), about_of(claim), now(), note=form.reason.data or "")
    except NotAwaited:
        return too_late(claim_id, form.reason.data or "")
    db.session.commit()
    flash("Votre attestation est retirée.")
    return redirect(url_for(".review", claim_id=claim_id))


@bp.get("/referentiel/<code>/preuves")
def shown_for(code: str) -> Response:
    """What members of the network let one another see for an item, once attested."""
    require(policy.may_see_who_helps(me()))
    item = queries.in_force().find(code)
    if item is None or not item.is_assessable:
        abort(404)
    found = every(queries.shown_to_network(item.competency_id).limit(MOST))
    return page(
        "competencies/evidence/network.html",
        item=item,
        found=found,
        kinds=EVIDENCE_LABELS,
        today=today(),
    )


def put_to_me(claim_id: int) -> EvidenceClaim | None:
    """The request, where it was put to whoever reads; for anyone else it does not exist."""
    query = queries.put_to(me()).where(EvidenceClaim.id == claim_id)
    return db.session.scalars(query).unique().one_or_none()


def about_of(claim: EvidenceClaim) -> str:
    return queries.Wording().about(claim.competency_id, claim.edition_id)


def review_page(
    claim: EvidenceClaim,
    *,
    form: forms.AnswerForm | None = None,
    revoking: forms.RevocationForm | None = None,
    status: int = 200,
    too_late: bool = False,
    kept: str = "",
) -> Response:
    seen = claim.asked_at.isoformat() if claim.asked_at else ""
    evidence = claim.evidence
    catalogue = queries.in_force()
    item = queries.Wording()(claim.competency_id, claim.edition_id)
    sheet = catalogue.sheets.get(claim.competency_id)
    return page(
        "competencies/reviews/show.html",
        status=status,
        claim=claim,
        evidence=evidence,
        item=item,
        steps={step.value: step for step in catalogue.scale},
        descriptors=sheet.descriptors if sheet else {},
        form=form or forms.AnswerForm(formdata=None, seen=seen),
        revoking=revoking or forms.RevocationForm(formdata=None),
        sent=form or revoking,
        states=ClaimState,
        kinds=EVIDENCE_LABELS,
        may_look=policy.may_look(me(), claim),
        has_expired=evidence.has_expired(today()),
        may_answer=policy.may_answer(me(), claim),
        too_late=too_late,
        kept=kept,
    )


def too_late(claim_id: int, kept: str) -> Response:
    """It was withdrawn, asked anew or answered: what became of it, and one’s own words."""
    db.session.rollback()
    claim = put_to_me(claim_id)
    return review_page(claim, status=409, too_late=True, kept=kept) if claim else gone(kept)


def gone(kept: str) -> Response:
    """What was asked of nobody here, or is no more: nothing is told but one’s own words."""
    return page("competencies/reviews/gone.html", status=404, kept=kept)
