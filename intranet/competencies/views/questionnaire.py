"""`/moi/competences/metier/…`: answering the items of one job, a domain a page, kept as one answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, forms, policy, queries
from intranet.competencies.levels import Level
from intranet.competencies.queries import Item
from intranet.competencies.questionnaire import Chapter, Questionnaire, questionnaire
from intranet.competencies.views.blueprint import bp
from intranet.competencies.views.levels import saved_words
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page, wants
from intranet.kit.texts import clock_time


@dataclass(frozen=True)
class Asked:
    """What one is being asked, and what one said of it so far."""

    item_ids: list[int]
    catalogue: queries.Catalogue
    levels: Mapping[int, Level]
    pages: Questionnaire

    def on(self, code: str) -> Chapter:
        return self.pages.on(code) or abort(404)


@bp.get("/moi/competences/metier/<slug>")
def questions(slug: str) -> Response:
    """The pages of a job, and where to go on."""
    require(policy.may_declare(me()))
    asked = asked_by(slug)
    return page("competencies/questions.html", pages=asked.pages)


@bp.route("/moi/competences/metier/<slug>/<code>", methods=["GET", "POST"])
def chapter(slug: str, code: str) -> ResponseReturnValue:
    """One domain; its button keeps all that the page says, and goes on to the next."""
    require(policy.may_declare(me()))
    asked = asked_by(slug)
    here = asked.on(code)
    form = chapter_form(asked, here)
    if not form.validate_on_submit():
        return chapter_page(asked, here, form, status=422 if form.is_submitted() else 200)
    actions.heed_erasure(me().id, form.known_erasure)
    written = keep(asked, here, form)
    db.session.commit()
    flash(saved_words(written))
    following = asked.pages.after(here)
    if following is None:
        return redirect(url_for(".profile", slug=slug))
    return redirect(url_for(".chapter", slug=slug, code=following.domain.code))


@bp.post("/moi/competences/metier/<slug>/<code>/<item_code>")
def answer(slug: str, code: str, item_code: str) -> ResponseReturnValue:
    """One answer, kept as it is given, while the rest of the page is still being read."""
    require(policy.may_declare(me()))
    asked = asked_by(slug)
    here = asked.on(code)
    item = next((one for one in here.items if one.code == item_code), None) or abort(404)
    form = chapter_form(asked, here)
    form.validate_on_submit()
    if wrong := [*form.level_of(item).errors, *form.interest_in(item).errors]:
        refused = f"{item.code} : {' '.join(wrong)}"
        return chapter_page(asked, here, form, status=422, refused=refused)
    actions.heed_erasure(me().id, form.known_erasure)
    at = now()
    actions.declare(me().id, item.competency_id, asked.catalogue.edition_id, form.said_of(item), at)
    db.session.commit()
    if not wants("progress"):
        return redirect(url_for(".chapter", slug=slug, code=code, _anchor=anchor(item)))
    after = asked_of(slug, asked.pages.title, asked.item_ids, asked.catalogue)
    form.now_knows(item, after.levels)
    return chapter_page(after, after.on(code), form, kept=item)


def asked_by(slug: str) -> Asked:
    """The questionnaire of a job, in the words of the edition in force."""
    profile, catalogue = one_or_404(queries.job_profile(slug)), queries.in_force()
    asked = queries.requirements_of([profile.requirement_set_id])[profile.requirement_set_id]
    ids = [requirement.competency_id for requirement in asked]
    return asked_of(slug, profile.title, ids, catalogue)


def asked_of(slug: str, title: str, item_ids: list[int], catalogue: queries.Catalogue) -> Asked:
    """The pages of these items, with what the reader says of them now."""
    levels = queries.levels_held(me().id, now(), only=item_ids)
    pages = questionnaire(slug, title, item_ids, catalogue, levels)
    return Asked(item_ids, catalogue, levels, pages)


def chapter_form(asked: Asked, here: Chapter) -> forms.ChapterForm:
    erasure = queries.last_erasure_of(me().id)
    return forms.chapter_form(asked.catalogue, here.items, asked.levels, erasure)


def keep(asked: Asked, here: Chapter, form: forms.ChapterForm) -> int:
    """Add what the page says and did not when it was opened; how many answers changed."""
    seen = {form.seen_of(item) for item in here.items}
    before = queries.answers_numbered(me().id, seen)
    changed = {
        item.competency_id: form.said_of(item)
        for item in here.items
        if form.differs(item, before.get(item.competency_id, queries.NO_ANSWER))
    }
    return len(actions.declare_all(me().id, asked.catalogue.edition_id, changed, now()))


def chapter_page(
    asked: Asked,
    here: Chapter,
    form: forms.ChapterForm,
    *,
    status: int = 200,
    kept: Item | None = None,
    refused: str | None = None,
) -> Response:
    """The page of a domain, or its foot alone: how far one is, and what was just kept."""
    return page(
        "competencies/chapter.html",
        fragment="progress",
        status=status,
        pages=asked.pages,
        here=here,
        number=asked.pages.chapters.index(here) + 1,
        following=asked.pages.after(here),
        previous=asked.pages.before(here),
        form=form,
        levels=asked.levels,
        sheets=asked.catalogue.sheets,
        steps={str(step.value): step for step in asked.catalogue.scale},
        anchor=anchor,
        kept=kept,
        kept_at=clock_time(now()),
        refused=refused,
        can_be_asked=me().can_be_asked,
    )


def anchor(item: Item) -> str:
    """The part of the page that asks about an item."""
    return f"item-{item.competency_id}"
