"""What happens to openings: writing, sending, reviewing, publishing, closing, opening again."""

from intranet.openings.actions import calling_off, immersions, shared, statuses, swaps
from intranet.openings.actions.alerts import (
    MOST_KEPT,
    STOPPING,
    NameTaken,
    Telling,
    TooManySearches,
    ask_whether_still_wanted,
    keep,
    note_told,
    set_frequency,
    stop_telling,
    throw_away,
)
from intranet.openings.actions.answering import Answer, answer
from intranet.openings.actions.applications import (
    advance,
    bring_back,
    cancel_pending,
    mark_seen,
    note_down,
    put_away,
)
from intranet.openings.actions.applying import (
    AlreadyApplied,
    NoPositionLeft,
    Said,
    Sent,
    accept,
    begin,
    decline,
    discard,
    keep_application,
    open_file,
    submit,
    withdraw,
)
from intranet.openings.actions.batches import Settled, answer_many, withdraw_many
from intranet.openings.actions.conversations import mark_read, write_message
from intranet.openings.actions.drafts import delete_expired_drafts, expire_drafts
from intranet.openings.actions.endings import close, close_overdue, extend, reopen
from intranet.openings.actions.erasing import RULES, Rule, delete_withdrawn, retain_some
from intranet.openings.actions.imports import AlreadyDone, bring, keep_import, take_back
from intranet.openings.actions.lapsing import lapse_unanswered
from intranet.openings.actions.leaving import farewell
from intranet.openings.actions.outcomes import OUTCOME, ask_outcome, say_outcome
from intranet.openings.actions.planned import BECOMING_LABELS, Becoming, Plan
from intranet.openings.actions.planning import plan_of
from intranet.openings.actions.pools import keep_in_mind
from intranet.openings.actions.publication import (
    approve,
    ask_changes,
    confirm,
    find_what_came_online,
    forget,
    let_be_found,
    plan,
    put_online,
    read_first,
    reject,
    send,
)
from intranet.openings.actions.regrets import undo_withdrawal
from intranet.openings.actions.relaying import AlreadyRelayed, relay
from intranet.openings.actions.reminders import (
    STILL_OPEN,
    ask_still_open,
    call_for_answers,
    close_unanswered,
    remind_of_drafts,
)
from intranet.openings.actions.reports import (
    LOOKED_AT_WITHIN,
    dismiss,
    put_back,
    report,
    resume,
    suspend,
    uphold,
)
from intranet.openings.actions.scanning import delete_infected, replace_file, scan_again, scan_files
from intranet.openings.actions.succession import OPENINGS
from intranet.openings.actions.team import name_member, unname_member
from intranet.openings.actions.telling import answerers_of
from intranet.openings.actions.versions import log
from intranet.openings.actions.writing import copy, delete, draft, keep_template, reword, wording_of

__all__ = [
    "BECOMING_LABELS",
    "LOOKED_AT_WITHIN",
    "MOST_KEPT",
    "OPENINGS",
    "OUTCOME",
    "RULES",
    "STILL_OPEN",
    "STOPPING",
    "AlreadyApplied",
    "AlreadyDone",
    "AlreadyRelayed",
    "Answer",
    "Becoming",
    "NameTaken",
    "NoPositionLeft",
    "Plan",
    "Rule",
    "Said",
    "Sent",
    "Settled",
    "Telling",
    "TooManySearches",
    "accept",
    "advance",
    "answer",
    "answer_many",
    "answerers_of",
    "approve",
    "ask_changes",
    "ask_outcome",
    "ask_still_open",
    "ask_whether_still_wanted",
    "begin",
    "bring",
    "bring_back",
    "call_for_answers",
    "calling_off",
    "cancel_pending",
    "close",
    "close_overdue",
    "close_unanswered",
    "confirm",
    "copy",
    "decline",
    "delete",
    "delete_expired_drafts",
    "delete_infected",
    "delete_withdrawn",
    "discard",
    "dismiss",
    "draft",
    "expire_drafts",
    "extend",
    "farewell",
    "find_what_came_online",
    "forget",
    "immersions",
    "keep",
    "keep_application",
    "keep_import",
    "keep_in_mind",
    "keep_template",
    "lapse_unanswered",
    "let_be_found",
    "log",
    "mark_read",
    "mark_seen",
    "name_member",
    "note_down",
    "note_told",
    "open_file",
    "plan",
    "plan_of",
    "put_away",
    "put_back",
    "put_online",
    "read_first",
    "reject",
    "relay",
    "remind_of_drafts",
    "reopen",
    "replace_file",
    "report",
    "resume",
    "retain_some",
    "reword",
    "say_outcome",
    "scan_again",
    "scan_files",
    "send",
    "set_frequency",
    "shared",
    "statuses",
    "stop_telling",
    "submit",
    "suspend",
    "swaps",
    "take_back",
    "throw_away",
    "undo_withdrawal",
    "unname_member",
    "uphold",
    "withdraw",
    "withdraw_many",
    "wording_of",
    "write_message",
]
