"""Meetings as those who hold them propose them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from intranet.bookings.models import Certificate, CertificateKind
from intranet.events import actions
from intranet.events.actions import Hours, TalkTold, Told
from intranet.events.models import Event, Talk, TalkState
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.places.models import Region
from tests.bookings.proofs import issued, seated
from tests.factories import MemberFactory


def hours(in_days: int, starts: int = 9, ends: int = 12, **more: str) -> Hours:
    """From an hour to another, in so many days."""
    on = today() + timedelta(days=in_days)
    return Hours(datetime.combine(on, time(starts)), datetime.combine(on, time(ends)), **more)


def told(in_days: int = 20, **more: Any) -> Told:
    """A meeting in Nancy that people register for."""
    host: Organization | None = more.pop("host", None)
    kept = {
        "title": "Foncier économique",
        "summary": "Ce que font les territoires voisins.",
        "starts_on": today() + timedelta(days=in_days),
        "hours": [hours(in_days)],
        "place": "Nancy",
        "region": db.session.get(Region, "44"),
        "organizers": [(host.name if host else "CCI des Essais", host)],
        "takes_registrations": True,
    }
    return Told(**kept | more)


def a_proposal(by: Member | None = None, *, refused: bool = False, **more: Any) -> Event:
    by = by or MemberFactory()
    event = actions.propose(told(**more), by, now())
    if refused:
        actions.refuse(event, by, now(), "Le lieu manque.")
    db.session.commit()
    return event


def an_event(by: Member | None = None, **more: Any) -> Event:
    """One that is in the agenda."""
    event = a_proposal(by, **more)
    actions.publish(event, now())
    db.session.commit()
    return event


def a_talk(
    event: Event,
    speaker: Member | None = None,
    *,
    placed: bool = False,
    starts: int = 9,
    track: str = "",
    **more: Any,
) -> Talk:
    """A presentation by somebody; `placed`: in the programme, at an hour of the first day."""
    speaker = speaker or MemberFactory()
    kept: dict[str, Any] = {
        "title": "Une visite par mois",
        "abstract": "Préparée à deux.",
        "speakers": ((speaker.name, speaker.email),),
    }
    talk = actions.propose_talk(event, TalkTold(**kept | more), speaker, now())
    if placed:
        assert event.starts_on
        actions.move(talk, TalkState.ACCEPTED, speaker, now())
        at = datetime.combine(event.starts_on, time(starts))
        actions.schedule(talk, at, 30, track, speaker, now(), lock=talk.lock_version)
    db.session.commit()
    return talk


def a_presence(holder: Member, by: Member | None = None) -> tuple[Certificate, list[Talk]]:
    """A certificate of presence of a meeting that is over: two presentations at once, then a third."""
    by = by or MemberFactory()
    event = an_event(by, in_days=-10, hours=[hours(-10), hours(-10, 14, 17)])
    talks = [
        a_talk(event, placed=True, title="Les friches", track="A", competencies=("D1.1",)),
        a_talk(event, placed=True, title="Les visites", track="B", competencies=("D1.2",)),
        a_talk(event, placed=True, title="Le bilan", starts=11, competencies=("D2.1",)),
        a_talk(event, placed=True, title="L’après-midi", starts=15, competencies=("D2.1",)),
    ]
    assert event.bookable
    event.bookable.attendance_locked_at = now()
    held = SimpleNamespace(id=event.bookable.id, bookable=event.bookable)
    row = seated(held, holder, half_days=1)
    return issued(row, by, CertificateKind.PRESENCE), talks
