"""Links that one gives to show something of one's own: they expire, can be taken back, and tell who came.

What is shown, and how, is for the domain that has it; the link itself is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar

from flask import Response, session
from flask.typing import ResponseReturnValue
from sqlalchemy import ForeignKey, String, func, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column

from intranet.allowances import SHARES
from intranet.kit import limits
from intranet.kit.db import db
from intranet.kit.errors import told

OPENED_AT_ONCE = 30  # links that one browser keeps open
LATEST = 200  # visits of a link told one by one; the rest is a count


class Share:
    """A link that somebody gives; only the hash of its token is kept."""

    __tablename__: str
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str]  # for whom, in the owner’s words
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    def is_running(self, at: datetime) -> bool:
        """Neither expired nor taken back."""
        return self.revoked_at is None and at < self.expires_at


class Visit:
    """A link was opened. Its owner is told when, and by whom if they were signed in."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))


V = TypeVar("V", bound=Visit)


def revoke(share: Share, at: datetime) -> None:
    """From now on it opens nothing; taken back twice, the first time holds."""
    link: Any = type(share)
    db.session.execute(
        update(link).where(link.id == share.id, link.revoked_at.is_(None)).values(revoked_at=at)
    )
    db.session.expire(share)


def visits_of(visit: type[V], share_ids: Collection[int]) -> dict[int, tuple[int, list[V]]]:
    """How often each link was opened, and the latest visits of each with who came, in two statements."""
    found: dict[int, tuple[int, list[V]]] = {one: (0, []) for one in share_ids}
    if not found:
        return found
    opened: Any = visit
    of_these = opened.share_id.in_(share_ids)
    grouped = select(opened.share_id, func.count()).where(of_these).group_by(opened.share_id)
    for share_id, count in db.session.execute(grouped):
        found[share_id] = (count, [])
    newest = opened.at.desc(), opened.id.desc()
    rank = func.row_number().over(partition_by=opened.share_id, order_by=newest).label("rank")
    ranked = select(opened.id, rank).where(of_these).subquery()
    latest = (
        select(opened)
        .join(ranked, ranked.c.id == opened.id)
        .where(ranked.c.rank <= LATEST)
        .options(joinedload(opened.member))
        .order_by(*newest)
    )
    for one in db.session.scalars(latest):
        found[one.share_id][1].append(one)
    return found


def is_open_here(share: Share) -> bool:
    """Whether this browser opened it by its button (docs/decisions/0007)."""
    return share.id in session.get(_key(share), [])


def open_here(share: Share) -> None:
    """Let this browser read from now on."""
    session[_key(share)] = [*session.get(_key(share), []), share.id][-OPENED_AT_ONCE:]


def _key(share: Share) -> str:
    return f"opened_{share.__tablename__}"


def heed_limit() -> None:
    """A 429 for an address that opens more links than a person does: tokens are not to be tried."""
    if wait := limits.over((SHARES, limits.here())):
        limits.stop(wait)


def over() -> Response:
    """Expired or taken back: it is not said which, nor whose it was."""
    return quiet(
        told(
            410,
            "Ce lien n’ouvre plus rien",
            "Il a expiré, ou la personne qui vous l’a donné l’a retiré. Demandez-lui un nouveau lien.",
        )
    )


def quiet(answer: ResponseReturnValue) -> Response:
    """For nobody’s index and nobody’s cache; `kit.security` keeps the address from being told."""
    assert isinstance(answer, Response)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
