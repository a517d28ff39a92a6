"""The files of openings that were brought, and what the last of them said of each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, undefer

from intranet.kit.db import db
from intranet.openings.models import OpeningImport

LATELY = 200  # files: older ones are of openings that are over


def imports() -> Select[OpeningImport]:
    """What animators brought, the newest first."""
    return (
        select(OpeningImport)
        .options(joinedload(OpeningImport.member))
        .order_by(OpeningImport.id.desc())
    )


def one_import(import_id: int) -> Select[OpeningImport]:
    """One of them, with its bytes."""
    return imports().where(OpeningImport.id == import_id).options(undefer(OpeningImport.body))


def brought() -> dict[int, Any]:
    """What each opening said, as plain values, once the last file that spoke of it was applied."""
    query = (
        select(OpeningImport.did)
        .where(OpeningImport.applied_at.is_not(None), OpeningImport.undone_at.is_(None))
        .order_by(OpeningImport.applied_at.desc(), OpeningImport.id.desc())
        .limit(LATELY)
    )
    found: dict[int, Any] = {}
    for did in db.session.scalars(query):
        for opening_id, told in did.items():
            found.setdefault(int(opening_id), told["after"])
    return found
