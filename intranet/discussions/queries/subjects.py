"""What may be followed, and what news are about: only what the domains above hand over, by kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from intranet.discussions.models import Topic


@dataclass(frozen=True)
class Named:
    """What something is called, and where it is."""

    label: str
    address: str


# Of several keys, those that every member may read of at this instant, in one statement.
Name = Callable[[Collection[str]], Mapping[str, Named]]

_NAMES: dict[tuple[Topic, str], Name] = {}


def named_by(topic: Topic, name: Name, *, kind: str = "") -> None:
    """Let a domain answer for a topic; for things, for those of a kind (`practice`, `event`)."""
    _NAMES[topic, kind] = name


def named(topics: Iterable[tuple[Topic, str]]) -> dict[tuple[Topic, str], Named]:
    """Those of these topics that may be read of, with their names: one question a kind."""
    asked: dict[tuple[Topic, str], set[str]] = {}
    for topic, key in topics:
        kind, _, number = key.partition(":") if topic is Topic.THING else ("", "", key)
        asked.setdefault((topic, kind), set()).add(number)
    found: dict[tuple[Topic, str], Named] = {}
    for (topic, kind), keys in asked.items():
        name = _NAMES.get((topic, kind))
        for key, called in (name(keys) if name else {}).items():
            found[topic, f"{kind}:{key}" if kind else key] = called
    return found


def named_things(things: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Named]:
    """The same for things: (`practice`, 12)."""
    keys = {(Topic.THING, f"{kind}:{number}"): (kind, number) for kind, number in things}
    return {keys[each]: called for each, called in named(keys).items()}
