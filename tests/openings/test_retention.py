"""How long what candidates send is kept: by settings, told before it is done, once, and for good."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from intranet.kit.clock import months_after, months_before, now
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.kit.letters import Letter
from intranet.kit.storage import storage
from intranet.members.models import Member
from intranet.openings import actions
from intranet.openings.commands import retain_by
from intranet.openings.models import (
    ApplicationEvent,
    ApplicationFile,
    ApplicationNote,
    ApplicationState,
    ApplyMode,
    FileVisit,
    JobApplication,
    Opening,
    RefusalReason,
)
from intranet.openings.policy import Step
from intranet.openings.retention import bucket_of
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter
from tests.openings.factories import OpeningFactory, an_application
from tests.pdfs import a_pdf, sent
from tests.sql import counted
from tests.visitor import Visitor

S = ApplicationState


def months(count: int, days: int = 1) -> datetime:
    """So many months from now, and a day, so that the delay is over."""
    return months_after(now(), count) + timedelta(days=days)


def refused(visitor: Visitor, opening: Opening, member: Member) -> JobApplication:
    """Sent with a CV that was opened, noted, and refused."""
    form = visitor.sign_in(member).open(f"/offres/{opening.id}/candidater")
    visitor.send(form, press="send", message="À oublier un jour.", cv=sent(a_pdf()))
    application = db.session.query(JobApplication).one()
    actions.open_file(application.files[0], opening.owner, now())
    actions.note_down(application, opening.owner, "Une note.", now())
    said = actions.Answer(message="Merci.", reason=RefusalReason.EXPERIENCE)
    version = application.version
    actions.answer(application, Step.REFUSE, said, opening.owner, now(), version=version)
    db.session.commit()
    return application


def run(at: datetime) -> int:
    """Twice: the second finds nothing."""
    done, again = (sum(retain_by(rule, at) for rule in actions.RULES) for _ in range(2))
    assert again == 0
    db.session.expire_all()
    return done


def rows(model: Any) -> int:
    return db.session.query(model).count()


def test_three_months_after_the_decision_only_the_steps_are_told(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    application = refused(visitor, opening, member)
    attachment = application.files[0].attachment
    assert attachment
    stored = attachment.stored_as
    assert run(months(3, days=-1)) == 0
    assert run(months(3)) == 1
    assert not storage().exists(stored)
    assert (application.message, rows(Attachment), rows(ApplicationNote)) == ("", 0, 0)
    desk = visitor.sign_in(opening.owner).open(
        f"/offres/{opening.id}/candidatures/{application.uuid}"
    )
    assert "À oublier" not in desk.text() and "Une note." not in desk.text()
    assert "Refusée" in desk.text() and member.name in desk.text("h1")
    page = visitor.sign_in(member).open(f"/moi/candidatures/{application.uuid}")
    assert "effacé le" in page.text() and not page.select("form[action$=vivier]")


def test_a_note_written_once_the_rest_has_gone_goes_too(opening: Opening, member: Member) -> None:
    application = an_application(opening, member)
    said = actions.Answer(reason=RefusalReason.EXPERIENCE)
    actions.answer(
        application, Step.REFUSE, said, opening.owner, now(), version=application.version
    )
    db.session.commit()
    run(months(3))
    actions.note_down(application, opening.owner, "Appelée : regrette.", months(3))
    db.session.commit()

    assert run(months(3, days=2)) == 1
    assert rows(ApplicationNote) == 0


def test_two_years_after_it_what_is_left_names_nobody_and_still_counts(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    application = refused(visitor, opening, member)
    uuid = application.uuid
    run(months(24, days=-1))
    assert application.applicant_id == member.id
    assert run(months(24)) == 1
    assert application.applicant_id is None and application.anonymised_at
    assert application.uuid != uuid
    assert (application.state, application.refusal_reason) == (S.REFUSED, RefusalReason.EXPERIENCE)
    assert application.opening_id == opening.id and application.submitted_at
    assert application.route is opening.routes[0]
    assert {rows(each) for each in (ApplicationFile, FileVisit, ApplicationEvent)} == {0}
    desk = visitor.sign_in(opening.owner).open(f"/offres/{opening.id}/candidatures")
    assert "anonymisée" in desk.text()
    visitor.open(f"/offres/{opening.id}/candidatures/{application.uuid}")


def test_whoever_agrees_stays_in_mind_for_two_years_and_is_asked_again(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    application = refused(visitor, opening, member)
    page = visitor.sign_in(member).open(f"/moi/candidatures/{application.uuid}")
    page = visitor.send(page, form="form[action$=vivier]")
    assert "gardée jusqu’au" in page.text()
    desk = visitor.sign_in(opening.owner).open(
        f"/offres/{opening.id}/candidatures/{application.uuid}"
    )
    assert "avec son accord" in desk.text()
    here = f"/offres/{opening.id}/candidatures/{application.uuid}"
    assert visitor.open("/offres/vivier").link(member.name) == here
    elsewhere = a_recruiter(organization=OrganizationFactory())
    assert "Personne pour l’instant" in visitor.sign_in(elsewhere).open("/offres/vivier").text()
    run(months(12))
    assert application.message
    letters = rows(Letter)
    run(months(24, days=-20))
    assert rows(Letter) == letters + 1
    last = db.session.query(Letter).order_by(Letter.id.desc()).first()
    assert last and last.recipient == member.email and "vivier" in last.subject
    run(months(24, days=2))
    assert application.anonymised_at and application.message == ""


def test_whoever_withdraws_is_kept_in_mind_no_more(opening: Opening, member: Member) -> None:
    """Refused, kept in mind, taken up again, withdrawn: no letter says that the employer keeps it."""
    application = an_application(opening, member)
    for step in (Step.REFUSE, Step.TAKE_BACK):
        said = actions.Answer(message="Un mot.", reason=RefusalReason.EXPERIENCE)
        version = application.version
        actions.answer(application, step, said, opening.owner, now(), version=version)
        if step is Step.REFUSE:
            actions.keep_in_mind(application, now(), months=24)
    assert application.pool_until is None  # under way again, where nobody could take it back
    actions.withdraw(application, member, now(), version=application.version)
    db.session.commit()
    before = rows(Letter)

    run(months(24, days=-10))

    assert rows(Letter) == before


def test_an_agreement_is_taken_back_at_any_time(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    application = refused(visitor, opening, member)
    page = visitor.sign_in(member).open(f"/moi/candidatures/{application.uuid}")
    page = visitor.send(page, form="form[action$=vivier]")
    page.select("form[action$=vivier]")[1].set("id", "stop")
    visitor.send(page, form="#stop")
    db.session.refresh(application)
    assert application.pool_until is None
    run(months(3))
    assert application.message == ""


def test_nobody_agrees_for_an_application_under_way(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    application = an_application(opening, member)
    page = visitor.sign_in(member).open(f"/moi/candidatures/{application.uuid}")
    assert not page.select("form[action$=vivier]")
    token = page.first("[name=csrf_token]").get("value")
    data = {"csrf_token": token, "agrees": "1"}
    visitor._ask(403, f"{page.url}/vivier", method="POST", data=data)


def test_a_draft_idle_for_a_year_is_deleted(opening: Opening, member: Member) -> None:
    an_application(opening, member, sent=False)
    assert run(months(12, days=-1)) == 0
    assert run(months(12)) == 1
    assert rows(JobApplication) == 0


def test_what_everybody_forgot_ends(opening: Opening, member: Member) -> None:
    application = an_application(opening, member)
    said = actions.Answer(message="Bravo.")
    version = application.version
    actions.answer(application, Step.SHORTLIST, said, opening.owner, now(), version=version)
    db.session.commit()
    run(months(12))
    assert application.is_unanswered and application.first_answer_at


def test_whoever_never_answered_an_offer_is_not_told_that_the_employer_was_silent(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    application = an_application(opening, member)
    for step in (Step.SHORTLIST, Step.OFFER):
        said, version = actions.Answer(message="Bravo."), application.version
        actions.answer(application, step, said, opening.owner, now(), version=version)
    db.session.commit()
    run(months(12))
    assert (application.state, application.is_unanswered) == (S.DECLINED, False)
    letters = {each.recipient: each for each in db.session.query(Letter).order_by(Letter.id)}
    assert letters[member.email].subject.startswith("La proposition de poste est close")
    assert "vous n’avez pas répondu" in letters[member.email].body
    assert "n’a pas répondu à la proposition" in letters[opening.owner.email].body
    page = visitor.sign_in(member).open(f"/moi/candidatures/{application.uuid}")
    assert "vous n’y avez pas répondu" in page.text() and "avez décliné" not in page.text()


def test_a_dry_run_says_what_the_run_does_and_writes_nothing(
    app: Flask, visitor: Visitor, opening: Opening, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = refused(visitor, opening, member)
    monkeypatch.setattr("intranet.home.commands.forgetting.now", lambda: months(3))
    told = app.test_cli_runner().invoke(args=["retention", "--dry-run"]).output
    assert "Fichiers et messages effacés : 1" in told and "Rien n’a été écrit" in told
    db.session.refresh(application)
    assert application.message
    told = app.test_cli_runner().invoke(args=["retention"]).output
    assert "Fichiers et messages effacés : 1" in told
    db.session.refresh(application)
    assert application.message == ""


def test_what_has_lost_its_bytes_is_named(
    app: Flask, visitor: Visitor, opening: Opening, member: Member
) -> None:
    attachment = refused(visitor, opening, member).files[0].attachment
    assert attachment
    told = app.test_cli_runner().invoke(args=["retention", "--dry-run"]).output
    assert "fichier manque" not in told
    storage().remove(attachment.stored_as)
    told = app.test_cli_runner().invoke(args=["retention", "--dry-run"]).output
    assert "Pièce jointe dont le fichier manque : cv.pdf" in told


def test_the_delays_are_settings(
    app: Flask, opening: Opening, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_application(opening, member, sent=False)
    monkeypatch.setitem(app.config, "RETENTION", app.config["RETENTION"] | {"draft": 2})
    assert run(months(2)) == 1


@pytest.mark.no_database
def test_months_end_on_days_that_exist() -> None:
    assert months_before(datetime(2027, 5, 31, tzinfo=UTC), 3).day == 28
    assert months_before(datetime(2026, 1, 15, tzinfo=UTC), 13) == datetime(
        2024, 12, 15, tzinfo=UTC
    )
    assert months_after(datetime(2027, 11, 30, tzinfo=UTC), 3) == datetime(2028, 2, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("held", "bucket"), [([3, 2], "75-100"), ([3, 0], "50-75"), ([None, 1], "0-25"), ([], "")]
)
@pytest.mark.no_database
def test_of_the_levels_a_quarter_is_kept(held: list[int | None], bucket: str) -> None:
    lines = [
        {"need": "required", "level": level, "mine": mine}
        for level, mine in zip((3, 2), held, strict=False)
    ]
    assert bucket_of({"lines": lines}) == bucket
    assert bucket_of({"covered": "50-75"}) == "50-75"


def test_one_carries_away_all_that_is_held_and_nobody_else_s(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    refused(visitor, opening, member)
    other = an_application(opening, MemberFactory(), message="Celle d’une autre.")
    page = visitor.sign_in(member).open("/moi/candidatures")
    answer = visitor.client.get(page.link("Tout télécharger"))
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        told = json.loads(archive.read("candidatures.json"))["candidatures"]
        [found] = told
        [file] = found["fichiers"]
        assert archive.read(file["dans_l_archive"]).startswith(b"%PDF-")
    answer.close()
    assert found["offre"] == opening.title and found["message"] == "À oublier un jour."
    assert [each["texte"] for each in found["notes_des_recruteurs"]] == ["Une note."]
    assert file["ouvertures"][0]["par"] == opening.owner.name
    assert [each["etat"] for each in found["suivi"]] == ["Envoyée", "Refusée"]
    assert other.message not in json.dumps(told, ensure_ascii=False)


def test_as_many_statements_for_many_applications_as_for_few(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    visitor.sign_in(member)
    an_application(opening, member)
    with counted() as few:
        visitor.client.get("/moi/candidatures/donnees.zip").close()
    for _ in range(3):
        an_application(OpeningFactory(apply_mode=ApplyMode.HERE), member)
    with counted() as many:
        visitor.client.get("/moi/candidatures/donnees.zip").close()
    assert len(many) == len(few)


def test_what_is_said_of_the_delays_is_what_is_set(
    app: Flask, visitor: Visitor, edition: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "RETENTION", app.config["RETENTION"] | {"decided": 7})
    text = visitor.open("/donnees-personnelles").text().replace("\u00a0", " ")
    assert "s’effacent 7 mois après la décision" in text
