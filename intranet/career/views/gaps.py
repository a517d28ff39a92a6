"""From a gap to a seat: `/parcours/offre/<id>`, `/parcours/metier/<slug>`, and their place on both pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Response, abort, render_template, url_for

from intranet.career import queries
from intranet.career.ahead import Ahead, ahead, reaching
from intranet.career.gains import Levels, missing_of
from intranet.career.queries import Seat
from intranet.career.views.blueprint import bp
from intranet.competencies import queries as competencies
from intranet.competencies.comparing import compare
from intranet.competencies.equivalences import with_transfers
from intranet.competencies.levels import counted
from intranet.competencies.models import JobProfile, RequirementSet
from intranet.competencies.queries import Gap, Item
from intranet.courses import queries as courses
from intranet.kit.access import me, reader
from intranet.kit.clock import now
from intranet.kit.db import one_or_404
from intranet.kit.htmx import page
from intranet.openings import policy as openings_policy
from intranet.openings.models import Opening


@bp.get("/parcours/offre/<int:opening_id>")
def toward_opening(opening_id: int) -> Response:
    """What I lack for an opening, and the runs that close it before the post begins."""
    at = now()
    opening = one_or_404(queries.opening_aimed_at(opening_id, me(), at))
    asked = opening.requirement_set
    if asked is None or opening.is_gone(at):
        abort(404)
    return page(
        "career/gap.html",
        fragment="gap",
        aim=opening.title,
        aim_url=opening.address,
        aims=("Offres de mobilité", "/offres"),
        board="openings",
        ahead=mine_before(asked, opening.start_on),
        start_on=opening.start_on,
        answer_url=url_for("competencies.mine"),
        plan_url=url_for(".new_plan", offre=opening.id) if opening.is_live(at) else None,
        taught=courses.leading(now()),
        page_of=page_of,
    )


@bp.get("/parcours/metier/<slug>")
def toward_job(slug: str) -> Response:
    """What I lack for a job of the trade, and the runs that close it."""
    profile = one_or_404(competencies.job_profile(slug))
    return page(
        "career/gap.html",
        fragment="gap",
        aim=profile.title,
        aim_url=url_for("competencies.profile", slug=slug),
        aims=("Métiers", url_for("competencies.profiles")),
        board="referential",
        ahead=mine_before(profile.requirement_set),
        start_on=None,
        answer_url=url_for("competencies.questions", slug=slug),
        plan_url=url_for(".new_plan", metier=slug),
        taught=courses.leading(now()),
        page_of=page_of,
    )


def mine_before(asked: RequirementSet, before: date | None = None) -> Ahead:
    """My rows, by the edition that the demand was written with."""
    at, catalogue = now(), competencies.catalogue_of(asked.edition_id)
    held = competencies.levels_held(me().id, at)
    compared = compare(catalogue, competencies.requirements_of([asked.id])[asked.id], held)
    levels = with_transfers(counted(held), catalogue.ties)
    seats = shown(missing_of(compared.match), levels)
    return ahead(compared, catalogue, levels, seats, before)


def shown(wanted: Mapping[int, int], levels: Levels) -> list[Seat]:
    """The few runs of each gap that a panel chooses among."""
    return queries.seats_raising(
        wanted,
        levels,
        now(),
        member=me(),
        for_each=queries.FEW,
        orders=queries.TO_SHOW,
    )


def page_of(item: Item) -> str:
    """The page of an item."""
    return url_for("competencies.show", code=item.code)


def beside_opening(opening: Opening) -> str | None:
    """Its place on the page of an opening that can be answered; not for those who recruit there."""
    member, asked = reader(), opening.requirement_set_id
    if asked is None or not opening.is_live(now()):
        return None
    if openings_policy.recruits_for(member, opening.organization_id):
        return None
    return placed(url_for("career.toward_opening", opening_id=opening.id))


def beside_job(profile: JobProfile) -> str:
    """Its place on the page of a job."""
    return placed(url_for("career.toward_job", slug=profile.slug))


def placed(
    url: str,
    *,
    name: str = "gap",
    title: str = "Combler l’écart",
    words: str = "Voir ce qui me manque, et les sessions qui le comblent",
    invitation: str = "pour voir ce qui vous manque, et les sessions qui le comblent.",
) -> str:
    """An empty place that a member's page fills by itself; a visitor is invited to sign in."""
    return render_template(
        "career/_place.html",
        url=url,
        member=reader(),
        name=name,
        title=title,
        words=words,
        invitation=invitation,
    )


def to_some_gaps(gaps: Sequence[Gap]) -> str | None:
    """For levels that somebody was told to reach, the first runs that lead there."""
    wanted = {gap.item.competency_id: gap.level for gap in gaps}
    known = {gap.item.competency_id: gap.mine for gap in gaps if gap.mine is not None}
    seats = shown(wanted, known)
    found = [(gap, reaching(seats, gap.item.competency_id, gap.level, known)) for gap in gaps]
    if not found:
        return None
    return render_template(
        "career/_panel_gaps.html", found=found, taught=courses.leading(now()), page_of=page_of
    )
