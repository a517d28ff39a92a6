"""Proposals in the situations that tests name, and people of the four colleges."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from intranet.competencies import actions, queries
from intranet.competencies.models import (
    Edition,
    Nature,
    Operation,
    Position,
    Proposal,
    ProposalState,
)
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.organizations.models import Kind
from tests.factories import MemberFactory, OrganizationFactory, an_animator

WHY = "Le mot actuel ne dit rien du travail mené avec les entreprises."
COLLEGES = (Kind.EPCI, Kind.CCI, Kind.AGENCY, Kind.PROVIDER)


def uuid_of(code: str) -> str:
    return queries.in_force().by_code[code].uuid


def a_proposal(
    author: Member | None = None,
    about: str = "D1.1",
    operation: Operation = Operation.EDIT,
    *,
    draft: bool = False,
    nature: Nature = Nature.SUBSTANTIVE,
    at: datetime | None = None,
    **payload: Any,
) -> Proposal:
    """A proposal on an item; discussed, unless it is only a draft."""
    catalogue = queries.being_written()
    present = queries.present_text(catalogue)
    if operation is Operation.EDIT and not payload:
        payload = {"title": "Diagnostiquer l’économie locale"}
    uuid = None if operation is Operation.ADD else uuid_of(about)
    asked = actions.Change(operation, uuid, payload, nature, WHY)
    proposal = actions.keep_proposal(
        asked, author or MemberFactory(), catalogue, present, at=at or now()
    )
    if not draft:
        actions.open_proposal(proposal, present, at or now())
    db.session.commit()
    return proposal


def says_its_position(
    proposal: Proposal,
    kind: Kind,
    position: Position = Position.FOR,
    reason: str = "Nous le vivons ainsi.",
) -> Member:
    """Somebody of an organization of this kind says what it thinks."""
    member = MemberFactory(organization=OrganizationFactory(kind=kind))
    actions.take_position(
        proposal, member, position, reason, now(), seen=proposal.version, known=None
    )
    db.session.commit()
    return member


def hear_the_colleges(proposal: Proposal, position: Position = Position.FOR) -> None:
    for kind in COLLEGES:
        says_its_position(proposal, kind, position)


def accepted(proposal: Proposal, by: Member | None = None) -> Proposal:
    """What the colleges carried, and an animator accepted."""
    hear_the_colleges(proposal)
    present = queries.present_text(queries.being_written())
    actions.accept_proposal(
        proposal,
        by or an_animator(),
        now(),
        decision="Les quatre collèges le demandent.",
        present=present,
        seen=proposal.version,
    )
    db.session.commit()
    return proposal


def an_open_draft() -> Edition:
    """The next edition, in preparation."""
    published = db.session.get_one(Edition, queries.in_force().edition_id)
    draft = actions.open_draft(published.framework, now())
    db.session.commit()
    return draft


def applied(proposal: Proposal, draft: Edition, by: Member | None = None) -> Proposal:
    actions.apply_proposal(proposal, draft.id, by or an_animator(), now())
    db.session.commit()
    assert proposal.state is ProposalState.APPLIED
    return proposal
