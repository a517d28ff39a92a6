"""Having been there, among what one shows for one’s levels: only where the person asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from intranet.bookings.models import Certificate
from intranet.competencies.actions import show_certificate
from intranet.competencies.models import Evidence, Visibility
from intranet.competencies.queries import in_force, links_of
from intranet.events.models import Event, Talk
from intranet.kit.db import db
from intranet.kit.texts import day

HEARD_AT = 1  # listening to a presentation shows no more than the first level


def show_presence(
    certificate: Certificate,
    event: Event,
    talks: Sequence[Talk],
    visibility: Visibility,
) -> tuple[Evidence, bool]:
    """Join a certificate of presence to its holder’s evidence, once, and whether it is new.

    It leads to the items of the presentations that they followed, as drafts at the first level: nobody
    attested anything, they ask whom they want.
    """
    assert certificate.member_id is not None, "the holder asks"
    held = update(Certificate).where(Certificate.id == certificate.id)
    db.session.execute(held.values(serial=Certificate.serial))
    heard = ", ".join(f"« {talk.title} »" for talk in talks)
    on = f", {day(event.starts_on)}" if event.starts_on else ""
    return show_certificate(
        certificate.member_id,
        certificate.address,
        f"{certificate.label} : {event.title}"[:160],
        levels_of(talks),
        visibility=visibility,
        happened_on=event.ends_on or event.starts_on,
        about=f"Rencontre « {event.title} »{on}. Interventions suivies : {heard or 'non précisées'}."[
            :2_000
        ],
    )


def levels_of(talks: Sequence[Talk]) -> dict[tuple[int, int], int]:
    """The items that presentations are about, in the edition in force, at the level that hearing shows."""
    catalogue = in_force()
    return {
        (item.competency_id, catalogue.edition_id): max(HEARD_AT, item.level_min)
        for links in links_of("talk", [talk.id for talk in talks]).values()
        for link in links
        if (item := catalogue.items.get(link.competency_id)) and item.is_assessable
    }
