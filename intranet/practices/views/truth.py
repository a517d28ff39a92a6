"""Keeping a sheet true: its verification by a link, its contact, its archives, what readers report."""

from __future__ import annotations

from typing import NamedTuple

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from intranet.kit import links
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.members.models import Member
from intranet.practices import actions, policy, queries
from intranet.practices.forms import ContactForm, ExactForm, ReportForm, SeenToForm
from intranet.practices.models import (
    REPORT_LABELS,
    ChangedMeanwhile,
    Practice,
    PracticeReport,
    ReportReason,
)
from intranet.practices.views.blueprint import bp
from intranet.practices.views.loading import editable, hold, loaded, require_open, seen_lock


class Asked(NamedTuple):
    """What a link is about, and whom it was sent to."""

    practice: Practice
    by: Member


@bp.route("/pratiques/exactitude/<word>", methods=["GET", "POST"])
def exact(word: str) -> ResponseReturnValue:
    """The link of the letters. A GET only asks: mail scanners open every link they meet."""
    practice, by = _asked(word)
    form = ExactForm()
    is_answered = form.validate_on_submit()
    if is_answered and practice.archived_on is None:
        if form.answer.data == "exact":
            actions.verify(practice, by, now())
        elif form.answer.data == "correct":
            actions.say_to_correct(practice, by, form.text.data or "", now())
        else:
            actions.archive(practice, by, now())
        db.session.commit()
    return page(
        "practices/exact.html",
        status=422 if form.errors else 200,
        practice=practice,
        form=form,
        answer=form.answer.data if is_answered else None,
        links=[each for each in practice.current.sheet.sources if each["url"]],
        word=word,
    )


@bp.post("/pratiques/<slug>/verification")
def verify(slug: str) -> ResponseReturnValue:
    """« Toujours exact »."""
    practice = loaded(slug, me())
    require_open(practice, policy.may_verify(me(), practice))
    actions.verify(practice, me(), now())
    db.session.commit()
    flash("Merci : la fiche est notée exacte à ce jour.")
    return redirect(url_for(".show", slug=practice.slug))


@bp.route("/pratiques/<slug>/contact", methods=["GET", "POST"])
def contact(slug: str) -> ResponseReturnValue:
    """Who answers for it, and how often: live at once, and neither verified nor reviewed for that."""
    practice = editable(slug)
    is_proposed = policy.may_decline(me(), practice)
    form = ContactForm(
        data={
            "lock_version": practice.lock_version,
            "contact": me().id if is_proposed else practice.contact_id,
            "substitute": practice.substitute_id,
            "review_cycle": str(practice.review_cycle),
        }
    )
    form.offer(every(queries.contacts_of(practice.owner_id)))
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        referents = every(queries.referents_of(practice.owner_id))
        return page(
            "practices/contact.html", status=status, practice=practice, form=form, is_proposed=is_proposed,
            referents=referents, may_transfer=policy.may_transfer(me(), practice, referents),
        )  # fmt: skip
    try:
        actions.answer_for(
            practice, seen_lock(), contact_id=form.contact.data,
            substitute_id=form.substitute.data, review_cycle=int(form.review_cycle.data),
        )  # fmt: skip
    except ChangedMeanwhile:
        db.session.rollback()
        abort(409, "→ La fiche a changé depuis que cette page est ouverte : rien n’a été noté.")
    db.session.commit()
    flash("C’est noté : la fiche dit qui en répond.")
    return redirect(url_for(".show", slug=practice.slug))


@bp.post("/pratiques/<slug>/archivage")
def archive(slug: str) -> ResponseReturnValue:
    """Out of the lists, or back: as the page said, whatever somebody else did since."""
    practice = loaded(slug, me())
    require(policy.may_archive(me(), practice))
    if request.form.get("archived") == "0":
        actions.unarchive(practice)
        flash("La fiche est de nouveau dans les listes.")
    else:
        actions.archive(practice, me(), now())
        flash("La fiche est archivée : elle se lit encore à son adresse, et n’est plus listée.")
    db.session.commit()
    return redirect(url_for(".show", slug=practice.slug))


@bp.route("/pratiques/<slug>/signalement", methods=["GET", "POST"])
def report(slug: str) -> ResponseReturnValue:
    """« Signaler » : four reasons; two readers who find it stale make it to verify now."""
    practice = loaded(slug, me())
    require_open(practice, policy.may_report(me(), practice))
    form = ReportForm()
    assert practice.published, "may_report"
    form.offer(practice.published.sheet.sources)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("practices/report.html", status=status, practice=practice, form=form)
    reason = ReportReason(form.reason.data)
    is_new = actions.report(practice, me(), reason, form.said, now())
    db.session.commit()
    flash(
        "Merci : votre signalement est transmis."
        if is_new
        else "Vous l’aviez déjà signalé : merci."
    )
    return redirect(url_for(".show", slug=practice.slug))


@bp.get("/pratiques/<slug>/signalements")
def reports(slug: str) -> Response:
    """What readers said of a sheet, for those who can see to it."""
    practice = _seen_to(slug)
    found = every(queries.open_reports(practice))
    return page(
        "practices/reports.html",
        practice=practice,
        reports=[(each, SeenToForm(prefix=f"s{each.id}")) for each in found],
        labels=REPORT_LABELS,
    )


@bp.post("/pratiques/<slug>/signalements/<int:report_id>")
def close_report(slug: str, report_id: int) -> ResponseReturnValue:
    practice = _seen_to(slug)
    found = one_or_404(
        select(PracticeReport).where(
            PracticeReport.id == report_id, PracticeReport.practice_id == practice.id
        )
    )
    form = SeenToForm(prefix=f"s{report_id}")
    if not form.validate():
        return page(
            "practices/reports.html",
            status=422,
            practice=practice,
            reports=[(found, form)],
            labels=REPORT_LABELS,
        )
    actions.close_report(found, me(), form.answer.data or "", now())
    db.session.commit()
    flash("Le signalement est traité.")
    return redirect(url_for(".reports", slug=practice.slug))


def _seen_to(slug: str) -> Practice:
    practice = loaded(slug, me())
    require(policy.may_see_to_reports(me(), practice))
    return practice


def _asked(word: str) -> Asked:
    """The sheet and the person of a link of ours, as long as they may answer for it; else a 404."""
    practice_id, member_id = (int(value) for value in links.read_or_404(actions.EXACT, word))
    practice, by = db.session.get(Practice, practice_id), db.session.get(Member, member_id)
    if practice is not None:
        hold(practice)
    works_there = practice and by and by.is_active and policy.belongs_to_owner(by, practice)
    if practice is None or by is None or not works_there or not practice.is_published:
        abort(404)
    return Asked(practice, by)
