"""Days that have come, and that nobody answered for: whoever asked may ask for others."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from intranet.kit.clock import in_paris
from intranet.kit.db import every
from intranet.openings import queries
from intranet.openings.actions.immersions import decline
from intranet.openings.models import RequestAlreadyMoved

LATE = "La structure n’a pas répondu avant ces jours : la demande est close."


def lapse_unanswered(at: datetime) -> int:
    """Close the requests for an immersion whose first day is there; how many. For the tick."""
    late = every(queries.immersion_requests.unanswered_by(in_paris(at).date()))
    for request in late:
        with suppress(RequestAlreadyMoved):  # answered at this moment
            decline(request, None, at, LATE)
    return len(late)
