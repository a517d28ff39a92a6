"""Documents: what may be certified, numbered without a gap, never edited, checked by anyone."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from intranet.bookings import actions
from intranet.bookings.actions import orders
from intranet.bookings.commands import issue_ordered
from intranet.bookings.hours import minutes_of
from intranet.bookings.models import (
    Attendance,
    Certificate,
    CertificateAlreadyIssued,
    CertificateIsOver,
    CertificateKind,
    NotCertifiable,
    Presence,
    Refusal,
    Registration,
)
from intranet.bookings.views import issuing
from intranet.competencies.queries import in_force, levels_held
from intranet.courses.models import CourseRun
from intranet.kit.canonical import canonical, digest
from intranet.kit.clock import in_paris, now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.actions import close_account
from intranet.members.models import Member
from tests.bookings.proofs import a_held_run, assessed, facts, issued, seated
from tests.courses.factories import CourseFactory
from tests.factories import MemberFactory, OrganizationFactory, a_trainer, an_animator
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def run(edition: Any) -> CourseRun:
    return a_held_run(CourseFactory(title="Accueillir une entreprise", raises={"D1.1": (1, 3)}))


@pytest.fixture
def trainer(run: CourseRun) -> Member:
    return a_trainer(organization=run.course.provider, name="Dominique Formatrice")


@pytest.fixture
def animator(run: CourseRun) -> Member:
    return an_animator(name="Alex Animateur")


@pytest.fixture
def someone(run: CourseRun) -> Registration:
    return seated(run, MemberFactory(name="Zoé L’Hôte"), employer=OrganizationFactory())


def test_hours_are_those_of_the_wall_whatever_summer_time_does() -> None:
    night = [datetime.fromisoformat(f"2026-10-25 0{hour}:00") for hour in (1, 5)]

    assert minutes_of(*night, "Europe/Paris") == 5 * 60
    assert minutes_of(*night, "Indian/Reunion") == 4 * 60


def test_hours_come_from_attendance_and_never_exceed_the_slot(someone: Registration) -> None:
    first, second = (line for line in db.session.query(_attendance()))
    first.minutes, second.presence = 900, Presence.EXCUSED
    db.session.commit()

    hours = facts(someone).hours

    assert (hours.attended, hours.planned, hours.rate) == (210, 420, 210 / 420)


def test_nothing_is_certified_while_attendance_may_change(trainer: Member) -> None:
    one = seated(a_held_run(locked=False))

    with pytest.raises(NotCertifiable) as refused:
        issued(one, trainer)

    assert refused.value.args == (Refusal.NOT_LOCKED,)


def test_whoever_did_not_come_gets_nothing(run: CourseRun, trainer: Member) -> None:
    with pytest.raises(NotCertifiable) as refused:
        issued(seated(run, half_days=0), trainer)

    assert refused.value.args == (Refusal.NO_HOURS,)


def test_half_a_training_is_certified_but_its_levels_are_not(
    run: CourseRun, trainer: Member
) -> None:
    one = seated(run, half_days=1)
    assessed(one, {"D1.1": 3}, trainer)

    done = issued(one, trainer)
    with pytest.raises(NotCertifiable) as refused:
        issued(one, trainer, CertificateKind.ATTAINMENT)

    assert done.payload["hours"] == {"attended": 210, "planned": 420}
    assert refused.value.args == (Refusal.TOO_FEW_HOURS,)


def test_levels_are_attested_once_all_of_them_are_assessed(
    someone: Registration, animator: Member, trainer: Member
) -> None:
    with pytest.raises(NotCertifiable) as refused:
        issued(someone, animator, CertificateKind.ATTAINMENT)
    assert refused.value.args == (Refusal.NOT_ASSESSED,)
    assessed(someone, {"D1.1": 3}, trainer)

    made = issued(someone, animator, CertificateKind.ATTAINMENT)

    [told] = made.payload["competencies"]
    assert (told["code"], told["level"], told["edition"]) == ("D1.1", 3, in_force().number)
    assert (told["method"], told["assessor"]) == ("Étude de cas", "Dominique Formatrice")
    assert told["uri"] == f"/uri/{in_force().by_code['D1.1'].uuid}"


def test_the_level_reached_becomes_the_persons_own_with_the_certificate_as_evidence(
    visitor: Visitor, someone: Registration, animator: Member, trainer: Member
) -> None:
    assessed(someone, {"D1.1": 3}, trainer)
    item, person = in_force().by_code["D1.1"].competency_id, someone.member
    assert person

    made = issued(someone, animator, CertificateKind.ATTAINMENT)

    assert levels_held(person.id, now())[item].attested == 3
    page = visitor.sign_in(person).open("/moi/preuves")
    assert "Attestation de compétences : Accueillir une entreprise" in page.text().replace(
        "\xa0", " "
    )
    assert visitor.open(made.address).status == 200


def test_the_trainer_is_not_asked_again_about_what_the_certificate_attests(
    visitor: Visitor, someone: Registration, animator: Member, trainer: Member
) -> None:
    assessed(someone, {"D1.1": 3}, trainer)
    issued(someone, animator, CertificateKind.ATTAINMENT)

    assert "Zoé" not in visitor.sign_in(trainer).open("/moi/avis").text()


def test_numbers_follow_one_another_within_a_year(run: CourseRun, trainer: Member) -> None:
    year = in_paris(now()).year

    serials = [issued(seated(run), trainer).serial for _ in range(3)]

    assert serials == [f"{year}-{number:06}" for number in (1, 2, 3)]


def test_a_number_given_to_what_was_not_kept_is_given_again(
    run: CourseRun, trainer: Member
) -> None:
    one, other = seated(run), seated(run)
    actions.issue(facts(one), CertificateKind.COMPLETION, trainer, now())
    db.session.rollback()

    assert issued(other, trainer).serial.endswith("000001")


def test_one_document_of_a_kind_is_in_force_for_one_seat(
    someone: Registration, trainer: Member
) -> None:
    known = facts(someone)
    issued(someone, trainer)

    with pytest.raises(CertificateAlreadyIssued):
        actions.issue(known, CertificateKind.COMPLETION, trainer, now())


@pytest.mark.parametrize(
    "change",
    [
        "SET payload = '{}'",
        "SET serial = '2026-999999'",
        "SET sha256 = 'x'",
        "SET code = 'AAAA'",
        "SET kind = 'badge'",
        "SET registration_id = NULL",
        "SET revoke_reason = 'x'",
    ],
)
def test_the_database_itself_refuses_that_a_document_be_edited(
    change: str, someone: Registration, trainer: Member
) -> None:
    made = issued(someone, trainer)

    with pytest.raises(DatabaseError, match="never changes"), db.session.begin_nested():
        edit(made, "UPDATE certificate", change)
    with pytest.raises(DatabaseError, match="never changes"), db.session.begin_nested():
        edit(made, "DELETE FROM certificate")


def test_a_revocation_is_not_taken_back(someone: Registration, trainer: Member) -> None:
    made = issued(someone, trainer)
    actions.revoke(made, trainer, now(), reason="Erreur de personne.")
    db.session.commit()

    for change in ("SET revoked_at = NULL, revoke_reason = ''", "SET revoke_reason = 'autre'"):
        with pytest.raises(DatabaseError, match="never changes"), db.session.begin_nested():
            edit(made, "UPDATE certificate", change)
    with pytest.raises(CertificateIsOver):
        actions.revoke(made, trainer, now(), reason="Encore.")


def test_what_is_frozen_is_hashed_as_anyone_would(someone: Registration, trainer: Member) -> None:
    made = issued(someone, trainer)
    db.session.expire_all()

    written = json.dumps(made.payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert canonical(made.payload).decode() == written
    assert digest(made.payload) == made.sha256


def test_anyone_checks_a_document_by_its_code_however_it_is_typed(
    visitor: Visitor, someone: Registration, trainer: Member
) -> None:
    made = issued(someone, trainer)
    form = visitor.open("/certificats")

    page = visitor.send(form, code=f" {made.code.lower().replace('-', ' ')} ".replace("0", "o"))

    assert page.url == made.address
    words = page.text()
    for told in ("Document valide", "Zoé L’Hôte", "Accueillir une entreprise", "7 h sur 7 h"):
        assert told in words.replace("\xa0", " ")
    assert "@" not in words
    assert page.response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.first("meta[name=robots]").attrib["content"] == "noindex, nofollow"


def test_a_code_that_nobody_has_is_said_and_many_tries_are_stopped(
    visitor: Visitor, someone: Registration, trainer: Member
) -> None:
    made = issued(someone, trainer)
    with time_machine.travel(now(), tick=False):  # they are counted by ten minutes of the clock
        refused = visitor.send(visitor.open("/certificats"), 422, code="K7QM-2XHD-9RTF-4WZN")
        assert "Aucun document ne porte ce code" in refused.text("#erreurs")
        for typed in ("K7QM-2XHD-9RTF-4WZN", "x", "é" * 300, "1" * 16):
            assert visitor.open(f"/certificats/{typed}", status=404)

        for number in range(15):
            visitor.open(f"/certificats/{number}", status=404)

        assert visitor.open("/certificats/x", status=429)
        assert visitor.open(made.address)


def test_of_a_code_that_nobody_has_the_same_is_asked_whatever_it_looks_like(
    visitor: Visitor,
) -> None:
    visitor.open("/certificats/x", status=404)
    asked = []
    for typed in ("K7QM-2XHD-9RTF-4WZN", "y", "' OR 1=1 --"):
        with counted() as statements:
            visitor.open(f"/certificats/{typed}", status=404)
        asked.append(list(statements))

    assert asked[0] == asked[1] == asked[2]


def test_a_correction_issues_a_new_document_and_the_old_one_points_to_it(
    visitor: Visitor, someone: Registration, trainer: Member
) -> None:
    old = issued(someone, trainer)
    before = dict(old.payload)
    someone.member.name = "Zoé Nouveau-Nom"
    db.session.commit()
    visitor.sign_in(trainer)
    assert "À remplacer" in visitor.open(f"/animer/certificats/{someone.bookable_id}").text()

    form = visitor.open(f"{old.address}/remplacement")
    assert visitor.send(form, 422).texts("#erreurs li")
    page = visitor.send(form, reason="Changement de nom.")

    assert "Zoé Nouveau-Nom" in page.text()
    db.session.expire_all()
    assert old.payload == before
    seen = visitor.open(old.address)
    assert "Remplacé le" in seen.text() and "Changement de nom." in seen.text()
    assert seen.link("qui le remplace") == page.url
    again = visitor.send(form, 409, reason="Encore.")
    assert page.url.rpartition("/")[2] != old.code and "Déjà fait" in again.text()


def test_revoking_an_attestation_takes_its_badge_and_its_levels_with_it(
    visitor: Visitor, someone: Registration, animator: Member, trainer: Member
) -> None:
    assessed(someone, {"D1.1": 3}, trainer)
    made = issued(someone, animator, CertificateKind.ATTAINMENT)
    badge = issued(someone, animator, CertificateKind.BADGE)
    person, item = someone.member, in_force().by_code["D1.1"].competency_id
    visitor.sign_in(animator)

    page = visitor.send(visitor.open(f"{made.address}/revocation"), reason="Évaluation annulée.")

    assert "il ne certifie plus rien" in page.text() and "Évaluation annulée." in page.text()
    assert "Révoqué" in visitor.open(badge.address).text()
    assert person and item not in levels_held(person.id, now())


def test_its_holder_withdraws_a_document_and_nothing_of_them_stays(
    visitor: Visitor, someone: Registration, animator: Member, trainer: Member
) -> None:
    assessed(someone, {"D1.1": 3}, trainer)
    made, person = issued(someone, animator, CertificateKind.ATTAINMENT), someone.member
    assert person
    visitor.sign_in(person)

    page = visitor.send(visitor.open(made.address), form="form[action$=retrait]")

    assert "Aucun document" in page.text() and "0 document" not in page.text(".page-head")
    told = visitor.open(made.address).text()
    assert "retiré" in told and "Zoé" not in told
    kept = edit(made, "SELECT * FROM certificate").one()
    assert "Zoé" not in repr(kept) and "Zo\\u00e9" not in repr(kept)
    assert in_force().by_code["D1.1"].competency_id not in levels_held(person.id, now())
    assert not orders.ready([facts(someone)], CertificateKind.ATTAINMENT, animator)
    visitor.sign_in(animator)
    theirs = visitor.open(f"/animer/certificats/{someone.bookable_id}")
    assert "La personne a retiré ce document" in theirs.text()
    again = visitor.send(theirs, form=".confirm-panel")
    assert "est émis pour Zoé L’Hôte" in again.text("#messages")


def test_an_account_that_closes_withdraws_its_documents(
    visitor: Visitor, someone: Registration, trainer: Member
) -> None:
    made = issued(someone, trainer)
    assert someone.member

    close_account(someone.member, now())
    db.session.commit()

    assert "Retiré à la demande" in visitor.open(made.address).text()


def test_each_is_told_once_and_a_guest_opens_the_document_by_the_letter_alone(
    visitor: Visitor, run: CourseRun, someone: Registration, trainer: Member
) -> None:
    guest = seated(run, guest_name="Invitée Deux", guest_email="invitee@ailleurs.example")
    mine, theirs = issued(someone, trainer), issued(guest, trainer)
    assert someone.member

    told = {one.recipient: one for one in db.session.query(Letter)}

    assert told[someone.member.email].secret_link == f"http://localhost{mine.address}"
    assert theirs.code in told["invitee@ailleurs.example"].body
    link = told["invitee@ailleurs.example"].secret_link
    assert link
    answer = visitor.client.get(link.removeprefix("http://localhost"))
    assert answer.data.startswith(b"%PDF-")
    visitor.open("/certificats/remis/x", status=404)
    actions.withdraw(theirs, now())
    db.session.commit()
    visitor.open(link.removeprefix("http://localhost"), status=410)
    assert db.session.query(Letter).count() == 1


def test_a_document_is_read_by_its_holder_and_its_issuers_alone(
    visitor: Visitor, someone: Registration, trainer: Member
) -> None:
    made = issued(someone, trainer)
    visitor.sign_in(MemberFactory())
    visitor.open(f"{made.address}/document", status=404)
    visitor.open(f"{made.address}/revocation", status=404)
    visitor.open(f"/animer/certificats/{someone.bookable_id}", status=404)

    assert someone.member
    visitor.sign_in(someone.member)
    assert "Zoé L’Hôte" in visitor.open(f"{made.address}/document").text()
    assert made.serial in visitor.open("/moi/certificats").text()


def test_a_trainer_issues_for_all_who_are_ready_and_nobody_twice(
    visitor: Visitor, run: CourseRun, someone: Registration, trainer: Member
) -> None:
    seated(run), seated(run, half_days=0), seated(run, guest_name="Invitée Deux")
    visitor.sign_in(trainer)
    page = visitor.open(f"/animer/certificats/{run.id}")
    assert [one.attrib["value"] for one in page.select("[name=kind] option")] == [
        "completion", "presence",
    ]  # fmt: skip

    done = visitor.send(page, kind="completion")
    again = visitor.send(visitor.open(f"/animer/certificats/{run.id}"), kind="completion")

    assert "3 sur 3" in done.text("#progress").replace("\xa0", " ")
    assert "Personne n’attend ce document" in again.text("#messages")
    assert db.session.query(Certificate).count() == 3
    visitor.send(page, 422, kind="badge")


def test_what_was_revoked_is_issued_again_by_name_alone(
    visitor: Visitor, run: CourseRun, someone: Registration, trainer: Member
) -> None:
    old = issued(someone, trainer)
    actions.revoke(old, trainer, now(), reason="Les heures ne sont pas les siennes.")
    seated(run)
    visitor.sign_in(trainer)

    visitor.send(visitor.open(f"/animer/certificats/{run.id}"), kind="completion")

    theirs = db.session.query(Certificate).filter_by(registration_id=someone.id)
    assert theirs.one() is old
    page = visitor.open(f"/animer/certificats/{run.id}")
    done = visitor.send(page, form=".confirm-panel")
    made = theirs.filter(Certificate.revoked_at.is_(None)).one()
    assert f"Le document {made.serial} est émis pour Zoé L’Hôte" in done.text("#messages")
    assert not done.select(".confirm-panel")


def test_a_badge_that_went_with_its_attestation_comes_back_with_the_new_one_only(
    someone: Registration, trainer: Member, animator: Member
) -> None:
    assessed(someone, {"D1.1": 3}, trainer)
    kinds = CertificateKind.ATTAINMENT, CertificateKind.BADGE
    attested, badge = (issued(someone, animator, kind) for kind in kinds)
    actions.revoke(badge, animator, now(), reason="Dessin erroné.")
    assert not orders.ready([facts(someone)], CertificateKind.BADGE, animator)

    issued(someone, animator, CertificateKind.BADGE)
    actions.replace(attested, facts(someone), animator, now(), reason="Le nom a changé.")

    assert orders.ready([facts(someone)], CertificateKind.BADGE, animator)


def test_a_large_order_goes_on_by_itself_and_by_its_page(
    visitor: Visitor,
    app: Flask,
    run: CourseRun,
    trainer: Member,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(orders, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(issuing, "PER_ARCHIVE", 4)
    for _ in range(2):
        issued(seated(run), trainer, CertificateKind.PRESENCE)
    for _ in range(7):
        seated(run)
    visitor.sign_in(trainer)
    page = visitor.send(visitor.open(f"/animer/certificats/{run.id}"), kind="presence")
    assert page.first("progress").attrib["value"] == "2"

    page = visitor.send(page)
    assert page.first("progress").attrib["value"] == "4"
    assert (issue_ordered(now()), issue_ordered(now())) == (3, 0)

    page = visitor.open(page.url)
    assert "Tout est émis" in page.text()
    assert not page.select("#progress form")
    assert db.session.query(Certificate).count() == 9
    assert len([text for text in page.texts("a") if "Archive PDF" in text]) == 3


def test_the_page_of_a_meeting_asks_as_much_for_one_person_as_for_twenty(
    visitor: Visitor, run: CourseRun, trainer: Member, animator: Member
) -> None:
    assessed(seated(run), {"D1.1": 2}, trainer)
    visitor.sign_in(animator).open(f"/animer/certificats/{run.id}")
    db.session.expire_all()
    with counted() as few:
        visitor.open(f"/animer/certificats/{run.id}")
    for _ in range(19):
        assessed(seated(run), {"D1.1": 2}, trainer)

    with counted() as many:
        visitor.open(f"/animer/certificats/{run.id}")

    assert len(many) == len(few) <= 20


def edit(made: Certificate, statement: str, change: str = "") -> Any:
    return db.session.execute(text(f"{statement} {change} WHERE id = :id"), {"id": made.id})


def _attendance() -> Any:
    return Attendance


def test_past_the_last_page_of_people_there_is_nothing(visitor: Visitor) -> None:
    trainer = a_trainer()
    run = a_held_run(CourseFactory(provider=trainer.organization))
    seated(run)
    visitor.sign_in(trainer)
    visitor.open(f"/animer/certificats/{run.id}")
    visitor.open(f"/animer/certificats/{run.id}?page=2", status=404)
    visitor.open(f"/formations/sessions/{run.id}/evaluation?page=2", status=404)
