"""The programme of a meeting: presentations proposed, decided on, moved, given, with their slides."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings.models import hour
from intranet.bookings.queries import mine_there
from intranet.events import actions, policy, queries
from intranet.events.forms import MaterialForm, ScheduleForm, TalkForm, scheduled
from intranet.events.models import (
    IN_PROGRAMME,
    TALK_LABELS,
    TRANSITIONS,
    ConsentIsMissing,
    MaterialReach,
    Talk,
    TalkAlreadyMoved,
    TalkState,
    conflicts_of,
)
from intranet.events.views.blueprint import bp
from intranet.events.views.known import known_event, my_event
from intranet.kit import files
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.refusals import RefusedFile
from intranet.kit.texts import typo
from intranet.kit.versions import seen_version

ACTS = {
    "retenir": (TalkState.ACCEPTED, "L’intervention est retenue."),
    "ecarter": (TalkState.DECLINED, "L’intervention n’est pas retenue."),
    "retirer": (TalkState.WITHDRAWN, "L’intervention est retirée."),
    "presentee": (TalkState.GIVEN, "L’intervention est notée comme présentée."),
    "publier": (TalkState.PUBLISHED, "Les supports sont en ligne."),
}
NUMBER = "<int:talk_id>"


@bp.get("/agenda/<slug>/programme")
def programme(slug: str) -> Response:
    """The talks by hour and room; for who holds the meeting, what waits and what collides."""
    event, member = known_event(slug), reader()
    on = event.day_at(now())
    talks = every(queries.programme_of(event.id))
    holds = member is not None and policy.may_organize(member, event)
    placed = [talk for talk in talks if talk.state in IN_PROGRAMME]
    return page(
        "events/programme.html",
        event=event,
        days=table_of(placed),
        tracks=list(dict.fromkeys(talk.track for talk in placed)),
        waiting=[talk for talk in talks if talk.state not in IN_PROGRAMME] if holds else [],
        conflicts=conflicts_of(talks) if holds else [],
        holds=holds,
        may_propose=member is not None and policy.may_propose_talk(member, event, on),
        is_over=event.is_over(on),
        hour=hour,
    )


def table_of(talks: Sequence[Talk]) -> dict[object, dict[object, list[Talk]]]:
    """By day, then by hour of beginning."""
    found: dict[object, dict[object, list[Talk]]] = {}
    for talk in talks:
        assert talk.starts_local
        hours = found.setdefault(talk.starts_local.date(), {})
        hours.setdefault(talk.starts_local, []).append(talk)
    return found


@bp.route("/agenda/<slug>/interventions/nouvelle", methods=["GET", "POST"])
def new_talk(slug: str) -> ResponseReturnValue:
    event = known_event(slug)
    on = event.day_at(now())
    require(policy.may_propose_talk(me(), event, on))
    form = TalkForm() if request.method == "POST" else TalkForm(data={"speakers": [{"name": me().name, "email": me().email}]})  # fmt: skip
    is_sent = form.is_submitted() and "add" not in request.form
    told = form.told() if is_sent and form.validate() else None
    if told is None:
        form.offer()
        return page(
            "events/talk_form.html",
            status=422 if is_sent else 200,
            event=event,
            form=form,
            is_over=event.is_over(on),
        )
    talk = actions.propose_talk(event, told, me(), now())
    db.session.commit()
    flash(
        typo(
            "L’intervention est proposée ; chaque personne qui présente reçoit une demande d’accord."
        )
    )
    return redirect(url_for(".talk", slug=slug, talk_id=talk.id))


@bp.get(f"/agenda/<slug>/interventions/{NUMBER}")
def talk(slug: str, talk_id: int) -> Response:
    return one_talk(known_talk(slug, talk_id))


@bp.post(f"/agenda/<slug>/interventions/{NUMBER}/<any(retenir, ecarter, retirer, presentee, publier):act>")  # fmt: skip
def decide_talk(slug: str, talk_id: int, act: str) -> ResponseReturnValue:
    """Each step once; of two people, the second reads what was decided."""
    found = known_talk(slug, talk_id)
    allowed = policy.may_organize(me(), found.event)
    require(allowed or (act == "retirer" and policy.may_withdraw(me(), found)))
    to, said = ACTS[act]
    return moved(found, lambda: actions.move(found, to, me(), now()), said)


@bp.route(f"/agenda/<slug>/interventions/{NUMBER}/horaire", methods=["GET", "POST"])
def schedule(slug: str, talk_id: int) -> ResponseReturnValue:
    """Its hour and its room; what then collides is told on the programme."""
    event = my_event(slug)
    found = known_talk(slug, talk_id)
    form = (
        ScheduleForm() if request.method == "POST" else ScheduleForm(data=scheduled(found, event))
    )
    lock = seen_version("lock_version") if form.is_submitted() else 0
    starts = form.moment(event) if form.validate_on_submit() else None
    if starts is None:
        status = 422 if form.is_submitted() else 200
        return page("events/schedule.html", status=status, event=event, talk=found, form=form)
    track, minutes = form.track.data or "", form.minutes.data
    return moved(
        found,
        lambda: actions.schedule(found, starts, minutes, track, me(), now(), lock=lock),
        "L’intervention est au programme.",
        to=url_for(".programme", slug=slug),
    )


@bp.post(f"/agenda/<slug>/interventions/{NUMBER}/supports")
@files.large(6 * 2**20)
def add_material(slug: str, talk_id: int) -> ResponseReturnValue:
    found, form = known_talk(slug, talk_id), MaterialForm()
    require(policy.may_add_material(me(), found))
    if not form.validate():
        return one_talk(found, form=form, status=422)
    try:
        kept = files.keep(form.file.data)
    except RefusedFile as refused:
        form.refuse(form.file, str(refused))
        return one_talk(found, form=form, status=422)
    actions.add_material(
        found,
        kept,
        me(),
        label=form.label.data or "",
        licence=form.licence.data or "",
        reach=form.reach.data,
    )
    db.session.commit()
    flash("Le fichier est joint.")
    return redirect(url_for(".talk", slug=slug, talk_id=talk_id))


@bp.get(f"/agenda/<slug>/interventions/{NUMBER}/supports/<int:material_id>")
def material(slug: str, talk_id: int, material_id: int) -> Response:
    """Slides, to whoever may open them now; hidden at once when a speaker takes consent back."""
    found = known_talk(slug, talk_id)
    asked = next((each for each in found.materials if each.id == material_id), None)
    if asked is None or not may_open(found, asked.reach):
        abort(404)
    return files.serve(asked.attachment)


def may_open(found: Talk, reach: MaterialReach) -> bool:
    member, event = reader(), found.event
    registered = False
    if member and event.bookable_id:
        registered = bool(every(mine_there(member, [event.bookable_id])))
    return policy.may_open(member, found, reach, registered=registered)


def known_talk(slug: str, talk_id: int) -> Talk:
    event = known_event(slug)
    found = one_or_404(queries.talk_of(event.id, talk_id))
    if not policy.may_read_talk(reader(), found):
        abort(404)
    return found


def moved(
    found: Talk, act: Callable[[], None], said: str, to: str | None = None
) -> ResponseReturnValue:
    slug, talk_id = found.event.slug, found.id
    try:
        act()
    except TalkAlreadyMoved:
        db.session.rollback()
        return one_talk(known_talk(slug, talk_id), status=409)
    except ConsentIsMissing:
        db.session.rollback()
        return one_talk(known_talk(slug, talk_id), status=409, lacks_consent=True)
    db.session.commit()
    flash(typo(said))
    return redirect(to or url_for(".talk", slug=slug, talk_id=talk_id))


def one_talk(
    found: Talk,
    *,
    status: int = 200,
    form: MaterialForm | None = None,
    lacks_consent: bool = False,
) -> Response:
    member, event = reader(), found.event
    holds = member is not None and policy.may_organize(member, event)
    mine = member is not None and policy.may_withdraw(member, found)
    acts = [name for name, (to, _) in ACTS.items() if found.state in TRANSITIONS[to] and (holds or (mine and name == "retirer"))]  # fmt: skip
    return page(
        "events/talk.html",
        status=status,
        event=event,
        talk=found,
        label=TALK_LABELS[found.state],
        acts=acts,
        holds=holds,
        may_add=member is not None and policy.may_add_material(member, found),
        opened=[each for each in found.materials if may_open(found, each.reach)],
        form=form or MaterialForm(formdata=None),
        overtaken=status == 409 and not lacks_consent,
        lacks_consent=lacks_consent,
        hour=hour,
    )
