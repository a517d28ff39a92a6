"""What may be followed, and what news are about: only what the domains above hand over, by kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from intranet.discussions.models import TOPIC_LABELS, Topic


@dataclass(frozen=True)
class Named:
    """What something is called, and where it is."""

    label: str
    address: str


# Of several keys, those that every member may read of at this instant, in one statement.
Name = Callable[[Collection[str]], Mapping[str, Named]]

# All that may be chosen of a topic that is a short list: each its key and what it is called.
Offer = Callable[[], Iterable[tuple[str, str]]]

_NAMES: dict[tuple[Topic, str], Name] = {}
_LABELS: dict[tuple[Topic, str], str] = {}
_OFFERS: dict[Topic, Offer] = {}


def named_by(topic: Topic, name: Name, *, kind: str = "", label: str = "") -> None:
    """Let a domain answer for a topic; for things, for those of a kind (`practice`, `event`), which
    are called so together where one reads what one follows.
    """
    _NAMES[topic, kind] = name
    _LABELS[topic, kind] = label or TOPIC_LABELS[topic]


def offered_by(topic: Topic, offer: Offer) -> None:
    """Let a topic be chosen in a list, where one reads what one follows."""
    _OFFERS[topic] = offer


def offers() -> dict[Topic, list[tuple[str, str]]]:
    """What may be chosen of each topic that is offered."""
    return {topic: list(_OFFERS[topic]()) for topic in Topic if topic in _OFFERS}


def kinds() -> Mapping[tuple[Topic, str], str]:
    """Every kind of thing and topic that may be followed, and what they are called together."""
    return _LABELS


def kind_of(topic: Topic, key: str) -> tuple[Topic, str]:
    return topic, key.partition(":")[0] if topic is Topic.THING else ""


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
