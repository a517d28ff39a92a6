"""What happens to meetings."""

from intranet.events.actions.deciding import cancel, index, postpone, publish, refuse
from intranet.events.actions.hours import Hours
from intranet.events.actions.locks import take_lock
from intranet.events.actions.writing import (
    Told,
    Whereabouts,
    change,
    follow,
    hold_organizers,
    propose,
    submit,
    whereabouts,
)

__all__ = [
    "Hours",
    "Told",
    "Whereabouts",
    "cancel",
    "change",
    "follow",
    "hold_organizers",
    "index",
    "postpone",
    "propose",
    "publish",
    "refuse",
    "submit",
    "take_lock",
    "whereabouts",
]
