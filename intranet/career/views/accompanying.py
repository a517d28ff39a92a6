"""One accompaniment, as both of its people read it: answered, withdrawn, renewed, ended, told."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from intranet.career import actions, policy, queries
from intranet.career.actions.mentoring import TIME_TO_ANSWER
from intranet.career.forms import EndForm, ReplyForm
from intranet.career.models import (
    HELP_LABELS,
    MENTORING_LABELS,
    TERM_MONTHS,
    Mentoring,
    MentoringAlreadyMoved,
)
from intranet.career.views.blueprint import bp
from intranet.competencies.queries import Item, catalogue_of, in_force
from intranet.kit.access import me, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import NO_BREAK, clean, clock_time


@bp.get("/parcours/accompagnements/<int:mentoring_id>")
def accompaniment(mentoring_id: int) -> Response:
    return shown(_loaded(mentoring_id))


@bp.post("/parcours/accompagnements/<int:mentoring_id>/reponse")
def answer_mentoring(mentoring_id: int) -> ResponseReturnValue:
    """Accept or decline: the button says which."""
    found, form = _loaded(mentoring_id), ReplyForm()
    if found.mentor_id != me().id:
        abort(404)
    verdict = request.form.get("verdict")
    if verdict not in {"accept", "decline"}:
        abort(400)
    if form.validate() and verdict == "decline" and not form.reply.data:
        form.refuse(form.reply, "Dites à la personne pourquoi vous déclinez.")
    if form.errors:
        return shown(found, status=422, form=form)
    act = actions.mentoring.accept if verdict == "accept" else actions.mentoring.decline
    act(found, me(), now(), form.reply.data or "")
    db.session.commit()
    flash("C’est fait : la personne est prévenue par courriel.")
    return redirect(found.address)


@bp.post("/parcours/accompagnements/<int:mentoring_id>/retrait")
def withdraw_mentoring(mentoring_id: int) -> ResponseReturnValue:
    """Take one’s request back."""
    found = _loaded(mentoring_id)
    if found.mentee_id != me().id:
        abort(404)
    actions.mentoring.withdraw(found, me(), now())
    db.session.commit()
    flash("Votre demande est retirée.")
    return redirect(found.address)


@bp.post("/parcours/accompagnements/<int:mentoring_id>/prolongation")
def renew_mentoring(mentoring_id: int) -> ResponseReturnValue:
    """One more term, from the term that the page showed."""
    found = _loaded(mentoring_id)
    if found.mentor_id != me().id:
        abort(404)
    if not policy.mentoring.may_renew(me(), found, today()):
        raise MentoringAlreadyMoved(found.id)
    actions.mentoring.renew(found, now(), from_term=request.form.get("term", ""))
    db.session.commit()
    flash(f"L’accompagnement est prolongé de {TERM_MONTHS}{NO_BREAK}mois.")
    return redirect(found.address)


@bp.post("/parcours/accompagnements/<int:mentoring_id>/fin")
def end_mentoring(mentoring_id: int) -> ResponseReturnValue:
    """It is over; whoever was accompanied is led to say what it brought."""
    found = _loaded(mentoring_id)
    actions.mentoring.end(found, me(), now())
    db.session.commit()
    flash("L’accompagnement est terminé. L’autre personne est prévenue.")
    told = policy.mentoring.may_tell(me(), found)
    return redirect(f"{found.address}/bilan" if told else found.address)


@bp.route("/parcours/accompagnements/<int:mentoring_id>/bilan", methods=["GET", "POST"])
def tell_mentoring(mentoring_id: int) -> ResponseReturnValue:
    """Whether it helped, and where one stands now."""
    found, catalogue = _loaded(mentoring_id), in_force()
    require(policy.mentoring.may_tell(me(), found))
    item, form = catalogue.items.get(found.competency_id), EndForm(level=found.level_wanted)
    low, high = (item.level_min, item.level_max) if item else (1, 0)
    form.offer(step for step in catalogue.scale if low <= step.value <= high)
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        worded = _item_of(found)
        return page(
            "career/mentoring/tell.html", status=status, form=form, found=found, item=worded
        )
    actions.mentoring.tell(
        found,
        me(),
        now(),
        helped=form.helped.data,
        words=form.words.data or "",
        level=form.level.data,
    )
    db.session.commit()
    flash("Merci. Votre bilan est gardé.")
    return redirect(found.address)


def shown(
    found: Mentoring,
    *,
    status: int = 200,
    form: ReplyForm | None = None,
    lost: str | None = None,
    kept: str = "",
) -> Response:
    member, is_mentor = me(), found.mentor_id == me().id
    return page(
        "career/mentoring/show.html",
        status=status,
        found=found,
        item=_item_of(found),
        is_mentor=is_mentor,
        beside=found.mentee if is_mentor else found.mentor,
        form=form or ReplyForm(formdata=None),
        may_answer=policy.mentoring.may_answer(member, found),
        may_withdraw=policy.mentoring.may_withdraw(member, found),
        may_end=policy.mentoring.may_end(member, found),
        may_renew=policy.mentoring.may_renew(member, found, today()),
        may_tell=policy.mentoring.may_tell(member, found),
        states=MENTORING_LABELS,
        helped=HELP_LABELS,
        months=TERM_MONTHS,
        time_to_answer=TIME_TO_ANSWER,
        lost=lost,
        kept=kept,
    )


def _item_of(found: Mentoring) -> Item:
    """As the edition of its request worded it."""
    return catalogue_of(found.edition_id).items[found.competency_id]


def _loaded(mentoring_id: int) -> Mentoring:
    """One that I take part in; for anyone else there is nothing there."""
    mine = queries.mentoring.of_member(me())
    return one_or_404(mine.where(Mentoring.id == mentoring_id))


@bp.errorhandler(MentoringAlreadyMoved)
def explain_moved(error: MentoringAlreadyMoved) -> Response:
    """Who was first, and the message that was being sent."""
    db.session.rollback()
    found = _loaded(int(error.args[0]))
    told = "Cet accompagnement a changé depuis que vous l’avez ouvert. Rien n’a été enregistré."
    if found.decided_at:
        who = found.decided_by.name if found.decided_by else "le site"
        what = MENTORING_LABELS[found.state].lower()
        told = f"Déjà fait par {who} à {clock_time(found.decided_at)} : {what}. Rien de votre envoi n’a été enregistré."
    kept = clean(request.form.get("reply", ""))[:2000]
    return shown(found, status=409, lost=told, kept=kept)
