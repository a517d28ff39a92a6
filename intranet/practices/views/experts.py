"""Experts: named by animators for a theme, asked for an opinion, which is bound to a version."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intranet.kit.access import me, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import typo
from intranet.members.models import Member
from intranet.members.queries import of_address
from intranet.practices import actions, policy, queries
from intranet.practices.forms import AskOpinionsForm, ExpertForm, OpinionForm
from intranet.practices.forms.experts import MOST_EXPERTS
from intranet.practices.models import CRITERIA, OPINION_REMINDER, AlreadyDecided, Practice, Review
from intranet.practices.views.blueprint import bp
from intranet.practices.views.loading import hold, loaded, require_open
from intranet.practices.views.sheets import words_of

USUAL_DELAY = timedelta(days=21)
_NOBODY = "Aucun membre en poste où vous animez le réseau n’a cette adresse."
_ONESELF = "Personne ne se nomme soi-même : demandez-le à un autre animateur."


@bp.route("/animer/experts", methods=["GET", "POST"])
def experts() -> ResponseReturnValue:
    """Who may be asked, theme by theme."""
    require(policy.may_review_any(me()))
    form, themes = ExpertForm(), every(queries.themes())
    form.offer(themes)
    if form.validate_on_submit():
        member = db.session.scalars(of_address(form.email.data)).first()
        if member is not None and member.is_admitted and policy.may_name_expert(me(), member):
            actions.name_expert(form.theme.data, member, me(), now())
            db.session.commit()
            flash(
                typo(
                    f"{member.name} peut donner son avis sur les fiches de ce thème, et l’apprend par courriel."
                )
            )
            return redirect(url_for(".experts"))
        form.refuse(form.email, _ONESELF if member == me() else _NOBODY)
    by_theme = {theme.id: theme for theme in themes}
    named = [
        (by_theme[each.theme_id], each.member, policy.may_unname_expert(me(), each.member))
        for each in every(queries.experts())
    ]
    status = 422 if form.is_submitted() else 200
    return page("practices/experts.html", status=status, form=form, named=named)


@bp.post("/animer/experts/<int:theme_id>/<int:member_id>")
def unname(theme_id: int, member_id: int) -> ResponseReturnValue:
    """No longer to be asked; what was said stays."""
    require(policy.may_review_any(me()))
    named = db.session.scalars(queries.expert_of(theme_id, member_id)).one_or_none()
    require(named is None or policy.may_unname_expert(me(), named.member))
    actions.unname_expert(theme_id, member_id, me())
    db.session.commit()
    flash("C’est noté.")
    return redirect(url_for(".experts"))


def on_my_page(member: Member) -> str | None:
    """On one’s own profile: the themes that one may be asked about, and the way out."""
    themes = every(queries.themes_known_by(member))
    return render_template("practices/_panel_member.html", themes=themes) if themes else None


@bp.post("/moi/expertises/<int:theme_id>/retrait")
def step_down(theme_id: int) -> ResponseReturnValue:
    """An expert is named by others, and stops being asked when they like; what was said stays."""
    actions.unname_expert(theme_id, me().id, me())
    db.session.commit()
    flash("C’est noté : aucun nouvel avis ne vous sera demandé sur ce thème.")
    return redirect(url_for("members.me"))


@bp.route("/pratiques/<slug>/avis", methods=["GET", "POST"])
def opinions(slug: str) -> ResponseReturnValue:
    """What was asked of experts, when it is due and when they are reminded; whom to ask."""
    practice = loaded(slug, me())
    require_open(practice, policy.may_ask_opinions(me(), practice))
    form, on = AskOpinionsForm(data={"due_on": today() + USUAL_DELAY}), today()
    people, asked = every(queries.experts_for(practice)), every(queries.opinions_on(practice))
    left = MOST_EXPERTS - sum(each.version_id == practice.published_version_id for each in asked)
    form.offer(people, on, left)
    if form.validate_on_submit():
        chosen = [one for one in people if str(one.id) in form.experts.data]
        actions.ask_opinions(practice, chosen, me(), form.due_on.data, now())
        db.session.commit()
        flash("Les experts sont sollicités.")
        return redirect(url_for(".opinions", slug=practice.slug))
    return page(
        "practices/opinions.html",
        status=422 if form.is_submitted() else 200,
        practice=practice,
        form=form,
        people=people,
        asked=asked,
        left=left,
        criteria=CRITERIA,
        reminder=OPINION_REMINDER,
    )


@bp.route("/pratiques/avis/<int:review_id>", methods=["GET", "POST"])
def opinion(review_id: int) -> ResponseReturnValue:
    """What an expert was asked, with the version that it is about."""
    asked = one_or_404(queries.opinions_asked_of(me()).where(Review.id == review_id))
    if asked.decision is None:
        hold(asked.practice)
        require_open(asked.practice, policy.may_give_opinion(me(), asked.practice))
    form = OpinionForm()
    if asked.decision is None and form.validate_on_submit():
        try:
            actions.give_opinion(asked, me(), now(), scores=form.scores, text=form.text.data)
        except AlreadyDecided:
            db.session.rollback()
            abort(409, "→ Cet avis a déjà été rendu, ou n’est plus demandé.")
        db.session.commit()
        flash("Merci : votre avis est rendu. Les auteurs sont prévenus.")
        return redirect(url_for(".show", slug=asked.practice.slug))
    return opinion_page(asked, form)


@bp.post("/pratiques/avis/<int:review_id>/retrait")
def revoke(review_id: int) -> ResponseReturnValue:
    """An expert takes their opinion back, or will give none; an animator asks no more, or sets it aside."""
    asked = db.session.get(Review, review_id)
    if asked is None or not policy.may_revoke_opinion(me(), asked):
        abort(404)
    is_theirs = asked.reviewer_id == me().id
    declines = is_theirs and asked.decision is None
    try:
        if declines:
            actions.give_back_opinion(asked, now())
        elif is_theirs:
            actions.revoke_opinion(asked, now())
        else:
            actions.ask_no_opinion(asked, now())
    except AlreadyDecided:
        db.session.rollback()
        abort(409, "→ Cet avis a déjà été retiré.")
    db.session.commit()
    flash("C’est noté : qui vous le demandait l’apprend." if declines else "L’avis est retiré.")
    return redirect(url_for(".show", slug=asked.practice.slug))


def opinion_page(asked: Review, form: OpinionForm) -> Response:
    practice: Practice = asked.practice
    return page(
        "practices/opinion.html",
        status=422 if form.errors else 200,
        review=asked,
        practice=practice,
        version=asked.version,
        form=form,
        levels=None,
        **words_of(asked.version.sheet),
    )
