"""Asking for an immersion, answering, its agreement on paper, and what is told of it afterwards."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from intranet.competencies.queries import in_force
from intranet.kit.access import me, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.forms import choices
from intranet.kit.htmx import page
from intranet.kit.texts import clean, clock_time
from intranet.openings import actions, policy, queries
from intranet.openings.actions.immersions import CLOSED, AlreadyAsked
from intranet.openings.forms.immersions import AskForm, CallOffForm, FeedbackForm, ReplyForm
from intranet.openings.models import (
    AGREED_STATES,
    REQUEST_LABELS,
    Immersion,
    ImmersionRequest,
    NoPlaceLeft,
    RequestAlreadyMoved,
    RequestState,
)
from intranet.openings.views.blueprint import bp
from intranet.openings.views.chips import chips, my_levels, referential
from intranet.openings.views.immersions import shown as immersion_shown


@bp.get("/moi/immersions")
def my_immersions() -> Response:
    """What I asked for; what is asked of my organization; what it offers."""
    hosting = policy.immersions.may_offer(me())
    return page(
        "openings/immersions/mine.html",
        asked=every(queries.immersion_requests.asked_by(me())),
        received=every(queries.immersion_requests.asked_of(me()).limit(100)) if hosting else [],
        offered=every(queries.immersions.offered_by(me().organization_id or 0)) if hosting else [],
        hosting=hosting,
        states=REQUEST_LABELS,
        today=today(),
    )


@bp.route("/offres/immersions/<int:immersion_id>/demande", methods=["GET", "POST"])
def ask_immersion(immersion_id: int) -> ResponseReturnValue:
    """Ask for some of its days."""
    found = one_or_404(queries.immersions.whole().where(Immersion.id == immersion_id))
    if found.closed_at:  # perhaps while this was being written
        typed = clean(request.form.get("message", ""))[:2000]
        return immersion_shown(found, status=409, lost=CLOSED, kept=typed)
    require(policy.immersions.may_ask(me(), found))
    if mine := queries.immersion_requests.standing_of(me(), found.id, today()):
        return redirect(mine[0].address, 303)
    if not actions.immersions.hosts_of(found):
        return redirect(found.address, 303)
    slots = {slot.id: slot for slot in found.slots if slot.is_open(today())}
    form = AskForm(slots.values())
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return page("openings/immersions/ask.html", status=status, form=form, immersion=found)
    try:
        asked = actions.immersions.ask(slots[form.slot.data], me(), form.message.data, now())
        db.session.commit()
    except AlreadyAsked:
        db.session.rollback()
        return redirect(found.address)
    flash("Votre demande est envoyée. La structure vous répond par courriel.")
    return redirect(asked.address)


@bp.get("/offres/immersions/demandes/<int:request_id>")
def immersion_request(request_id: int) -> Response:
    """One request, as both sides read it."""
    return shown_request(_loaded(request_id))


@bp.post("/offres/immersions/demandes/<int:request_id>/reponse")
def answer_immersion(request_id: int) -> ResponseReturnValue:
    """Accept or decline: the button says which."""
    found, form = _loaded(request_id), ReplyForm()
    require(policy.immersions.may_answer(me(), found))
    verdict = request.form.get("verdict")
    if verdict not in {"accept", "decline"}:
        abort(400)
    sound = form.validate()
    if sound and verdict == "decline" and not form.reply.data:
        form.refuse(form.reply, "Dites à la personne pourquoi vous ne pouvez pas l’accueillir.")
    if form.errors:
        return shown_request(found, status=422, form=form)
    act = actions.immersions.accept if verdict == "accept" else actions.immersions.decline
    act(found, me(), now(), form.reply.data or "")
    db.session.commit()
    flash("C’est fait : la personne est prévenue par courriel.")
    return redirect(found.address)


@bp.post("/offres/immersions/demandes/<int:request_id>/retrait")
def withdraw_immersion(request_id: int) -> ResponseReturnValue:
    """Take one’s request back."""
    found = _loaded(request_id)
    if found.member_id != me().id:
        abort(404)
    if not policy.immersions.may_withdraw(me(), found, today()):
        raise RequestAlreadyMoved(found.id)
    actions.calling_off.withdraw(found, me(), now())
    db.session.commit()
    flash("Votre demande est retirée.")
    return redirect(found.address)


@bp.post("/offres/immersions/demandes/<int:request_id>/annulation")
def call_off_immersion(request_id: int) -> ResponseReturnValue:
    """Whoever had accepted cannot welcome after all, or whoever is awaited come, and says why."""
    found = _loaded(request_id)
    mine = found.member_id == me().id
    if not policy.immersions.may_call_off(me(), found, today()):
        raise RequestAlreadyMoved(found.id)
    form = CallOffForm(found, today(), mine=mine)
    if not form.validate():
        return shown_request(found, status=422, form=form)
    hosts = actions.immersions.hosts_of(found.immersion)
    actions.calling_off.call_off(found, me(), now(), form.reply.data or "", begun=form.has_begun)
    db.session.commit()
    what, told = REQUEST_LABELS[found.state].lower(), " : la personne est prévenue par courriel"
    if mine:
        told = " : la structure est prévenue par courriel" if hosts else ""
    flash(f"L’immersion est {what}{told}.")
    return redirect(found.address)


@bp.route("/offres/immersions/demandes/<int:request_id>/bilan", methods=["GET", "POST"])
def tell_immersion(request_id: int) -> ResponseReturnValue:
    """Say what the days brought; keep it as evidence, if one wants to."""
    found, catalogue = _loaded(request_id), in_force()
    require(policy.immersions.may_tell(me(), found, today()))
    form = FeedbackForm()
    known = [each for each in found.immersion.skills if each.competency_id in catalogue.items]
    items = {each.competency_id: catalogue.items[each.competency_id] for each in known}
    form.shown.choices = choices(
        {
            str(each.competency_id): f"{items[each.competency_id].code}"
            f" {items[each.competency_id].title}, niveau {each.level}"
            for each in known
        }
    )
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return page("openings/immersions/feedback.html", status=status, form=form, found=found)
    shown = (form.shown.data or []) if form.as_evidence.data else None
    actions.immersions.tell(
        found, form.feedback.data, now(), shown=shown, edition_id=catalogue.edition_id
    )
    db.session.commit()
    flash("Merci. Votre bilan est gardé.")
    return redirect(found.address)


@bp.get("/offres/immersions/demandes/<int:request_id>/convention")
def immersion_agreement(request_id: int) -> Response:
    """The agreement of both employers, to print and sign."""
    found = _loaded(request_id)
    if found.state not in AGREED_STATES:
        abort(404)
    return page(
        "openings/immersions/agreement.html",
        found=found,
        referent=_referent(found),
        chips=chips(found.immersion.skills, referential(), None),
        today=today(),
    )


def shown_request(
    found: ImmersionRequest,
    *,
    status: int = 200,
    form: ReplyForm | CallOffForm | None = None,
    lost: str | None = None,
    kept: str = "",
) -> Response:
    on, mine = today(), found.member_id == me().id
    may_call_off = policy.immersions.may_call_off(me(), found, on)
    return page(
        "openings/immersions/request.html",
        status=status,
        found=found,
        mine=mine,
        is_hosted=not mine or bool(actions.immersions.hosts_of(found.immersion)),
        chips=chips(found.immersion.skills, referential(), my_levels() if mine else None),
        form=form or _blank(found, may_call_off=may_call_off, mine=mine),
        may_answer=policy.immersions.may_answer(me(), found) and found.state is RequestState.ASKED,
        may_call_off=may_call_off,
        may_withdraw=policy.immersions.may_withdraw(me(), found, on),
        may_tell=policy.immersions.may_tell(me(), found, on),
        has_agreement=found.state in AGREED_STATES,
        states=REQUEST_LABELS,
        lost=lost,
        kept=kept,
    )


def _blank(found: ImmersionRequest, *, may_call_off: bool, mine: bool) -> ReplyForm | CallOffForm:
    if may_call_off:
        return CallOffForm(found, today(), mine=mine, formdata=None)
    return ReplyForm(formdata=None)


def _referent(found: ImmersionRequest) -> str | None:
    """Who offered these days, else who accepted: whoever still welcomes there."""
    known = (found.immersion.author, found.decided_by)
    still = (each for each in known if each and policy.immersions.hosts(each, found.immersion))
    return next((each.name for each in still), None)


def _loaded(request_id: int) -> ImmersionRequest:
    """Mine, or one that I answer; for anyone else there is nothing there."""
    return one_or_404(
        queries.immersion_requests.seen_by(me()).where(ImmersionRequest.id == request_id)
    )


@bp.errorhandler(RequestAlreadyMoved)
def explain_request(error: RequestAlreadyMoved) -> Response:
    """Who was first, and the message that was being sent."""
    db.session.rollback()
    found = _loaded(int(error.args[0]))
    told = "Cette demande a changé depuis que vous l’avez ouverte. Rien n’a été enregistré."
    if found.decided_at:
        who = found.decided_by.name if found.decided_by else "le site"
        what = REQUEST_LABELS[found.state].lower()
        told = f"Déjà traitée par {who} à {clock_time(found.decided_at)} : {what}. Rien de votre envoi n’a été enregistré."
    return shown_request(found, status=409, lost=told, kept=_typed())


@bp.errorhandler(NoPlaceLeft)
def explain_no_place(error: NoPlaceLeft) -> Response:
    """The last place was given in the same minute."""
    db.session.rollback()
    found = _loaded(int(error.args[0]))
    told = "La dernière place de ce créneau vient d’être donnée. Rien n’a été enregistré."
    return shown_request(found, status=409, lost=told, kept=_typed())


def _typed() -> str:
    return clean(request.form.get("reply", ""))[:2000]
