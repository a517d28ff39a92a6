"""« Mon équipe » : the levels of the colleagues who consented, people by items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, forms, policy, queries
from intranet.competencies.coverage import FEWEST, MASTERY, Coverage, Standing, cover
from intranet.competencies.domains import in_tenths, mean
from intranet.competencies.levels import Mode
from intranet.competencies.queries import Catalogue, Colleague, Item
from intranet.competencies.views.blueprint import bp
from intranet.kit import exports, journal
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.htmx import page
from intranet.kit.journal import Kind

UNKNOWN, NOT_APPLICABLE = "unknown", "na"  # beside the levels: what a cell may say
CELL_WORDS = {UNKNOWN: "non évalué", NOT_APPLICABLE: "sans objet"}
UNFOLDED = 600  # cells that a page may show at once; more are folded by domain

Cell = int | str


@dataclass(frozen=True)
class Column:
    """One item, as the team holds it."""

    item: Item
    coverage: Coverage
    mean: str | None
    holders: tuple[str, ...]  # who hold it, by name


@dataclass(frozen=True)
class Section:
    """One domain: its items, and what each person says of them, in the order of both."""

    domain: Item
    columns: tuple[Column, ...]
    lines: tuple[tuple[str, list[Cell]], ...]  # a name, and a cell an item

    def standing(self, standing: str) -> list[Column]:
        return [column for column in self.columns if column.coverage.standing == standing]


@dataclass(frozen=True)
class Team:
    """Those who consented, and how many did not: of these nothing else is known here."""

    people: tuple[Colleague, ...]
    hidden: int
    sections: tuple[Section, ...]

    def standing(self, standing: str) -> list[Column]:
        return [column for section in self.sections for column in section.standing(standing)]

    @property
    def cells(self) -> int:
        return len(self.people) * sum(len(section.columns) for section in self.sections)


@bp.get("/moi/equipe")
def team() -> Response:
    """The heat map for who consented; for others what consenting does."""
    colleagues = colleagues_of_mine()
    catalogue = queries.in_force()
    form = forms.team_search(request.args, catalogue)
    notices, seen = form.heed(), None
    if policy.may_see_team(me(), consents=i_consent(colleagues)):
        seen = team_of(catalogue, colleagues, form)
    return page(
        "competencies/team.html",
        fragment="team",
        form=form,
        notices=notices,
        team=seen,
        organization=me().organization,
        consenting=sum(one.consents for one in colleagues),
        consents=queries.consents_of(me().id),
        standings=Standing,
        words=CELL_WORDS,
        mastery=MASTERY,
        unfolded=UNFOLDED,
        attested=form.mode.data == Mode.ATTESTED,
    )


@bp.get("/moi/equipe.csv")
def team_export() -> Response:
    """The same cells, a person a line."""
    colleagues = colleagues_of_mine()
    require(policy.may_see_team(me(), consents=i_consent(colleagues)))
    catalogue = queries.in_force()
    form = forms.team_search(request.args, catalogue)
    form.heed()
    answer = exports.as_csv(lines_of(team_of(catalogue, colleagues, form)), titled="Nom")
    journal.note_apart(Kind.DATA_EXPORTED, by=me(), detail="team")
    return answer


@bp.post("/moi/equipe/accord")
def consent() -> ResponseReturnValue:
    """From now on: those of the organization who consented too read my levels."""
    member = me()
    require(policy.may_share_with_team(member))
    actions.consent(member.id, member.organization_id or 0, now())
    db.session.commit()
    flash("Votre accord est donné. Vos collègues qui ont donné le leur voient vos niveaux.")
    return redirect(url_for(".team"))


@bp.post("/moi/equipe/retrait")
def withdraw_consent() -> ResponseReturnValue:
    """From now on nobody reads them; anyone may take back what they gave, wherever they are."""
    actions.withdraw_consent(me().id, now())
    db.session.commit()
    flash("Votre accord est retiré. Plus personne de l’équipe ne voit vos niveaux.")
    return redirect(url_for(".team"))


def colleagues_of_mine() -> list[Colleague]:
    organization_id = me().organization_id
    return queries.colleagues_of(organization_id) if organization_id else []


def i_consent(colleagues: Sequence[Colleague]) -> bool:
    return any(one.consents for one in colleagues if one.member_id == me().id)


def team_of(catalogue: Catalogue, colleagues: Sequence[Colleague], form: forms.TeamSearch) -> Team:
    """The levels of those who consented, domain by domain."""
    people = tuple(one for one in colleagues if one.consents)
    under: dict[str, list[Item]] = {}
    for item in catalogue.assessable:
        under.setdefault(catalogue.domain_of(item).code, []).append(item)
    asked = [form.domaine.data] if form.domaine.data else list(under)
    by_member = queries.known_levels_of(
        [one.member_id for one in people],
        now(),
        Mode(form.mode.data),
        only=[item.competency_id for item in under.get(asked[0], [])]
        if form.domaine.data
        else None,
    )
    levels = [(one.name, by_member[one.member_id]) for one in people]
    sections = (section_of(catalogue.by_code[code], under.get(code, []), levels) for code in asked)
    return Team(people, len(colleagues) - len(people), tuple(sections))


def section_of(
    domain: Item, items: Sequence[Item], levels: Sequence[tuple[str, dict[int, int | None]]]
) -> Section:
    columns = []
    for item in items:
        held = [(name, known.get(item.competency_id)) for name, known in levels]
        average = mean((level for _, level in held), FEWEST)
        columns.append(
            Column(
                item,
                cover([level for _, level in held]),
                None if average is None else in_tenths(average),
                tuple(name for name, level in held if level is not None and level >= MASTERY),
            )
        )
    ids = [item.competency_id for item in items]
    lines = (
        (name, [cell_of(known, competency_id) for competency_id in ids]) for name, known in levels
    )
    return Section(domain, tuple(columns), tuple(lines))


def cell_of(known: dict[int, int | None], competency_id: int) -> Cell:
    level = known.get(competency_id, UNKNOWN)
    return NOT_APPLICABLE if level is None else level


def lines_of(team: Team) -> list[exports.Entry]:
    """By code: two items may bear one title, two people one name."""
    codes = [column.item.code for section in team.sections for column in section.columns]
    entries = []
    for place, one in enumerate(team.people):
        cells = [cell for section in team.sections for cell in section.lines[place][1]]
        entries.append(
            exports.Entry(
                uid=str(one.member_id),
                title=one.name,
                url=url_for(".team"),
                summary=one.job_title,
                published_at=now(),
                updated_at=now(),
                fields={"Fonction": one.job_title}
                | {
                    code: CELL_WORDS[cell] if isinstance(cell, str) else cell
                    for code, cell in zip(codes, cells, strict=True)
                },
            )
        )
    return entries
