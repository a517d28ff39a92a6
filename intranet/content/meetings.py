"""Meetings of the demonstration: one to come and one that was held, both of the stage of Grand Est.

With the demonstration accounts alone, and marked as such: no stage is said to be further than it is.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from intranet.bookings.models import (
    Attendance,
    Lifecycle,
    Method,
    Presence,
    Registration,
    RegistrationState,
)
from intranet.content.people import find
from intranet.events import actions as agenda
from intranet.events.models import Event, Talk, TalkState
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.places.models import Region
from intranet.tour import actions as tour
from intranet.tour.models import Stage, Tour

COMING_IN, HELD_AGO = 45, 40  # days
PEOPLE = 14  # who came to the one that was held
CODES = ("D3.5", "D2.6")


def load() -> None:
    author = find("developpeur")
    if author is None or db.session.scalar(select(Event.id).where(Event.is_demo)):
        return
    stage = db.session.scalars(
        select(Stage).join(Tour).where(Stage.region_code == "44").order_by(Tour.year.desc())
    ).first()
    if stage is None:
        return
    for event in (_held(author), _coming(author)):
        tour.gather(stage, event)
    db.session.flush()


def _coming(author: Member) -> Event:
    on = _working_day(COMING_IN)
    event = _published(
        author,
        agenda.Told(
            title="Foncier économique : ce que font les territoires voisins",
            summary="Une matinée pour comparer ce que chaque territoire observe, acquiert et remet en usage.",
            starts_on=on,
            hours=[
                agenda.Hours(
                    datetime.combine(on, time(9)), datetime.combine(on, time(12, 30)), "Ateliers"
                )
            ],
            region=db.session.get(Region, "44"),
            place="Nancy",
            organizers=_organizers(author),
            takes_registrations=True,
            capacity=40,
            remote_capacity=60,
            access_features=["wheelchair", "captions"],
            practical="À dix minutes à pied de la gare.",
        ),
    )
    _talk(event, author, "Un inventaire partagé des friches", time(9, 30))
    return event


def _held(author: Member) -> Event:
    on = _working_day(-HELD_AGO)
    event = _published(
        author,
        agenda.Told(
            title="Visiter les entreprises à deux : une matinée d’échange",
            summary="Chambre et intercommunalité racontent comment elles préparent leurs visites ensemble.",
            starts_on=on,
            hours=[agenda.Hours(datetime.combine(on, time(9)), datetime.combine(on, time(12, 30)))],
            region=db.session.get(Region, "44"),
            place="Épinal",
            organizers=_organizers(author),
            takes_registrations=True,
        ),
    )
    for title, at in (
        ("Préparer une visite à deux", time(9, 30)),
        ("Ce que les visites disent des compétences", time(10, 30)),
    ):
        talk = _talk(event, author, title, at)
        agenda.move(talk, TalkState.GIVEN, author, now())
    _attended(event)
    agenda.write_minutes(
        event,
        "Deux territoires ont montré leur grille de visite. Ce qui revient : se répartir les rôles avant d’entrer, et rappeler l’entreprise sous huit jours.",
        author,
        now(),
        is_public=True,
        lock=event.lock_version,
    )
    return event


def _working_day(in_days: int) -> date:
    """In so many days, or on the Monday after a week-end."""
    on = today() + timedelta(days=in_days)
    return on + timedelta(days=max(0, 7 - on.weekday())) if on.weekday() > 4 else on


def _published(author: Member, told: agenda.Told) -> Event:
    event = agenda.propose(told, author, now())
    event.is_demo = True
    agenda.publish(event, now())
    return event


def _organizers(author: Member) -> list[tuple[str, Organization | None]]:
    organization = author.organization
    return [(organization.name, organization)] if organization else []


def _talk(event: Event, author: Member, title: str, at: time) -> Talk:
    told = agenda.TalkTold(title, minutes=30, speakers=((author.name, ""),), competencies=CODES)
    talk = agenda.propose_talk(event, told, author, now())
    agenda.move(talk, TalkState.ACCEPTED, author, now())
    assert event.starts_on
    starts = datetime.combine(event.starts_on, at)
    agenda.schedule(talk, starts, 30, "", author, now(), lock=talk.lock_version)
    return talk


def _attended(event: Event) -> None:
    """So many of the demonstration came, as the door counted them; their sheet is settled."""
    bookable = event.bookable
    assert bookable
    people = select(Member).where(Member.is_demo, Member.closed_at.is_(None)).order_by(Member.id)
    [slot] = bookable.slots
    for rank, member in enumerate(db.session.scalars(people.limit(PEOPLE)), start=1):
        row = Registration(
            bookable_id=bookable.id,
            member_id=member.id,
            employer_id=member.organization_id,
            state=RegistrationState.ATTENDED,
            rank=rank,
        )
        db.session.add(row)
        db.session.flush()
        db.session.add(
            Attendance(
                registration_id=row.id,
                slot_id=slot.id,
                presence=Presence.PRESENT,
                minutes=210,
                method=Method.MANUAL,
                signed_at=now(),
            )
        )
    bookable.lifecycle = Lifecycle.COMPLETED
    bookable.attendance_locked_at = now()
    db.session.flush()
