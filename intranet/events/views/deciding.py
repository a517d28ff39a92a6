"""Publishing a meeting or not, postponing it, cancelling it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, redirect
from flask.typing import ResponseReturnValue

from intranet.events import actions, policy, queries
from intranet.events.forms import ReasonForm
from intranet.events.models import Event, EventChanged
from intranet.events.views.blueprint import bp
from intranet.events.views.items import shown
from intranet.events.views.known import known_event
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.texts import typo


@bp.get("/agenda/a-publier")
def queue() -> Response:
    """The meetings that await me, the oldest first."""
    require(me().is_animator)
    return page("events/queue.html", events=every(queries.awaiting(me())))


@bp.post("/agenda/<slug>/proposer")
def submit(slug: str) -> ResponseReturnValue:
    """Once corrected, ask for it to be published again."""
    event = known_event(slug)
    require(policy.may_submit(me(), event))
    actions.submit(event, now())
    db.session.commit()
    flash("La rencontre est proposée de nouveau.")
    return redirect(event.address)


@bp.post("/agenda/<slug>/publier")
def publish(slug: str) -> ResponseReturnValue:
    event = known_event(slug)
    if event.published_at is not None:
        return shown(event, status=409)
    require(policy.may_publish(me(), event))
    return decided(
        event, lambda: actions.publish(event, now(), by=me()), "La rencontre est dans l’agenda."
    )


@bp.post("/agenda/<slug>/refuser")
def refuse(slug: str) -> ResponseReturnValue:
    event = known_event(slug)
    require(policy.may_refuse(me(), event))
    return with_reason(
        event, lambda why: actions.refuse(event, me(), now(), why), "La réponse est partie."
    )


@bp.post("/agenda/<slug>/reporter")
def postpone(slug: str) -> ResponseReturnValue:
    event = known_event(slug)
    require(policy.may_call_off(me(), event, event.day_at(now())))
    return with_reason(event, lambda why: actions.postpone(event, now(), why), "La rencontre est reportée ; les personnes inscrites sont prévenues.")  # fmt: skip


@bp.post("/agenda/<slug>/annuler")
def cancel(slug: str) -> ResponseReturnValue:
    event = known_event(slug)
    require(policy.may_call_off(me(), event, event.day_at(now())))
    return with_reason(event, lambda why: actions.cancel(event, me(), now(), why), "La rencontre est annulée ; les personnes inscrites sont prévenues.")  # fmt: skip


def with_reason(event: Event, act: Callable[[str], None], said: str) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate_on_submit():
        return shown(event, status=422, form=form)
    return decided(event, lambda: act(form.reason.data or ""), said, form)


def decided(
    event: Event, act: Callable[[], None], said: str, form: ReasonForm | None = None
) -> ResponseReturnValue:
    """Once; whoever comes second reads what became of it, and keeps their words."""
    slug = event.slug
    try:
        act()
    except EventChanged:
        db.session.rollback()
        return shown(known_event(slug), status=409, form=form)
    db.session.commit()
    flash(typo(said))
    return redirect(event.address)
