"""Asking somebody to attest a level, asking them no more, or no longer saying it."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, forms, policy, queries
from intranet.competencies.models import (
    Evidence,
    EvidenceClaim,
    EvidenceHasExpired,
    NotAskable,
    NotAwaited,
    Visibility,
)
from intranet.competencies.views.blueprint import bp
from intranet.competencies.views.evidence import evidence_page, mine
from intranet.kit.access import me, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.kit.forms import SelectChoice
from intranet.kit.htmx import page
from intranet.members import queries as members
from intranet.members.models import Member

OF_CLAIM = "/moi/preuves/<int:evidence_id>/niveaux/<int:claim_id>"


@bp.route(f"{OF_CLAIM}/demande", methods=["GET", "POST"])
def ask_to_attest(evidence_id: int, claim_id: int) -> ResponseReturnValue:
    """Search, then choose: one page, which htmx fills as one types."""
    evidence, claim = mine_of(evidence_id, claim_id)
    require(policy.may_ask(me()))
    is_over = not claim.is_askable or evidence.has_expired(today())
    if request.method == "GET" and is_over:
        return redirect(url_for(".edit_evidence", evidence_id=evidence_id, _anchor="claims"))
    form, wording = forms.AskForm(), queries.Wording()
    chosen = chosen_by(form)
    if form.is_submitted() and form.validate() and may_be_put(form, evidence, claim, chosen):
        assert chosen, "may be put to them"
        about = wording.about(claim.competency_id, claim.edition_id)
        try:
            actions.ask_to_attest(claim, chosen, about, now(), as_manager=form.as_manager)
        except (NotAskable, EvidenceHasExpired):
            return too_late(evidence_id)
        db.session.commit()
        flash(f"Votre demande est envoyée à {chosen.name}.")
        return redirect(url_for(".edit_evidence", evidence_id=evidence_id, _anchor="claims"))
    search = forms.PeopleSearch(request.values)
    query = members.suggested(search.q.data, me())
    found = list(every(query)) if query is not None else []
    found = found if chosen is None or chosen in found else [chosen, *found]
    form.person.choices = [SelectChoice(str(one.id), one.name) for one in found]
    return page(
        "competencies/evidence/ask.html",
        fragment="suggestions",
        status=422 if form.errors else 200,
        evidence=evidence,
        claim=claim,
        item=wording(claim.competency_id, claim.edition_id),
        form=form,
        search=search,
        found=found,
        typed=(search.q.data or "").strip(),
        own=Visibility.ME,
    )


@bp.post(f"{OF_CLAIM}/retrait")
def withdraw_request(evidence_id: int, claim_id: int) -> ResponseReturnValue:
    _, claim = mine_of(evidence_id, claim_id)
    try:
        actions.withdraw_request(claim, now())
    except NotAwaited:
        return too_late(evidence_id)
    db.session.commit()
    flash("Votre demande est retirée.")
    return redirect(url_for(".edit_evidence", evidence_id=evidence_id, _anchor="claims"))


@bp.post(f"{OF_CLAIM}/suppression")
def drop_claim(evidence_id: int, claim_id: int) -> ResponseReturnValue:
    _, claim = mine_of(evidence_id, claim_id)
    try:
        actions.drop_claim(claim)
    except NotAskable:
        return too_late(evidence_id)
    db.session.commit()
    flash("Ce niveau n’est plus rattaché à la preuve.")
    return redirect(url_for(".edit_evidence", evidence_id=evidence_id, _anchor="claims"))


def mine_of(evidence_id: int, claim_id: int) -> tuple[Evidence, EvidenceClaim]:
    """One of mine and what it shows, else a 404."""
    evidence = mine(evidence_id)
    found = next((claim for claim in evidence.claims if claim.id == claim_id), None)
    return evidence, found or abort(404)


def chosen_by(form: forms.AskForm) -> Member | None:
    """Somebody of the network who is not oneself."""
    if not form.person_id:
        return None
    found = db.session.scalars(members.admitted().where(Member.id == form.person_id)).unique()
    chosen = found.one_or_none()
    return chosen if chosen and policy.may_be_asked(me(), chosen) else None


def may_be_put(
    form: forms.AskForm, evidence: Evidence, claim: EvidenceClaim, chosen: Member | None
) -> bool:
    """Whether it can be asked of them; why not is said beside the field."""
    if chosen is None:
        form.refuse(form.person, "Cette personne ne peut pas être sollicitée. Choisissez-en une.")
    elif evidence.visibility is Visibility.ME:
        form.refuse(form.person, "Personne ne peut voir cette preuve : changez d’abord cela.")
    elif not queries.Wording().is_in_force(claim.competency_id):
        form.refuse(form.person, "Cette compétence n’est plus dans le référentiel.")
    elif evidence.has_expired(today()):
        form.refuse(
            form.person, "Cette preuve n’est plus valable : elle ne peut plus rien attester."
        )
    return not form.person.errors


def too_late(evidence_id: int) -> ResponseReturnValue:
    """It changed meanwhile: the page says where it stands."""
    db.session.rollback()
    return evidence_page(mine(evidence_id), status=409, too_late=True)
