"""Why a seat cannot be asked for, or given."""

from __future__ import annotations


class NotOpen(Exception):
    """Nobody may register now: too early, too late, called off, or without dates."""


class NoRoomLeft(Exception):
    """Full, and its waiting list too."""


class GroupTooLarge(Exception):
    """It asks for more seats than there are, and does not agree to be split: it would wait for ever."""


class ReasonNeeded(Exception):
    """Passing before others, or one seat more than there are, is said why."""


class HasBegun(Exception):
    """It has begun: nobody leaves or enters any more, attendance says who came."""


class AlreadyRegistered(Exception):
    """Whoever is named has a seat there, or waits for one."""


class UnderMinimum(Exception):
    """Fewer seats than the people without whom it is not held."""


class RulesChanged(Exception):
    """Somebody changed the rules of registration since they were read."""


class MeetingChangedMeanwhile(Exception):
    """Somebody changed its dates, hours or places since the page was opened."""


class SlotIsFrozen(Exception):
    """It took place, or somebody signed for it: it is attended as it was, and moves no more."""


class AlreadyCalledOff(Exception):
    """It was cancelled, postponed or is over: there is nothing to call off."""


class NotYetBegun(Exception):
    """Nobody came yet to what has not begun."""


class SurveyAlreadyAnswered(Exception):
    """It was answered, or it is closed."""


class DifficultyAlreadyAnswered(Exception):
    """Somebody answered it since it was read."""
