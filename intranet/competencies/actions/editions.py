"""What happens to an edition: it is sealed, and its items can be searched for."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, select, update

from intranet.competencies import queries
from intranet.competencies.models import Edition, EditionState, NotADraft
from intranet.competencies.queries import KIND
from intranet.kit import search
from intranet.kit.db import db
from intranet.kit.search import SearchEntry


def publish(edition: Edition, at: datetime) -> None:
    """Seal a draft: its canonical JSON is hashed, and it takes the place of the one in force.

    Raises NotADraft where somebody published or retired it before.
    """
    db.session.flush()
    # Held first: nobody writes into it between the hash and the seal.
    db.session.execute(select(Edition.id).where(Edition.id == edition.id).with_for_update())
    catalogue = queries.catalogue_of(edition.id)
    sealed_by = hashlib.sha256(canonical(queries.contents(catalogue))).hexdigest()
    retired = update(Edition).where(
        Edition.framework_id == edition.framework_id, Edition.state == EditionState.PUBLISHED
    )
    db.session.execute(retired.values(state=EditionState.RETIRED))
    sealed = update(Edition).where(
        Edition.id == edition.id,
        Edition.state.in_([EditionState.DRAFT, EditionState.CONSULTATION]),
    )
    done = db.session.execute(
        sealed.values(state=EditionState.PUBLISHED, published_at=at, sha256=sealed_by)
    )
    if cast("CursorResult[None]", done).rowcount != 1:
        raise NotADraft(edition.id)
    db.session.refresh(edition)
    index(catalogue)


def canonical(contents: object) -> bytes:
    """One text for one content: keys in order, no blanks, UTF-8 (as RFC 8785 for what we hold)."""
    text = json.dumps(contents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def index(catalogue: queries.Catalogue) -> None:
    """Let each item be found by its words, its synonyms and what its levels look like; no other."""
    gone = select(SearchEntry.object_id).where(
        SearchEntry.kind == KIND, SearchEntry.object_id.not_in(catalogue.items)
    )
    for competency_id in db.session.scalars(gone).all():
        search.forget(KIND, competency_id)
    for item in catalogue.items.values():
        sheet = catalogue.sheets[item.competency_id]
        search.index(
            KIND,
            item.competency_id,
            title=f"{item.code} {item.title}",
            address=f"/referentiel/{item.code}",
            summary=sheet.statement,
            words=[*sheet.synonyms, *sheet.keywords, *sheet.descriptors.values()],
        )
