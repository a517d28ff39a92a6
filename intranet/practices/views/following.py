"""Practices that show items which a new edition of the referential has not any more."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions as referential
from intranet.competencies.queries import in_force, links_of, transfers_of_links
from intranet.kit.access import me, require
from intranet.kit.db import db, every
from intranet.kit.texts import fold, typo
from intranet.practices import policy, queries
from intranet.practices.views.blueprint import bp
from intranet.practices.views.loading import loaded

SUBJECT = "practice"


def after_an_edition(change: Any) -> str | None:
    """Those that a member answers for, each with what it would show instead."""
    due = every(queries.to_follow(change.member, change.in_force))
    found = sorted(due, key=lambda practice: (fold(practice.title), practice.id))
    if not found:
        return None
    links = links_of(SUBJECT, [practice.id for practice in found])
    lines = [(one, transfers_of_links(links[one.id], change.in_force)) for one in found]
    number = change.in_force.number
    return render_template("practices/_panel_edition.html", lines=lines, number=number)


@bp.post("/pratiques/<slug>/edition")
def follow(slug: str) -> ResponseReturnValue:
    """Confirm that a practice shows what takes the place of the items that are gone."""
    catalogue = in_force()
    found = loaded(slug, me())
    require(policy.may_follow(me(), found))
    referential.relink(SUBJECT, found.id, catalogue)
    db.session.commit()
    flash(typo(f"« {found.title} » suit l’édition {catalogue.number} du référentiel."))
    return redirect(url_for("competencies.to_confirm", number=catalogue.number))
