"""Registering as people do: for oneself, a colleague, a group; and what becomes of it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import func, select

from intranet.bookings import actions
from intranet.bookings.actions import Asked
from intranet.bookings.models import Approval, HasBegun, Lifecycle, Registration, WaitlistMode
from intranet.courses.models import Course
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member
from tests.bookings.factories import (
    CONFIRMED,
    OFFERED,
    PENDING,
    WAITLISTED,
    a_bookable,
    a_group,
    registers,
    states,
)
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory, OrganizationFactory, a_trainer
from tests.letters import subjects_to
from tests.sql import counted, sent_alone
from tests.visitor import Visitor


def the_letter(member_or_address: Member | str) -> Letter:
    address = member_or_address if isinstance(member_or_address, str) else member_or_address.email
    query = select(Letter).where(Letter.recipient == address).order_by(Letter.id.desc())
    found = db.session.scalars(query).first()
    assert found
    return found


def link_of(letter: Letter) -> str:
    assert letter.secret_link
    return letter.secret_link.removeprefix("http://localhost")


def test_one_registers_from_the_page_of_the_course(edition: object, visitor: Visitor) -> None:
    course, me = CourseFactory(), MemberFactory()
    run = a_run(course, seats=12)
    visitor.sign_in(me)

    page = visitor.open(course.address)
    assert page.link("S’inscrire") == "#runs"
    form = visitor.open(page.link("S’inscrire à la session"))
    done = visitor.send(form)

    assert "La place est confirmée." in done.text(".flash, [role=status]")
    assert done.texts(".page-head .badge") == ["Confirmée"]
    assert done.texts(".timeline-title") == [f"Demande faite par {me.name} : place confirmée"]
    assert "Mon inscription : confirmée" in visitor.open(course.address).text(
        "#runs ~ .runs tbody th"
    )
    assert visitor.open("/moi/inscriptions").texts("article a") == [course.title]
    assert f"http://localhost/formations/sessions/{run.id}.ics" in the_letter(me).body


def test_a_visitor_signs_in_first(edition: object, visitor: Visitor) -> None:
    course = CourseFactory()
    a_run(course)
    page = visitor.open(visitor.open(course.address).link("S’inscrire à la session"))

    assert page.url.startswith("/connexion")


def test_a_seat_that_went_meanwhile_is_a_rank_not_an_error(
    edition: object, visitor: Visitor
) -> None:
    bookable = a_bookable(seats=1)
    form = visitor.sign_in(MemberFactory()).open(f"/inscriptions/{bookable.id}")
    registers(bookable)

    done = visitor.send(form, 200)

    assert "C’est complet : vous êtes n° 1 sur la liste d’attente." in done.text()
    assert "au rang 1" in done.text()


def test_a_seat_is_asked_for_in_few_statements(edition: object, visitor: Visitor) -> None:
    """On SQLite they all stand behind the lock of whoever writes: everybody else waits for them."""
    bookable, me = a_bookable(seats=1), MemberFactory()
    form = visitor.sign_in(me).open(f"/inscriptions/{bookable.id}")
    registers(bookable)
    MemberFactory.create_batch(3, organization=me.organization)

    statements = sent_alone(visitor, form)

    assert states(bookable) == ["confirmed", "waitlisted"]
    assert len(statements) <= 16, statements


def test_a_colleague_is_registered_by_name(edition: object, visitor: Visitor) -> None:
    bookable, me = a_bookable(), MemberFactory()
    colleague, stranger = MemberFactory(organization=me.organization), MemberFactory()
    form = visitor.sign_in(me).open(f"/inscriptions/{bookable.id}")

    visitor.send(form, 422, person=str(stranger.id))
    assert states(bookable) == []
    done = visitor.send(form, person=str(colleague.id))
    assert "La place est confirmée." in done.text(".flash, [role=status]")
    assert [row.member for row in db.session.scalars(select(Registration))] == [colleague]


def test_a_colleague_who_waits_is_named_and_a_seat_elsewhere_is_told_so(
    edition: object, visitor: Visitor
) -> None:
    course, me = CourseFactory(), MemberFactory()
    colleague = MemberFactory(name="Ana Martin", organization=me.organization)
    bookable = a_bookable(seats=1, course=course)
    registers(bookable)
    form = visitor.sign_in(me).open(f"/inscriptions/{bookable.id}")
    done = visitor.send(form, person=str(colleague.id))
    assert "Ana Martin est n° 1 sur la liste d’attente." in done.text()

    other = a_bookable(seats=1, course=course, days=40)
    form = visitor.open(f"/inscriptions/{bookable.id}")
    done = visitor.send(form, accepts_other_runs="y")
    assert "la place est confirmée à une autre session" in done.text()
    assert states(other) == ["confirmed"]


def test_a_form_sent_twice_says_the_same_and_adds_nothing(
    edition: object, visitor: Visitor
) -> None:
    bookable = a_bookable(seats=2)
    form = visitor.sign_in(MemberFactory()).open(f"/inscriptions/{bookable.id}")
    visitor.send(form)
    again = visitor.send(form)

    assert "C’était déjà fait : confirmée." in again.text()
    assert states(bookable) == ["confirmed"]


def test_what_closed_meanwhile_is_said_and_what_was_typed_is_kept(
    edition: object, visitor: Visitor
) -> None:
    bookable = a_bookable()
    form = visitor.sign_in(MemberFactory()).open(f"/inscriptions/{bookable.id}")
    bookable.closes_at = now() - timedelta(minutes=1)
    db.session.commit()

    refused = visitor.send(form, 409, needs="Une boucle magnétique.")

    assert "inscriptions closes" in refused.text()
    assert "Une boucle magnétique." in refused.text("textarea")
    assert states(bookable) == []


def test_a_colleague_is_told_who_asked_and_may_cancel(edition: object, visitor: Visitor) -> None:
    bookable, me = a_bookable(), MemberFactory()
    other = MemberFactory(organization=me.organization)
    stranger = MemberFactory()
    form = visitor.sign_in(me).open(f"/inscriptions/{bookable.id}")
    assert stranger.name not in form.text("[name=person]")
    visitor.send(form, person=str(other.id))

    letter = the_letter(other)
    assert f"Demande faite par {me.name}." in letter.body
    assert "/inscriptions/lien/" not in letter.body  # whoever reads the outbox may not use it
    theirs = Visitor(visitor.client.application.test_client())
    theirs.send(theirs.open(link_of(letter)), form="form.confirm-panel")

    row = db.session.scalars(select(Registration)).one()
    assert (row.member_id, row.requested_by_id, row.state.value) == (other.id, me.id, "cancelled")
    assert [subject.partition(" : ")[0] for subject in subjects_to(me)] == [
        "Place confirmée",
        "Inscription annulée",
    ]


def test_reading_a_link_changes_nothing_and_a_made_up_one_is_unknown(
    edition: object, visitor: Visitor
) -> None:
    bookable = a_bookable(seats=1, waitlist_mode=WaitlistMode.OFFER)
    seated, first = registers(bookable), registers(bookable)
    actions.cancel(seated, now(), by=seated.member)
    db.session.commit()
    link = link_of(the_letter(first.member))

    for _ in range(2):
        page = visitor.open(link)
        assert page.texts("main button span") == [
            "Accepter la place",
            "La laisser à la personne suivante",
        ]
    assert first.state is OFFERED
    visitor.open(f"{link}x", status=404)
    visitor.send(page, form="form.post")
    db.session.expire_all()
    assert first.state is CONFIRMED

    overtaken = visitor.send(page, 409, form="form.post")
    assert "Rien n’a été fait de plus" in overtaken.text()


def test_accepting_or_leaving_a_seat_from_my_pages(edition: object, visitor: Visitor) -> None:
    bookable = a_bookable(seats=1, waitlist_mode=WaitlistMode.OFFER)
    seated, first, second = (registers(bookable) for _ in range(3))
    actions.cancel(seated, now(), by=seated.member)
    db.session.commit()

    page = visitor.sign_in(first.member).open(f"/moi/inscriptions/{first.uuid}")
    visitor.send(page, form="form[action$=refus]")

    db.session.expire_all()
    assert (first.state.value, second.state) == ("declined", OFFERED)
    visitor.open(f"/moi/inscriptions/{second.uuid}", status=404)


def test_cancelling_says_a_word_and_gives_the_seat_on(edition: object, visitor: Visitor) -> None:
    bookable = a_bookable(seats=1)
    mine, next_one = registers(bookable), registers(bookable)
    page = visitor.sign_in(mine.member).open(f"/moi/inscriptions/{mine.uuid}")

    done = visitor.send(page, form="form[action$=annulation]", reason="Un empêchement.")

    assert done.texts(".timeline-title")[0] == f"Annulation par {mine.member.name}"
    assert "Un empêchement." in done.text(".timeline")
    db.session.expire_all()
    assert next_one.state is CONFIRMED


def test_a_manager_agrees_by_a_link_without_an_account_and_once(
    edition: object, visitor: Visitor
) -> None:
    bookable, me = a_bookable(seats=1, approval=Approval.MANAGER), MemberFactory()
    form = visitor.sign_in(me).open(f"/inscriptions/{bookable.id}")
    own = visitor.send(form, 422, manager_name="Moi", manager_email=me.email.upper())
    assert "C’est votre adresse" in own.text("#erreurs")
    visitor.send(form, manager_name="Dominique", manager_email="dominique@essais.example")
    row = db.session.scalars(select(Registration)).one()
    assert row.state is PENDING

    boss = Visitor(visitor.client.application.test_client())
    asked = boss.open(link_of(the_letter("dominique@essais.example")))
    db.session.expire_all()
    assert row.state is PENDING
    boss.send(asked, 422, press="act=refus")
    boss.send(asked, press="act=accord", reason="Bonne formation !")
    again = boss.send(asked, press="act=refus", reason="Finalement non.")

    db.session.expire_all()
    assert row.state is CONFIRMED
    assert "Cette demande a sa réponse" in again.text() and "Finalement non." in again.text()
    assert "Accord donné par Dominique : place confirmée" in visitor.open(
        f"/moi/inscriptions/{row.uuid}"
    ).text(".timeline")


def test_a_manager_agrees_to_nothing_once_it_has_begun(edition: object, visitor: Visitor) -> None:
    bookable = a_bookable(approval=Approval.MANAGER)
    row = registers(bookable, manager_name="Dominique", manager_email="dominique@essais.example")
    asked = visitor.open(link_of(the_letter("dominique@essais.example")))
    with time_machine.travel(now() + timedelta(days=25)):
        late = visitor.send(asked, press="act=accord", reason="Bonne formation !")

    db.session.expire_all()
    assert row.state is PENDING
    assert "trop tard" in late.text() and "Bonne formation !" in late.text()
    assert not late.select("main form[method=post]")


def test_a_manager_answers_once_for_all_the_seats_of_a_group(
    edition: object, visitor: Visitor
) -> None:
    bookable = a_bookable(seats=2, approval=Approval.MANAGER, splits_groups=True)
    form = visitor.sign_in(MemberFactory()).open(f"/inscriptions/{bookable.id}/groupe")
    boss = {"manager_name": "Dominique", "manager_email": "dominique@essais.example"}
    group = visitor.send(form, seats="4", accepts_split="y", **boss)
    link = link_of(the_letter("dominique@essais.example"))
    given_back = visitor.open(group.link("Place 1"))
    visitor.send(given_back, form="form[action$=annulation]")

    manager = Visitor(visitor.client.application.test_client())
    asked = manager.open(link)
    assert "demande 3 places" in asked.text()
    answered = manager.send(asked, press="act=accord")

    assert "Cette demande a sa réponse" in answered.text()
    assert states(bookable) == ["cancelled", "confirmed", "confirmed", "waitlisted"]


def test_a_manager_who_does_not_answer_is_reminded_once_while_it_is_of_use(
    edition: object, visitor: Visitor
) -> None:
    boss = {"manager_name": "Dominique", "manager_email": "dominique@essais.example"}
    far, soon = (a_bookable(seats=3, approval=Approval.MANAGER, days=days) for days in (20, 6))
    form = visitor.sign_in(MemberFactory()).open(f"/inscriptions/{far.id}/groupe")
    visitor.send(form, seats="3", **boss)
    registers(soon, **boss)

    def reminded(after: int) -> int:
        return actions.remind_managers_due(now() + timedelta(days=after, minutes=1))

    assert [reminded(after) for after in (1, 2, 2, 6, 7, 8)] == [0, 1, 0, 0, 1, 0]
    again = the_letter("dominique@essais.example")
    assert again.subject.startswith("Rappel, votre accord est demandé")
    assert "demande 3 places" in visitor.open(link_of(again)).text()


def test_a_manager_who_agreed_hears_of_a_withdrawal(edition: object) -> None:
    bookable = a_bookable(approval=Approval.MANAGER)
    row = registers(bookable, manager_name="Dominique", manager_email="dominique@essais.example")
    actions.approve(row, now())
    actions.cancel(row, now(), by=row.member)
    db.session.commit()

    query = (
        select(Letter.subject)
        .where(Letter.recipient == "dominique@essais.example")
        .order_by(Letter.id)
    )
    told = [subject.partition(" : ")[0] for subject in db.session.scalars(query)]
    assert told == ["Votre accord est demandé", "Confirmée", "Annulée"]


def test_a_group_asks_for_seats_then_names_them(edition: object, visitor: Visitor) -> None:
    bookable, me = a_bookable(seats=5), MemberFactory()
    colleague = MemberFactory(organization=me.organization)
    form = visitor.sign_in(me).open(f"/inscriptions/{bookable.id}/groupe")
    visitor.send(form, 422, seats="1")
    group = visitor.send(form, seats="3")
    assert "Les 3 places sont confirmées." in group.text()
    visitor.send(form, seats="3")  # sent twice
    assert states(bookable) == ["confirmed"] * 3
    assert group.texts("tbody td:nth-of-type(1)") == ["Place à nommer"] * 3

    seat = visitor.open(group.link("Place 1"))
    visitor.send(seat, 422, form="form[action$=nom]")
    named = visitor.send(seat, form="form[action$=nom]", person=str(colleague.id))
    assert named.texts("tbody td:nth-of-type(1)")[0] == colleague.name
    assert subjects_to(colleague)[0].startswith("Une place vous est réservée")

    first_link = link_of(the_letter(colleague))

    other = visitor.open(group.link("Place 2"))
    twice = visitor.send(other, 422, form="form[action$=nom]", person=str(colleague.id))
    assert "déjà inscrite" in twice.text("#erreurs")
    visitor.send(other, form="form[action$=nom]", person=str(me.id))
    assert "Vous prenez pour vous une des places" in the_letter(me).body
    visitor.send(
        seat, form="form[action$=nom]", person="", guest_name="Sacha", guest_email="s@x.example"
    )
    assert subjects_to(colleague)[-1].startswith("Place donnée à une autre personne")
    assert "[lien]" not in the_letter(colleague).body  # it would open nothing
    Visitor(visitor.client.application.test_client()).open(link_of(the_letter("s@x.example")))
    visitor.open(first_link, status=404)  # whoever had the seat does nothing to it any more


def test_a_group_takes_its_agreement_away_to_be_signed(edition: object, visitor: Visitor) -> None:
    course = CourseFactory(price_cents=54000)
    row = a_group(a_bookable(5, course), 3)[0]
    group = row.group
    assert group and group.organization
    page = visitor.sign_in(group.requested_by).open(f"/moi/inscriptions/groupes/{group.uuid}")
    assert "attend en entier" not in page.text("main")  # it waits no more
    with visitor.client.get(page.link("convention")) as answer:
        assert answer.mimetype == "application/pdf"
        said = " ".join(PdfReader(io.BytesIO(answer.data)).pages[0].extract_text().split())
    for words in (course.title, course.provider.name, group.organization.name, "540 € par place, 1 620 € en tout", "3 à nommer"):  # fmt: skip
        assert words in said
    course.price_cents, row.bookable.lifecycle = 0, Lifecycle.POSTPONED
    group.organization.successor = OrganizationFactory(name="CA qui la remplace")
    db.session.commit()
    with visitor.client.get(page.link("convention")) as answer:
        said = " ".join(PdfReader(io.BytesIO(answer.data)).pages[0].extract_text().split())
    assert "à fixer : la session est reportée" in said and "CA qui la remplace" in said
    assert "Gratuit en tout" not in said
    visitor.sign_in(MemberFactory(organization=group.organization))
    visitor.open(page.link("convention"), status=404)
    full = a_bookable(2, course)
    registers(full)
    waiting = a_group(full, 2)[0].group
    assert waiting
    visitor.sign_in(waiting.requested_by)
    asked = visitor.open(f"/moi/inscriptions/groupes/{waiting.uuid}").text("main")
    assert "onvention" not in asked and "attend en entier" in asked


def test_a_group_reads_what_it_has_and_what_waits(edition: object, visitor: Visitor) -> None:
    bookable = a_bookable(seats=3, splits_groups=True)
    visitor.sign_in(MemberFactory())
    form = visitor.open(f"/inscriptions/{bookable.id}/groupe")
    done = visitor.send(form, seats="5", accepts_split="y").text().replace("\u00a0", " ")
    assert "3 places sont confirmées, 2 autres attendent : n° 1 sur la liste d’attente." in done

    form = visitor.open(f"/inscriptions/{bookable.id}/groupe")
    done = visitor.send(form, seats="2").text().replace("\u00a0", " ")
    assert "Il n’y a pas assez de places : votre groupe est n° 3 sur la liste d’attente." in done

    almost = a_bookable(seats=3, waitlist_max=0, splits_groups=True)
    for _ in range(2):
        registers(almost)
    form = visitor.open(f"/inscriptions/{almost.id}/groupe")
    for asked in (
        {"seats": "2"},
        {"seats": "3", "accepts_split": "y"},
    ):  # one is left: it is not full
        said = visitor.send(form, 409, **asked).text()
        assert "Il ne reste pas assez de places pour vous tous" in said
    said = visitor.send(form, 409, seats="4").text().replace("\u00a0", " ")
    assert "Il n’y a que 3 places en tout" in said
    assert states(almost) == ["confirmed"] * 2

    apart = a_bookable(seats=1, remote_capacity=2, waitlist_max=0)
    registers(apart)
    form = visitor.open(f"/inscriptions/{apart.id}")
    said = visitor.send(form, 409, seat_kind="room").text()
    assert "voyez l’autre, dans la salle ou à distance" in said
    visitor.send(form, seat_kind="remote")
    assert states(apart) == ["confirmed"] * 2


def test_a_meeting_called_off_is_told_once_to_who_asked_and_once_to_who_holds_it(
    edition: object,
) -> None:
    trainer, other = a_trainer(), MemberFactory()
    bookable = a_bookable(5, CourseFactory(provider=trainer.organization))
    asker = MemberFactory()
    rows = a_group(bookable, 3, by=asker)
    actions.name(rows[0], now(), by=asker, member=other)
    before = len(subjects_to(trainer))

    assert actions.call_off(bookable.id, now(), "Trop peu d’inscrits.") == 3

    [told] = subjects_to(trainer)[before:]
    assert told.startswith("Annulée par l’organisateur : 3\u00a0places")
    query = select(Letter.body).where(
        Letter.recipient == asker.email, Letter.subject.startswith("Inscription annulée")
    )
    bodies = db.session.scalars(query.order_by(Letter.id)).all()
    assert ["Les 2 inscriptions demandées" in body for body in bodies] == [False, True]


def test_the_letter_of_a_group_opens_its_seats_and_says_how_they_wait(
    edition: object, visitor: Visitor
) -> None:
    bookable = a_bookable(1, splits_groups=True)
    registers(bookable)
    asker = MemberFactory()
    group = a_group(bookable, 2, splits=True, by=asker)[0].group
    letter = the_letter(asker)
    assert group is not None
    assert link_of(letter) == f"/moi/inscriptions/groupes/{group.uuid}"
    assert "Vos 2 places sont sur la liste d’attente, à partir du rang 1." in letter.body
    assert "2 places" in visitor.sign_in(asker).open(link_of(letter)).text("h1")


def test_names_change_until_the_start(edition: object) -> None:
    row = a_group(a_bookable(seats=5), 2)[0]
    actions.name(row, now(), by=row.requested_by, guest_name="Sacha")
    assert row.holder_name == "Sacha"

    with pytest.raises(HasBegun):
        actions.name(row, now() + timedelta(days=21), by=row.requested_by, guest_name="Ali")


def test_needs_are_read_by_the_referent_alone(edition: object, visitor: Visitor) -> None:
    course = CourseFactory()
    referent, trainer = MemberFactory(organization=course.provider), a_trainer(organization=course.provider)  # fmt: skip
    course.disability_contact = f"{referent.name}, {referent.email}"
    run = a_run(course)
    me = MemberFactory()
    form = visitor.sign_in(me).open(f"/inscriptions/{run.id}")
    assert f"Lu seulement par {referent.name}" in form.text("#needs-hint")
    visitor.send(form, needs="Une boucle magnétique.")
    row = db.session.scalars(select(Registration)).one()

    def reads(member: Member) -> str:
        reader = Visitor(visitor.client.application.test_client()).sign_in(member)
        return reader.open(f"/animer/inscriptions/{run.id}/{row.uuid}").text()

    assert "boucle" in reads(referent)
    assert "boucle" not in reads(trainer)
    assert referent.name in reads(trainer)
    bodies = db.session.scalars(select(Letter.body)).all()
    assert not [body for body in bodies if "boucle" in body]
    assert "besoin d’aménagement est signalé" in subjects_to(referent)[-1]
    address = f"/animer/inscriptions/{run.id}/{row.uuid}"
    assert [body for body in bodies if address in body]
    by = Visitor(visitor.client.application.test_client()).sign_in(referent)  # who teaches nothing
    assert not by.open(address).select("form[method=post] [name=act]")
    by.open(f"/animer/inscriptions/{run.id}", status=403)
    row.state, row.manager_email = PENDING, "dominique@essais.example"
    db.session.commit()
    assert "dominique" in reads(trainer) and "dominique" not in reads(referent)


def test_needs_go_with_the_registration(edition: object) -> None:
    row = registers(a_bookable(), needs="Une boucle magnétique.")
    actions.cancel(row, now(), by=row.member)

    assert (row.needs, row.has_needs) == ("", True)


def test_a_course_that_is_not_shown_is_not_registered_for(
    edition: object, visitor: Visitor
) -> None:
    bookable = a_bookable(course=CourseFactory(draft=True))
    visitor.sign_in(MemberFactory()).open(f"/inscriptions/{bookable.id}", status=404)
    visitor.open("/inscriptions/99999", status=404)


def states_shown(visitor: Visitor, course: Course) -> list[str]:
    return visitor.open(course.address).texts("#runs ~ .runs th .badge")


def test_the_page_says_where_each_run_stands(edition: object, visitor: Visitor) -> None:
    course = CourseFactory()
    a_bookable(seats=None, course=course, days=1)
    a_bookable(seats=3, course=course, days=2)
    registers(a_bookable(seats=1, course=course, days=3))
    registers(a_bookable(seats=1, course=course, days=4, waitlist_max=0))
    a_bookable(course=course, days=5, opens_at=now() + timedelta(days=1))
    a_bookable(course=course, days=6, closes_at=now() - timedelta(days=1))
    a_bookable(course=course, days=0)
    a_bookable(course=course, days=None)
    a_bookable(course=course, days=7, lifecycle=Lifecycle.POSTPONED)

    assert states_shown(visitor, course) == [
        "Inscriptions ouvertes",
        "Dernières places",
        "Complet, liste d’attente",
        "Complet",
        "Ouvre bientôt",
        "Inscriptions closes",
        "En cours",
        "À programmer",
    ]


def test_my_pages_ask_as_little_for_many_as_for_few(edition: object, visitor: Visitor) -> None:
    me = MemberFactory()
    registers(a_bookable(), me)
    visitor.sign_in(me).open("/moi/inscriptions")
    with counted() as few:
        visitor.open("/moi/inscriptions")
    for _ in range(6):
        registers(a_bookable(), me)
    with counted() as many:
        visitor.open("/moi/inscriptions")

    assert len(many) <= len(few) + 1, many
    assert len(many) < 12


def test_the_engine_is_asked_with_what_the_form_says(edition: object) -> None:
    asked = Asked(accepts_other_runs=True, other_regions=["44"])
    bookable, me = a_bookable(seats=1), MemberFactory()
    registers(bookable)
    row = actions.register(bookable.id, me, asked, now(), by=me).registration

    assert (row.state, row.accepts_other_runs, row.other_regions) == (WAITLISTED, True, ["44"])
    assert db.session.scalar(select(func.count(Registration.id))) == 2
