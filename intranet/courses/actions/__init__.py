"""What happens to a course: written, submitted, read over, published, revised, given at dates.

A state changes by one conditional statement: whoever comes second is told, and changes nothing.
"""

from intranet.courses.actions.decisions import (
    HELD_TRUE_FOR,
    CertificationEnded,
    StillExpected,
    archive,
    ask_corrections,
    publish,
    reinstate,
    submit,
    suspend,
)
from intranet.courses.actions.effect import (
    ASKING_LATER,
    Established,
    ask_later,
    assess,
    forget_levels,
    say_before,
    say_later,
    stamp_of_levels,
)
from intranet.courses.actions.finding import let_be_found
from intranet.courses.actions.identity import identify, stamp_of_identity
from intranet.courses.actions.imports import AlreadyBrought, bring, claim_file, keep_file
from intranet.courses.actions.news import tell_run
from intranet.courses.actions.promises import CONFIRMING, confirm, keep_promises
from intranet.courses.actions.quality import declare_quality, refuse_quality, verify_quality
from intranet.courses.actions.revisions import accept, propose, read_version, refuse
from intranet.courses.actions.runs import (
    Dates,
    add_run,
    announce_run,
    at_announcing,
    cancel_run,
    change_run,
    postpone_run,
)
from intranet.courses.actions.succession import COURSES
from intranet.courses.actions.writing import start, syllabus_of, write

__all__ = [
    "ASKING_LATER",
    "CONFIRMING",
    "COURSES",
    "HELD_TRUE_FOR",
    "AlreadyBrought",
    "CertificationEnded",
    "Dates",
    "Established",
    "StillExpected",
    "accept",
    "add_run",
    "announce_run",
    "archive",
    "ask_corrections",
    "ask_later",
    "assess",
    "at_announcing",
    "bring",
    "cancel_run",
    "change_run",
    "claim_file",
    "confirm",
    "declare_quality",
    "forget_levels",
    "identify",
    "keep_file",
    "keep_promises",
    "let_be_found",
    "postpone_run",
    "propose",
    "publish",
    "read_version",
    "refuse",
    "refuse_quality",
    "reinstate",
    "say_before",
    "say_later",
    "stamp_of_identity",
    "stamp_of_levels",
    "start",
    "submit",
    "suspend",
    "syllabus_of",
    "tell_run",
    "verify_quality",
    "write",
]
