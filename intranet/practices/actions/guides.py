"""How a guide gets its editions: begun, written, published once; the one before stays readable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from intranet.kit import journal, search
from intranet.kit.conditional import changed_one, hold_row, taking
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.kit.texts import slug
from intranet.members.models import Member
from intranet.practices.actions.news import tell_edition
from intranet.practices.models import ChangedMeanwhile, Guide, GuideEdition, NumberIsTaken


def begin_guide(by: Member, title: str, about: str, *, of_network: bool) -> Guide:
    """A guide of the network, or of the member's structure; nobody else knows of it yet.

    The one that says the same and has no edition yet is gone on with: the form came twice.
    """
    hold_row(Member, by.id)
    owner_id = None if of_network else by.organization_id
    same = Guide.title == title, Guide.about == about, Guide.owner_id.is_not_distinct_from(owner_id)
    begun = select(Guide).where(*same, ~Guide.editions.any()).order_by(Guide.id).limit(1)
    if guide := db.session.scalar(begun):
        return guide

    def begin() -> Guide:
        guide = Guide(slug=_free_slug(title), title=title, about=about, owner_id=owner_id)
        db.session.add(guide)
        return guide

    return taking(begin)


def write_edition(guide: Guide, said: Mapping[str, Any], *, lock: int) -> GuideEdition:
    """Write the edition under way; `lock` is that of the page, 0 where none was begun.

    Raises ChangedMeanwhile, NumberIsTaken.
    """
    under_way = draft_of(guide)
    try:
        with db.session.begin_nested():
            if lock == 0 and under_way is None:
                db.session.add(GuideEdition(guide_id=guide.id, position=_next(guide), **said))
                db.session.flush()
            else:
                _change(guide, said, lock)
    except IntegrityError:
        if _is_taken(guide, str(said["number"]), under_way):
            raise NumberIsTaken from None
        raise ChangedMeanwhile from None
    found = draft_of(guide)
    assert found
    db.session.refresh(found)
    return found


def publish_edition(edition: GuideEdition, by: Member | None, at: datetime, *, lock: int) -> None:
    """It stands from now on; the one before says that it is replaced. Raises ChangedMeanwhile."""
    held = update(GuideEdition).where(
        GuideEdition.id == edition.id,
        GuideEdition.published_at.is_(None),
        GuideEdition.lock_version == lock,
    )
    done = held.values(
        published_at=at, published_by_id=by.id if by else None, lock_version=lock + 1
    )
    if not changed_one(done):
        raise ChangedMeanwhile
    db.session.refresh(edition)
    before = select(GuideEdition.id).where(
        GuideEdition.guide_id == edition.guide_id,
        GuideEdition.id != edition.id,
        GuideEdition.published_at.is_not(None),
    )
    if by:
        journal.note(Kind.PUBLISHED, by=by, about=edition)
    tell_edition(edition, by, at, is_first=db.session.scalar(before.limit(1)) is None)
    let_guide_be_found(edition)


def let_guide_be_found(edition: GuideEdition) -> None:
    """By the words of the edition that stands."""
    guide = edition.guide
    search.index(
        "guide",
        guide.id,
        title=guide.title,
        address=guide.address,
        summary=guide.about[:300],
        words=[edition.body, edition.whats_new, edition.number],
    )


def _free_slug(title: str) -> str:
    """The address of a guide: its title, numbered where another has it."""
    wanted = slug(title)[:80] or "guide"
    near = select(Guide.slug).where(Guide.slug.startswith(wanted, autoescape=True))
    taken = {"nouveau", *db.session.scalars(near)}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (wanted, *numbered) if each not in taken)


def draft_of(guide: Guide) -> GuideEdition | None:
    """The edition under way: there is one at most."""
    return db.session.scalars(
        select(GuideEdition)
        .where(GuideEdition.guide_id == guide.id, GuideEdition.published_at.is_(None))
        .order_by(GuideEdition.position.desc())
        .limit(1)
    ).first()


def _change(guide: Guide, said: Mapping[str, Any], lock: int) -> None:
    held = update(GuideEdition).where(
        GuideEdition.guide_id == guide.id,
        GuideEdition.published_at.is_(None),
        GuideEdition.lock_version == lock,
    )
    if not changed_one(held.values(**said, lock_version=lock + 1)):
        raise ChangedMeanwhile


def _next(guide: Guide) -> int:
    last = db.session.scalar(
        select(func.max(GuideEdition.position)).where(GuideEdition.guide_id == guide.id)
    )
    return (last or 0) + 1


def _is_taken(guide: Guide, number: str, under_way: GuideEdition | None) -> bool:
    same = select(GuideEdition.id).where(
        GuideEdition.guide_id == guide.id,
        GuideEdition.number == number,
        GuideEdition.id != (under_way.id if under_way else 0),
    )
    return db.session.scalar(same) is not None
