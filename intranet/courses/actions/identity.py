"""By what a provider is known outside, said by its trainers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update

from intranet.courses.models import ChangedMeanwhile, ProviderIdentity
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.members.models import Member


def identify(
    organization_id: int,
    said: Mapping[str, str],
    by: Member,
    at: datetime,
    *,
    known: ProviderIdentity | None,
    seen: str,
) -> None:
    """Say it, or say it otherwise. Raises ChangedMeanwhile where somebody did since it was read (`seen`)."""
    if known is None:
        db.session.add(
            ProviderIdentity(organization_id=organization_id, written_by_id=by.id, **said)
        )
        db.session.flush()
        return
    if stamp_of_identity(known) != seen:
        raise ChangedMeanwhile(organization_id)
    taken = update(ProviderIdentity).where(
        ProviderIdentity.organization_id == organization_id,
        ProviderIdentity.updated_at == known.updated_at,
    )
    if not changed_one(taken.values(**said, written_by_id=by.id, updated_at=at)):
        raise ChangedMeanwhile(organization_id)


def stamp_of_identity(known: ProviderIdentity | None) -> str:
    """What a form holds of the version that it shows."""
    return known.updated_at.isoformat() if known else ""
