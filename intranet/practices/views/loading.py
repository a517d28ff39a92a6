"""The sheet that an address names, as its reader may know of it; the lock that its form was opened under."""

from __future__ import annotations

from flask import abort, redirect, request, url_for

from intranet.kit.access import me, require
from intranet.kit.conditional import hold_row
from intranet.kit.db import db
from intranet.kit.versions import seen_version
from intranet.members.models import Member
from intranet.practices import policy, queries
from intranet.practices.models import Practice

NO_LOCK = (
    "→ Ce formulaire ne dit pas de quelle version il part : rien n’a été enregistré. "
    "Revenez à la page précédente, copiez votre texte, puis rouvrez la fiche."
)
ARCHIVED = (
    "→ Cette fiche est archivée : elle se lit encore, et rien ne s’y ajoute plus. "
    "Rien n’a été enregistré."
)


def loaded(slug: str, reader: Member | None, *, holds: bool = True) -> Practice:
    """The sheet at this address, or that had it once; a 404 for whoever may not know of it, and a
    410 once it was withdrawn. Whoever writes holds it: what they were let in for stays true.
    """
    if holds and request.method == "POST":
        db.session.execute(queries.held_at(slug))
    practice = kept(slug, reader)
    if practice.withdrawn_on:
        abort(410)
    return practice


def kept(slug: str, reader: Member | None) -> Practice:
    """The same, with what was withdrawn, for its owner who takes it away."""
    known = queries.known_by_slug(queries.readable_by(reader), slug)
    practice = db.session.scalars(known).unique().one_or_none()
    return practice or abort(410 if queries.withdrawn_at(slug) else 404)


def editable(slug: str) -> Practice:
    """The practice to write in: it exists for its owner, and is closed to other readers."""
    practice = loaded(slug, me())
    require_open(practice, policy.may_edit(me(), practice))
    return practice


def require_open(practice: Practice, allowed: bool) -> None:
    """Stop unless the policy allows it; what was withdrawn or archived, maybe meanwhile, says so."""
    if not allowed and practice.withdrawn_on:
        abort(410)
    if not allowed and practice.archived_on:
        if request.method == "GET":
            abort(redirect(url_for(".show", slug=practice.slug)))  # its page says it
        abort(409, ARCHIVED)
    require(allowed)


def hold(practice: Practice) -> None:
    """Whoever writes holds the sheet, and reads it as it is now."""
    if request.method == "POST":
        hold_row(Practice, practice.id)
        db.session.expire(practice)


def seen_lock() -> int:
    """The lock that every save must bear: without it nobody could tell who overwrites whom."""
    return seen_version("lock_version", NO_LOCK)
