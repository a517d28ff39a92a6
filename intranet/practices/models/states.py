"""Where a sheet stands, and what somebody else may have done to it meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from intranet.practices.models.sheets import Missing


class State(StrEnum):
    """Where a practice stands, as its pointers and dates tell."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CORRECTIONS = "corrections"
    PUBLISHED = "published"
    TO_VERIFY = "to_verify"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


STATE_LABELS = {
    State.DRAFT: "Brouillon",
    State.IN_REVIEW: "En relecture",
    State.CORRECTIONS: "Corrections demandées",
    State.PUBLISHED: "Publiée",
    State.TO_VERIFY: "À vérifier",
    State.ARCHIVED: "Archivée",
    State.WITHDRAWN: "Retirée",
}


class ChangedMeanwhile(Exception):
    """Somebody saved, submitted or decided since the page was opened; nothing was written."""


class IncompleteSheet(Exception):
    """A sheet is submitted and published only when it lacks nothing."""

    def __init__(self, lacks: Sequence[Missing]) -> None:
        super().__init__(lacks)
        self.lacks = lacks


class AlreadyOwned(Exception):
    """A starting sheet is taken up once."""
