"""Saving a sheet: by its form, by itself as one writes, joined to what others wrote meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import queries as referential
from intranet.kit import files
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page, wants
from intranet.kit.incoming import plain_name
from intranet.kit.refusals import RefusedFile
from intranet.kit.texts import after, typo
from intranet.kit.versions import seen_version
from intranet.members.models import Member
from intranet.practices import actions, policy, queries
from intranet.practices.forms import SheetForm
from intranet.practices.forms.typed import as_merged, as_typed
from intranet.practices.models import (
    SECTIONS,
    ChangedMeanwhile,
    NotMinor,
    Practice,
    Review,
    SameFields,
    Sheet,
    missing,
)
from intranet.practices.views.blueprint import bp
from intranet.practices.views.loading import NO_LOCK, editable, seen_lock
from intranet.practices.views.words import beside


@bp.get("/pratiques/<slug>/modifier")
def edit(slug: str) -> ResponseReturnValue:
    practice = editable(slug)
    if practice.submitted_at:
        flash("Cette fiche est en relecture : reprenez-la pour la modifier.")
        return redirect(url_for(".preview", slug=practice.slug))
    sheet = queries.in_step(practice.current.sheet, referential.in_force())
    form = SheetForm(data=as_typed(practice, sheet))
    offer(form, practice)
    return form_page(practice, form, sheet)


@bp.post("/pratiques/<slug>/modifier")
def save(slug: str) -> ResponseReturnValue:
    """Save the draft, or save and submit it; what two people wrote is joined, or shown side by side."""
    practice, (lock, base_id) = editable(slug), posted_base()
    form = SheetForm()
    offer(form, practice, more=request.form.get("add"))
    sheet = form.sheet(referential.in_force(), practice.current.sheet.documents)
    if {"add", "take", "leave"} & set(request.form):
        return settled(practice, form, sheet)
    asks_to_check = asks_to_submit() or "minor" in request.form
    if not form.validate() or (asks_to_check and not is_complete(form, sheet)):
        return form_page(practice, form, sheet, status=422)
    write = corrected if "minor" in request.form else written
    return write(practice, form, sheet, lock, base_id)


def written(
    practice: Practice, form: SheetForm, sheet: Sheet, lock: int, base_id: int
) -> ResponseReturnValue:
    """The working version, alone or joined to what others wrote; or why nothing was written."""
    slug = practice.slug
    try:
        sheet.documents += [joined(practice, sent) for sent in form.files]
        met = actions.save(
            practice, sheet, me(), now(), lock=lock, base_id=base_id, kept=form.answers_for
        )
        if review := last_decided(practice):
            actions.resolve(review, [int(each) for each in form.resolved.data or []], now())
        if asks_to_submit() and met is None:
            actions.submit(practice, now(), lock=practice.lock_version)
    except RefusedFile as refusal:
        db.session.rollback()
        form.refuse(form.documents, str(refusal))
        return form_page(editable(slug), form, sheet, status=422)
    except SameFields as lost:
        db.session.rollback()
        return conflict_page(editable(slug), lost.values, lost.fields, sent=form.documents.data)
    except ChangedMeanwhile:
        db.session.rollback()
        return form_page(editable(slug), form, sheet, status=409)
    db.session.commit()
    return answer_saved(practice, met)


@bp.post("/pratiques/<slug>/enregistrement")
def autosave(slug: str) -> Response:
    """As one writes: the same save, which waits for the button as soon as somebody else wrote."""
    practice, (lock, base_id) = editable(slug), posted_base()
    form = SheetForm()
    offer(form, practice)
    documents = practice.current.sheet.documents
    sheet = form.sheet(referential.in_force(), documents)
    sheet.documents = documents  # files wait for the button
    if not form.validate():
        return form_page(practice, form, sheet, fragment="saved", told="unsaved", status=422)
    answers, told = form.answers_for, "saved"
    try:
        actions.save(
            practice, sheet, me(), now(),
            lock=lock, base_id=base_id, kept=answers, joins=False,
        )  # fmt: skip
        db.session.commit()
        form.lock_version.data, form.base.data = practice.lock_version, practice.current.id
    except ChangedMeanwhile:
        db.session.rollback()
        practice, told = editable(slug), "met"
    return form_page(practice, form, sheet, fragment="saved", told=told)


@bp.post("/pratiques/<slug>/manque")
def lacking(slug: str) -> Response:
    """What the sheet still lacks, from what is typed and not saved yet."""
    practice = editable(slug)
    form = SheetForm()
    offer(form, practice)
    sheet = form.sheet(referential.in_force(), practice.current.sheet.documents)
    return form_page(practice, form, sheet)


@bp.post("/pratiques/<slug>/presence")
def presence(slug: str) -> ResponseReturnValue:
    """I have this form open; who else has. Asked by itself, it leads to the form."""
    practice, at = editable(slug), now()
    actions.is_there(practice, me(), at)
    db.session.commit()
    if not wants("presence"):
        return redirect(url_for(".edit", slug=slug))
    others = every(queries.writing_too(practice, me(), at))
    return page("practices/form.html", fragment="presence", practice=practice, others=others)


def posted_base() -> tuple[int, int]:
    """The lock and the version that every save must bear."""
    return seen_lock(), seen_version("base", NO_LOCK)


def asks_to_submit() -> bool:
    return "submit" in request.form


def is_complete(form: SheetForm, sheet: Sheet) -> bool:
    """Whether nothing lacks; what does is asked for beside its field."""
    lacks = missing(sheet, has_contact=form.contact.data is not None)
    for each in lacks:
        form.refuse(form[each.field], f"Il manque {each.words}.")
    return not lacks


def joined(practice: Practice, sent: Any) -> dict[str, Any]:
    """One file that was sent, kept and joined. Raises RefusedFile, with its name."""
    try:
        return actions.attach(practice, files.keep(sent), me())
    except RefusedFile as refusal:
        raise RefusedFile(f"« {plain_name(sent)[:80]} » : {refusal}") from None


def corrected(
    practice: Practice, form: SheetForm, sheet: Sheet, lock: int, _base_id: int
) -> ResponseReturnValue:
    """A minor correction, online at once; or why it is not one."""
    if form.files:
        form.refuse(form.documents, "Un document de plus se relit : soumettez la fiche.")
        return form_page(practice, form, sheet, status=422)
    try:
        is_read = actions.correct(practice, sheet, me(), now(), lock=lock, kept=form.answers_for)
    except NotMinor as refusal:
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return form_page(editable(practice.slug), form, sheet, status=422)
    except ChangedMeanwhile:
        db.session.rollback()
        abort(409, "→ La fiche a changé depuis que cette page est ouverte : rien n’a été corrigé.")
    db.session.commit()
    flash("La correction est en ligne." + " L’animateur de la région la lira." * is_read)
    return redirect(url_for(".show", slug=practice.slug))


def answer_saved(practice: Practice, met: Member | None) -> ResponseReturnValue:
    if met is not None:
        with_whom = "vous-même" if met.id == me().id else met.name
        flash(
            typo(
                f"Enregistré, et fusionné avec la modification {after(with_whom, 'de')} : relisez."
            )
        )
        return redirect(url_for(".edit", slug=practice.slug))
    if practice.submitted_at:
        review = practice.last_review
        assert review, "submitted"
        flash("La fiche est soumise. Vous recevrez la réponse du relecteur par courriel.")
        return redirect(url_for(".preview", slug=practice.slug))
    flash("Le brouillon est enregistré.")
    return redirect(url_for(".edit", slug=practice.slug))


def conflict_page(
    practice: Practice,
    values: Mapping[str, Any],
    common: Sequence[str],
    *,
    sent: Sequence[Any] | None = None,
    status: int = 409,
) -> Response:
    """Mine in the boxes where both wrote, theirs beside; everywhere else, what both meant."""
    form = SheetForm(formdata=None, data=as_merged(practice, values))
    form.documents.data = sent  # it says that they are to be chosen again
    offer(form, practice)
    return form_page(
        practice, form, Sheet.read(values), status=status, theirs=beside(practice, form, common)
    )


def settled(practice: Practice, form: SheetForm, sheet: Sheet) -> Response:
    """More lines are offered; or one field is settled: theirs is taken in the box, or mine is left
    there. Nothing is written.
    """
    if "add" in request.form:
        names = request.form.getlist("beside")
        return form_page(practice, form, sheet, theirs=beside(practice, form, names))
    taken = request.form.get("take", "")
    field = taken or request.form.get("leave", "")
    values = sheet.kept() | form.answers_for
    theirs = practice.current.sheet.kept() | actions.answers_of(practice)
    if taken in theirs:
        values[taken] = theirs[taken]
    left = [each for each in request.form.getlist("beside") if each in theirs and each != field]
    posted = form.lock_version.data, form.base.data, form.documents.data
    form = SheetForm(formdata=None, data=as_merged(practice, values))
    form.lock_version.data, form.base.data, form.documents.data = posted
    offer(form, practice)
    return form_page(practice, form, Sheet.read(values), theirs=beside(practice, form, left))


def offer(form: SheetForm, practice: Practice, more: str | None = None) -> None:
    if more in form and hasattr(form[more], "blank"):
        form[more].blank += 2
    form.offer(
        every(queries.themes()),
        referential.in_force(),
        every(queries.contacts_of(practice.owner_id)),
        practice.current.sheet.documents,
    )
    review = last_decided(practice)
    form.offer_notes(review.notes if review else ())


def form_page(
    practice: Practice,
    form: SheetForm,
    sheet: Sheet,
    *,
    status: int = 200,
    theirs: Sequence[Mapping[str, str]] = (),
    fragment: str = "missing",
    told: str = "",
) -> Response:
    """The form, what the sheet lacks, and what the last reviewer asked."""
    review, at = last_decided(practice), now()
    return page(
        "practices/form.html",
        fragment=fragment,
        status=status,
        practice=practice,
        form=form,
        documents=practice.current.sheet.documents,
        lacks=missing(sheet, has_contact=form.contact.data is not None),
        review=review,
        sections=SECTIONS,
        theirs=theirs,
        told=told,
        may_abandon=policy.may_abandon(me(), practice),
        may_correct=policy.may_correct(me(), practice),
        others=every(queries.writing_too(practice, me(), at)) if not told else [],
        at=at,
    )


def last_decided(practice: Practice) -> Review | None:
    """The decision that the version being written answers."""
    review = practice.last_review
    return review if review and review.decision in {"corrections", "refused"} else None
