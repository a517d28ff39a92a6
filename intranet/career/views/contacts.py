"""Who does a job and accepts a question: beside an opening for it, and asking one of them."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intranet.career import actions, policy, queries
from intranet.career.forms import JobForm, QuestionForm
from intranet.career.models import AlreadyWritten
from intranet.career.views.blueprint import bp
from intranet.competencies import queries as competencies
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import typo
from intranet.openings.models import Opening


@bp.get("/parcours/metiers/<slug>/contacts")
def contacts(slug: str) -> Response:
    """Near first; the page of an opening holds it, fetched apart."""
    require(policy.mentoring.may_seek(me()))
    profile = one_or_404(competencies.job_profile(slug))
    return page(
        "career/contacts/index.html",
        fragment="contacts",
        profile=profile,
        found=queries.contacts.contacts_of(profile.id, me()),
    )


@bp.route("/parcours/metiers/<slug>/contacts/<int:member_id>", methods=["GET", "POST"])
def ask_contact(slug: str, member_id: int) -> ResponseReturnValue:
    """One question to one person: then they write to each other."""
    require(policy.mentoring.may_seek(me()))
    profile = one_or_404(competencies.job_profile(slug))
    contact = queries.contacts.contact_numbered(member_id, profile.id, me()) or abort(404)
    form = QuestionForm()
    if contact.has_been_asked or not form.validate_on_submit():
        return page(
            "career/contacts/ask.html",
            status=422 if form.errors else 200,
            form=form,
            profile=profile,
            contact=contact,
        )
    try:
        actions.contacts.ask(member_id, me(), profile, form.question.data, now())
        db.session.commit()
    except AlreadyWritten:
        db.session.rollback()
    flash(f"Votre question est envoyée à {contact.name}, qui vous répond par courriel.")
    return redirect(url_for(".contacts", slug=slug))


@bp.post("/parcours/transmission/metier")
def accept_questions() -> ResponseReturnValue:
    """About one’s job, or about none any more."""
    require(policy.mentoring.may_seek(me()))
    profiles = competencies.job_profiles()
    form = JobForm()
    form.offer(profiles)
    if not form.validate():
        abort(400)
    chosen = next((one for one in profiles if one.slug == form.job.data), None)
    actions.contacts.accept_questions(me(), chosen)
    db.session.commit()
    said = (
        f"Les membres qui regardent une offre de « {chosen.title} » pourront vous écrire."
        if chosen
        else "Vous ne recevrez plus de question sur votre métier."
    )
    flash(typo(said))
    return redirect(url_for(".passing_on", _anchor="metier"))


def beside_opening(opening: Opening) -> str | None:
    """The place of those who do this job, on the page of an opening: it asks the database nothing."""
    member, profile = reader(), opening.job_profile
    if profile is None or member is None or not policy.mentoring.may_seek(member):
        return None
    return render_template("career/contacts/_place.html", profile=profile)
