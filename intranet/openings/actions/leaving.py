"""What an account that closes takes with it: searches, drafts, files, words; its applications end."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy import delete, select, update

from intranet.kit.db import db, every
from intranet.openings import queries
from intranet.openings.actions.applications import advance
from intranet.openings.actions.applying import discard
from intranet.openings.actions.erasing import erase_words
from intranet.openings.models import (
    NEVER_SENT,
    PENDING,
    AlertItem,
    AlertRun,
    ApplicationAlreadyMoved,
    JobApplication,
    OpeningMember,
    OwnStatus,
    RelayedApplication,
    SavedSearch,
)
from intranet.openings.policy import Step


def farewell(member_id: int, at: datetime) -> None:
    """In the transaction that closes the account: see `members.actions.at_closing`."""
    for application in every(queries.all_of(member_id)):
        if application.state in NEVER_SENT and _discarded(application):
            continue
        if application.state in PENDING:
            with suppress(ApplicationAlreadyMoved):  # decided at this very moment: it is over too
                advance(application, Step.WITHDRAW, None, at, version=application.version)
        erase_words(application, at)
    mine = select(SavedSearch.id).where(SavedSearch.member_id == member_id)
    told_by = AlertItem.saved_search_id.in_(mine)
    db.session.execute(update(AlertItem).where(told_by).values(saved_search_id=None))
    for row in (
        AlertItem, AlertRun, SavedSearch, RelayedApplication, OwnStatus, OpeningMember,
    ):  # fmt: skip
        db.session.execute(delete(row).where(row.member_id == member_id))
    db.session.flush()


def _discarded(application: JobApplication) -> bool:
    """False where it was sent at this very moment: it is then withdrawn as the others are."""
    try:
        discard(application)
    except ApplicationAlreadyMoved:
        db.session.refresh(application)
        return False
    return True
