"""Letters of the seats: each change is told once to whoever holds the seat, asked for it, or gives it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from intranet.bookings import queries
from intranet.bookings.models import Bookable, Registration, RegistrationState, Subject
from intranet.kit import letters, links
from intranet.members.models import Member

HOLDER = "registration"  # the purpose of the link of whoever holds a seat


class Held(Protocol):
    """What is told of: see `Seats`."""

    bookable: Bookable
    at: datetime
    by: Member | None

    @property
    def subject(self) -> Subject: ...


def path_of(registration: Registration) -> str:
    """The page of a registration for whoever holds its letter, with an account or not."""
    return f"/inscriptions/lien/{links.signed(HOLDER, registration.id)}"


def tell(seats: Held, unit: Sequence[Registration], note: str = "") -> None:
    """Write what became of these seats, which moved together, to all whom it concerns."""
    first = unit[0]
    place = queries.positions_of([first]).get(first.id)
    for row in unit:
        if row.member is None or row.member.is_active:
            _write(seats, row, [row], _address(row), _name(row), place, note)
    asker = first.requested_by
    if asker and asker.is_active and asker.id not in {row.member_id for row in unit}:
        _write(seats, first, unit, asker.email, asker.name, place, note, for_others=True)
    _tell_organizers(seats, unit, place, note)


def _write(
    seats: Held,
    row: Registration,
    unit: Sequence[Registration],
    recipient: str,
    name: str,
    place: int | None,
    note: str,
    *,
    for_others: bool = False,
) -> None:
    if not recipient:
        return
    letters.write(
        "bookings/seat",
        recipient,
        key=f"seat-{row.id}-{row.version}-{'asker' if for_others else 'holder'}",
        name=name,
        subject=seats.subject,
        state=row.state.value,
        unit=unit,
        row=row,
        place=place,
        note=note,
        for_others=for_others,
        asker=row.requested_by if row.requested_by_id != row.member_id else None,
        path=path_of(row),
        remote_url=seats.bookable.remote_url if row.state is RegistrationState.CONFIRMED else "",
    )


def _tell_organizers(
    seats: Held, unit: Sequence[Registration], place: int | None, note: str
) -> None:
    """Whoever holds the meeting reads every change of its seats, but those they made themselves."""
    first, actor = unit[0], seats.by.email if seats.by else None
    for address in seats.subject.told:
        if address != actor:
            letters.write(
                "bookings/organizer",
                address,
                key=f"seat-{first.id}-{first.version}-organizer-{address}",
                subject=seats.subject,
                state=first.state.value,
                label=first.state_label,
                unit=unit,
                names=[_name(row) for row in unit],
                place=place,
                note=note,
                path=f"/inscriptions/{seats.bookable.id}/liste",
            )


def _address(row: Registration) -> str:
    return row.member.email if row.member else row.guest_email


def _name(row: Registration) -> str:
    return row.holder_name
