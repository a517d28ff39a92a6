"""Questions, experience and corrections, at the sheet itself; and the questions that wait."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intranet.discussions.models import COMMENT_LABELS, Comment, CommentKind, NothingToAnswer
from intranet.discussions.policy import may_moderate
from intranet.discussions.queries import Thread, said_about, threads
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page, wants
from intranet.kit.listing import PER_PAGE, Listing, first_of, page_within
from intranet.kit.numbers import whole_number
from intranet.practices import actions, policy, queries
from intranet.practices.forms import AnswerForm, TalkForm
from intranet.practices.models import Practice
from intranet.practices.views.blueprint import bp
from intranet.practices.views.loading import loaded, require_open

GONE = "Ce à quoi vous répondez n’est plus là : envoyez votre texte à part."


class Line(NamedTuple):
    """What was said, what was answered, and the box to answer in."""

    thread: Thread
    form: AnswerForm
    may_mark: bool


@bp.get("/pratiques/<slug>/questions")
def talk(slug: str) -> ResponseReturnValue:
    """All that was said of a sheet: members read it."""
    return talk_page(spoken_of(slug), TalkForm())


@bp.post("/pratiques/<slug>/questions")
def speak(slug: str) -> ResponseReturnValue:
    """A question, an experience or a correction; or an answer to one."""
    practice = spoken_of(slug)
    require_open(practice, policy.may_speak(me(), practice))
    asked = request.form.get("answers", "")
    if asked:
        return answer(practice, asked)
    form = TalkForm()
    if not form.validate():
        return talk_page(practice, form, status=422)
    kind = CommentKind(form.kind.data)
    said = actions.ask(practice, me(), kind, form.body.data or "", now())
    db.session.commit()
    return told(practice, said, "Votre texte est publié.")


def answer(practice: Practice, asked: str) -> ResponseReturnValue:
    question_id = whole_number(asked)
    if question_id is None:
        abort(400)
    form = AnswerForm(prefix=f"r{asked}-")
    if not form.validate():
        return talk_page(practice, TalkForm(formdata=None), wrong=form, status=422)
    try:
        said = actions.answer(practice, me(), question_id, form.body.data or "", now())
    except NothingToAnswer:
        db.session.rollback()
        kept = TalkForm(formdata=None, data={"kind": "experience", "body": form.body.data})
        kept.refuse(kept.body, GONE)
        return talk_page(practice, kept, status=409)
    db.session.commit()
    return told(practice, said, "Votre réponse est publiée.")


@bp.post("/pratiques/<slug>/questions/<int:comment_id>/reponse")
def mark_answered(slug: str, comment_id: int) -> ResponseReturnValue:
    """« C’est la réponse »: said by who asked, or by the owner’s people."""
    practice = spoken_of(slug)
    said = next((one for one in _said(practice) if one.id == comment_id), None)
    if said is None or said.parent_id is None or said.hidden_at:
        abort(404)
    question = db.session.get_one(Comment, said.parent_id)
    require_open(practice, policy.may_mark_answered(me(), practice, question))
    if not actions.take_as_answer(practice, question, said, me(), now()):
        abort(409)
    db.session.commit()
    return told(practice, said, "La question a sa réponse.")


def spoken_of(slug: str) -> Practice:
    """A published sheet, for who works on the network; nobody else may know of what is said."""
    require(me().is_admitted)
    practice = loaded(slug, me())
    if not practice.is_published:
        abort(404)
    return practice


def told(practice: Practice, said: Comment, sentence: str) -> ResponseReturnValue:
    """The discussion alone for htmx; its page, at what was said, otherwise."""
    if wants("discussion"):
        return talk_page(practice, TalkForm(formdata=None), sentence=sentence)
    flash(sentence)
    return redirect(url_for(".talk", slug=practice.slug, _anchor=f"remarque-{said.id}"))


def talk_page(
    practice: Practice,
    form: TalkForm,
    *,
    wrong: AnswerForm | None = None,
    sentence: str = "",
    status: int = 200,
) -> Response:
    shown = discussion(practice, form, wrong) | {"told": sentence}
    return page("practices/discussion.html", fragment="discussion", status=status, **shown)


def panel(practice: Practice) -> str | None:
    """At the foot of the sheet, whose page asks enough already: a member’s is fetched apart."""
    member = reader()
    if not practice.is_published or (member is not None and not member.is_admitted):
        return None
    return render_template("practices/_panel_discussion.html", practice=practice, member=member)


def discussion(practice: Practice, form: TalkForm, wrong: AnswerForm | None) -> dict[str, Any]:
    """What is said, as the page and the panel draw it."""
    found = threads(_said(practice))
    return {
        "practice": practice,
        "form": form,
        "lines": [line(practice, thread, wrong) for thread in found],
        "labels": COMMENT_LABELS,
        "may_speak": policy.may_speak(me(), practice),
        "may_moderate": partial(may_moderate, me(), region=practice.region_code),
        "member": me(),
    }


def line(practice: Practice, thread: Thread, wrong: AnswerForm | None) -> Line:
    prefix = f"r{thread.remark.id}-"
    ours = wrong if wrong is not None and wrong.body.name.startswith(prefix) else None
    form = ours or AnswerForm(formdata=None, prefix=prefix)
    return Line(thread, form, policy.may_mark_answered(me(), practice, thread.remark))


def _said(practice: Practice) -> Any:
    return every(said_about("practice", practice.id))


@bp.get("/pratiques/questions-ouvertes")
def open_questions() -> Response:
    """The questions without an answer, the oldest first, for whoever could answer."""
    require(me().is_admitted)
    asked = queries.open_questions()
    total = db.session.scalar(queries.count_of(asked)) or 0
    number = page_within(total)
    rows = db.session.execute(asked.offset(first_of(number)).limit(PER_PAGE)).all()
    return page(
        "practices/open_questions.html",
        listing=Listing(rows, total, number),
        late=queries.late_before(now()),
        days_to_answer=queries.DAYS_TO_ANSWER,
    )
