"""How course runs answer the seats, which know nothing of courses."""

from __future__ import annotations

from intranet.bookings.queries import Holder
from intranet.courses import policy
from intranet.courses.queries import held
from intranet.members.models import Member


def may_organize(member: Member, bookable_id: int) -> bool:
    """Whether this member holds the run: its trainers, who looks after its provider."""
    run = held.run_held(bookable_id)
    return run is not None and policy.may_organize(member, run)


RUNS = Holder(
    describe=held.described,
    may_organize=may_organize,
    organized_by=held.organized_by,
    alike=held.alike,
    is_shown=held.is_shown,
    referents=held.referents,
    starting=held.starting,
)
