"""Writing a sheet: begun by its title, saved as often as one likes, submitted when nothing lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import queries as referential
from intranet.kit import files
from intranet.kit.access import me, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.practices import actions, policy, queries
from intranet.practices.forms import NewPracticeForm, SheetForm
from intranet.practices.forms.sheets import as_typed
from intranet.practices.models import (
    SECTIONS,
    AlreadyDecided,
    AlreadyOwned,
    ChangedMeanwhile,
    Kind,
    Missing,
    Practice,
    Review,
    Sheet,
    differing,
    missing,
)
from intranet.practices.views.blueprint import bp
from intranet.practices.views.words import in_words


@bp.get("/pratiques/mes-fiches")
def mine() -> Response:
    """What I write for my organization, and what I should verify."""
    member, on = me(), today()
    return page(
        "practices/mine.html",
        drafts=every(queries.drafts_of(member)),
        to_verify=every(queries.to_verify_by(member, on)),
        online=every(queries.about_organization(member.organization_id or 0)),
        organization=member.organization,
        may_write=policy.may_write(member),
    )


@bp.route("/pratiques/nouvelle", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    require(policy.may_write(me()))
    form = NewPracticeForm()
    if not form.validate_on_submit():
        return page("practices/new.html", form=form, status=422 if form.is_submitted() else 200)
    practice = actions.begin(me(), form.title.data, Kind(form.kind.data), now())
    db.session.commit()
    flash("Le brouillon est créé. Votre structure seule le voit.")
    return redirect(url_for(".edit", slug=practice.slug))


@bp.get("/pratiques/<slug>/modifier")
def edit(slug: str) -> ResponseReturnValue:
    practice = editable(slug)
    if practice.submitted_at:
        flash("Cette fiche est en relecture : reprenez-la pour la modifier.")
        return redirect(url_for(".preview", slug=practice.slug))
    sheet = practice.current.sheet
    form = SheetForm(data=as_typed(practice, sheet))
    offer(form, practice)
    return form_page(practice, form, sheet)


@bp.post("/pratiques/<slug>/modifier")
def save(slug: str) -> ResponseReturnValue:
    """Save the draft, or save and submit it; of two who saved from one page, one is told."""
    practice, lock = editable(slug), posted_lock()
    form = SheetForm()
    offer(form, practice, more=request.form.get("add"))
    kept = practice.current.sheet.documents
    sheet = form.sheet(referential.in_force(), kept)
    if "add" in request.form:
        return form_page(practice, form, sheet)
    if not form.validate() or (asks_to_submit() and not is_complete(form, sheet)):
        return form_page(practice, form, sheet, status=422)
    try:
        sheet.documents += [joined(practice, sent) for sent in form.files]
        actions.save(practice, sheet, me(), now(), lock=lock, kept=form.answers_for)
        if asks_to_submit():
            actions.submit(practice, now(), lock=practice.lock_version)
    except files.RefusedFile as refusal:
        db.session.rollback()
        form.refuse(form.documents, str(refusal))
        return form_page(editable(slug), form, sheet, status=422)
    except ChangedMeanwhile:
        db.session.rollback()
        return conflict_page(editable(slug), form, sheet)
    db.session.commit()
    return answer_saved(practice)


@bp.post("/pratiques/<slug>/manque")
def lacking(slug: str) -> Response:
    """What the sheet still lacks, from what is typed and not saved yet."""
    practice = editable(slug)
    form = SheetForm()
    offer(form, practice)
    sheet = form.sheet(referential.in_force(), practice.current.sheet.documents)
    return form_page(practice, form, sheet)


@bp.post("/pratiques/<slug>/reprise")
def take_back(slug: str) -> ResponseReturnValue:
    """Its authors want to change it before the reviewer decides."""
    practice = editable(slug)
    try:
        actions.take_back(practice, me(), now())
    except (AlreadyDecided, ChangedMeanwhile):
        db.session.rollback()
        abort(409, "→ Le relecteur a déjà rendu sa décision : rouvrez la fiche pour la lire.")
    db.session.commit()
    flash("La fiche n’est plus en relecture : vous pouvez la modifier.")
    return redirect(url_for(".edit", slug=practice.slug))


@bp.post("/pratiques/<slug>/verification")
def verify(slug: str) -> ResponseReturnValue:
    """« Toujours exact »."""
    practice = one_or_404(queries.known_by_slug(queries.readable_by(me()), slug))
    require(policy.may_verify(me(), practice))
    actions.verify(practice, today())
    db.session.commit()
    flash("Merci : la fiche est notée exacte à ce jour.")
    return redirect(url_for(".show", slug=practice.slug))


@bp.post("/pratiques/<slug>/adoption")
def take_up(slug: str) -> ResponseReturnValue:
    """The territory makes a starting sheet its own."""
    practice = one_or_404(queries.known_by_slug(queries.readable_by(me()), slug))
    if practice.owner_id and practice.owner_id == me().organization_id:
        return redirect(url_for(".edit", slug=practice.slug))
    require(policy.may_take_up(me(), practice))
    try:
        actions.take_up(practice, me(), now())
    except (AlreadyOwned, ChangedMeanwhile):
        db.session.rollback()
        abort(409, "→ Une autre personne a repris cette fiche juste avant vous.")
    db.session.commit()
    flash("La fiche est à votre structure. Relisez-la, complétez-la, puis soumettez-la.")
    return redirect(url_for(".edit", slug=practice.slug))


def editable(slug: str) -> Practice:
    """The practice to write in: it exists for its owner, and is closed to other readers."""
    practice = one_or_404(queries.known_by_slug(queries.readable_by(me()), slug))
    require(policy.may_edit(me(), practice))
    return practice


def posted_lock() -> int:
    """The lock that every save must bear: without it nobody could tell who overwrites whom."""
    text = request.form.get("lock_version", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        abort(400)
    return int(text)


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
    except files.RefusedFile as refusal:
        raise files.RefusedFile(f"« {sent.filename[:80]} » : {refusal}") from None


def answer_saved(practice: Practice) -> ResponseReturnValue:
    if practice.submitted_at:
        review = practice.last_review
        assert review, "submitted"
        flash(
            "La fiche est soumise. Vous recevrez la réponse du relecteur par courrier électronique."
        )
        return redirect(url_for(".preview", slug=practice.slug))
    flash("Le brouillon est enregistré.")
    return redirect(url_for(".edit", slug=practice.slug))


def offer(form: SheetForm, practice: Practice, more: str | None = None) -> None:
    if more in form and hasattr(form[more], "blank"):
        form[more].blank += 2
    form.offer(
        every(queries.themes()),
        referential.in_force(),
        every(queries.contacts_of(practice.owner_id)),
        practice.current.sheet.documents,
    )


def form_page(
    practice: Practice,
    form: SheetForm,
    sheet: Sheet,
    *,
    status: int = 200,
    theirs: Sequence[Mapping[str, str]] = (),
) -> Response:
    """The form, what the sheet lacks, and what the last reviewer asked."""
    review = last_decided(practice)
    return page(
        "practices/form.html",
        fragment="missing",
        status=status,
        practice=practice,
        form=form,
        documents=practice.current.sheet.documents,
        lacks=lacks_of(form, sheet),
        review=review,
        sections=SECTIONS,
        theirs=theirs,
    )


def lacks_of(form: SheetForm, sheet: Sheet) -> list[Missing]:
    return missing(sheet, has_contact=form.contact.data is not None)


def last_decided(practice: Practice) -> Review | None:
    """The decision that the version being written answers."""
    review = practice.last_review
    return review if review and review.decision in {"corrections", "refused"} else None


def conflict_page(practice: Practice, form: SheetForm, mine_now: Sheet) -> Response:
    """Mine in the boxes, theirs beside; saving again keeps mine, on top of theirs."""
    form.lock_version.data = practice.lock_version
    theirs = practice.current.sheet
    told = [
        {"label": form[name].label.text, "field": form[name].id, "words": in_words(name, theirs)}
        for name in differing(mine_now, theirs)
        if name in form
    ]
    return form_page(practice, form, mine_now, status=409, theirs=told)
