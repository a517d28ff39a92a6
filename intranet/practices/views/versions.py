"""The versions of a sheet: what each changed, and how to begin again from one of them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.kit.access import me, reader
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import typo
from intranet.practices import actions, policy, queries
from intranet.practices.forms import SheetForm, labels_of
from intranet.practices.models import ChangedMeanwhile, PracticeVersion, differing
from intranet.practices.views.blueprint import bp
from intranet.practices.views.loading import editable, loaded, seen_lock
from intranet.practices.views.words import in_words


@dataclass(frozen=True)
class Change:
    """What one version says otherwise than the one before it."""

    label: str
    before: str
    after: str


@bp.get("/pratiques/<slug>/versions")
def versions(slug: str) -> Response:
    """All of them for its owner; for others, those that were online."""
    member = reader()
    practice = loaded(slug, member)
    is_ours = member is not None and policy.belongs_to_owner(member, practice)
    shown = every(
        queries.versions_of(practice) if is_ours else queries.published_versions(practice)
    )
    return page(
        "practices/versions.html",
        practice=practice,
        lines=[
            (version, changes(before, version) if before else None)
            for version, before in zip(shown, [*shown[1:], None], strict=True)
        ],
        reunited=every(queries.reunited_in(practice)),
        is_ours=is_ours,
        may_restore=is_ours and member and policy.may_edit(member, practice),
    )


@bp.post("/pratiques/<slug>/versions/<int(max=9999):number>")
def restore(slug: str, number: int) -> ResponseReturnValue:
    """Begin again from it: a new version, to review as any other."""
    practice = editable(slug)
    version = one_or_404(queries.versions_of(practice).where(PracticeVersion.number == number))
    try:
        actions.restore(practice, version, me(), now(), lock=seen_lock())
    except ChangedMeanwhile:
        db.session.rollback()
        abort(409, "→ La fiche a changé depuis que cette page est ouverte : rien n’a été repris.")
    db.session.commit()
    flash(typo(f"La version {number} est reprise : relisez-la, puis soumettez-la."))
    return redirect(url_for(".edit", slug=practice.slug))


def changes(before: PracticeVersion, after: PracticeVersion) -> list[Change]:
    """Field by field, in the order of the form."""
    labels = labels_of(SheetForm(formdata=None)) | {"documents": "Documents"}
    old, new = before.sheet, after.sheet
    return [
        Change(labels.get(name, name), in_words(name, old), in_words(name, new))
        for name in differing(old, new)
    ]
