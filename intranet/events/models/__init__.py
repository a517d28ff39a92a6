"""Meetings, and what is presented there."""

from intranet.events.models.events import (
    HAPPENING_LABELS,
    Event,
    Happening,
    Organizer,
    event_region,
)
from intranet.events.models.talks import (
    TALK_LABELS,
    Material,
    MaterialReach,
    Speaker,
    Talk,
    TalkAlreadyMoved,
    TalkState,
)

__all__ = [
    "HAPPENING_LABELS",
    "TALK_LABELS",
    "Event",
    "Happening",
    "Material",
    "MaterialReach",
    "Organizer",
    "Speaker",
    "Talk",
    "TalkAlreadyMoved",
    "TalkState",
    "event_region",
]
