"""How the profession changes its referential: proposals, opinions of organizations, decisions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.competencies.models.editions import Competency, Edition
from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.organizations.models import Organization


class Operation(StrEnum):
    """What a proposal would do to the referential."""

    EDIT = "edit"
    ADD = "add"
    MOVE = "move"
    SPLIT = "split"
    MERGE = "merge"
    RETIRE = "retire"
    RELATE = "relate"
    REWORD_LEVEL = "reword_level"


OPERATION_LABELS = {
    Operation.EDIT: "Modifier le texte",
    Operation.ADD: "Ajouter une compétence",
    Operation.MOVE: "Déplacer",
    Operation.SPLIT: "Scinder en plusieurs",
    Operation.MERGE: "Fusionner",
    Operation.RETIRE: "Retirer",
    Operation.RELATE: "Relier",
    Operation.REWORD_LEVEL: "Réécrire un niveau",
}


HEADLINES = {
    Operation.EDIT: "Modifier",
    Operation.ADD: "Ajouter",
    Operation.MOVE: "Déplacer",
    Operation.SPLIT: "Scinder",
    Operation.MERGE: "Fusionner",
    Operation.RETIRE: "Retirer",
    Operation.RELATE: "Relier",
    Operation.REWORD_LEVEL: "Réécrire le niveau {} de",
}


class Nature(StrEnum):
    """Whether only the words change, or what is meant."""

    EDITORIAL = "editorial"
    SUBSTANTIVE = "substantive"


NATURE_LABELS = {Nature.EDITORIAL: "De forme", Nature.SUBSTANTIVE: "De fond"}


class ProposalState(StrEnum):
    """The life of a proposal. Accepted, it waits for a draft; applied, it is in one."""

    DRAFT = "draft"
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    APPLIED = "applied"


PROPOSAL_LABELS = {
    ProposalState.DRAFT: "Brouillon",
    ProposalState.OPEN: "En discussion",
    ProposalState.ACCEPTED: "Acceptée",
    ProposalState.DECLINED: "Refusée",
    ProposalState.WITHDRAWN: "Retirée par son auteur",
    ProposalState.APPLIED: "Dans le prochain brouillon",
}


class Position(StrEnum):
    """What an organization thinks of a proposal."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


POSITION_LABELS = {
    Position.FOR: "Pour",
    Position.AGAINST: "Contre",
    Position.NEUTRAL: "Sans avis tranché",
}


class ProposalStep(StrEnum):
    """What befell a proposal."""

    OPENED = "opened"
    REWORDED = "reworded"
    MADE_SUBSTANTIVE = "made_substantive"
    CHECKED = "checked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    APPLIED = "applied"


STEP_LABELS = {
    ProposalStep.OPENED: "a ouvert cette proposition à la discussion",
    ProposalStep.REWORDED: "a repris le texte de cette proposition",
    ProposalStep.MADE_SUBSTANTIVE: "a dit que le changement est de fond",
    ProposalStep.CHECKED: "a confirmé que le changement est de forme",
    ProposalStep.ACCEPTED: "a accepté cette proposition",
    ProposalStep.DECLINED: "a refusé cette proposition",
    ProposalStep.WITHDRAWN: "a retiré cette proposition",
    ProposalStep.APPLIED: "a porté cette proposition dans le brouillon",
}


class ProposalMovedOn(Exception):
    """Somebody changed the proposal, or decided on it, after the page was opened."""


class TextMovedOn(Exception):
    """The items that the proposal bears upon are not what its author read any more."""


class NotConfirmed(Exception):
    """A change said to be of form rewrites much, and two readers have not confirmed it."""


class NotCarried(Exception):
    """The consultation still runs, and the colleges have not carried the proposal."""


class OpinionMovedOn(Exception):
    """A colleague gave or changed the position of the organization meanwhile."""


class Proposal(Dated, Model):
    """One change that a member asks for, with its reason, what was thought of it and decided."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('accepted', 'declined', 'applied')"
            " OR (decided_at IS NOT NULL AND decided_by_id IS NOT NULL AND decision <> '')",
            name="decided_in_writing",
        ),
        CheckConstraint(
            "(operation = 'add') = (competency_id IS NULL)", name="about_an_item_or_new"
        ),
        Index("ix_proposal_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))  # that its author read
    operation: Mapped[Operation]
    competency_id: Mapped[int | None] = mapped_column(ForeignKey("competency.id"), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    base: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the items as they were read
    base_hash: Mapped[str] = mapped_column(String(64), default="")
    domain_id: Mapped[int | None] = mapped_column(ForeignKey("competency.id"), index=True)
    version: Mapped[int] = mapped_column(default=0)  # goes up with each step: the lock of all
    nature: Mapped[Nature] = mapped_column(default=Nature.SUBSTANTIVE)
    rationale: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.DRAFT)
    opened_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]  # of the consultation
    reworded_at: Mapped[datetime | None]  # opinions given before are about other words
    decision: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    decided_at: Mapped[datetime | None]
    applied_in_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    applied_at: Mapped[datetime | None]

    competency: Mapped[Competency | None] = relationship(foreign_keys=[competency_id])
    author: Mapped[Member] = relationship(foreign_keys=[author_id])
    organization: Mapped[Organization] = relationship()
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])
    applied_in: Mapped[Edition | None] = relationship(foreign_keys=[applied_in_id])
    opinions: Mapped[list[Opinion]] = relationship(
        back_populates="proposal", order_by="Opinion.at, Opinion.id"
    )
    checks: Mapped[list[ProposalCheck]] = relationship(order_by="ProposalCheck.at")
    events: Mapped[list[ProposalEvent]] = relationship(order_by="ProposalEvent.id")

    @property
    def uuid(self) -> str | None:
        """The item that it is about; None where it asks for a new one."""
        return self.competency.uuid if self.competency else None

    @property
    def headline(self) -> str:
        """What it asks, in one line, in the words of the items as they were read."""
        read = self.base.values() if self.competency_id else [self.payload]
        names = [f"{facts.get('code', '')} {facts.get('title', '')}".strip() for facts in read]
        verb = HEADLINES[self.operation].format(self.payload.get("value") or 0)
        return f"{verb} {' et '.join(name for name in names if name) or 'une compétence'}"

    @property
    def is_published(self) -> bool:
        """What it asked stands in an edition that is in force, or was."""
        return self.applied_in is not None and self.applied_in.published_at is not None

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"/referentiel/propositions/{self.id}"


class Opinion(Model):
    """The one position of an organization on a proposal, with its reason."""

    __tablename__ = "opinion"
    __table_args__ = (UniqueConstraint("proposal_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    position: Mapped[Position]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    proposal: Mapped[Proposal] = relationship(back_populates="opinions")
    organization: Mapped[Organization] = relationship()
    member: Mapped[Member] = relationship()


class ProposalCheck(Model):
    """A second reading: a change said to be of form that rewrites much is confirmed by two."""

    __tablename__ = "proposal_check"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    at: Mapped[datetime]

    member: Mapped[Member] = relationship()


class ProposalEvent(Model):
    """What befell a proposal, who did it, when; with the decision where it was one."""

    __tablename__ = "proposal_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    step: Mapped[ProposalStep]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text, default="")

    member: Mapped[Member] = relationship()
