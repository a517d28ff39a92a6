"""What happens to practices: written, submitted, reviewed, published, verified, taken up."""

from intranet.practices.actions.correcting import check, correct, revert
from intranet.practices.actions.experts import (
    ask_opinions,
    escalate_reviews,
    give_opinion,
    name_expert,
    remind_reviewers,
    resolve,
    revoke_opinion,
    unname_expert,
    weigh_again,
)
from intranet.practices.actions.guides import begin_guide, draft_of, publish_edition, write_edition
from intranet.practices.actions.imports import (
    AlreadyBrought,
    apply_batch,
    keep_batch,
    undo_batch,
)
from intranet.practices.actions.merging import merge
from intranet.practices.actions.publication import (
    ask_corrections,
    index,
    publish,
    put_online,
    refuse,
)
from intranet.practices.actions.reuse import (
    find_useful,
    note_fruitless,
    take_back_replication,
    tell_replication,
)
from intranet.practices.actions.saving import (
    answer_for,
    answers_of,
    forget_saves,
    is_there,
    restore,
    save,
    write_version,
)
from intranet.practices.actions.talking import answer, ask, take_as_answer
from intranet.practices.actions.transfers import (
    accept_transfer,
    ask_transfer,
    refuse_transfer,
)
from intranet.practices.actions.truth import (
    EXACT,
    archive,
    close_report,
    remind_of_drafts,
    report,
    say_over,
    say_to_correct,
    tell_of_orphans,
    tell_to_verify,
    unarchive,
    verify,
)
from intranet.practices.actions.weighing import weigh
from intranet.practices.actions.writing import attach, begin, submit, take_back, take_up

__all__ = [
    "EXACT",
    "AlreadyBrought",
    "accept_transfer",
    "answer",
    "answer_for",
    "answers_of",
    "apply_batch",
    "archive",
    "ask",
    "ask_corrections",
    "ask_opinions",
    "ask_transfer",
    "attach",
    "begin",
    "begin_guide",
    "check",
    "close_report",
    "correct",
    "draft_of",
    "escalate_reviews",
    "find_useful",
    "forget_saves",
    "give_opinion",
    "index",
    "is_there",
    "keep_batch",
    "merge",
    "name_expert",
    "note_fruitless",
    "publish",
    "publish_edition",
    "put_online",
    "refuse",
    "refuse_transfer",
    "remind_of_drafts",
    "remind_reviewers",
    "report",
    "resolve",
    "restore",
    "revert",
    "revoke_opinion",
    "save",
    "say_over",
    "say_to_correct",
    "submit",
    "take_as_answer",
    "take_back",
    "take_back_replication",
    "take_up",
    "tell_of_orphans",
    "tell_replication",
    "tell_to_verify",
    "unarchive",
    "undo_batch",
    "unname_expert",
    "verify",
    "weigh",
    "weigh_again",
    "write_edition",
    "write_version",
]
