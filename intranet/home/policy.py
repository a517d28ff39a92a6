"""What a reader may know of where everything is searched, and who may look after the whole."""

from __future__ import annotations

from collections.abc import Sequence

from intranet.kit.search import Audience
from intranet.members.models import Member
from intranet.organizations.policy import may_read_people


def audiences_of(member: Member | None) -> Sequence[Audience]:
    """People, and what the network discusses, are for those who work for one of its organizations."""
    if may_read_people(member):
        return (Audience.ANYONE, Audience.NETWORK)
    return (Audience.ANYONE,)


def may_animate(member: Member) -> bool:
    """Open « Animer », where each queue of the network is."""
    return member.is_animator or member.is_administrator


def may_read_journal(member: Member) -> bool:
    """Who did what, when and from where: for whoever answers for the safety of the site."""
    return member.is_administrator
