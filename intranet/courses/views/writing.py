"""Writing a course: a draft from its title, then all that the public must be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, request
from flask.typing import ResponseReturnValue

from intranet.competencies import queries as referential
from intranet.competencies.queries import Catalogue
from intranet.courses import actions, policy, queries
from intranet.courses.forms import CourseForm, shown
from intranet.courses.models import (
    Certification,
    ChangedMeanwhile,
    Course,
    CourseEvent,
    CourseRun,
    State,
    Syllabus,
    checklist,
    differences,
    missing,
)
from intranet.courses.views.blueprint import bp
from intranet.courses.views.items import known_course
from intranet.kit.access import me, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.kit.htmx import page, wants
from intranet.kit.texts import day, moment
from intranet.kit.versions import seen_version
from intranet.members.models import Member
from intranet.organizations.models import Organization

# The texts whose length is told while one writes.
COUNTED = frozenset(
    {
        "title", "objectives", "content", "methods", "assessment", "expected_results",
        "prerequisites", "access_conditions", "access_delay", "accessibility",
    }
)  # fmt: skip


@dataclass
class Answer:
    """What came with the form: all of it is judged before anything is written."""

    form: CourseForm
    catalogue: Catalogue
    said: Syllabus
    dates: actions.Dates | None
    runs: list[Any]
    is_sound: bool


@bp.route("/formations/nouvelle", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new course: its title is enough to keep a draft."""
    require(policy.may_post(me()))
    catalogue, providers = referential.in_force(), providers_of(me())
    asked = request.args.get("besoin", "")  # the competency that somebody looks for
    needed = {"teaches": [{"code": asked}]} if asked in catalogue.by_code else None
    form = CourseForm() if request.method == "POST" else CourseForm(data=needed)
    form.offer(
        catalogue, {str(one.id): one.name for one in providers} if len(providers) > 1 else {}
    )
    if not form.is_submitted() or "add" in request.form:
        return asking(form, catalogue)
    answer = judged(form, catalogue, None, [])
    if wants("missing") or not answer.is_sound:
        return asking(form, catalogue, answer=answer)
    chosen = form.provider.data if "provider" in form else None
    provider = next(one for one in providers if chosen in {None, str(one.id)})
    course = actions.start(provider, me(), answer.said, now())
    return kept(course, answer)


@bp.route("/formations/<int:course_id>/modifier", methods=["GET", "POST"])
def edit(course_id: int) -> ResponseReturnValue:
    """Change what is said. Online, what people choose by waits for an animator; the rest does not."""
    course = known_course(course_id)
    require(policy.may_edit(me(), course))
    catalogue = referential.in_force()
    links = referential.links_of("course", [course.id])[course.id]
    current = actions.syllabus_of(course, links)
    runs = still_on(course.id)
    waiting = revision_of(course)
    said = actions.read_version(waiting) if waiting and reviewed_first(course) else current
    form = CourseForm() if request.method == "POST" else CourseForm(data=shown(said, catalogue))
    form.offer(catalogue, {})
    more: dict[str, Any] = {"course": course, "runs": runs, "waiting": waiting}
    if not form.is_submitted() or "add" in request.form:
        return asking(form, catalogue, version=course.lock_version, **more)
    answer = judged(form, catalogue, course, runs, current)
    if wants("missing") or not answer.is_sound:
        return asking(form, catalogue, answer=answer, version=seen_version(), **more)
    try:
        return written(course, answer, current, waiting is not None)
    except ChangedMeanwhile:
        return overtaken(form, catalogue, course_id)


# ---- reading the answer


def judged(
    form: CourseForm,
    catalogue: Catalogue,
    course: Course | None,
    runs: list[CourseRun],
    current: Syllabus | None = None,
) -> Answer:
    """Every error at once: of the fields, of the first run, and, to submit, of what is missing."""
    is_sound, dates = form.validate(), None
    certification = certification_of(form)
    if form.is_announced and not runs:
        dates = form.dates(today())
    said = form.said(catalogue, certification)
    announced: list[Any] = runs or ([dates] if dates else [])
    is_online = course is not None and course.is_online
    if "submit" in request.form or is_online:
        # Online, nothing may be taken away; what its source never said is not asked for.
        known = missing(current, runs, current.links) if is_online and current else []
        unsaid = {check.field for check in known}
        for lack in missing(said, announced, said.links):
            field = form[lack.field]
            told = field.errors or (lack.field == "starts_on" and form.is_announced)
            if not told and lack.field not in unsaid:
                form.refuse(field, lack.sentence)
        refuse_ended(form, certification)
    return Answer(form, catalogue, said, dates, announced, is_sound and not form.errors)


def certification_of(form: CourseForm) -> Certification | None:
    """The certification that was typed: of the list, or described by the trainer."""
    if not form.tidy_code:
        return None
    known = db.session.scalars(queries.certification_of(form.tidy_code)).one_or_none()
    with db.session.no_autoflush:
        return form.certification(known, me().id)


def refuse_ended(form: CourseForm, certification: Certification | None) -> None:
    if certification and not certification.is_open(today()) and certification.registration_end:
        ended = day(certification.registration_end)
        form.refuse(
            form.certification_code,
            f"On pouvait y entrer jusqu’au {ended} : la formation ne peut pas être annoncée comme certifiante.",
        )


# ---- keeping it


def kept(course: Course, answer: Answer) -> ResponseReturnValue:
    """The rest of what was asked with the text: a first run, and the submission."""
    if answer.dates:
        actions.add_run(course, answer.dates, me(), now())
    if "submit" in request.form and policy.may_submit(me(), course):
        actions.submit(course, me(), now())
        flash("La formation est soumise : un animateur du réseau va la relire.")
    elif course.is_online:
        flash("La fiche est à jour.")
    else:
        flash(f"Enregistré à {moment(now()).partition(' à ')[2]}.")
    db.session.commit()
    still_written = course.state in {State.DRAFT, State.CHANGES_REQUESTED}
    return redirect(f"{course.address}/modifier" if still_written else course.address)


def written(
    course: Course, answer: Answer, current: Syllabus, is_revised: bool
) -> ResponseReturnValue:
    """Written at once; or, for what people choose a course by once it is online, proposed."""
    changed = differences(current, answer.said)
    sensitive = is_revised or any(change.is_sensitive for change in changed)
    if reviewed_first(course) and sensitive:
        actions.propose(course, answer.said, me(), now(), version=seen_version())
        if answer.dates:  # the first run does not wait: only the text is read over
            actions.add_run(course, answer.dates, me(), now())
        db.session.commit()
        flash("Modification proposée : la page en ligne ne change pas avant la relecture.")
        return redirect(course.address)
    actions.write(course, answer.said, me(), now(), version=seen_version())
    return kept(course, answer)


def still_on(course_id: int) -> list[CourseRun]:
    """The runs of a course, without those called off."""
    runs = queries.runs_of([course_id])[course_id]
    return [run for run in runs if not run.bookable.is_called_off]


def reviewed_first(course: Course) -> bool:
    """Online, and this member may not decide on it."""
    return course.is_online and not policy.writes_online(me(), course)


def revision_of(course: Course) -> Any:
    if not course.is_online:
        return None
    return db.session.scalars(queries.pending_version(course.id)).one_or_none()


def providers_of(member: Member) -> list[Organization]:
    """For whom one may post: one's own organization; an animator, any provider of their regions."""
    own = [member.organization] if member.organization else []
    if not policy.may_choose_provider(member):
        return own
    others = [one for one in every(queries.providers_on_offer(member)) if one not in own]
    return own + others


# ---- showing the form


def asking(
    form: CourseForm,
    catalogue: Catalogue,
    *,
    answer: Answer | None = None,
    status: int | None = None,
    **more: Any,
) -> Response:
    """The form, with what is missing; 422 where an answer was refused."""
    form.offer(catalogue, dict_of(form))
    refused = answer is not None and not answer.is_sound and not wants("missing")
    said = answer.said if answer else form.said(catalogue, None)
    course, runs = more.get("course"), more.get("runs") or (answer.runs if answer else [])
    if not answer and course:
        said = actions.syllabus_of(course, referential.links_of("course", [course.id])[course.id])
    return page(
        "courses/form.html",
        fragment="missing",
        status=status or (422 if refused else 200),
        form=form,
        checks=checklist(said, runs, said.links),
        twins=queries.near_twins(
            course.provider_id if course else me().organization_id,
            said.title,
            [each.competency_id for each in said.teaches],
            course.id if course else None,
        ),
        counts=lengths(form) if wants("missing") else [],
        certifications=queries.certifications_on_offer(),
        provider=course.provider if course else me().organization,
        on=today(),
        at=now(),
        **{"course": None, "runs": [], "waiting": None, "version": None, "overtaken_by": None}
        | more,
    )


def lengths(form: CourseForm) -> list[tuple[str, int, int]]:
    """How long each text is beside what the exchange of catalogues lets through."""
    return [
        (field.id, len(field.data or ""), field.flags.maxlength)
        for field in form
        if field.name in COUNTED
    ]


def dict_of(form: CourseForm) -> dict[str, str]:
    """The providers that the form offers already."""
    if "provider" not in form:
        return {}
    return {str(choice.value): str(choice.label) for choice in form.provider.choices or []}


def overtaken(form: CourseForm, catalogue: Catalogue, course_id: int) -> Response:
    """Somebody wrote first: who and when; what was typed is kept, and may be saved next."""
    db.session.rollback()
    course = known_course(course_id)
    last: CourseEvent | None = db.session.scalars(queries.decided_last(course_id)).first()
    return asking(
        form,
        catalogue,
        status=409,
        course=course,
        runs=still_on(course_id),
        version=course.lock_version,
        overtaken_by=last,
    )
