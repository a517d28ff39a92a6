"""The Tour, its stages, and what each of them gathers."""

from intranet.tour.models.captures import Capture, TalkSheet
from intranet.tour.models.meetings import Clash, MeetingIsElsewhere, StageEvent, clashes_of
from intranet.tour.models.tours import (
    HOST_ROLE_LABELS,
    LIFECYCLE_LABELS,
    NEED_DAY,
    NEED_HOSTS,
    NEED_PAST_DAY,
    NEED_SUMMARY,
    ROLE_OF_KIND,
    Figure,
    HostRole,
    Lifecycle,
    Partnership,
    Party,
    Stage,
    StageChanged,
    StageHost,
    Tour,
    lacking,
)

__all__ = [
    "HOST_ROLE_LABELS",
    "LIFECYCLE_LABELS",
    "NEED_DAY",
    "NEED_HOSTS",
    "NEED_PAST_DAY",
    "NEED_SUMMARY",
    "ROLE_OF_KIND",
    "Capture",
    "Clash",
    "Figure",
    "HostRole",
    "Lifecycle",
    "MeetingIsElsewhere",
    "Partnership",
    "Party",
    "Stage",
    "StageChanged",
    "StageEvent",
    "StageHost",
    "TalkSheet",
    "Tour",
    "clashes_of",
    "lacking",
]
