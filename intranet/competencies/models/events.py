"""What befell an edition, who did it and when."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Model
from intranet.members.models import Member


class EditionStep(StrEnum):
    """A decision on an edition."""

    OPENED = "opened"
    CONSULTED = "consulted"
    RESUMED = "resumed"
    PUBLISHED = "published"


EDITION_STEP_LABELS = {
    EditionStep.OPENED: "Brouillon ouvert",
    EditionStep.CONSULTED: "Mise en consultation",
    EditionStep.RESUMED: "Reprise de la rédaction",
    EditionStep.PUBLISHED: "Publiée",
}


class EditionEvent(Model):
    """Somebody opened an edition, put it in consultation, or published it."""

    __tablename__ = "edition_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    step: Mapped[EditionStep]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]

    member: Mapped[Member] = relationship()
