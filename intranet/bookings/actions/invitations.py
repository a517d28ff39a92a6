"""The invitation (convocation): two weeks before, and again only if what it says has changed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import update

from intranet.bookings import queries
from intranet.bookings.actions.telling import address_of
from intranet.bookings.hours import slot_in_words
from intranet.bookings.models import (
    AWAITED,
    Bookable,
    Registration,
    RegistrationState,
    Subject,
)
from intranet.kit import letters, links
from intranet.kit.conditional import changed_one
from intranet.kit.db import db, every
from intranet.kit.exports import absolute

INVITATION = "invitation"  # the purpose of its links
INVITED_BEFORE = timedelta(days=15)


def path_of_invitation(row: Registration) -> str:
    return f"/convocations/{links.signed(INVITATION, row.id, row.holder_key)}"


def digest_of(bookable: Bookable, subject: Subject) -> str:
    """All that an invitation says, as one word: it changes with it."""
    said = [
        subject.title, subject.dates, subject.place, subject.organizer, subject.programme,
        bookable.practical, bookable.remote_url, bookable.tz,
        [(f"{one.starts_local}", f"{one.ends_local}", one.room, one.label, one.trainer_id) for one in bookable.slots],
    ]  # fmt: skip
    return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def invite_due(at: datetime) -> int:
    """Invite whoever has a seat and was not invited to what is said now; how many. For `tick`.

    What moved and was not told of yet is told first: the invitation waits for the next time.
    Nobody is summoned to what has begun, whoever came without a seat least of all.
    """
    invited = 0
    found = queries.of_somebody(at, at + INVITED_BEFORE, *AWAITED)
    subjects = queries.subjects_of(found)
    for bookable in found:
        is_untold = bookable.told_sequence < bookable.ics_sequence
        if is_untold or subjects[bookable.id].has_begun(at):
            continue
        digest = digest_of(bookable, subjects[bookable.id])
        for row in every(queries.seated_at(bookable.id)):
            if row.invitation_digest != digest and address_of(row) and row.holder_key:
                _invite(row, bookable, subjects[bookable.id], digest, at)
                invited += 1
    db.session.flush()
    return invited


def _invite(
    row: Registration, bookable: Bookable, subject: Subject, digest: str, at: datetime
) -> None:
    """Once for whoever holds the seat, and once more after each change, were it back to what was."""
    letters.write(
        "bookings/invitation",
        address_of(row),
        key=f"invitation-{row.id}-{row.version}-{row.invited_at or 'first'}",
        secret_link=absolute(path_of_invitation(row)),
        subject=subject,
        row=row,
        slots=bookable.slots,
        practical=bookable.practical,
        again=bool(row.invited_at),
        in_words=slot_in_words,
    )
    row.invited_at, row.invitation_digest, row.invitation_read_at = at, digest, None


def note_invitation_read(row: Registration, at: datetime) -> None:
    """Whoever it is for has it; said twice, the first time stays."""
    read = update(Registration).where(
        Registration.id == row.id,
        Registration.invitation_read_at.is_(None),
        Registration.state == RegistrationState.CONFIRMED,
    )
    changed_one(read.values(invitation_read_at=at, updated_at=Registration.updated_at))
    db.session.refresh(row)
