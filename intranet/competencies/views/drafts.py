"""The next edition while it is prepared: opened, consulted on, published, or abandoned."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, forms, policy, queries
from intranet.competencies.changes import marked
from intranet.competencies.differences import BUMP_LABELS, Bump, next_number
from intranet.competencies.models import (
    EDITION_STEP_LABELS,
    SUCCESSION_LABELS,
    DraftInProgress,
    DraftMovedOn,
    Edition,
    EditionState,
    NothingChanged,
    Unsound,
)
from intranet.competencies.views.blueprint import bp
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page


@bp.get("/referentiel/brouillon")
def draft() -> Response:
    """What is being prepared, what it changes, what it lacks; or how to begin."""
    require(policy.may_prepare(me()))
    in_force = db.session.get_one(Edition, queries.in_force().edition_id)
    found = db.session.scalar(queries.draft_of(in_force.framework_id))
    if found is None:
        return page("competencies/no_draft.html", in_force=in_force)
    return preparing(found, forms.EditionForm(obj=found))


@bp.post("/referentiel/brouillon")
def open_draft() -> ResponseReturnValue:
    require(policy.may_prepare(me()))
    in_force = db.session.get_one(Edition, queries.in_force().edition_id)
    try:
        actions.open_draft(in_force.framework, now(), by_id=me().id)
    except DraftInProgress:
        flash("Un brouillon est déjà ouvert : le voici.", "error")
    else:
        db.session.commit()
        flash("Le brouillon est ouvert. Il dit pour l’instant ce que dit l’édition en vigueur.")
    return redirect(url_for(".draft"))


@bp.post("/referentiel/brouillon/presentation")
def entitle_draft() -> ResponseReturnValue:
    """Say what the edition is called, and what it is."""
    found, form = the_draft(), forms.EditionForm()
    if not form.validate_on_submit():
        return preparing(found, form, status=422)
    actions.entitle(found, form.title.data, form.notice.data or "")
    db.session.commit()
    flash("La présentation de l’édition est enregistrée.")
    return redirect(url_for(".draft"))


@bp.post("/referentiel/brouillon/consultation")
def consult_on_draft() -> ResponseReturnValue:
    """Let anyone read what it would change."""
    actions.consult(the_draft(), now(), by_id=me().id)
    db.session.commit()
    flash("La consultation est ouverte : chacun peut lire ce que l’édition changerait.")
    return redirect(url_for(".draft"))


@bp.post("/referentiel/brouillon/redaction")
def resume_draft() -> ResponseReturnValue:
    """Go on writing it."""
    actions.resume(the_draft(), now(), by_id=me().id)
    db.session.commit()
    flash("La consultation est close : le brouillon n’est plus lu que de ceux qui le préparent.")
    return redirect(url_for(".draft"))


@bp.post("/referentiel/brouillon/abandon")
def abandon_draft() -> ResponseReturnValue:
    actions.abandon(the_draft())
    db.session.commit()
    flash("Le brouillon est abandonné. Les propositions qu’il portait attendent le prochain.")
    return redirect(url_for(".draft"))


@bp.route("/referentiel/brouillon/publication", methods=["GET", "POST"])
def publish_draft() -> ResponseReturnValue:
    """Confirm, once, on the text that was read."""
    found, form = the_draft(), forms.PublicationForm()
    if not form.validate_on_submit():
        return deciding(found, form, status=422 if form.is_submitted() else 200)
    try:
        actions.publish(found, now(), by_id=me().id, seen=form.seen.data or "")
    except (DraftMovedOn, NothingChanged, Unsound) as refused:
        db.session.rollback()
        return deciding(the_draft(), form, refused=type(refused).__name__, status=409)
    db.session.commit()
    flash(f"L’édition {found.number} est publiée : elle est en vigueur.")
    return redirect(url_for(".edition", number=found.number))


def the_draft() -> Edition:
    """The draft of the referential in force, for those who prepare it."""
    require(policy.may_prepare(me()))
    return one_or_404(queries.draft_in_force())


def preparing(draft: Edition, form: forms.EditionForm, *, status: int = 200) -> Response:
    return page(
        "competencies/draft.html",
        status=status,
        form=form,
        events=queries.events_of([draft.id])[draft.id],
        steps=EDITION_STEP_LABELS,
        is_consulted=draft.state is EditionState.CONSULTATION,
        marked=marked,
        becoming=SUCCESSION_LABELS,
        **told(draft),
    )


def deciding(
    draft: Edition, form: forms.PublicationForm, *, refused: str = "", status: int = 200
) -> Response:
    """What publishing does, before it is done; read anew where the draft changed meanwhile."""
    facts = told(draft)
    form.seen.data = form.seen.raw_data = None
    form.seen.data = actions.fingerprint(draft.id)
    return page(
        "competencies/publish.html",
        status=status,
        form=form,
        refused=refused,
        concerned=queries.members_concerned(facts["found"]),
        profiles=len(queries.job_profiles_pinned_to(draft.based_on_id or 0)),
        **facts,
    )


def told(draft: Edition) -> dict[str, Any]:
    """What a draft changes, the number that follows, and what forbids publishing it."""
    in_force = db.session.get_one(Edition, queries.in_force().edition_id)
    found = queries.between(in_force, draft)
    return {
        "draft": draft,
        "in_force": in_force,
        "found": found,
        "number": next_number(in_force.number, found.bump),
        "bump": found.bump,
        "bumps": BUMP_LABELS,
        "nothing": Bump.NONE,
        "flaws": queries.flaws_of(draft.id),
    }
