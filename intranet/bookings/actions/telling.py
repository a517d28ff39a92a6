"""Letters of the seats: each change is told once to whoever holds the seat, asked for it, or gives it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from intranet.bookings import queries
from intranet.bookings.hours import slot_in_words
from intranet.bookings.models import (
    NEEDS_KEPT,
    Approval,
    Bookable,
    Registration,
    RegistrationState,
    Subject,
)
from intranet.kit import letters, links
from intranet.kit.exports import absolute
from intranet.kit.texts import plural
from intranet.members.models import Member

HOLDER = "registration"  # the purpose of the link of whoever holds a seat
MANAGER = "registration approval"  # of the one whose agreement is asked
HANDED_OVER, NAMED = "handed_over", "named"
MOST_NAMED = 3  # in a subject
# What a manager who agreed hears of afterwards.
FOR_MANAGERS = frozenset(
    {
        RegistrationState.CONFIRMED,
        RegistrationState.CANCELLED,
        RegistrationState.LATE_CANCELLED,
        RegistrationState.CANCELLED_BY_ORGANIZER,
    }
)


class Held(Protocol):
    """What is told of: see `Seats`."""

    bookable: Bookable
    at: datetime
    by: Member | None

    @property
    def subject(self) -> Subject: ...


def path_of(registration: Registration, reader: Member | None = None) -> str:
    """The page of a registration for whoever holds its letter, with an account or not.

    The link is of one reader: of whoever has the seat, or of `reader`, who asked for it. Once the
    seat is given to somebody else, the link of whoever had it opens nothing.
    """
    who = str(reader.id) if reader else registration.holder_key
    return f"/inscriptions/lien/{links.signed(HOLDER, registration.id, who)}"


def path_of_approval(registration: Registration) -> str:
    """Where the manager answers, without an account."""
    return f"/accords/{links.signed(MANAGER, registration.id)}"


def tell(
    seats: Held,
    unit: Sequence[Registration],
    note: str = "",
    *,
    news: str | None = None,
    waiting_elsewhere: Collection[int | None] = (),
    instead: Subject | None = None,
    to_organizers: bool = True,
) -> None:
    """Write what became of these seats, which moved together, to all whom it concerns.

    `news` names what happened where the state alone does not say it; `waiting_elsewhere`, the
    members who still wait for another run of the same; `instead` is another meeting that would do.
    """
    first = unit[0]
    place = queries.positions_of([first]).get(first.id)
    for row in unit:
        if row.member is None or row.member.is_active:
            address = row.member.email if row.member else row.guest_email
            waits = row.member_id is not None and row.member_id in waiting_elsewhere
            _to_holder(
                seats, row, [row], address, row.holder_name, place, note, news,
                waits=waits, instead=instead,
            )  # fmt: skip
    asker = first.requested_by
    theirs = news is not None and seats.by is not None and asker is seats.by
    if asker and asker.is_active and not theirs and asker.id not in {row.member_id for row in unit}:
        _to_holder(
            seats, first, unit, asker.email, asker.name, place, note, news,
            for_others=True, instead=instead,
        )  # fmt: skip
    if news == HANDED_OVER:
        return  # whoever takes the seat is told of next
    if to_organizers:
        tell_organizers(seats, unit, note, place)
    if first.asked_manager_at and first.state in FOR_MANAGERS:
        _to_organizer(seats, unit, first.manager_email, place, note)


def tell_organizers(
    seats: Held, unit: Sequence[Registration], note: str = "", place: int | None = None
) -> None:
    """Write to those who hold the meeting, but whoever did it, what became of these seats."""
    actor = seats.by.email if seats.by else None
    for address in seats.subject.told:
        if address != actor:
            list_path = f"/animer/inscriptions/{seats.bookable.id}"
            _to_organizer(seats, unit, address, place, note, path=list_path)


def ask_manager(seats: Held, unit: Sequence[Registration]) -> None:
    """Ask the one whom the person named; the link works without an account, and once."""
    first = unit[0]
    if seats.bookable.approval is not Approval.MANAGER or not first.manager_email:
        return
    for row in unit:
        row.asked_manager_at = seats.at
    _to_manager(seats.subject, unit, key=f"seat-{first.id}-approval")


def ask_manager_again(subject: Subject, unit: Sequence[Registration]) -> bool:
    """Remind them of what they did not answer; False where they were reminded of it already."""
    whole = f"group-{unit[0].group_id}" if unit[0].group_id else f"seat-{unit[0].id}"
    return _to_manager(subject, unit, key=f"{whole}-approval-again", again=True)


def _to_manager(
    subject: Subject, unit: Sequence[Registration], *, key: str, again: bool = False
) -> bool:
    first = unit[0]
    return letters.write(
        "bookings/approval",
        first.manager_email,
        key=key,
        secret_link=absolute(path_of_approval(first)),
        subject=subject,
        row=first,
        unit=unit,
        asker=first.requested_by,
        again=again,
    )


def tell_referents(seats: Held, row: Registration) -> None:
    """That somebody needs something; never what: it is read on the site, by them alone."""
    if row.has_needs:
        for referent in queries.holder_of(seats.bookable).referents(seats.bookable.id):
            letters.write(
                "bookings/needs",
                referent.email,
                key=f"seat-{row.id}-needs-{referent.id}",
                subject=seats.subject,
                name=referent.name,
                needs_kept=NEEDS_KEPT.days,
                path=f"/animer/inscriptions/{seats.bookable.id}/{row.uuid}",
            )


def tell_moved(seats: Held, row: Registration) -> bool:
    """The new dates, with what one may do about them; False where they were told already."""
    return _of_dates("moved", seats, row, slots=seats.bookable.slots)


def tell_postponed(seats: Held, row: Registration, reason: str) -> bool:
    """No date any more: the seat is kept."""
    return _of_dates("postponed", seats, row, reason=reason)


def address_of(row: Registration) -> str:
    """Where one writes to whoever holds a seat; a seat without an address is its asker’s affair."""
    if row.guest_email:
        return row.guest_email
    holder = row.member or row.requested_by
    return holder.email if holder and holder.is_active else ""


class Follower(NamedTuple):
    """Who is written to of a seat, and by what name the letter goes once."""

    address: str
    name: str
    path: str
    key: str


def who_follows(row: Registration) -> Follower | None:
    """Whoever holds it; of the seats of a group without an address, once who asked for them."""
    recipient = address_of(row)
    if not recipient:
        return None
    asker = None if row.holder_key else row.requested_by
    name = asker.name if asker else row.holder_name
    if asker and row.group:
        path = f"/moi/inscriptions/groupes/{row.group.uuid}"
        return Follower(recipient, name, path, f"group-{row.group.id}")
    return Follower(recipient, name, path_of(row, asker), f"{row.id}")


def _of_dates(news: str, seats: Held, row: Registration, **more: Any) -> bool:
    told = who_follows(row)
    if told is None:
        return False
    group = None if row.holder_key else row.group
    return letters.write(
        f"bookings/{news}",
        told.address,
        key=f"{news}-{told.key}-{seats.bookable.ics_sequence}",
        secret_link=None if group else absolute(told.path),
        name=told.name,
        subject=seats.subject,
        row=row,
        group=group,
        in_words=slot_in_words,
        **more,
    )


def _to_holder(
    seats: Held,
    row: Registration,
    unit: Sequence[Registration],
    recipient: str,
    name: str,
    place: int | None,
    note: str,
    news: str | None,
    *,
    for_others: bool = False,
    waits: bool = False,
    instead: Subject | None = None,
) -> None:
    if not recipient:
        return
    confirmed = row.state is RegistrationState.CONFIRMED
    letters.write(
        "bookings/seat",
        recipient,
        key=f"seat-{row.id}-{row.version}-{f'{news}-' if news else ''}{'asker' if for_others else 'holder'}",
        secret_link=absolute(_path_to(row, unit, for_others=for_others)),
        name=name,
        subject=seats.subject,
        state=news or row.state.value,
        unit=unit,
        row=row,
        place=place,
        note=note,
        for_others=for_others,
        waits=waits,
        instead=instead,
        asker=row.requested_by if row.requested_by_id != row.member_id else None,
        remote_url=seats.bookable.remote_url if confirmed else "",
        shows_link=seats.subject.shows_video_link(seats.at),
        begun=seats.subject.has_begun(seats.at),  # then nobody is given it any more
    )


def _path_to(row: Registration, unit: Sequence[Registration], *, for_others: bool) -> str:
    """Several seats are read together, by who asked for them; what is offered is taken at once."""
    offered = row.state is RegistrationState.OFFERED
    if for_others and len(unit) > 1 and row.group and not offered:
        return f"/moi/inscriptions/groupes/{row.group.uuid}"
    return path_of(row, row.requested_by if for_others else None)


def _to_organizer(
    seats: Held,
    unit: Sequence[Registration],
    address: str,
    place: int | None,
    note: str,
    path: str | None = None,
) -> None:
    """Whoever holds the meeting reads every change of its seats, but those they made themselves."""
    first = unit[0]
    letters.write(
        "bookings/organizer",
        address,
        key=f"seat-{first.id}-{first.version}-{'organizer' if path else 'manager'}-{address}",
        subject=seats.subject,
        state=first.state.value,
        label=first.state_label,
        whose=_whose(unit),
        names=[row.holder_name for row in unit],
        place=place,
        splits=first.group is not None and first.group.accepts_split,
        note=note,
        path=path,
    )


def _whose(unit: Sequence[Registration]) -> str:
    """« Camille, Inès », « 4 places »: by name where few have one each."""
    names = [row.holder_name for row in unit if row.member or row.guest_name]
    return ", ".join(names) if len(names) == len(unit) <= MOST_NAMED else plural(len(unit), "place")
