"""What happens to a presentation: proposed, decided on, put in the programme, given, published."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from intranet.competencies import actions as referential
from intranet.competencies.actions import Joined
from intranet.competencies.queries import in_force
from intranet.events.models import (
    TRANSITIONS,
    ConsentIsMissing,
    Event,
    Material,
    MaterialReach,
    Speaker,
    Talk,
    TalkAlreadyMoved,
    TalkState,
)
from intranet.kit import letters, links
from intranet.kit.conditional import changed_one, hold_row
from intranet.kit.db import db
from intranet.kit.exports import absolute
from intranet.kit.files import Attachment
from intranet.kit.repeats import said_just_before
from intranet.members import queries as members
from intranet.members.models import Member

CONSENT = "speaker consent"  # the purpose of the link by which a speaker answers


@dataclass(frozen=True)
class TalkTold:
    """What is said of a presentation; speakers by name, with an address to ask for their consent."""

    title: str
    abstract: str = ""
    minutes: int = 30
    speakers: tuple[tuple[str, str], ...] = ()
    competencies: tuple[str, ...] = ()  # codes of items, shown at level 2: put to use


SHOWN_AT = 2


def propose_talk(event: Event, told: TalkTold, by: Member, at: datetime) -> Talk:
    """A presentation that whoever holds the meeting decides on; each speaker is asked for consent.

    Sent again, it is the one that is there.
    """
    hold_row(Member, by.id)
    theirs = select(Talk).filter_by(event_id=event.id, proposed_by_id=by.id)
    words = {"title": told.title, "abstract": told.abstract, "minutes": told.minutes}
    if known := said_just_before(theirs.order_by(Talk.id.desc()), "created_at", at, **words):
        return known
    talk = Talk(
        event_id=event.id,
        proposed_by_id=by.id,
        created_at=at,
        **words,
    )
    db.session.add(talk)
    db.session.flush()
    for name, email in told.speakers:
        member = db.session.scalars(members.of_address(email)).one_or_none() if email else None
        speaker = Speaker(talk_id=talk.id, name=name, email=email, member=member)
        if member:
            speaker.organization_id = member.organization_id
        db.session.add(speaker)
        db.session.flush()
        ask_consent(event, talk, speaker)
    _join(talk, told.competencies)
    return talk


def ask_consent(event: Event, talk: Talk, speaker: Speaker) -> None:
    if speaker.email:
        letters.write(
            "events/consent",
            speaker.email,
            key=f"speaker-{speaker.id}-consent",
            secret_link=absolute(consent_path(speaker)),
            name=speaker.name,
            event=event,
            talk=talk,
        )


def consent_path(speaker: Speaker) -> str:
    """Where a speaker answers, without an account."""
    return f"/intervenants/{links.signed(CONSENT, speaker.id)}"


def answer_consent(speaker: Speaker, at: datetime, *, agrees: bool) -> None:
    """Given, or taken back: from then on nothing of theirs is shown, without any other step."""
    speaker.consented_at = at if agrees else None
    speaker.refused_at = None if agrees else at
    db.session.flush()


def move(talk: Talk, to: TalkState, by: Member, at: datetime, reason: str = "") -> None:
    """From a state that leads there, once. Raises TalkAlreadyMoved, ConsentIsMissing."""
    if to is TalkState.PUBLISHED and not talk.may_be_shown:
        raise ConsentIsMissing(talk.id)
    _change(talk, TRANSITIONS[to], state=to, decided_by_id=by.id, decided_at=at, reason=reason)


def schedule(
    talk: Talk, starts: datetime, minutes: int, track: str, by: Member, at: datetime, *, lock: int
) -> None:
    """Put it in the programme, or elsewhere in it. Raises TalkAlreadyMoved."""
    _change(
        talk,
        TRANSITIONS[TalkState.SCHEDULED],
        lock=lock,
        state=TalkState.SCHEDULED,
        starts_local=starts,
        minutes=minutes,
        track=track,
        decided_by_id=by.id,
        decided_at=at,
    )


def follow_days(event: Event, began_on: date | None) -> None:
    """A meeting begins on another day: its programme follows, where it would fall outside of its days."""
    first, last = event.starts_on, event.ends_on or event.starts_on
    if first is None or last is None or began_on is None:
        return
    planned = {
        talk: talk.starts_local
        for talk in event.talks
        if talk.state is TalkState.SCHEDULED and talk.starts_local
    }
    if all(first <= at.date() <= last for at in planned.values()):
        return
    for talk, at in planned.items():
        talk.starts_local = at + (first - began_on)
        talk.lock_version += 1
    db.session.flush()


def add_material(
    talk: Talk,
    attachment: Attachment,
    by: Member,
    *,
    label: str,
    licence: str,
    reach: MaterialReach,
) -> Material:
    """Slides or a document; the same label again is a newer version of it, the older ones stay."""
    db.session.flush()
    number = 1 + max((each.number for each in talk.materials if each.label == label), default=0)
    material = Material(
        talk_id=talk.id,
        attachment=attachment,
        label=label,
        licence=licence,
        reach=reach,
        number=number,
        added_by_id=by.id,
    )
    db.session.add(material)
    db.session.flush()
    return material


def _change(
    talk: Talk, expected: Iterable[TalkState], *, lock: int | None = None, **values: Any
) -> None:
    here = update(Talk).where(Talk.id == talk.id, Talk.state.in_(list(expected)))
    if lock is not None:
        here = here.where(Talk.lock_version == lock)
    if not changed_one(here.values(lock_version=Talk.lock_version + 1, **values)):
        raise TalkAlreadyMoved(talk.id)
    db.session.refresh(talk)


def _join(talk: Talk, codes: Collection[str]) -> None:
    if not codes:
        return
    catalogue = in_force()
    items = [catalogue.by_code[code] for code in dict.fromkeys(codes) if code in catalogue.by_code]
    if items:
        joined = [Joined(item.competency_id, SHOWN_AT) for item in items]
        referential.join("talk", talk.id, catalogue.edition_id, joined)
