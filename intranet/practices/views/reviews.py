"""Reviewing: the animators’ queue, and the page where one of them decides."""

from __future__ import annotations

from datetime import date

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit.access import me, require
from intranet.kit.clock import in_paris, now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.workdays import working_days_between
from intranet.practices import actions, policy, queries
from intranet.practices.forms import CareSearch, ReviewForm
from intranet.practices.models import (
    BY_ANIMATOR,
    DECISION_LABELS,
    REVIEW_DAYS,
    SECTIONS,
    AlreadyDecided,
    ChangedMeanwhile,
    Decision,
    IncompleteSheet,
    Practice,
    Review,
)
from intranet.practices.views.blueprint import bp
from intranet.practices.views.sheets import words_of

TOLD = {
    Decision.PUBLISHED: "La fiche est en ligne. Ses auteurs sont prévenus.",
    Decision.CORRECTIONS: "Les corrections sont demandées. Ses auteurs sont prévenus.",
    Decision.REFUSED: "La fiche est refusée. Ses auteurs sont prévenus.",
}


@bp.get("/animer/pratiques")
def queue() -> Response:
    """The sheets to review, the most urgent first, and how long each has waited."""
    require(policy.may_review_any(me()))
    form = CareSearch(request.args, me().animated_regions)
    notices, query, on = form.heed(), queries.awaiting_review_by(me()), today()
    if form.region.data:
        query = query.where(Practice.region_code == form.region.data)
    reviews = every(query)
    return page(
        "practices/queue.html",
        form=form,
        notices=notices,
        reviews=[(each, _waited(each, on)) for each in reviews],
        late=sum(each.is_late(on) for each in reviews),
        on=on,
        days=REVIEW_DAYS,
    )


@bp.get("/animer/pratiques/<int:review_id>")
def review(review_id: int) -> ResponseReturnValue:
    """The sheet as it was submitted, and the decision to take."""
    return review_page(reviewable(review_id), ReviewForm())


@bp.post("/animer/pratiques/<int:review_id>")
def decide(review_id: int) -> ResponseReturnValue:
    """Publish, ask for corrections or refuse; somebody else may have decided first."""
    asked, form = reviewable(review_id), ReviewForm()
    if "add" in request.form:
        form.notes.blank += 2
        return review_page(asked, form)
    if request.form.get("decision") not in set(TOLD):
        abort(400)
    decision = Decision(request.form["decision"])
    if asked.decision is not None or asked.practice.archived_on:
        return review_page(asked, form, status=409)
    if not form.validate() or not is_explained(form, decision):
        return review_page(asked, form, status=422)
    try:
        act(decision, asked, form)
    except IncompleteSheet as incomplete:
        db.session.rollback()
        words = ", ".join(each.words for each in incomplete.lacks)
        form.refuse(form.text, f"Il manque désormais {words} : demandez des corrections.")
        return review_page(asked, form, status=422)
    except (AlreadyDecided, ChangedMeanwhile):
        db.session.rollback()
        return review_page(asked, form, status=409)
    db.session.commit()
    flash(TOLD[decision])
    return redirect(url_for(".queue"))


def reviewable(review_id: int) -> Review:
    """A review that this animator may decide: not of their organization’s sheets, nor their own."""
    require(policy.may_review_any(me()))
    asked = one_or_404(queries.reviews_known_to(me()).where(Review.id == review_id))
    require(policy.may_review(me(), asked.practice))
    return asked


def is_explained(form: ReviewForm, decision: Decision) -> bool:
    """Corrections are asked section by section; a refusal has its reason."""
    if decision is Decision.CORRECTIONS and not form.said:
        form.refuse(form.notes, "Dites ce qu’il faut corriger, pour une section au moins.")
        return False
    if decision is Decision.REFUSED and not form.text.data:
        form.refuse(form.text, "Dites aux auteurs pourquoi la fiche est refusée.")
        return False
    return True


def asked_before(asked: Review) -> Review | None:
    """The corrections that this version answers."""
    earlier = [
        each for each in asked.practice.reviews if each.level == BY_ANIMATOR and each.id < asked.id
    ]
    return earlier[-1] if earlier and earlier[-1].decision is Decision.CORRECTIONS else None


def act(decision: Decision, asked: Review, form: ReviewForm) -> None:
    member, at, text = me(), now(), form.text.data or ""
    if decision is Decision.PUBLISHED:
        actions.publish(asked, member, at, text)
    elif decision is Decision.CORRECTIONS:
        actions.ask_corrections(asked, member, at, text=text, notes=form.said)
    else:
        actions.refuse(asked, member, at, text=text)


def review_page(asked: Review, form: ReviewForm, *, status: int = 200) -> Response:
    """The sheet on one side, the decision on the other; or who decided, and when."""
    form.offer()
    return page(
        "practices/review.html",
        status=status,
        review=asked,
        practice=asked.practice,
        version=asked.version,
        form=form,
        on=today(),
        decision_label=DECISION_LABELS[asked.decision] if asked.decision else None,
        levels=None,
        asked_before=asked_before(asked),
        sections=SECTIONS,
        **words_of(asked.version.sheet),
    )


def _waited(asked: Review, on: date) -> int:
    """In the working days of its place, as the day when it is due was counted."""
    since = in_paris(asked.created_at).date()
    return working_days_between(since, on, asked.practice.department_code)
