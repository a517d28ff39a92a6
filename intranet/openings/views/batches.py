"""Several applications at once: chosen on the desk, answered together, each with its own result."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.numbers import whole_number
from intranet.kit.texts import plural
from intranet.openings import actions, policy, queries
from intranet.openings.forms import STEP_FORMS, StepForm
from intranet.openings.models import JobApplication, Opening, RefusalReason
from intranet.openings.policy import Step
from intranet.openings.views.applications import own, shown_to_applicant
from intranet.openings.views.blueprint import bp
from intranet.openings.views.desk import first_said, opening_at_desk, shown_desk
from intranet.openings.views.steps import ADDRESSES, BY_ADDRESS, IN_BATCHES, WORDS

MOST_AT_ONCE = 500
CHOOSE = "Cochez au moins une personne, puis choisissez ce que vous voulez faire."
FILLED = (
    "Bonjour,\n\nLe poste est désormais pourvu. Nous vous remercions de votre candidature et du temps"
    " que vous y avez consacré."
)
Chosen = list[tuple[JobApplication, int]]


@bp.post("/offres/<int:opening_id>/candidatures/lot")
def answer_batch(opening_id: int) -> ResponseReturnValue:
    """Ask what goes with the answer, then give it to each of those who were chosen."""
    opening = opening_at_desk(opening_id)
    require(policy.decides(me(), opening))
    step = ADDRESSES.get(request.form.get("step", ""))
    if step not in IN_BATCHES:
        abort(400, "Choisissez d’abord ce que vous voulez faire de ces candidatures.")
    chosen = _chosen({each.uuid: each for each in every(_on_desk(opening))})
    if not chosen:
        return shown_desk(opening, status=422, missing=CHOOSE)
    if "sure" not in request.form and step is not Step.TAKE_UP:
        return _asked(STEP_FORMS[step](formdata=None, data=_suggested()), opening, step, chosen)
    form = STEP_FORMS[step]()
    if not form.validate():
        return _asked(form, opening, step, chosen)
    done = actions.answer_many(chosen, step, form.answer(), me(), now())
    db.session.commit()
    return _told(opening, step, done, kept=form.message.data or "")


@bp.post("/moi/candidatures/<uuid:application_uuid>/autres")
def withdraw_others(application_uuid: UUID) -> ResponseReturnValue:
    """One has accepted a post: which of one’s other applications to withdraw, if any."""
    mine = own(application_uuid)
    sent = queries.applications_of(me()).where(
        JobApplication.id != mine.id, JobApplication.submitted_at.is_not(None)
    )
    chosen = _chosen({each.uuid: each for each in every(sent)})
    if not chosen:
        return shown_to_applicant(mine, status=422, lost="Cochez celles que vous voulez retirer.")
    done = actions.withdraw_many(chosen, me(), now())
    db.session.commit()
    return page("openings/others_withdrawn.html", application=mine, done=done)


def _on_desk(opening: Opening) -> Select[JobApplication]:
    return queries.on_the_desk_of(me()).where(JobApplication.opening_id == opening.id)


def _chosen(offered: dict[str, JobApplication]) -> Chosen:
    """Those of `offered` that were ticked, each with the version it showed; the rest is ignored."""
    found: dict[str, int] = {}
    for ticked in request.form.getlist("chosen")[:MOST_AT_ONCE]:
        uuid, _, sent = ticked.partition("@")
        version = whole_number(sent)
        if uuid in offered and version is not None:
            found[uuid] = version
    return [(offered[uuid], version) for uuid, version in found.items()]


def _suggested() -> dict[str, object]:
    """Once the last post is taken, the answer to the others is ready to be read over."""
    if request.form.get("because") != "filled":
        return {}
    return {"reason": RefusalReason.OTHER_CANDIDATE, "shares_reason": True, "message": FILLED}


def _asked(form: StepForm, opening: Opening, step: Step, chosen: Chosen) -> Response:
    title, lead = WORDS[step]
    return page(
        "openings/batch.html",
        status=422 if form.errors else 200,
        form=form,
        opening=opening,
        chosen=chosen,
        address=BY_ADDRESS[step],
        title=title,
        lead=lead,
        count=plural(len(chosen), "personne"),
    )


def _told(opening: Opening, step: Step, done: list[actions.Settled], kept: str) -> Response:
    """The result of each line; what was typed is given back where some were not reached."""
    lost = [each for each in done if each.first]
    return page(
        "openings/batch_done.html",
        status=409 if len(lost) == len(done) else 200,
        opening=opening,
        title=f"{WORDS[step][0]} : {_summary(len(done) - len(lost), len(lost))}",
        lines=[
            (each.application, first_said(each.first, each.application) if each.first else None)
            for each in done
        ],
        kept=kept if lost else "",
        back=url_for(".desk", opening_id=opening.id),
    )


def _summary(done: int, lost: int) -> str:
    """« 3 faites, 1 déjà traitée »."""
    told = [plural(done, "faite")] if done else []
    told += [plural(lost, "déjà traitée", "déjà traitées")] if lost else []
    return ", ".join(told)
