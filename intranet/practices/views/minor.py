"""Minor corrections that went online without a review, as the animators read them."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.practices import actions, policy, queries
from intranet.practices.models import ChangedMeanwhile, PracticeVersion
from intranet.practices.views.blueprint import bp
from intranet.practices.views.versions import changes


@bp.get("/animer/pratiques/corrections")
def corrections() -> Response:
    """What each changed, the oldest first."""
    require(policy.may_review_any(me()))
    found = every(queries.minor_corrections_for(me()).limit(50))
    return page(
        "practices/corrections.html",
        lines=[
            (version, changes(before, version)) for version in found if (before := _before(version))
        ],
    )


@bp.post("/animer/pratiques/corrections/<int:version_id>")
def check(version_id: int) -> ResponseReturnValue:
    """It is right; or it is taken back, in one click."""
    require(policy.may_review_any(me()))
    known = queries.minor_corrections_for(me()).where(PracticeVersion.id == version_id)
    version = one_or_404(known)
    require(policy.may_review(me(), version.practice))
    try:
        if "revert" in request.form:
            actions.revert(version, me(), now())
            flash("La version d’avant est de nouveau en ligne.")
        else:
            actions.check(version, me(), now())
            flash("C’est noté.")
    except ChangedMeanwhile:
        db.session.rollback()
        abort(409, "→ La fiche a changé depuis cette correction : rouvrez-la avant de décider.")
    db.session.commit()
    return redirect(url_for(".corrections"))


def _before(version: PracticeVersion) -> PracticeVersion | None:
    earlier = [
        each
        for each in version.practice.versions
        if each.number < version.number and each.published_at
    ]
    return earlier[-1] if earlier else None
