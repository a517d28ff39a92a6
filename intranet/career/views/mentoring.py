"""Who can pass something on, near first; asking one of them; what I offer, who asked me, whom I asked."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from intranet.career import actions, policy, queries
from intranet.career.actions.mentoring import TIME_TO_ANSWER, Wanted
from intranet.career.forms import AskForm, ConditionsForm, JobForm
from intranet.career.models import (
    FEWEST_AT_ONCE,
    MENTORING_LABELS,
    MOST_AT_ONCE,
    AlreadyAccompanied,
    Mentor,
    MentorIsFull,
)
from intranet.career.queries.mentoring import Guide
from intranet.career.views.blueprint import bp
from intranet.competencies import queries as competencies
from intranet.competencies.coverage import MASTERY
from intranet.competencies.queries import Catalogue, Item, in_force
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.listing import PER_PAGE, Listing, asked_page, first_of
from intranet.kit.texts import clean

LATELY = 50  # of what was asked, on either side


@bp.route("/parcours/transmission", methods=["GET", "POST"])
def passing_on() -> ResponseReturnValue:
    """What I offer and on what conditions; who asked me; whom I asked."""
    member, mine = me(), queries.mentoring.conditions_of(me().id)
    form = ConditionsForm(obj=mine, paused=mine.paused_at is not None)
    if form.is_submitted():
        require(policy.mentoring.may_seek(member))
    if not form.validate_on_submit():
        return _mine(form, mine)
    actions.mentoring.set_conditions(
        member,
        now(),
        capacity=form.capacity.data,
        words=form.words.data or "",
        paused=form.paused.data,
    )
    db.session.commit()
    flash("Vos conditions sont enregistrées.")
    return redirect(request.path)


def _mine(form: ConditionsForm, conditions: Mentor) -> Response:
    job = JobForm(formdata=None)
    job.offer(competencies.job_profiles())
    mine = queries.contacts.job_of(me())
    job.job.data = mine.slug if mine else ""
    catalogue, found = in_force(), every(queries.mentoring.of_member(me()).limit(LATELY))
    held = [
        (catalogue.items[row.competency_id], row)
        for row in queries.mentoring.offers_of(me().id, now())
        if row.competency_id in catalogue.items
    ]
    held.sort(key=lambda pair: list(catalogue.items).index(pair[0].competency_id))
    return page(
        "career/mentoring/mine.html",
        status=422 if form.errors else 200,
        form=form,
        job=job,
        conditions=conditions,
        offered=[pair for pair in held if pair[1].offers_help],
        held=[pair for pair in held if not pair[1].offers_help],
        received=[each for each in found if each.mentor_id == me().id],
        asked=[each for each in found if each.mentee_id == me().id],
        catalogue=catalogue,
        states=MENTORING_LABELS,
        may_seek=policy.mentoring.may_seek(me()),
        mastery=MASTERY,
        fewest=FEWEST_AT_ONCE,
        most=MOST_AT_ONCE,
    )


@bp.get("/parcours/transmission/<code>")
def guides(code: str) -> Response:
    """Who can pass this on, near first."""
    require(policy.mentoring.may_seek(me()))
    catalogue, item = _item(code)
    return shown_guides(catalogue, item)


def shown_guides(
    catalogue: Catalogue, item: Item, *, status: int = 200, lost: str | None = None, kept: str = ""
) -> Response:
    at, number = now(), asked_page()
    found = queries.mentoring.guides(
        item.competency_id, me(), at, first=first_of(number), count=PER_PAGE + 1
    )
    if not found and number > 1:
        abort(404)
    # Counted only where there is another page: most items have a handful of mentors.
    total = len(found) + first_of(number)
    if len(found) > PER_PAGE:
        total = queries.mentoring.count_guides(item.competency_id, me(), at)
    own = competencies.levels_held(me().id, at, only=[item.competency_id])
    level = own[item.competency_id].effective if item.competency_id in own else None
    return page(
        "career/mentoring/guides.html",
        status=status,
        item=item,
        catalogue=catalogue,
        listing=Listing(found[:PER_PAGE], total, number),
        level=level,
        standing=queries.mentoring.standing_on(me(), item.competency_id),
        asks=lambda guide: bool(policy.mentoring.levels_to_ask(level, guide.level, item.level_max)),
        lost=lost,
        kept=kept,
        mastery=MASTERY,
    )


@bp.route(
    "/parcours/transmission/<code>/<int:member_id>", methods=["GET", "POST"]
)  # fmt: skip
def ask_guide(code: str, member_id: int) -> ResponseReturnValue:
    """Ask one of them."""
    require(policy.mentoring.may_seek(me()))
    catalogue, item = _item(code)
    at = now()
    guide = queries.mentoring.guide_numbered(member_id, item.competency_id, me(), at) or abort(404)
    if standing := queries.mentoring.standing_on(me(), item.competency_id):
        return redirect(standing.address, 303)
    own = competencies.levels_held(me().id, at, only=[item.competency_id])
    level = own[item.competency_id].effective if item.competency_id in own else None
    asked_for = policy.mentoring.levels_to_ask(level, guide.level, item.level_max)
    require(bool(asked_for))
    form = AskForm()
    form.offer(step for step in catalogue.scale if step.value in asked_for)
    if not form.validate_on_submit():
        return _asking(form, item, guide)
    wanted = Wanted(
        competency_id=item.competency_id,
        edition_id=catalogue.edition_id,
        level_from=level,
        level=form.level.data,
        message=form.message.data,
    )
    try:
        asked = actions.mentoring.ask(member_id, me(), wanted, at)
        db.session.commit()
    except AlreadyAccompanied:
        db.session.rollback()
        return redirect(f"/parcours/transmission/{item.code}", 303)
    flash(f"Votre demande est envoyée à {guide.name}, qui vous répond par courriel.")
    return redirect(asked.address)


def _asking(form: AskForm, item: Item, guide: Guide) -> Response:
    return page(
        "career/mentoring/ask.html",
        status=422 if form.errors else 200,
        form=form,
        item=item,
        guide=guide,
        time_to_answer=TIME_TO_ANSWER,
    )


@bp.errorhandler(MentorIsFull)
def explain_full(_error: MentorIsFull) -> Response:
    """The last place was taken in the same minute: the message is given back, beside the others."""
    db.session.rollback()
    catalogue, item = _item(str((request.view_args or {})["code"]))
    told = "Cette personne vient d’atteindre le nombre d’accompagnements qu’elle s’est fixé. Rien n’a été envoyé."
    kept = clean(request.form.get("message", ""))[:2000]
    return shown_guides(catalogue, item, status=409, lost=told, kept=kept)


def _item(code: str) -> tuple[Catalogue, Item]:
    """An item that has levels, of the edition in force; else a 404."""
    catalogue = in_force()
    item = catalogue.find(code)
    if item is None or not item.is_assessable:
        abort(404)
    return catalogue, item
