"""The board of a stage, on a phone: one line a thing told, each becoming a sheet to be written."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intranet.events.models import Talk
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now
from intranet.kit.codes import qr
from intranet.kit.db import db, every, one_or_404
from intranet.kit.exports import absolute
from intranet.kit.htmx import page, wants
from intranet.kit.texts import typo
from intranet.members import queries as members
from intranet.members.models import Member
from intranet.tour import actions, policy, queries
from intranet.tour.forms import AssignForm, CaptureForm
from intranet.tour.models import Capture, Stage
from intranet.tour.views.blueprint import bp

NUMBER = "<int:capture_id>"


@bp.get("/tour/<region>/captures")
def board(region: str) -> Response:
    return shown(captured(region))


@bp.post("/tour/<region>/captures")
def capture(region: str) -> ResponseReturnValue:
    """One more line; sent twice, it is one."""
    stage, form = captured(region), CaptureForm()
    if not form.validate_on_submit():
        return shown(stage, form=form, status=422)
    text, presenter = form.text.data or "", form.presenter.data or ""
    found, is_new = actions.note(stage, text, presenter, me(), now(), nonce=form.token)
    db.session.commit()
    said = "Noté, et la fiche est dans ses brouillons." if found.practice_id else "Noté."
    return told(stage, said if is_new else "Cette ligne était déjà notée.")


@bp.post(f"/tour/<region>/captures/{NUMBER}/attribution")
def assign(region: str, capture_id: int) -> ResponseReturnValue:
    """Whose draft it becomes, where the name alone did not say."""
    stage, form = captured(region), AssignForm()
    found = one_or_404(queries.capture_of(stage.id, capture_id))
    if not form.validate_on_submit():
        return shown(stage, assigning=(capture_id, form), status=422)
    member = db.session.scalars(members.of_address(form.email.data)).one_or_none()
    if member is None:
        form.refuse(form.email, "Aucun compte à cette adresse.")
        return shown(stage, assigning=(capture_id, form), status=422)
    made = actions.assign(found, member, now())
    db.session.commit()
    return told(stage, "La fiche est dans ses brouillons." if made else given(found, member))


@bp.post(f"/tour/<region>/captures/{NUMBER}/retrait")
def drop(region: str, capture_id: int) -> ResponseReturnValue:
    stage = captured(region)
    found = one_or_404(queries.capture_of(stage.id, capture_id))
    done = actions.drop(found, now())
    db.session.commit()
    kept = "Cette ligne est devenue une fiche, ou n’est plus là : rien n’a changé."
    return told(stage, "La ligne est retirée." if done else kept)


@bp.post("/tour/interventions/<int:talk_id>/fiche")
def tell_talk(talk_id: int) -> ResponseReturnValue:
    """In one click, a draft from what was presented; twice is the same one."""
    talk = one_or_404(queries.talk_to_tell(talk_id))
    require(policy.may_make_a_sheet(me(), talk))
    practice, is_new = actions.sheet_of_talk(talk, me(), now())
    db.session.commit()
    flash(typo("La fiche est ouverte, avec ce que l’intervention en dit." if is_new else "Cette intervention a déjà sa fiche."))  # fmt: skip
    if practice.author_id == me().id:
        return redirect(url_for("practices.show", slug=practice.slug))
    return redirect(url_for("events.talk", slug=talk.event.slug, talk_id=talk.id))


def on_a_talk(talk: Talk) -> str | None:
    """On the page of a presentation: its sheet, or the button that opens it."""
    member, sheet = reader(), db.session.scalars(queries.sheet_of(talk.id)).first()
    may_make = member is not None and policy.may_make_a_sheet(member, talk)
    is_read = sheet and sheet.published_version_id and not sheet.withdrawn_on
    shown_sheet = sheet if is_read or may_make else None
    if not (shown_sheet or may_make):
        return None
    return render_template("tour/_panel_talk.html", talk=talk, sheet=shown_sheet)


def given(found: Capture, member: Member) -> str:
    """Why no sheet came of it, in a sentence."""
    if found.dropped_at:
        return "Cette ligne vient d’être retirée du tableau."
    if found.practice_id:
        return f"La fiche existe déjà : {found.presenter_name} l’écrit."
    return f"Le nom est noté ; {member.name} n’a pas de structure pour écrire une fiche."


def told(stage: Stage, said: str) -> ResponseReturnValue:
    """What came of it: in its place where htmx asked, else on the board read anew."""
    if wants("captures"):
        return shown(stage, said=said)
    flash(typo(said))
    return redirect(url_for(".board", region=stage.region.slug))


def captured(region: str) -> Stage:
    stage = one_or_404(queries.stage_in(region))
    require(policy.may_capture(me(), stage))
    return stage


def shown(
    stage: Stage,
    *,
    form: CaptureForm | None = None,
    assigning: tuple[int, AssignForm] | None = None,
    status: int = 200,
    said: str = "",
) -> Response:
    """The line to fill first, then what is noted; again with the errors of either."""
    captures = every(queries.noted_at(stage.id))
    assigns = one_each(captures, assigning)
    return page(
        "tour/captures.html",
        fragment="captures",
        status=status,
        said=said,
        stage=stage,
        form=form or CaptureForm(formdata=None),
        captures=captures,
        assigning=assigns,
        written_within=actions.WRITTEN_WITHIN,
        code=qr(absolute(url_for(".board", region=stage.region.slug))),
    )


def one_each(
    captures: Sequence[Capture], sent: tuple[int, AssignForm] | None
) -> dict[int, AssignForm]:
    """A form for each line that is nobody’s yet; the one that was sent keeps its errors."""
    forms = {each.id: AssignForm(formdata=None) for each in captures if each.practice_id is None}
    if sent:
        forms[sent[0]] = sent[1]
    for number, form in forms.items():
        form.email.id = form.email.label.field_id = f"email-{number}"
    return forms
