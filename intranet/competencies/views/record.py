"""« Mes données »: carrying away all that is held of one’s levels, and erasing it."""

from __future__ import annotations

import json

from flask import Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.allowances import EXPORT
from intranet.competencies import actions, forms, policy, queries
from intranet.competencies.models import Assessment, AssessmentKind, AssessmentState
from intranet.competencies.views.blueprint import bp
from intranet.kit import exports, journal, limits
from intranet.kit.access import me, require, to_prove_again
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.htmx import page
from intranet.kit.journal import Kind
from intranet.kit.texts import lasting
from intranet.members.belongings import held_elsewhere

SAID_AS = {
    AssessmentKind.SELF: "moi",
    AssessmentKind.PEER: "pair",
    AssessmentKind.MANAGER: "responsable",
    AssessmentKind.CERTIFICATE: "certificat",
}
TOO_MANY = f"Vous avez emporté vos données {EXPORT.most} fois en {lasting(EXPORT.every)}. Revenez dans {lasting(EXPORT.every)}."
ANSWERS = {
    AssessmentState.LEVEL: "niveau",
    AssessmentState.NOT_APPLICABLE: "sans objet",
    AssessmentState.CLEARED: "réponse retirée",
}


@bp.get("/moi/donnees")
def record() -> Response:
    require(policy.may_declare(me()))
    return page("competencies/record/index.html", record=queries.record_of(me()))


def heed_limit() -> None:
    """A 429 for an account that carries everything away again and again: it may not be its owner."""
    if wait := limits.over((EXPORT, str(me().id))):
        limits.stop(wait, TOO_MANY)


@bp.get("/moi/donnees.json")
def record_as_json() -> ResponseReturnValue:
    """Levels, evidence and links in one file, with what the domains above hold."""
    require(policy.may_declare(me()))
    if first := to_prove_again(url_for(".record")):
        return first
    heed_limit()
    held = {
        "exporte_le": exports.instant(now()),
        **queries.carried_by(me()),
        **held_elsewhere(me()),
    }
    answer = make_response(json.dumps(held, ensure_ascii=False, indent=2))
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    journal.note_apart(Kind.DATA_EXPORTED, by=me(), detail="levels")
    return carried(answer, "mes-competences.json")


@bp.get("/moi/donnees.csv")
def record_as_csv() -> ResponseReturnValue:
    """Every assessment, one a line, as spreadsheets open it."""
    require(policy.may_declare(me()))
    if first := to_prove_again(url_for(".record")):
        return first
    heed_limit()
    wording = queries.Wording()
    lines = [
        line_of(said, author, wording(said.competency_id, said.edition_id))
        for said, author in queries.said_of(me())
    ]
    answer = exports.as_csv(lines)
    journal.note_apart(Kind.DATA_EXPORTED, by=me(), detail="levels")
    return carried(answer, "mes-niveaux.csv")


def line_of(said: Assessment, author: str, item: queries.Item) -> exports.Entry:
    """What was said once of one item, in the words of its edition."""
    return exports.Entry(
        uid=str(said.id),
        title=item.title,
        url=url_for(".uri", uuid=item.uuid),
        summary="",
        published_at=said.at,
        updated_at=said.at,
        fields={
            "Code": item.code,
            "Réponse": ANSWERS[said.state],
            "Niveau": said.level,
            "Intérêt": said.interest,
            "Prêt à transmettre": "oui" if said.offers_help else "non",
            "Dit par": author,
            "À titre de": SAID_AS[said.kind],
            "Commentaire": said.comment,
            "Le": said.at,
            "Valable jusqu’au": said.expires_at,
            "Retiré le": said.revoked_at,
        },
    )


@bp.route("/moi/donnees/effacement", methods=["GET", "POST"])
def erase() -> ResponseReturnValue:
    """Say what is lost, ask whether one is sure, and erase."""
    require(policy.may_declare(me()))
    form = forms.EraseForm()
    if not form.validate_on_submit():
        return page(
            "competencies/record/erase.html",
            status=422 if form.errors else 200,
            form=form,
            record=queries.record_of(me()),
            resting=actions.what_rests_on_levels(),
        )
    actions.erase(me().id, now())
    journal.note(Kind.DATA_ERASED, by=me(), detail="levels")
    db.session.commit()
    flash("Vos niveaux, vos preuves et vos partages sont effacés.")
    return redirect(url_for(".record"))


def carried(answer: Response, name: str) -> Response:
    """A file for its owner alone."""
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
