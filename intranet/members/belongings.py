"""What domains above hold of a person: data that they carry away, and work that a second factor guards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from intranet.members.models import Member

Held = Callable[[Member], Any]
_HELD: dict[str, Held] = {}


def also_holds(name: str, held: Held) -> None:
    """Under this French name in the file of one’s own data: what `held` answers, ready for JSON."""
    _HELD[name] = held


def held_elsewhere(member: Member) -> dict[str, Any]:
    return {name: held(member) for name, held in _HELD.items()}


Work = Callable[[Member], bool]
_GUARDED: list[Work] = []


def also_guards(work: Work) -> None:
    """Work that somebody may be named for without any role, and that asks for a second factor too."""
    _GUARDED.append(work)


def is_awaited(member: Member) -> bool:
    """Whether something of theirs sleeps until they have a second factor."""
    return member.lacks_factor and (
        member.has_role_to_guard or any(work(member) for work in _GUARDED)
    )
