"""What animators look after: verifications that wait, sheets without a contact, reviews and their age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine

from intranet.competencies.models import Edition
from intranet.home.queries.tasks import tasks_of
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.actions import leave
from intranet.members.models import Member
from intranet.practices.commands import see_to_duties
from intranet.practices.models import Practice
from tests.factories import MemberFactory, an_animator
from tests.practices.factories import BEGUN, a_published, a_starting_sheet, a_submitted, an_author
from tests.sql import counted
from tests.visitor import Visitor

DUE = datetime(2027, 3, 2, 9, tzinfo=UTC)
VERIFY, ALONE = "/animer/pratiques/a-verifier", "/animer/pratiques/sans-contact"


def days(count: int) -> datetime:
    return DUE + timedelta(days=count)


def awaits(member: Member, at: datetime) -> list[str]:
    db.session.expire_all()
    return [task.label.replace("\u00a0", " ") for task in tasks_of(member, at)]


def letters(kind: str) -> list[Letter]:
    return db.session.query(Letter).filter(Letter.key.contains(kind)).order_by(Letter.id).all()


def left(practice: Practice, at: datetime) -> None:
    """Its contact leaves the structure, where a colleague stays."""
    assert practice.contact
    assert practice.contact.membership
    leave(practice.contact.membership, at)
    db.session.commit()


def test_the_most_overdue_comes_first_with_its_age(visitor: Visitor, edition: Edition) -> None:
    for month, title in ((3, "La deuxième"), (1, "La première"), (9, "Pas encore")):
        with time_machine.travel(datetime(2026, month, 2, 9, tzinfo=UTC)):
            a_published(edition, title=title)
    a_starting_sheet(edition, title="De départ")

    with time_machine.travel(days(0)):
        page = visitor.sign_in(an_animator()).open(VERIFY)

    assert page.texts("tbody th a") == ["La première", "La deuxième"]
    assert page.texts("tbody .badge") == ["À vérifier", "À vérifier"]
    with time_machine.travel(days(130)):
        again = visitor.sign_in(an_animator()).open(VERIFY)
    assert again.texts("tbody .badge") == ["Très ancienne", "Périmée"]


def test_the_region_is_chosen_and_others_are_not_offered(
    visitor: Visitor, edition: Edition
) -> None:
    with time_machine.travel(BEGUN):
        a_published(edition, title="Du Grand Est")
        a_published(edition, title="De Bretagne", region="53", department="35")
    with time_machine.travel(days(0)):
        visitor.sign_in(an_animator())
        assert visitor.open(f"{VERIFY}?region=53").texts("tbody th a") == ["De Bretagne"]
        assert len(visitor.open(f"{VERIFY}?tri=structure").texts("tbody th a")) == 2
        assert "Filtre ignoré" in visitor.open(f"{VERIFY}?region=x&tri=y").text()
        visitor.sign_in(an_animator("44"))
        assert visitor.open(f"{VERIFY}?region=53").texts("tbody th a") == ["Du Grand Est"]


def test_one_click_writes_again_once_a_day(visitor: Visitor, practice: Practice) -> None:
    animator = an_animator("44", name="Léa Relance")
    with time_machine.travel(days(40)):
        page = visitor.sign_in(animator).open(VERIFY)
        done = visitor.send(page, form="tbody form.post")
        assert "Le courriel part à" in done.text("body")
        assert not done.select("tbody form.post")
        again = visitor.send(page, form="tbody form.post")
    [letter] = letters("asked-")
    assert letter.recipient == practice.contact.email
    assert "Léa Relance" in letter.body
    assert "/pratiques/exactitude/" in (letter.secret_link or "")
    assert "déjà parti" in again.text("body")


def test_asked_on_the_very_day_the_letter_does_not_say_that_it_is_late(
    visitor: Visitor, practice: Practice
) -> None:
    with time_machine.travel(days(0)):
        visitor.send(visitor.sign_in(an_animator("44")).open(VERIFY), form="tbody form.post")
    [letter] = letters("asked-")
    assert "est attendue aujourd’hui" in letter.body and "était attendue" not in letter.body


def test_what_the_letters_did_not_move_awaits_the_animator_until_asked_again(
    visitor: Visitor, practice: Practice
) -> None:
    animator = an_animator("44")
    chase = "Relancer la vérification de 1 fiche"

    assert chase not in awaits(animator, days(29))
    assert chase in awaits(animator, days(30))
    with time_machine.travel(days(31)):
        visitor.send(visitor.sign_in(animator).open(VERIFY), form="tbody form.post")
    assert chase not in awaits(animator, days(32))
    assert chase in awaits(animator, days(62))


def test_somebody_of_the_structure_is_proposed_and_accepts(
    visitor: Visitor, practice: Practice
) -> None:
    colleague = MemberFactory(organization=practice.owner, name="Ana Reprise")
    animator = an_animator("44")
    left(practice, days(0))
    for count in (0, 31):
        see_to_duties(days(count))
    assert "Proposer qui répond de 1 fiche sans contact" in awaits(animator, days(32))

    with time_machine.travel(days(32)):
        page = visitor.sign_in(animator).open(ALONE)
        told = visitor.send(page, form=".version form", **{f"p{practice.id}-member": colleague.id})
        assert "Proposée à Ana Reprise" in told.text(".version")
    [letter] = letters("practice-proposed")
    assert letter.recipient == colleague.email
    assert not any("sans contact" in label for label in awaits(animator, days(33)))
    mine = f"Dire si vous répondez de la fiche « {practice.title} »"
    assert mine in awaits(colleague, days(33))

    with time_machine.travel(days(33)):
        form = visitor.sign_in(colleague).open(f"/pratiques/{practice.slug}/contact")
        assert "On vous propose" in form.text(".notice")
        visitor.send(form, form="form.form-page")
    db.session.expire_all()
    assert (practice.contact_id, practice.proposed_id) == (colleague.id, None)
    assert mine not in awaits(colleague, days(34))


def test_whoever_is_proposed_may_say_it_is_not_them(visitor: Visitor, practice: Practice) -> None:
    colleague = MemberFactory(organization=practice.owner)
    left(practice, days(0))
    practice.proposed_id, practice.proposed_on = colleague.id, days(0).date()
    db.session.commit()

    page = visitor.sign_in(colleague).open(f"/pratiques/{practice.slug}/contact")
    visitor.send(page, form=".notice form")

    db.session.expire_all()
    assert practice.proposed_id is None
    visitor.sign_in(MemberFactory(organization=practice.owner))
    token = visitor.open("/moi").answers(visitor.open("/moi").form("main form"))["csrf_token"]
    answer = visitor.client.post(
        f"/pratiques/{practice.slug}/contact/refus", data={"csrf_token": token}
    )
    assert answer.status_code == 403


def test_only_people_of_the_structure_are_proposed(visitor: Visitor, practice: Practice) -> None:
    MemberFactory(organization=practice.owner)
    stranger = MemberFactory()
    left(practice, days(0))
    page = visitor.sign_in(an_animator("44")).open(ALONE)

    wrong = visitor.send(
        page, form=".version form", status=422, **{f"p{practice.id}-member": stranger.id}
    )

    assert wrong.texts(".error-summary a")
    db.session.expire_all()
    assert practice.proposed_id is None


def test_an_animator_of_elsewhere_sees_and_asks_nothing(
    visitor: Visitor, practice: Practice
) -> None:
    left(practice, days(0))
    with time_machine.travel(days(40)):
        elsewhere = visitor.sign_in(an_animator("53"))
        assert "Aucune fiche n’attend" in elsewhere.open(VERIFY).text()
        page = elsewhere.open(ALONE)
        assert practice.title not in page.text()
        token = elsewhere.open("/moi").answers(elsewhere.open("/moi").form("main form"))[
            "csrf_token"
        ]
        for place in (VERIFY, ALONE):
            answer = elsewhere.client.post(f"{place}/{practice.id}", data={"csrf_token": token})
            assert answer.status_code == 403, place


def test_the_queue_says_how_long_each_has_waited_and_which_are_late(
    visitor: Visitor, edition: Edition
) -> None:
    with time_machine.travel(datetime(2026, 3, 30, 9, tzinfo=UTC)):  # a Monday
        a_submitted(edition, title="Ancienne", department="57")  # where Good Friday is a holiday
    with time_machine.travel(datetime(2026, 4, 13, 9, tzinfo=UTC)):
        a_submitted(edition, title="Récente", region="53", department="35")
        page = visitor.sign_in(an_animator()).open("/animer/pratiques")
        there = visitor.open("/animer/pratiques?region=53")

    assert "dont 1 en retard" in page.text("caption")
    assert "8 jours ouvrés" in page.text("tbody tr:first-child").replace("\u00a0", " ")
    assert page.texts("tbody th a") == ["Ancienne", "Récente"]
    assert there.texts("tbody th a") == ["Récente"]


def test_the_lists_ask_as_much_of_three_sheets_as_of_one(
    visitor: Visitor, edition: Edition
) -> None:
    animator = an_animator()
    asked = []
    for count in (1, 2):
        for number in range(count):
            with time_machine.travel(BEGUN):
                left(a_published(edition, an_author(), title=f"Fiche {count} {number}"), BEGUN)
        with time_machine.travel(days(40)):
            visitor.sign_in(animator)
            for place in (VERIFY, ALONE):
                with counted() as statements:
                    visitor.open(place)
                asked.append(len(statements))
    assert asked[:2] == asked[2:]
    assert max(asked) <= 8, asked
