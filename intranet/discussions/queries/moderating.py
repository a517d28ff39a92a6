"""Where what was said belongs, and which of it an animator looks after."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, literal, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from intranet.discussions.models import OF_THE_NETWORK, Comment, CommentReport
from intranet.kit.db import db
from intranet.members.models import Member

_REGIONS: dict[str, ScalarSelect[str | None]] = {}


def placed_by(kind: str, region: ScalarSelect[str | None]) -> None:
    """Let a domain say of which region its things are: one column, by `Comment.subject_id`. What no
    domain places is of the whole network.
    """
    _REGIONS[kind] = region


def region_of(comment: Comment) -> str | None:
    """That of what was spoken of; what has none is national."""
    found: str | None = db.session.scalar(select(_region()).where(Comment.id == comment.id))
    return found


def reported_to(animator: Member) -> Select[CommentReport]:
    """What members say should not stand, that no animator has looked at and that this one may
    (`policy.may_moderate`), the oldest first.
    """
    return (
        select(CommentReport)
        .join(CommentReport.comment)
        .where(
            CommentReport.decided_at.is_(None),
            Comment.author_id != animator.id,
            _is_looked_after_by(animator),
        )
        .options(
            contains_eager(CommentReport.comment).joinedload(Comment.author),
            joinedload(CommentReport.member),
        )
        .order_by(CommentReport.created_at, CommentReport.id)
    )


def _is_looked_after_by(animator: Member) -> ColumnElement[bool]:
    regions = animator.animated_regions
    if regions is None:
        return true()
    return or_(_region() == OF_THE_NETWORK, _region().in_(regions))


def _region() -> ColumnElement[Any]:
    placed = [(Comment.subject_type == kind, region) for kind, region in _REGIONS.items()]
    everywhere = literal(OF_THE_NETWORK)
    return case(*placed, else_=everywhere) if placed else everywhere
