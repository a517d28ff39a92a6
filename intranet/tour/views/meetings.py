"""Which meetings are those of a stage, in what order, and what stands in the way."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intranet.events.models import Event
from intranet.kit.access import me, require
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import typo
from intranet.tour import actions, policy, queries
from intranet.tour.forms import GatherForm
from intranet.tour.models import MeetingIsElsewhere, Stage, clashes_of
from intranet.tour.views.blueprint import bp

ACTS = {
    "monter": (actions.put_before, "La rencontre passe avant."),
    "descendre": (actions.put_after, "La rencontre passe après."),
    "retirer": (actions.release, "La rencontre n’est plus de l’étape ; elle reste dans l’agenda."),
}


@bp.route("/tour/<region>/rencontres", methods=["GET", "POST"])
def gathering(region: str) -> ResponseReturnValue:
    """The meetings of the stage, and one more."""
    stage, form = gathered_here(region), GatherForm()
    offered = every(queries.could_be_of(stage))
    form.offer(offered)
    if not form.validate_on_submit():
        return shown(stage, form, status=422 if form.is_submitted() else 200)
    chosen = next(each for each in offered if each.id == form.event.data)
    try:
        is_new = actions.gather(stage, chosen)
    except MeetingIsElsewhere as elsewhere:
        db.session.rollback()
        form.refuse(form.event, f"Cette rencontre est déjà de l’étape {elsewhere.args[0]}.")
        return shown(gathered_here(region), form, status=409)
    db.session.commit()
    flash(typo("La rencontre est de l’étape." if is_new else "Elle en était déjà."))
    return redirect(url_for(".gathering", region=region))


@bp.post("/tour/<region>/rencontres/<int:event_id>/<any(monter, descendre, retirer):act>")
def arrange(region: str, event_id: int, act: str) -> ResponseReturnValue:
    """One rank earlier or later, or out of the stage."""
    stage = gathered_here(region)
    doing, said = ACTS[act]
    done = doing(stage, event_id)
    db.session.commit()
    flash(typo(said if done else "Rien à changer : quelqu’un l’a fait avant vous."))
    return redirect(url_for(".gathering", region=region))


def on_an_event(event: Event) -> str | None:
    """On the page of a meeting: the stage that it is of."""
    stage = db.session.scalars(queries.stage_of(event.id)).first()
    return render_template("tour/_panel_event.html", stage=stage) if stage else None


def gathered_here(region: str) -> Stage:
    stage = one_or_404(queries.stage_in(region))
    require(policy.may_gather(me(), stage))
    return stage


def shown(stage: Stage, form: GatherForm, *, status: int) -> Response:
    meetings = queries.meetings_of(stage)
    talks = every(queries.talks_of(meetings))
    return page(
        "tour/meetings.html",
        status=status,
        stage=stage,
        form=form,
        meetings=meetings,
        clashes=clashes_of(meetings, talks, stage.starts_on),
    )
