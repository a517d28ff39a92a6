"""The quality certificates of providers: declared, checked, and what their end changes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import select

from intranet.bookings.models import Lifecycle, Registration, RegistrationState
from intranet.courses import actions, policy, queries
from intranet.courses.models import QualityCertificate
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.kit.letters import Letter
from intranet.members.actions import leave
from intranet.members.models import Member
from tests.bookings.factories import a_bookable, a_group, registers
from tests.bookings.proofs import seated
from tests.courses.factories import (
    CertificationFactory,
    CourseFactory,
    a_declared_certificate,
    a_quality_certificate,
    a_run,
    to_confirm,
)
from tests.factories import MemberFactory, OrganizationFactory, a_trainer, an_animator
from tests.letters import subjects_to
from tests.pdfs import a_pdf, sent
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition", "clean_database")
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def trainer() -> Member:
    return a_trainer(organization=OrganizationFactory(provider=True, slug="institut"))


def page_of(visitor: Visitor, status: int = 200) -> Page:
    return visitor.open("/formations/organismes/institut/qualite", status=status)


def declared(visitor: Visitor, status: int = 200, **said: object) -> Page:
    answers = {
        "certifier": "Certif",
        "valid_from": (today() - timedelta(days=10)).isoformat(),
        "valid_until": (today() + timedelta(days=900)).isoformat(),
        "evidence": sent(a_pdf(), "certificat.pdf"),
    }
    return visitor.send(page_of(visitor), status, form="section form", **(answers | said))


def test_a_certificate_says_nothing_before_an_animator_has_read_its_proof(
    visitor: Visitor, trainer: Member
) -> None:
    course = CourseFactory(provider=trainer.organization)
    visitor.sign_in(trainer)
    assert "À vérifier" in declared(visitor).text(".certificate")
    assert "Qualiopi" not in visitor.open(course.address).text(".item-side")

    animator = an_animator()
    visitor.sign_in(animator)
    assert visitor.open("/animer/qualite").texts("h3") == [course.provider.name]
    page = visitor.send(page_of(visitor), form=".certificate .post")

    assert f"Preuve lue par {animator.name}" in page.text(".certificate")
    assert "actions de formation, jusqu’au" in visitor.open(course.address).text(".item-side")
    assert subjects_to(trainer) == ["Votre certificat qualité est vérifié"]


def test_a_renewal_is_added_and_nothing_is_overwritten(visitor: Visitor, trainer: Member) -> None:
    assert trainer.organization
    old = a_quality_certificate(trainer.organization, ends_in=20)
    visitor.sign_in(trainer)

    declared(visitor, certifier="Autre certificateur")

    assert page_of(visitor).texts(".certificate h3") == ["Autre certificateur", "Certif"]
    assert db.session.get_one(QualityCertificate, old.id).valid_until == old.valid_until


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"evidence": sent(b"MZ", "certificat.pdf")}, "ne correspond pas à son nom"),
        ({"evidence": sent(a_pdf(script=True))}, "PDF"),
        ({"valid_until": "2020-01-01"}, "Le dernier jour est avant le premier."),
        ({"covers_training": []}, "Cochez au moins une catégorie"),
        ({"certifier": "  "}, "Dites qui l’a délivré."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    visitor: Visitor, trainer: Member, said: dict[str, object], sentence: str
) -> None:
    visitor.sign_in(trainer)

    page = declared(visitor, 422, **said)

    assert sentence in page.text("#erreurs")
    assert ("Choisissez de nouveau" in page.text()) is ("evidence" not in said)
    assert not every(select(QualityCertificate))


def test_two_animators_decide_once(visitor: Visitor, trainer: Member) -> None:
    found, other = a_declared_certificate(trainer), a_declared_certificate(a_trainer())
    visitor.sign_in(an_animator(name="Première Lectrice"))
    first = page_of(visitor)
    visitor.send(first, form=".certificate .post")

    late = visitor.sign_in(an_animator()).send(first, 409, form=".certificate .confirm-panel", reason="Illisible.")  # fmt: skip

    assert "Première Lectrice" in late.text("main")
    assert db.session.get_one(QualityCertificate, found.id).refusal == ""
    assert db.session.get_one(QualityCertificate, other.id).verified_at is None


def test_why_a_proof_does_not_do_is_asked_and_told(visitor: Visitor, trainer: Member) -> None:
    a_declared_certificate(trainer)
    visitor.sign_in(an_animator())

    page = visitor.send(page_of(visitor), 422, form=".certificate .confirm-panel", reason=" ")
    assert page.texts("#erreurs li")
    visitor.send(page, form=".certificate .confirm-panel", reason="La page est illisible.")

    assert subjects_to(trainer) == ["Votre certificat qualité n’a pas été retenu"]
    assert "La page est illisible." in visitor.sign_in(trainer).open(
        "/formations/organismes/institut/qualite"
    ).text(".certificate")


def test_nobody_checks_the_certificates_of_where_they_work(
    visitor: Visitor, trainer: Member
) -> None:
    a_declared_certificate(trainer)
    colleague = an_animator(organization=trainer.organization)
    visitor.sign_in(colleague)

    assert not page_of(visitor).texts(".certificate .post")
    assert trainer.organization
    assert not policy.may_verify_quality(colleague, trainer.organization)


def test_the_proof_is_read_by_its_provider_and_by_animators_alone(
    visitor: Visitor, trainer: Member
) -> None:
    found = a_declared_certificate(trainer)
    address = f"/formations/qualite/{found.id}/preuve"
    for reader, status in ((trainer, 200), (an_animator(), 200), (MemberFactory(), 404)):
        visitor.sign_in(reader)
        response = visitor.client.get(address)
        response.close()
        assert response.status_code == status


@pytest.mark.parametrize("minutes", [-120, -61, -1, 0, 1, 59, 61, 121])
@pytest.mark.parametrize("month", [1, 3, 6, 10])
def test_pages_and_filters_change_at_midnight_in_paris_and_not_before(
    visitor: Visitor, month: int, minutes: int
) -> None:
    last_day = today().replace(year=today().year + 1, month=month, day=28)
    course = CourseFactory()
    a_run(course, starts_on=last_day + timedelta(days=30))
    a_quality_certificate(course.provider, valid_until=last_day)
    midnight = datetime.combine(last_day + timedelta(days=1), time.min, PARIS)

    with time_machine.travel(midnight + timedelta(minutes=minutes), tick=False):
        page = visitor.open(course.address).text("main")
        found = queries.found(queries.Filters(quality=True), now()).total

    assert ("certification qualité expirée le" in page) == (minutes >= 0)
    assert found == (1 if minutes < 0 else 0)


def test_those_registered_hear_once_that_the_certification_ended(trainer: Member) -> None:
    course = CourseFactory(provider=trainer.organization)
    assert trainer.organization
    ended = a_quality_certificate(trainer.organization, ends_in=2)
    person, late = MemberFactory(), MemberFactory()
    registers(a_run(course, 30).bookable, person)
    with time_machine.travel(now() + timedelta(days=4)):
        registers(a_run(course, 40).bookable, late)  # who read it on the page already
        for _ in range(2):
            actions.keep_promises(now())
            db.session.commit()

    assert [one for one in subjects_to(trainer) if "certification qualité" in one]
    told = [one for one in subjects_to(person) if "certification qualité" in one]
    assert told == ["À savoir avant votre formation : la certification qualité de l’organisme a pris fin"]  # fmt: skip
    assert not [one for one in subjects_to(late) if "certification qualité" in one]
    kept = db.session.scalars(select(Registration).where(Registration.member_id == person.id)).one()
    assert kept.quality_until == ended.valid_until


def test_nobody_is_worried_where_a_renewal_took_over(trainer: Member) -> None:
    assert trainer.organization
    a_quality_certificate(trainer.organization, ends_in=-1)
    a_quality_certificate(trainer.organization, ends_in=900, since=0)

    assert actions.keep_promises(now()) == 0


@pytest.mark.parametrize(
    ("ends_in", "letters"), [(181, 0), (180, 1), (91, 1), (90, 1), (1, 1), (0, 1)]
)
def test_its_provider_is_warned_half_a_year_and_three_months_before(
    trainer: Member, ends_in: int, letters: int
) -> None:
    assert trainer.organization
    a_quality_certificate(trainer.organization, ends_in=ends_in)
    certification = CertificationFactory(registration_end=today() + timedelta(days=ends_in))
    CourseFactory(provider=trainer.organization, is_certifying=True, certification=certification)

    assert actions.keep_promises(now()) == 2 * letters
    assert actions.keep_promises(now()) == 0


def test_a_run_that_begins_after_the_end_of_a_certification_does_not_lead_to_it(
    visitor: Visitor,
) -> None:
    end = today() + timedelta(days=25)
    course = CourseFactory(
        is_certifying=True, certification=CertificationFactory(registration_end=end)
    )
    before, after = a_run(course, 20, lasts=30), a_run(course, 26)

    page = visitor.open(course.address)

    assert "Non certifiante" not in page.text(f"#session-{before.id}")
    assert "Non certifiante" in page.text(f"#session-{after.id}")
    with time_machine.travel(now() + timedelta(days=26)):
        # The first one is under way, and keeps what those who entered it were promised.
        later = visitor.open(course.address)
        assert "Non certifiante" not in later.text(f"#session-{before.id}")
        assert "n’est plus certifiante" in later.text(".item-side")
        assert not queries.found(queries.Filters(certifying=True), now()).total


# ---- confirmed once a year


def test_a_course_is_confirmed_once_a_year_by_the_link_of_a_letter(
    visitor: Visitor, trainer: Member
) -> None:
    course = CourseFactory(provider=trainer.organization)
    word = to_confirm(course)
    for _ in range(2):
        actions.keep_promises(now())
        db.session.commit()
    assert [one for one in subjects_to(trainer) if one.startswith("Votre fiche")] == [
        f"Votre fiche est-elle toujours exacte ? {course.title}"
    ]
    assert "Fiche à confirmer" in visitor.open(course.address).text("main")

    asked = visitor.open(f"/formations/confirmation/{word}")
    assert "Merci" in visitor.send(asked, form=".post").text("main")

    page = visitor.open(course.address)
    assert "À confirmer" not in page.text("main")
    assert "confirmée le" in page.text(".page-state")
    assert "Merci" not in visitor.open(f"/formations/confirmation/{word}").text("main")


def test_an_author_who_left_the_provider_is_written_to_no_more(trainer: Member) -> None:
    author = a_trainer(organization=trainer.organization)
    course = CourseFactory(provider=trainer.organization, author=author)
    assert author.membership
    leave(author.membership, now())
    to_confirm(course)
    actions.keep_promises(now())
    db.session.commit()
    assert subjects_to(author) == []
    assert [one.split(" ?")[0] for one in subjects_to(trainer)] == [
        "Votre fiche est-elle toujours exacte"
    ]


def test_its_trainers_confirm_on_the_site_and_nobody_else(
    visitor: Visitor, trainer: Member
) -> None:
    course, other = (CourseFactory(provider=trainer.organization) for _ in range(2))
    to_confirm(course, due=-3)
    to_confirm(other, due=-3)

    assert not visitor.sign_in(an_animator()).open(course.address).texts("main .notice .post")
    visitor.sign_in(trainer)
    page = visitor.send(visitor.open(course.address), form="main .notice .post")

    assert "La fiche est confirmée" in page.text("[role=status]")
    db.session.refresh(other)
    assert other.confirmed_on is None


@pytest.mark.parametrize("word", ["x", "W10.abc", "a" * 300])
def test_a_forged_link_is_a_page_that_does_not_exist(visitor: Visitor, word: str) -> None:
    visitor.open(f"/formations/confirmation/{word}", status=404)


def test_whoever_is_registered_hears_that_the_course_is_suspended_and_the_run_stays() -> None:
    course = CourseFactory()
    run, person = a_run(course, 30), MemberFactory()
    registers(run.bookable, person)

    actions.suspend(course, an_animator(), now(), "À vérifier.")
    db.session.commit()

    assert subjects_to(person)[-1].startswith("La fiche de votre formation est suspendue")
    assert not run.bookable.is_called_off


@pytest.mark.parametrize(("days", "is_postponed"), [(30, False), (-3, True)])
def test_a_guest_with_a_seat_hears_of_a_suspension_and_of_an_ended_quality(
    trainer: Member, days: int, is_postponed: bool
) -> None:
    course = CourseFactory(provider=trainer.organization)
    run = a_run(course, days)
    if is_postponed:
        run.bookable.lifecycle = Lifecycle.POSTPONED
    guest = seated(run, guest_name="Gaston Invité", guest_email="gaston@ailleurs.example")
    seated(run, guest_name="Sans Adresse")
    asker = MemberFactory()
    for unnamed in a_group(a_bookable(5, course), 2, by=asker):
        unnamed.created_at = now() - timedelta(days=30)
    guest.state = RegistrationState.CONFIRMED
    guest.created_at = now() - timedelta(days=30)
    a_quality_certificate(trainer.organization, ends_in=-1)
    db.session.commit()

    actions.suspend(course, an_animator(), now(), "À vérifier.")
    actions.keep_promises(now())
    db.session.commit()

    theirs = db.session.scalars(select(Letter).where(Letter.recipient == guest.guest_email)).all()
    suspended, _ended = theirs
    for letter in theirs:
        assert "Bonjour Gaston Invité" in letter.body and "(confirmée)" in letter.body
        assert (run.dates not in letter.body) is ("reportée" in letter.body) is is_postponed
    assert "/inscriptions/lien/" in (suspended.secret_link or "")
    assert not db.session.scalars(select(Letter).where(Letter.recipient == "")).all()
    heard = [one for one in subjects_to(asker) if "suspendue" in one or "qualité" in one]
    assert len(heard) == 2, "once for both seats"


def test_a_decision_is_told_to_those_who_teach_there_once_its_author_left(trainer: Member) -> None:
    course = CourseFactory(provider=trainer.organization, author=a_trainer())

    actions.suspend(course, an_animator(), now(), "À vérifier.")
    db.session.commit()

    assert subjects_to(trainer)[-1].startswith("Votre formation est suspendue")
    assert not subjects_to(course.author)
