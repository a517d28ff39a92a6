"""`/offres/<id>/candidater`: an application, kept as a draft until it is sent."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from intranet.kit import files, limits
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.conditional import TOGETHER
from intranet.kit.db import db
from intranet.kit.files import Attachment, keep_pdf
from intranet.kit.htmx import page, wants
from intranet.kit.refusals import LARGEST, RefusedFile
from intranet.kit.sealing import keys
from intranet.kit.texts import clean, clock_time
from intranet.openings import actions, policy, queries
from intranet.openings.forms import ANSWERS, ApplicationForm
from intranet.openings.models import (
    FILE_LABELS,
    NEVER_SENT,
    ApplicationAlreadyMoved,
    ApplicationState,
    ApplyMode,
    FileKind,
    JobApplication,
    Opening,
)
from intranet.openings.questions import carried
from intranet.openings.views.blueprint import bp
from intranet.openings.views.item import loaded, too_late
from intranet.openings.views.quotas import (
    TOO_MANY_APPLICATIONS,
    TOO_MANY_FILES,
    give_back,
    over_quota,
    wait_to_apply,
)

LARGEST_BODY = 3 * LARGEST + 2**20  # a CV, two documents, and what is written

SAID = (
    *("message", "route", "available_on", "notice"),
    *("shares_profile", "accepts_course_advice"),
)
DEMONSTRATION = (
    "→ C’est une offre de démonstration : seuls les comptes de démonstration y candidatent."
)
QUESTIONS_CHANGED = (
    "L’employeur a changé ses questions pendant que vous écriviez : relisez vos réponses. Celles"
    " dont la question n’est plus posée sont à la fin de ce message."
)


class Begun(NamedTuple):
    """The form as it was opened: its own word, which is sent once, when that was, what it asked."""

    word: str
    at: datetime
    asked: tuple[str, ...]


@bp.route("/offres/<int:opening_id>/candidater", methods=["GET", "POST"])
@files.large(LARGEST_BODY)
def apply(opening_id: int) -> ResponseReturnValue:
    """Keep, then send. What comes too late is given back; what comes twice is sent once."""
    at = now()
    opening = _asked_here(opening_id, at)
    begun = _begun(opening, at)
    mine = queries.sent_with_or_current(me(), begun.word, opening.id)
    if mine and mine.state not in NEVER_SENT:
        return redirect(_address(mine), 303)
    if mine:
        begun = begun._replace(word=mine.submission_token, at=mine.begun_at)
    form = _form(opening, mine, begun)
    is_late = mine is not None and mine.state is ApplicationState.EXPIRED
    if is_late or not policy.may_send(opening, begun.at, at):
        return too_late(opening, form, at)
    attachments = _checked(form, begun.asked) if form.is_submitted() else None
    if attachments is None:
        return _page(form, opening, mine)
    try:
        application = _written(opening, mine, begun, form, attachments)
        if "send" in request.form:
            actions.submit(application, me(), at)
    except (actions.AlreadyApplied, ApplicationAlreadyMoved):
        db.session.rollback()
        found = queries.current_of(me(), opening_id)
        return redirect(_address(found) if found else url_for(".apply", opening_id=opening_id))
    said, onward = _kept(application, at), _address(application)  # read before the lock is let go
    db.session.commit()
    flash(said)
    return redirect(onward)


@bp.post("/offres/<int:opening_id>/candidater/enregistrement")
def autosave_application(opening_id: int) -> ResponseReturnValue:
    """As one writes: the same draft, whose files wait for the button, as does what is to correct."""
    at = now()
    opening = _asked_here(opening_id, at)
    if not wants("saved"):
        return redirect(url_for(".apply", opening_id=opening_id))
    begun = _begun(opening, at)
    mine = queries.sent_with_or_current(me(), begun.word, opening.id)
    form = _form(opening, mine, begun)
    form.without.data = []
    goes_on = mine is None or mine.state is ApplicationState.DRAFT
    is_kept = goes_on and policy.may_send(opening, begun.at, at) and form.validate()
    try:
        if is_kept and begun.asked == tuple(opening.questions):
            _written(opening, mine, begun, form, [])
            db.session.commit()
            return _page(form, opening, mine, told="saved", at=at)
    except (actions.AlreadyApplied, ApplicationAlreadyMoved):  # the button was first
        db.session.rollback()
        opening = loaded(opening_id, at)
    return _page(form, opening, None, told="unsaved", at=at)


def _asked_here(opening_id: int, at: datetime) -> Opening:
    """The opening, if this reader may apply to it on this site; held while they write."""
    opening = loaded(opening_id, at, held=TOGETHER if request.method == "POST" else None)
    if opening.apply_mode is not ApplyMode.HERE:
        abort(404)
    if opening.is_demo and not me().is_demo:
        abort(403, DEMONSTRATION)
    require(policy.may_begin(me(), opening))
    return opening


def _written(
    opening: Opening,
    mine: JobApplication | None,
    begun: Begun,
    form: ApplicationForm,
    attachments: list[tuple[FileKind, Attachment]],
) -> JobApplication:
    """In the draft that is there, else in a new one. Raises AlreadyApplied, ApplicationAlreadyMoved."""
    if mine is None:
        return actions.begin(opening, me(), begun.word, begun.at, form.said(), attachments)
    actions.keep_application(mine, form.said(), attachments, form.without.data or [])
    return mine


@bp.post("/offres/<int:opening_id>/candidater/suppression")
def discard_application(opening_id: int) -> ResponseReturnValue:
    """Throw one’s draft away."""
    opening = loaded(opening_id, now())
    mine = queries.current_of(me(), opening.id)
    if mine is None or mine.state is not ApplicationState.DRAFT:
        abort(404)
    try:
        actions.discard(mine)
    except ApplicationAlreadyMoved:
        db.session.rollback()
        if queries.current_of(me(), opening_id):  # else another click of theirs did it
            raise
    db.session.commit()
    flash("Votre brouillon est supprimé.")
    return redirect(url_for(".applications"))


def _kept(application: JobApplication, at: datetime) -> str:
    if application.state is ApplicationState.DRAFT:
        return f"Brouillon enregistré à {clock_time(at)}. Rien n’est encore envoyé."
    return "Votre candidature est envoyée. Un courriel vous en accuse réception."


def _address(application: JobApplication) -> str:
    if application.state in NEVER_SENT:
        return url_for(".apply", opening_id=application.opening_id)
    return url_for(".application", application_uuid=application.uuid)


def _begun(opening: Opening, at: datetime) -> Begun:
    """What the form says of itself, signed by us for this person and opening; else it begins now."""
    with suppress(BadSignature, ValueError, TypeError):
        opening_id, member_id, word, instant, asked = _signer().loads(request.form.get("begun", ""))
        if (opening_id, member_id) == (opening.id, me().id):
            return Begun(word, datetime.fromisoformat(instant), tuple(asked))
    return Begun(str(uuid4()), at, tuple(opening.questions))


def _carry(form: ApplicationForm, was: tuple[str, ...]) -> None:
    """The employer changed its questions while this was written: nothing goes under another one."""
    typed = [clean(request.form.get(name, "")) for name in ANSWERS]
    answers, message = carried(was, form.opening.questions, typed, form.message.data or "")
    form.message.data = message
    for field, answer in zip(form.answers, answers, strict=False):
        field.data = answer
    form.refuse(form.message, QUESTIONS_CHANGED)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(keys(), salt="application")


def _form(opening: Opening, mine: JobApplication | None, begun: Begun) -> ApplicationForm:
    held = mine.files if mine else []
    said = {name: getattr(mine, name) for name in SAID if mine}
    said |= dict(zip(ANSWERS, mine.answers if mine else (), strict=False))
    if not mine and len(opening.routes) == 1:
        said["route"] = opening.routes[0]
    form = ApplicationForm(opening, held, data=said)
    form.begun.data = _signer().dumps(
        [opening.id, me().id, begun.word, begun.at.isoformat(), opening.questions]
    )
    return form


def _checked(
    form: ApplicationForm, asked: tuple[str, ...]
) -> list[tuple[FileKind, Attachment]] | None:
    """The files that came, each kept once checked; None where something is to correct first."""
    if asked != tuple(form.opening.questions):
        _carry(form, asked)
        return None
    sound = form.validate()
    if "send" in request.form:
        form.complain_of_lacks()
    if not sound or form.errors:
        return None
    if "send" in request.form and (wait := wait_to_apply()):
        form.refuse(form.message, TOO_MANY_APPLICATIONS)
        form.waits = wait
        return None
    count = len(form.sent)
    if over_quota(count):
        form.refuse(form.sent[0][1], TOO_MANY_FILES)
        give_back(count)
        db.session.commit()
        return None
    kept = []
    for kind, field in form.sent:
        try:
            kept.append((kind, keep_pdf(field.data)))
        except RefusedFile as refusal:
            form.refuse(field, str(refusal))
    if form.errors:
        for _, attachment in kept:
            db.session.expunge(attachment)  # the tick removes what no row names
        give_back(count)
        db.session.commit()
        return None
    return kept


def _page(
    form: ApplicationForm,
    opening: Opening,
    mine: JobApplication | None,
    *,
    told: str = "",
    at: datetime | None = None,
) -> Response:
    shown = page(
        "openings/apply.html",
        fragment="saved",
        status=422 if form.errors else 200,
        told=told,
        at=at,
        form=form,
        opening=opening,
        mine=mine,
        file_labels=FILE_LABELS,
    )
    return limits.refused(shown, form.waits) if form.waits else shown
