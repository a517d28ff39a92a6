"""Where members say their own levels."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, forms, policy, queries
from intranet.competencies.views.blueprint import bp
from intranet.competencies.views.items import item_page
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.htmx import page, wants
from intranet.kit.texts import plural


@bp.post("/referentiel/<code>/niveau")
def declare(code: str) -> ResponseReturnValue:
    """Say one’s level of one item; in place with htmx, else back on its page."""
    catalogue = queries.in_force()
    item = catalogue.find(code)
    if item is None or not item.is_assessable:
        abort(404)
    require(policy.may_declare(me()))
    form = forms.level_form(catalogue, item)
    if not form.validate_on_submit():
        return item_page(catalogue, item, form, status=422)
    actions.heed_erasure(me().id, form.known_erasure)
    actions.declare(me().id, item.competency_id, catalogue.edition_id, form.said, now())
    db.session.commit()
    if wants("levels"):
        return item_page(catalogue, item, saved=True)
    flash("Votre réponse est enregistrée.")
    return redirect(url_for(".show", code=item.code, _anchor="levels"))


@bp.route("/moi/competences/toutes", methods=["GET", "POST"])
def whole() -> ResponseReturnValue:
    """All one’s levels on one page, a domain after another."""
    require(policy.may_declare(me()))
    catalogue, answers = queries.in_force(), queries.answers_of(me().id)
    form = forms.levels_form(catalogue, answers, queries.last_erasure_of(me().id))
    if form.validate_on_submit():
        actions.heed_erasure(me().id, form.known_erasure)
        written = save(catalogue, form)
        db.session.commit()
        flash(saved_words(written))
        domain = catalogue.find(request.form.get("domaine", ""))
        return redirect(url_for(".whole", _anchor=domain.code if domain else None))
    given = {found for found, answer in answers.items() if answer.is_given}
    return page(
        "competencies/whole.html",
        status=422 if form.is_submitted() else 200,
        catalogue=catalogue,
        form=form,
        given=given & {item.competency_id for item in catalogue.assessable},
        can_be_asked=me().can_be_asked,
    )


def save(catalogue: queries.Catalogue, form: forms.LevelsForm) -> int:
    """Add what differs from what the page showed when it was opened; how many answers changed."""
    shown = queries.answers_of(me().id, up_to=form.seen_id)
    at, written = now(), 0
    for item in catalogue.assessable:
        before = shown.get(item.competency_id, queries.NO_ANSWER)
        said = form.said_of(item)
        if said != forms.said(forms.code_of(before), before.offers_help):
            added = actions.declare(me().id, item.competency_id, catalogue.edition_id, said, at)
            written += added is not None
    return written


def saved_words(written: int) -> str:
    if not written:
        return "Rien n’a changé : vos réponses étaient déjà enregistrées."
    verb = "est enregistrée" if written == 1 else "sont enregistrées"
    return f"{plural(written, 'réponse')} {verb}."
