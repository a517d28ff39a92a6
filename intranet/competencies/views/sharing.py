"""« Mes partages »: links to one’s levels, and the page that they open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, forms, policy, queries
from intranet.competencies.levels import NOT_ASSESSED, Level
from intranet.competencies.models import ProfileShare, ShareVisit
from intranet.competencies.queries import Catalogue, Item
from intranet.competencies.views.blueprint import bp
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.exports import absolute
from intranet.kit.htmx import page
from intranet.kit.shares import (
    heed_limit,
    is_open_here,
    open_here,
    over,
    quiet,
    revoke,
    visits_of,
)

NEW = "new_share"  # what the cookie holds of one just made


@bp.route("/moi/competences/partages", methods=["GET", "POST"])
def shares() -> ResponseReturnValue:
    """One’s links with their visits, and a form for one more; the new one is shown once."""
    require(policy.may_declare(me()))
    jobs = queries.job_profiles()
    form = forms.ShareForm(jobs)
    if form.validate_on_submit():
        days = int(form.days.data)
        token = actions.share_profile(me().id, form.label.data or "", days, form.scope, now())
        db.session.commit()
        session[NEW] = token
        return redirect(url_for(".shares", _anchor="nouveau"))
    found, token = every(queries.shares_of(me())), session.pop(NEW, None)
    return quiet(
        page(
            "competencies/sharing/index.html",
            status=422 if form.errors else 200,
            form=form,
            shares=found,
            visits=visits_of(ShareVisit, [share.id for share in found]),
            new=absolute(url_for(".shared", token=token)) if token else None,
            at=now(),
        )
    )


@bp.post("/moi/competences/partages/<int:share_id>/revocation")
def revoke_share(share_id: int) -> ResponseReturnValue:
    share = one_or_404(queries.shares_of(me()).where(ProfileShare.id == share_id))
    revoke(share, now())
    db.session.commit()
    flash("Ce lien n’ouvre plus rien.")
    return redirect(url_for(".shares"))


@bp.get("/partage/<token>")
def shared(token: str) -> ResponseReturnValue:
    """The levels, to whoever opened the link by its button; before that, what opening it does."""
    share = one_or_404(queries.share_of_token(token))
    if not share.is_open(now()):
        return over()
    member = reader()
    is_mine = member is not None and member.id == share.member_id
    if not is_mine and not is_open_here(share):
        return quiet(page("competencies/sharing/cover.html", share=share, token=token))
    return quiet(levels_page(share, is_mine=is_mine))


@bp.post("/partage/<token>")
def open_share(token: str) -> ResponseReturnValue:
    """Note the visit, and let this browser read (docs/decisions/0007)."""
    heed_limit()
    share, member = one_or_404(queries.share_of_token(token)), reader()
    if not share.is_open(now()):
        return over()
    if not is_open_here(share):
        actions.visit(share, member.id if member else None, now())
        db.session.commit()
        open_here(share)
    return quiet(redirect(url_for(".shared", token=token)))


@dataclass(frozen=True)
class Line:
    """One item with what the link shows of it, beside what the job asks where it is for one."""

    item: Item
    level: Level
    asked: int | None


def levels_page(share: ProfileShare, *, is_mine: bool) -> Response:
    at = now()
    job = share.job_profile
    catalogue = queries.catalogue_of(job.requirement_set.edition_id) if job else queries.in_force()
    lines = lines_of(share, catalogue, at)
    return page(
        "competencies/sharing/show.html",
        share=share,
        job=job,
        is_mine=is_mine,
        domains=[
            (domain, here)
            for domain in catalogue.domains
            if (here := [line for line in lines if catalogue.domain_of(line.item) == domain])
        ],
        count=len(lines),
        at=at,
    )


def lines_of(share: ProfileShare, catalogue: Catalogue, at: datetime) -> list[Line]:
    """What the link shows and nothing more: a voice that is not shown never reaches the page."""
    held = {
        item: shown(level, share)
        for item, level in queries.levels_held(share.member_id, at).items()
    }
    if share.job_profile is None:
        asked: dict[int, int | None] = {
            item: None for item, level in held.items() if level.is_known
        }
    else:
        set_id = share.job_profile.requirement_set_id
        asked = {one.competency_id: one.level for one in queries.requirements_of([set_id])[set_id]}
    return [
        Line(item, held.get(item.competency_id, NOT_ASSESSED), asked[item.competency_id])
        for item in catalogue.assessable
        if item.competency_id in asked
    ]


def shown(level: Level, share: ProfileShare) -> Level:
    """Only the voices that the link lets hear."""
    return Level(
        declared=level.declared if share.shows_declared else None,
        says_not_applicable=level.says_not_applicable and share.shows_declared,
        answered_at=level.answered_at if share.shows_declared else None,
        attested=level.attested if share.shows_attested else None,
        attested_at=level.attested_at if share.shows_attested else None,
    )
