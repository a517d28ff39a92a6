"""What readers make of a sheet: taken up elsewhere, found useful; and what nobody found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit import files
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.listing import ReadWhenDrawn
from intranet.kit.refusals import RefusedFile
from intranet.kit.versions import seen_version
from intranet.practices import actions, policy, queries
from intranet.practices.forms import ReplicationForm
from intranet.practices.models import (
    COUNTED,
    REUSE_LABELS,
    ChangedMeanwhile,
    Practice,
    Replication,
)
from intranet.practices.views.blueprint import bp
from intranet.practices.views.loading import loaded, require_open

COMPARABLE = 3
SEARCHED_FOR = timedelta(days=365)
MOST_SEARCHES = 200


def reuse_of(practice: Practice) -> dict[str, Any]:
    """What the page of a sheet shows of its readers: nothing while it is not published."""
    member = reader()
    if not practice.is_published:
        return {"reuse": None}
    rows = queries.reuse_told(practice, member)
    useful, mine, _ = rows[0]
    lines = [line for _, _, line in rows if line]
    counted = [
        line
        for line in lines
        if line.stage in COUNTED and line.organization_id != practice.owner_id
    ]
    ours = member and next(
        (line for line in lines if line.organization_id == member.organization_id), None
    )
    return {
        "reuse": {
            "lines": lines,
            "count": len(counted),
            "labels": REUSE_LABELS,
            "ours": ours,
            "may_tell": member is not None and policy.may_reproduce(member, practice),
            "useful": useful,
            "said_useful": bool(mine),
            "may_say_useful": member is not None and policy.may_find_useful(member, practice),
            "comparable": ReadWhenDrawn(lambda: comparable_to(practice)),
        }
    }


def comparable_to(practice: Practice) -> Sequence[queries.Likeness]:
    """The sheets of the territories most like the one that this sheet tells of."""
    assert practice.published
    territory = queries.told_by(practice, practice.published.sheet.themes)
    return queries.comparable_to(territory, now(), most=COMPARABLE, without=[practice.id])


@bp.route("/pratiques/<slug>/reprise-ici", methods=["GET", "POST"])
def replication(slug: str) -> ResponseReturnValue:
    """What my structure made of it: said once, kept up to date by any of us."""
    practice = to_reproduce(slug)
    ours = line_of_ours(practice)
    form = ReplicationForm(obj=ours)
    form.offer(own_sheets())
    if not form.is_submitted():
        form.own_practice.data = ours.own_practice_id if ours else None
        form.lock_version.data = ours.lock_version if ours else 0
    if not form.validate_on_submit():
        return replication_page(practice, form, status=422 if form.is_submitted() else 200)
    try:
        said = form.said | evidence_of(form)
        found = actions.tell_replication(
            practice, me(), said, now(), lock=seen_version("lock_version")
        )
    except RefusedFile as refusal:
        db.session.rollback()
        form.refuse(form.evidence, str(refusal))
        return replication_page(to_reproduce(slug), form, status=422)
    except ChangedMeanwhile:
        db.session.rollback()
        return overtaken(slug, form)
    db.session.commit()
    is_told = found.stage in COUNTED and practice.owner_id
    flash(f"C’est noté sur la fiche.{' Ses auteurs en sont prévenus.' if is_told else ''}")
    return redirect(url_for(".show", slug=slug, _anchor="reprises"))


@bp.post("/pratiques/<slug>/reprise-ici/retrait")
def take_back_replication(slug: str) -> ResponseReturnValue:
    """It was said by mistake."""
    practice = to_reproduce(slug)
    actions.take_back_replication(practice, me())
    db.session.commit()
    flash("La reprise n’est plus sur la fiche.")
    return redirect(url_for(".show", slug=practice.slug))


@bp.get("/pratiques/<slug>/reprises/<int:replication_id>/piece")
def evidence(slug: str, replication_id: int) -> Response:
    """The file that shows what a structure made of it."""
    practice = loaded(slug, reader())
    lines = queries.replications_of(practice).where(Replication.id == replication_id)
    found = one_or_404(lines)
    if not practice.is_published or found.evidence is None:
        abort(404)
    return files.serve(found.evidence)


@bp.post("/pratiques/<slug>/utile")
def useful(slug: str) -> ResponseReturnValue:
    """« Utile », or no longer; nobody reads who said it, and nothing is followed by it."""
    practice = loaded(slug, me())
    require_open(practice, policy.may_find_useful(me(), practice))
    actions.find_useful(practice, me(), now(), useful=request.form.get("useful") != "0")
    db.session.commit()
    return redirect(url_for(".show", slug=practice.slug, _anchor="utile"))


@bp.get("/animer/pratiques/recherches")
def searches() -> Response:
    """What was looked for and not found, over a year: the next call for sheets."""
    require(policy.may_read_searches(me()))
    since = today() - SEARCHED_FOR
    found = db.session.execute(queries.fruitless_searches(since).limit(MOST_SEARCHES)).all()
    return page(
        "practices/searches.html",
        searches=found,
        most=MOST_SEARCHES,
        searched_for=SEARCHED_FOR,
    )


def to_reproduce(slug: str) -> Practice:
    """A sheet that the reader’s structure may have taken up."""
    practice = loaded(slug, me())
    require_open(practice, policy.may_reproduce(me(), practice))
    return practice


def line_of_ours(practice: Practice) -> Replication | None:
    ours = queries.replication_by(practice, me().organization_id or 0)
    return db.session.scalars(ours).one_or_none()


def own_sheets() -> Sequence[Practice]:
    return every(queries.about_organization(me().organization_id or 0))


def evidence_of(form: ReplicationForm) -> dict[str, Any]:
    """The file to keep, or that there is none any more. Raises RefusedFile."""
    if form.file:
        kept = files.keep(form.file)
        db.session.flush()
        return {"evidence_id": kept.id}
    return {"evidence_id": None} if form.drops_evidence.data else {}


def replication_page(
    practice: Practice, form: ReplicationForm, *, status: int = 200, theirs: Any = None
) -> Response:
    return page(
        "practices/replication.html",
        status=status,
        practice=practice,
        form=form,
        ours=line_of_ours(practice),
        theirs=theirs,
        labels=REUSE_LABELS,
    )


def overtaken(slug: str, form: ReplicationForm) -> Response:
    """A colleague wrote the line first: theirs beside, mine in the fields, nothing lost."""
    practice = to_reproduce(slug)
    theirs = line_of_ours(practice)
    form.offer(own_sheets())
    form.lock_version.data = theirs.lock_version if theirs else 0
    return replication_page(practice, form, status=409, theirs=theirs)
