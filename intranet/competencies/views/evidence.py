"""« Mes preuves »: what one shows for one’s levels, and what each shows; who else may look."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, forms, policy, queries
from intranet.competencies.models import (
    EVIDENCE_LABELS,
    VISIBILITY_LABELS,
    ClaimState,
    Evidence,
    NotAskable,
    Visibility,
)
from intranet.competencies.views.blueprint import bp
from intranet.kit import files
from intranet.kit.access import me, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.refusals import RefusedFile

FIXED = (
    "→ Depuis que vous avez ouvert cette page, un avis a été demandé sur cette preuve : ce qu’elle "
    "montre ne change plus. Rien n’a été enregistré."
)


@bp.get("/moi/preuves")
def my_evidence() -> Response:
    require(policy.may_show_evidence(me()))
    found = every(queries.evidence_of(me()))
    return page(
        "competencies/evidence/index.html",
        found=found,
        wording=queries.Wording(),
        kinds=EVIDENCE_LABELS,
        visibilities=VISIBILITY_LABELS,
        today=today(),
    )


@bp.route("/moi/preuves/nouvelle", methods=["GET", "POST"])
def new_evidence() -> ResponseReturnValue:
    """A piece of evidence, and the first level it shows where one came from the page of an item."""
    require(policy.may_show_evidence(me()))
    catalogue, form = queries.in_force(), forms.EvidenceForm()
    item = catalogue.find(request.args.get("competence", ""))
    evidence = Evidence(member_id=me().id)
    if form.validate_on_submit() and keep(form, evidence):
        db.session.commit()
        flash("La preuve est enregistrée. Dites maintenant quel niveau elle montre.")
        code = item.code if item else None
        return redirect(
            url_for(".edit_evidence", evidence_id=evidence.id, competence=code, _anchor="claims")
        )
    return page(
        "competencies/evidence/new.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        item=item,
    )


@bp.route("/moi/preuves/<int:evidence_id>", methods=["GET", "POST"])
def edit_evidence(evidence_id: int) -> ResponseReturnValue:
    """Change it while nobody reads it; afterwards, only who may see it."""
    evidence = mine(evidence_id)
    if (
        evidence.is_fixed and "title" in request.form
    ):  # from a page opened before it was asked about
        abort(409, FIXED)
    form = evidence_form(evidence)
    if form.validate_on_submit() and is_kept(form, evidence):
        db.session.commit()
        flash("La preuve est enregistrée.")
        return redirect(url_for(".edit_evidence", evidence_id=evidence.id))
    return evidence_page(evidence, form=form)


@bp.route("/moi/preuves/<int:evidence_id>/suppression", methods=["GET", "POST"])
def delete_evidence(evidence_id: int) -> ResponseReturnValue:
    """Say what goes with it first."""
    evidence = mine(evidence_id)
    if request.method == "GET":
        return page(
            "competencies/evidence/delete.html", evidence=evidence, wording=queries.Wording()
        )
    actions.discard_evidence(evidence)
    db.session.commit()
    flash("La preuve est supprimée.")
    return redirect(url_for(".my_evidence"))


@bp.post("/moi/preuves/<int:evidence_id>/niveaux")
def claim_level(evidence_id: int) -> ResponseReturnValue:
    """Say which level of which item it shows."""
    evidence, catalogue = mine(evidence_id), queries.in_force()
    form = forms.ClaimForm(catalogue)
    if not form.validate_on_submit() or form.item is None:
        return evidence_page(evidence, claiming=form)
    try:
        actions.show_level(
            evidence, form.item.competency_id, catalogue.edition_id, int(form.level.data)
        )
    except NotAskable:
        form.refuse(form.competency, "Ce niveau est déjà attesté, ou attend une réponse.")
        return evidence_page(evidence, claiming=form)
    db.session.commit()
    flash(f"C’est noté : cette preuve montre {form.item.code} au niveau {form.level.data}.")
    return redirect(url_for(".edit_evidence", evidence_id=evidence.id, _anchor="claims"))


@bp.get("/preuves/<int:evidence_id>")
def evidence(evidence_id: int) -> Response:
    """As those see it to whom it is shown."""
    found = one_or_404(queries.evidence_seen_by(me()).where(Evidence.id == evidence_id))
    return page(
        "competencies/evidence/show.html",
        evidence=found,
        wording=queries.Wording(),
        kinds=EVIDENCE_LABELS,
        endorsed=[one for one in found.claims if one.state is ClaimState.ENDORSED],
        today=today(),
    )


@bp.get("/preuves/<int:evidence_id>/fichier")
def evidence_file(evidence_id: int) -> Response:
    """Its file, to its owner and to those it is shown to; for anyone else it does not exist."""
    found = one_or_404(queries.evidence_seen_by(me()).where(Evidence.id == evidence_id))
    return files.serve(found.attachment or abort(404))


def mine(evidence_id: int) -> Evidence:
    """One of mine, held while it is written: two clicks come one after the other."""
    query = queries.evidence_of(me()).where(Evidence.id == evidence_id)
    return one_or_404(query if request.method == "GET" else query.with_for_update(of=Evidence))


def evidence_form(evidence: Evidence, **given: Any) -> forms.VisibilityForm:
    if evidence.is_fixed:
        return forms.VisibilityForm(obj=evidence, **given)
    form = forms.EvidenceForm(obj=evidence, **given)
    form.has_file = evidence.attachment_id is not None
    return form


def is_kept(form: forms.VisibilityForm, evidence: Evidence) -> bool:
    """Write what was said, or say beside the field why not."""
    if isinstance(form, forms.EvidenceForm):
        return keep(form, evidence)
    asked = any(claim.state is ClaimState.ASKED for claim in evidence.claims)
    if asked and form.visibility.data is Visibility.ME:
        form.refuse(form.visibility, "Une personne doit la lire : retirez d’abord votre demande.")
        return False
    evidence.visibility = form.visibility.data
    return True


def keep(form: forms.EvidenceForm, evidence: Evidence) -> bool:
    """Write it with its file, that takes the place of the one before."""
    try:
        kept = files.keep(form.file.data) if form.has_sent_file else None
    except RefusedFile as refusal:
        form.refuse(form.file, str(refusal))
        return False
    form.fill(evidence)
    db.session.add(evidence)
    if kept or form.without_file.data:
        actions.put_file(evidence, kept)
    return True


def evidence_page(
    evidence: Evidence,
    *,
    form: forms.VisibilityForm | None = None,
    claiming: forms.ClaimForm | None = None,
    status: int | None = None,
    too_late: bool = False,
) -> Response:
    """The page where one changes it, says what it shows and asks somebody."""
    sent = form if form and form.is_submitted() else claiming
    catalogue = queries.in_force()
    return page(
        "competencies/evidence/edit.html",
        status=status or (422 if sent else 200),
        evidence=evidence,
        form=form or evidence_form(evidence, formdata=None),
        claiming=claiming or forms.ClaimForm(catalogue, request.args.get("competence")),
        sent=sent,
        wording=queries.Wording(),
        attestations=queries.attestations_of(me().id),
        states=ClaimState,
        kinds=EVIDENCE_LABELS,
        may_ask=policy.may_ask(me()),
        has_expired=evidence.has_expired(today()),
        at=now(),
        too_late=too_late,
    )
