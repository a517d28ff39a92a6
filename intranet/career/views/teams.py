"""« Piloter mon équipe »: what rests on one person, what expires, and the few runs that would mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, request, url_for

from intranet.career import queries
from intranet.career.forms import ABSENT_ONLY, DirectorSearch
from intranet.career.queries.seats import Seat
from intranet.career.queries.teams import EXPIRES_WITHIN, Expiry, Holdings
from intranet.career.relieving import Step, relieve
from intranet.career.views.blueprint import bp
from intranet.competencies import policy as competencies_policy
from intranet.competencies import queries as competencies
from intranet.competencies.coverage import MASTERY, STANDING_LABELS, Standing
from intranet.competencies.queries import Catalogue, Colleague
from intranet.kit import exports, journal
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.htmx import page
from intranet.kit.journal import Kind
from intranet.kit.listing import address
from intranet.kit.texts import day

SHOWN = 8  # runs of the plan; the rest is folded


@dataclass(frozen=True)
class Team:
    """Those who consented; of the others, only how many they are."""

    people: tuple[Colleague, ...]
    hidden: int
    holdings: tuple[Holdings, ...]
    expiring: tuple[Expiry, ...]
    levels: queries.teams.Levels

    def standing(self, standing: str) -> list[Holdings]:
        return [each for each in self.holdings if each.coverage.standing == standing]

    def name_of(self, member_id: int) -> str:
        return next(one.name for one in self.people if one.member_id == member_id)


@bp.get("/parcours/equipe")
def team() -> Response:
    """For who consented, as « Mon équipe » is; for others, the way to consent."""
    catalogue, colleagues, at = competencies.in_force(), _colleagues(), now()
    form = DirectorSearch(request.args, catalogue)
    notices, seen, plan = form.heed(), None, list[tuple[Step, Seat]]()
    if _consents(colleagues):
        seen = _team(catalogue, colleagues, form, at)
        plan = _plan(seen, form, at)
    cleared = {item for step, _ in plan for item in step.clears}
    return page(
        "career/team/index.html",
        fragment="team",
        form=form,
        notices=notices,
        team=seen,
        plan=plan,
        left=[each for each in _red(seen, form) if each.item.competency_id not in cleared]
        if seen
        else [],
        cost=sum((seat.price_cents or 0) * len(step.goes) for step, seat in plan),
        unpriced=sum(seat.price_cents is None for _, seat in plan),
        items=catalogue.items,
        organization=me().organization,
        consenting=sum(one.consents for one in colleagues),
        standings=Standing,
        mastery=MASTERY,
        expires_within=EXPIRES_WITHIN,
        shown=SHOWN,
        exports=[
            (kind.upper(), address(url_for(".team_as", form=kind))) for kind in ("csv", "xlsx")
        ],
    )


@bp.get("/parcours/equipe.<any(csv, xlsx):form>")
def team_as(form: str) -> Response:
    """An item a line."""
    catalogue, colleagues, at = competencies.in_force(), _colleagues(), now()
    require(_consents(colleagues))
    asked = DirectorSearch(request.args, catalogue)
    asked.heed()
    seen = _team(catalogue, colleagues, asked, at)
    lines = [_entry(catalogue, seen, each, at) for each in seen.holdings]
    answer = exports.as_xlsx("Équipe", lines) if form == "xlsx" else exports.as_csv(lines)
    journal.note_apart(Kind.DATA_EXPORTED, by=me(), detail="team")
    return answer


def _colleagues() -> list[Colleague]:
    organization_id = me().organization_id
    return competencies.colleagues_of(organization_id) if organization_id else []


def _consents(colleagues: Sequence[Colleague]) -> bool:
    mine = any(one.consents for one in colleagues if one.member_id == me().id)
    return competencies_policy.may_see_team(me(), consents=mine)


def _team(
    catalogue: Catalogue, colleagues: Sequence[Colleague], form: DirectorSearch, at: datetime
) -> Team:
    people = tuple(one for one in colleagues if one.consents)
    levels = queries.teams.levels_of_team(people, at)
    domain = catalogue.by_code.get(form.domaine.data or "")
    items = catalogue.assessable_under(domain) if domain else catalogue.assessable
    shown = {item.competency_id for item in items}
    return Team(
        people,
        len(colleagues) - len(people),
        tuple(queries.teams.holdings(items, people, levels)),
        tuple(
            each
            for each in queries.teams.expiring([one.member_id for one in people], at)
            if each.competency_id in shown
        ),
        levels,
    )


def _red(seen: Team, form: DirectorSearch) -> list[Holdings]:
    """What the plan must clear: held by nobody, and unless one asks otherwise by one person."""
    fragile = form.viser.data != ABSENT_ONLY
    return [each for each in seen.holdings if each.is_absent or (fragile and each.is_fragile)]


def _plan(seen: Team, form: DirectorSearch, at: datetime) -> list[tuple[Step, Seat]]:
    red = [each.item.competency_id for each in _red(seen, form)]
    found = queries.teams.runs_relieving(red, seen.levels, me(), at)
    seats = {seat.id: seat for seat, _ in found}
    steps = relieve(red, [option for _, option in found])
    return [(step, seats[step.option.id]) for step in steps]


def _entry(catalogue: Catalogue, seen: Team, each: Holdings, at: datetime) -> exports.Entry:
    item, coverage = each.item, each.coverage
    soon = [one for one in seen.expiring if one.competency_id == item.competency_id]
    return exports.Entry(
        uid=item.uuid,
        title=item.title,
        url=f"/referentiel/{item.code}",
        summary="",
        published_at=at,
        updated_at=at,
        fields={
            "Code": item.code,
            "Domaine": catalogue.domain_of(item).title,
            "État": STANDING_LABELS[coverage.standing],
            f"Au niveau {MASTERY} ou plus": coverage.holders,
            "Évalués": coverage.assessed,
            "Personnes": coverage.persons,
            "Qui": list(each.holders),
            f"Expire d’ici {EXPIRES_WITHIN.days} jours": [
                f"{seen.name_of(one.member_id)}, niveau {one.level}, le {day(one.at)}"
                for one in soon
            ],
        },
    )
