"""The list of proposals: what is asked of it, what it shows, and how many each filter would show."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, true
from sqlalchemy.orm import joinedload

from intranet.competencies.models import Proposal
from intranet.competencies.queries.proposals import (
    is_readable_by,
    proposals_readable_by,
    reaches_quorum,
    takes_part,
)
from intranet.kit.db import db
from intranet.members.models import Member


@dataclass(frozen=True)
class ProposalSearch:
    """What is asked of the list; nothing asked is no limit."""

    states: Collection[str] = ()
    operations: Collection[str] = ()
    domains: Collection[int] = ()
    has_quorum: bool | None = None
    taking_part: int | None = None  # a member

    def clauses(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.states:
            found.append(Proposal.state.in_(self.states))
        if self.operations:
            found.append(Proposal.operation.in_(self.operations))
        if self.domains:
            found.append(Proposal.domain_id.in_(self.domains))
        if self.has_quorum is not None:
            found.append(reaches_quorum() if self.has_quorum else ~reaches_quorum())
        if self.taking_part is not None:
            found.append(takes_part(self.taking_part))
        return found


@dataclass(frozen=True)
class ProposalCounts:
    """How many proposals each value of each filter would show, the other filters kept."""

    total: int
    states: dict[Any, int]
    operations: dict[Any, int]
    domains: dict[Any, int]
    quorum: dict[Any, int]


def proposals_found_by(member: Member, search: ProposalSearch) -> Select[Proposal]:
    """A list, the newest first, each with how many colleges were heard and remarks made."""
    return (
        proposals_readable_by(member)
        .where(*search.clauses())
        .options(
            joinedload(Proposal.author),
            joinedload(Proposal.organization),
            joinedload(Proposal.applied_in),
        )
        .order_by(func.coalesce(Proposal.opened_at, Proposal.created_at).desc(), Proposal.id.desc())
    )


def proposal_counts(member: Member, search: ProposalSearch) -> ProposalCounts:
    """Every figure of the list, from one statement: proposals grouped by all that is filtered."""
    part = ProposalSearch(taking_part=search.taking_part)
    quorum = case((reaches_quorum(), true()), else_=~true()).label("quorum")
    rows = (
        select(Proposal.state, Proposal.operation, Proposal.domain_id, quorum)
        .where(is_readable_by(member), *part.clauses())
        .subquery()
    )
    cube = db.session.execute(select(*rows.c, func.count()).group_by(*rows.c)).all()

    def kept(row: Any, asked: ProposalSearch) -> bool:
        return (
            (not asked.states or row[0] in asked.states)
            and (not asked.operations or row[1] in asked.operations)
            and (not asked.domains or row[2] in asked.domains)
            and (asked.has_quorum is None or bool(row[3]) == asked.has_quorum)
        )

    def by(column: int, asked: ProposalSearch) -> dict[Any, int]:
        found: dict[Any, int] = {}
        for row in cube:
            if kept(row, asked):
                found[row[column]] = found.get(row[column], 0) + row[4]
        return found

    return ProposalCounts(
        sum(row[4] for row in cube if kept(row, search)),
        by(0, replace(search, states=())),
        by(1, replace(search, operations=())),
        by(2, replace(search, domains=())),
        {bool(key): n for key, n in by(3, replace(search, has_quorum=None)).items()},
    )
