"""What domains above hold of a person, for whoever asks to carry their own data away."""

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
