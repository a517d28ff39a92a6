"""What happens to meetings."""

from intranet.events.actions.deciding import cancel, index, postpone, publish, refuse
from intranet.events.actions.due import (
    GUESTS_KEPT,
    ask_for_minutes,
    forget_guests,
    guests_outlived,
    in_their_time,
    remind,
    thank,
)
from intranet.events.actions.hours import Hours
from intranet.events.actions.locks import take_lock
from intranet.events.actions.presence import show_presence
from intranet.events.actions.succession import MEETINGS
from intranet.events.actions.talks import (
    CONSENT,
    TalkTold,
    add_material,
    answer_consent,
    consent_path,
    move,
    propose_talk,
    schedule,
)
from intranet.events.actions.told import Told
from intranet.events.actions.writing import (
    Whereabouts,
    begin_on,
    change,
    follow,
    hold_organizers,
    propose,
    submit,
    whereabouts,
    write_minutes,
)

__all__ = [
    "CONSENT",
    "GUESTS_KEPT",
    "MEETINGS",
    "Hours",
    "TalkTold",
    "Told",
    "Whereabouts",
    "add_material",
    "answer_consent",
    "ask_for_minutes",
    "begin_on",
    "cancel",
    "change",
    "consent_path",
    "follow",
    "forget_guests",
    "guests_outlived",
    "hold_organizers",
    "in_their_time",
    "index",
    "move",
    "postpone",
    "propose",
    "propose_talk",
    "publish",
    "refuse",
    "remind",
    "schedule",
    "show_presence",
    "submit",
    "take_lock",
    "thank",
    "whereabouts",
    "write_minutes",
]
