"""The journal: what was done that touches safety or privacy, each act once, in a chain that shows
a line changed or gone. `journal.note(Kind.SIGNED_IN, by=member)` is all that the house calls.
"""

from __future__ import annotations

from intranet.kit.journal.chain import (
    Check,
    EventChain,
    SecurityEvent,
    cut,
    last_told,
    told_since,
    verify,
)
from intranet.kit.journal.kinds import KIND_LABELS, Kind
from intranet.kit.journal.noting import hash_of_address, init_app, note, note_apart

__all__ = [
    "KIND_LABELS",
    "Check",
    "EventChain",
    "Kind",
    "SecurityEvent",
    "cut",
    "hash_of_address",
    "init_app",
    "last_told",
    "note",
    "note_apart",
    "told_since",
    "verify",
]
