"""Who may prepare the next edition, and read it before it is published."""

from __future__ import annotations

from intranet.competencies.models import SEALED, Edition, EditionState
from intranet.members.models import Member


def may_prepare(member: Member) -> bool:
    """Open a draft, put it in consultation, publish it: the animators of the whole network, and
    administrators.
    """
    return member.is_administrator or member.animates(None)


def may_read(member: Member | None, edition: Edition) -> bool:
    """What is published, or consulted on, is for anyone; a draft, for those who prepare it."""
    open_to_all = (*SEALED, EditionState.CONSULTATION)
    return edition.state in open_to_all or (member is not None and may_prepare(member))
