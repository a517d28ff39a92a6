"""Reminders follow the date, thanks come after, minutes are awaited, guests are forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from intranet.bookings import actions as seats
from intranet.bookings.actions import Mark
from intranet.bookings.models import Method, Presence, Registration
from intranet.events import actions
from intranet.events.commands import look_after_events
from intranet.events.models import Event, Happening
from intranet.events.queries import organizing, referents
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.actions import leave
from intranet.members.models import Member
from tests.bookings.factories import registers
from tests.events.factories import an_event, hours, told
from tests.factories import MemberFactory, an_animator
from tests.letters import subjects_to
from tests.visitor import Visitor


def start(event: Event) -> datetime:
    assert event.starts_at
    return event.starts_at


def received(member: Member) -> list[str]:
    return subjects_to(member)[1:]  # after the seat was confirmed


def test_a_week_before_and_the_day_before_each_once() -> None:
    member, event = MemberFactory(), an_event()
    registers(event.bookable, member)

    for before in (8, 7, 6, 2, 1, 0.5):
        look_after_events(start(event) - timedelta(days=before))
        look_after_events(start(event) - timedelta(days=before))

    assert received(member) == [
        "Dans 7 jours : Foncier économique",
        "Demain : Foncier économique",
    ]


def test_a_reminder_that_leaves_late_says_the_day_as_it_is() -> None:
    member, event = MemberFactory(), an_event()
    registers(event.bookable, member)
    look_after_events(start(event) - timedelta(hours=1))
    assert received(member) == ["Aujourd’hui : Foncier économique"]


def test_a_meeting_that_moves_is_reminded_of_anew_and_a_cancelled_one_never() -> None:
    author, member = MemberFactory(), MemberFactory()
    event = an_event(author)
    registers(event.bookable, member)
    look_after_events(start(event) - timedelta(days=6))
    actions.change(event, told(in_days=40), author, now(), lock=event.lock_version)
    db.session.commit()

    look_after_events(start(event) - timedelta(days=21))
    look_after_events(start(event) - timedelta(days=6))
    actions.cancel(event, author, now(), "Neige.")
    db.session.commit()
    look_after_events(start(event) - timedelta(hours=5))

    titles = received(member)
    assert titles.count("Dans 6 jours : Foncier économique") == 2
    assert not [title for title in titles if title.startswith("Demain")]


def test_the_day_that_a_reminder_is_of_is_that_of_its_place() -> None:
    member, event = MemberFactory(), an_event(hours=[hours(20, 15, 17)])
    registers(event.bookable, member)
    assert event.bookable and event.starts_on
    event.bookable.tz = "Pacific/Tahiti"
    db.session.commit()
    look_after_events(start(event) - timedelta(days=6))

    [slot] = event.bookable.slots
    event.starts_on += timedelta(days=1)  # the same day in UTC
    slot.starts_local += timedelta(hours=17)
    slot.ends_local += timedelta(hours=17)
    db.session.commit()
    look_after_events(start(event) - timedelta(days=6))

    assert received(member) == ["Dans 6\u00a0jours : Foncier économique"] * 2


def test_nobody_is_summoned_to_what_has_begun_nor_asked_whether_they_come_to_what_is_over() -> None:
    event = an_event()
    registers(event.bookable, MemberFactory())
    assert event.bookable_id and event.ends_at
    before = start(event) - timedelta(minutes=1)
    assert [seats.invite_due(at) for at in (start(event), before)] == [0, 1]

    event.bookable.ics_sequence += 1
    assert seats.announce(event.bookable_id, event.ends_at) == 0


def test_thanks_come_the_day_after_once() -> None:
    member, event = MemberFactory(), an_event()
    registers(event.bookable, member)

    for days in (0.2, 1.5, 2, 20):
        look_after_events(start(event) + timedelta(days=days))

    assert received(member) == ["Merci d’être venu : Foncier économique"]


def test_who_was_not_seen_is_not_thanked_for_having_come() -> None:
    author, member, absent = MemberFactory(), MemberFactory(), MemberFactory()
    event = an_event(author)
    came, _ = registers(event.bookable, member), registers(event.bookable, absent)
    assert event.bookable
    there = {came.id: Mark(Presence.PRESENT)}
    later = start(event) + timedelta(hours=1)
    seats.record(event.bookable.slots[0], there, later, by=author, method=Method.PAPER)
    db.session.commit()

    look_after_events(start(event) + timedelta(days=1.5))

    assert received(member) == ["Merci d’être venu : Foncier économique"]
    assert received(absent) == ["Après la rencontre : Foncier économique"]


def test_minutes_are_asked_for_after_fifteen_days_unless_they_are_online(visitor: Visitor) -> None:
    author = MemberFactory()
    event, told_of = an_event(author), an_event(author, title="Racontée")
    visitor.sign_in(author)
    page = visitor.open(f"{told_of.address}/compte-rendu")
    page = visitor.send(page, minutes="Tout s’est bien dit.", is_public="y")
    assert f"Écrit par {author.name}" in page.text("main")
    assert "Tout s’est bien dit." in page.text("main")

    for days in (10, 16, 17):
        look_after_events(start(event) + timedelta(days=days))

    asked = [title for title in subjects_to(author) if title.startswith("Le compte rendu")]
    assert asked == ["Le compte rendu est attendu : Foncier économique"]
    words = db.session.scalars(select(Letter.body).where(Letter.key == f"event-{event.id}-minutes"))
    assert f"s’est tenue {event.dates}, et" in words.one()


def test_once_its_author_left_those_where_it_is_held_are_written_to_else_the_animators(
    visitor: Visitor,
) -> None:
    author, animator = MemberFactory(), an_animator()
    colleague, house = MemberFactory(organization=author.organization), author.organization
    event = an_event(author, organizers=[(house.name, house)])
    leave(author.membership, now())
    db.session.commit()

    registers(event.bookable)
    look_after_events(start(event) + timedelta(days=16))

    assert [title.partition(" : ")[0] for title in subjects_to(colleague)] == [
        "Confirmée",
        "Le compte rendu est attendu",
    ]
    assert subjects_to(author) == [f"Dans l’agenda : {event.title}"]  # before they left
    assert not referents(event.bookable_id or 0), "what somebody needs is not for any colleague"
    colleague.membership.is_referent = True
    db.session.commit()
    assert referents(event.bookable_id or 0) == [colleague]
    leave(colleague.membership, now())
    db.session.commit()
    db.session.expire_all()
    assert organizing(event) == [animator]
    assert not referents(event.bookable_id or 0)
    page = visitor.sign_in(MemberFactory()).open(f"/inscriptions/{event.bookable_id}")
    assert f"dites-le aussi à la structure qui organise ({house.name})" in page.text("#needs-hint")


def test_minutes_kept_for_later_are_read_by_those_who_hold_the_meeting(visitor: Visitor) -> None:
    author = MemberFactory()
    event = an_event(author)
    page = visitor.sign_in(author).open(f"{event.address}/compte-rendu")

    visitor.send(page, minutes="Pas encore prêt.")

    assert visitor.open(event.address).text("main").count("Pas encore prêt.") == 0
    assert visitor.open(f"{event.address}/compte-rendu").soup.select_one("#minutes").text.strip() == "Pas encore prêt."  # fmt: skip
    visitor.send(page, 409, minutes="Par-dessus.")


def test_guests_without_an_account_are_forgotten_sixty_days_after() -> None:
    author = MemberFactory()
    event = an_event(author)
    who = {"guest_name": "Dominique Passant", "guest_email": "d@passant.example"}
    seats.place(event.bookable_id, now(), by=author, reason="Venu sans compte.", **who)
    db.session.commit()

    event.happening = Happening.HELD  # as the Tour says of a stage on its day
    db.session.commit()
    look_after_events(start(event) + timedelta(days=59))
    assert db.session.scalars(select(Registration.guest_name)).all() == ["Dominique Passant"]
    look_after_events(start(event) + timedelta(days=62))
    assert db.session.scalars(select(Registration.guest_name)).all() == [""]
