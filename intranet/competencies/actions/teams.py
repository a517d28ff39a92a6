"""A member lets the colleagues who do the same read their levels, and takes it back at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from intranet.competencies import queries
from intranet.competencies.models import TeamConsent
from intranet.kit.db import db


def consent(member_id: int, organization_id: int, at: datetime) -> None:
    """For as long as they work there. Said twice it is said once."""
    end_outlived_consents(at, of=member_id)
    given = TeamConsent(member_id=member_id, organization_id=organization_id, given_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(given)
    except IntegrityError:
        return  # given already, perhaps by the same click


def withdraw_consent(member_id: int, at: datetime) -> None:
    """Wherever it was given: from now on nobody reads them, and the history says so."""
    live = TeamConsent.member_id == member_id, TeamConsent.withdrawn_at.is_(None)
    db.session.execute(update(TeamConsent).where(*live).values(withdrawn_at=at))


def end_outlived_consents(at: datetime, *, of: int | None = None) -> None:
    """Write the end of those whose giver left: they hold no more already, wherever they are read."""
    outlived = update(TeamConsent).where(TeamConsent.id.in_(queries.outlived()))
    if of is not None:
        outlived = outlived.where(TeamConsent.member_id == of)
    db.session.execute(
        outlived.values(withdrawn_at=at).execution_options(synchronize_session=False)
    )
