"""Meetings, and what is presented there."""

from intranet.events.models.events import (
    ACCESS_LABELS,
    CALLED_OFF,
    HAPPENING_LABELS,
    HAPPENING_TONES,
    MODERATION_LABELS,
    Event,
    EventChanged,
    Happening,
    Moderation,
    Organizer,
    event_region,
    hour,
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
    "ACCESS_LABELS",
    "CALLED_OFF",
    "HAPPENING_LABELS",
    "HAPPENING_TONES",
    "MODERATION_LABELS",
    "TALK_LABELS",
    "Event",
    "EventChanged",
    "Happening",
    "Material",
    "MaterialReach",
    "Moderation",
    "Organizer",
    "Speaker",
    "Talk",
    "TalkAlreadyMoved",
    "TalkState",
    "event_region",
    "hour",
]
