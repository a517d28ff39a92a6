"""Applying: a draft that is kept, one sending, grace at closing, files that are checked, withdrawal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy.orm.attributes import set_committed_value

from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.files import Attachment
from intranet.kit.letters import Letter
from intranet.kit.limits import Limit
from intranet.kit.storage import storage
from intranet.members.models import Member, Role
from intranet.openings import actions, policy, queries
from intranet.openings.models import (
    ApplicationAlreadyMoved,
    ApplicationEvent,
    ApplicationFile,
    ApplicationState,
    ApplyMode,
    FileVisit,
    JobApplication,
    Opening,
    Wording,
)
from intranet.openings.views import quotas
from tests.factories import MemberFactory
from tests.openings.factories import OpeningFactory, an_application
from tests.pdfs import a_pdf, sent
from tests.sql import sent_alone
from tests.visitor import Page, Visitor

MESSAGE = "Je connais ce territoire et ses entreprises."


@pytest.fixture
def opening(edition: object) -> Opening:
    made: Opening = OpeningFactory(apply_mode=ApplyMode.HERE)
    return made


def form(visitor: Visitor, opening: Opening, member: Member) -> Page:
    return visitor.sign_in(member).open(f"/offres/{opening.id}/candidater")


def applications() -> list[JobApplication]:
    db.session.expire_all()
    return db.session.query(JobApplication).order_by(JobApplication.id).all()


def download(visitor: Visitor, page: Page, status: int = 200) -> str:
    """Press « Télécharger »; how it is served."""
    asked = page.form("form[action*=fichiers]")
    response = visitor.client.post(asked.attrib["action"], data=page.answers(asked))
    assert response.status_code == status
    response.close()
    return response.headers.get("Content-Disposition", "")


def received() -> list[Letter]:
    return [letter for letter in db.session.query(Letter).all() if "reçue" in letter.subject]


def apply(visitor: Visitor, opening: Opening, member: Member, **said: Any) -> Page:
    told = {"message": MESSAGE, "cv": sent(a_pdf())} | said
    return visitor.send(form(visitor, opening, member), press="send", **told)


def test_the_opening_leads_to_its_form(visitor: Visitor, opening: Opening, member: Member) -> None:
    page = visitor.sign_in(member).open(f"/offres/{opening.id}")
    assert page.link("Candidater") == f"/offres/{opening.id}/candidater"
    apply(visitor, opening, member)
    page = visitor.open(f"/offres/{opening.id}")
    assert page.link("Ma candidature") == f"/moi/candidatures/{applications()[0].uuid}"


def test_where_one_applies_elsewhere_there_is_no_form(
    visitor: Visitor, member: Member, edition: object
) -> None:
    visitor.sign_in(member).open(f"/offres/{OpeningFactory().id}/candidater", status=404)


def test_the_owner_does_not_apply_to_their_own(visitor: Visitor, opening: Opening) -> None:
    visitor.sign_in(opening.owner).open(f"/offres/{opening.id}/candidater", status=403)


def test_a_real_cv_never_reaches_a_demonstration(
    visitor: Visitor, member: Member, edition: object
) -> None:
    opening = OpeningFactory(apply_mode=ApplyMode.HERE, is_demo=True)
    assert (
        "Envoyer ma candidature" not in visitor.sign_in(member).open(f"/offres/{opening.id}").text()
    )
    visitor.open(f"/offres/{opening.id}/candidater", status=403)
    known_to_all = MemberFactory(is_demo=True)
    form(visitor, opening, known_to_all)
    wording = Wording(title="Chef de projet (F/H)")
    assert actions.draft(wording, opening.organization, known_to_all, now()).is_demo


def test_an_application_is_sent_in_few_statements(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    """On SQLite they all stand behind the lock of whoever writes: everybody else waits for them."""
    opening.is_cv_required = False
    db.session.commit()
    said = {"message": MESSAGE, "route": "public_contract", "send": "1"}
    somebody = form(visitor, opening, MemberFactory())
    sent_alone(visitor, somebody, **said)  # the process has read the catalogue, once for all

    statements = sent_alone(visitor, form(visitor, opening, member), **said)

    assert [each.state for each in applications()] == [ApplicationState.SUBMITTED] * 2
    assert len(statements) <= 14, statements


def test_the_database_itself_refuses_a_second_one(opening: Opening, member: Member) -> None:
    an_application(opening, member)
    with pytest.raises(actions.AlreadyApplied):
        actions.begin(opening, member, "another-word", now())


def test_a_draft_is_kept_and_sends_nothing(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    page = form(visitor, opening, member)
    page = visitor.send(page, press="keep", message="Un début", notice="Trois mois", first=sent(a_pdf(), "lettre.pdf"))  # fmt: skip
    assert page.texts("textarea[name=message]") == ["Un début"]
    assert page.select("input[name=notice][value='Trois mois']")
    assert "lettre.pdf" in page.text()
    assert [each.state for each in applications()] == [ApplicationState.DRAFT]
    assert db.session.query(Letter).count() == 0
    assert "Brouillon" in visitor.open("/moi/candidatures").text()

    page = visitor.send(page, press="keep", without=[str(applications()[0].files[0].id)])
    assert "lettre.pdf" not in page.text()
    assert db.session.query(Attachment).count() == 0
    page = visitor.send(page, form="form[action$=suppression]")
    assert applications() == []


def test_what_is_typed_is_kept_as_one_writes_and_its_files_wait_for_the_button(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    page = form(visitor, opening, member)
    url = str(page.first("#saved").attrib["hx-post"])
    alone = {"HX-Request-Type": "partial", "HX-Target": "div#saved"}

    def saved(**typed: str) -> str:
        data = page.answers(page.form("#candidature")) | {"cv": ["[object File]"]}
        data |= {name: [said] for name, said in typed.items()}
        return visitor.client.post(url, data=data, headers=alone).get_data(as_text=True)

    assert "Brouillon enregistré" in saved(message="Un début")
    assert "Brouillon enregistré" in saved(message="Un début, puis la suite")
    [draft] = applications()
    assert (draft.message, draft.state) == ("Un début, puis la suite", ApplicationState.DRAFT)
    assert "Pas encore enregistré" in saved(message="é" * 4001)
    visitor.send(page, press="send", message=MESSAGE, cv=sent(a_pdf()))
    assert "Pas encore enregistré" in saved(message="Trop tard")
    db.session.expire_all()
    [found] = applications()
    assert (found.message, found.state) == (MESSAGE, ApplicationState.SUBMITTED)


def test_what_was_sent_meanwhile_is_not_thrown_away_as_a_draft(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    apply(visitor, opening, member)
    [found] = applications()
    set_committed_value(found, "state", ApplicationState.DRAFT)  # what another tab had read
    set_committed_value(found, "version", found.version - 1)
    with pytest.raises(ApplicationAlreadyMoved):
        actions.discard(found)
    db.session.expire_all()
    assert [each.state for each in applications()] == [ApplicationState.SUBMITTED]


def test_sending_acknowledges_and_tells_the_owner(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    page = apply(visitor, opening, member, notice="Trois mois")
    assert "Vous avez envoyé votre candidature" in page.text()
    assert "Trois mois" in page.text()
    [letter] = received()
    assert letter.recipient == member.email
    assert opening.title in letter.subject
    told = {letter.recipient for letter in db.session.query(Letter).all()}
    assert told == {member.email, opening.owner.email}


def test_a_double_click_makes_one_row_and_one_letter(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    page = form(visitor, opening, member)
    first = visitor.send(page, press="send", message=MESSAGE, cv=sent(a_pdf()))
    second = visitor.send(page, press="send", message=MESSAGE, cv=sent(a_pdf()))
    assert first.url == second.url
    assert len(applications()) == len(received()) == 1


def test_one_too_many_in_a_day_waits_as_a_draft(
    visitor: Visitor, opening: Opening, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "APPLICATIONS", Limit("one application", 0, timedelta(days=1)))
    page = visitor.send(
        form(visitor, opening, member), 429, press="send", message=MESSAGE, cv=sent(a_pdf())
    )
    assert "Gardez celle-ci en brouillon" in page.text("#erreurs")
    assert page.texts("textarea[name=message]") == [MESSAGE]
    assert int(page.response.headers["Retry-After"]) > 0
    assert applications() == [] and db.session.query(Attachment).count() == 0
    visitor.send(page, press="keep", cv=sent(a_pdf()))
    [kept] = applications()
    assert kept.state is ApplicationState.DRAFT


def test_what_is_asked_is_said_beside_the_field_and_the_text_is_kept(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    page = visitor.send(form(visitor, opening, member), 422, press="send", message=MESSAGE)
    assert "L’employeur demande un CV" in page.text()
    assert page.texts("textarea[name=message]") == [MESSAGE]
    for body, name in ((b"MZ", "cv.exe"), (a_pdf(script=True), "cv.pdf"), (b"", "cv.pdf")):
        page = visitor.send(page, 422, press="send", message=MESSAGE, cv=sent(body, name))
        assert page.texts("textarea[name=message]") == [MESSAGE]
    assert applications() == []


def test_two_documents_are_joined_at_most(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    page = form(visitor, opening, member)
    page = visitor.send(page, press="keep", first=sent(a_pdf()), second=sent(a_pdf()))
    page = visitor.send(page, 422, press="keep", first=sent(a_pdf()))
    assert "Deux documents au plus" in page.text()


@pytest.mark.parametrize(("minutes", "state"), [(4, "submitted"), (6, None)])
def test_five_minutes_of_grace_for_whoever_had_begun(
    visitor: Visitor, opening: Opening, member: Member, minutes: int, state: str | None
) -> None:
    assert opening.closes_at
    elsewhere = OpeningFactory(
        title="Responsable de filière", closes_at=opening.closes_at + timedelta(days=9)
    )
    page = form(visitor, opening, member)
    late = opening.closes_at + timedelta(minutes=minutes)
    with time_machine.travel(late, tick=False):
        actions.close_overdue(now())
        db.session.commit()
        visitor.sign_in(member)
        answer = visitor.send(
            page, 200 if state else 409, press="send", message=MESSAGE, cv=sent(a_pdf())
        )
    assert [each.state for each in applications()] == ([state] if state else [])
    if not state:
        assert answer.texts("textarea") == [MESSAGE]
        assert "brouillon" not in answer.text("main")  # there is none: only the page has the text
        assert answer.link("Responsable de filière") == elsewhere.address


def test_no_grace_for_whoever_comes_after_the_closing(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    assert opening.closes_at
    begun_at = opening.closes_at + timedelta(minutes=1)
    assert not policy.may_send(opening, begun_at, begun_at)
    assert policy.may_send(opening, opening.closes_at - timedelta(hours=1), begun_at)
    forged = {"begun": "x", "message": MESSAGE}
    with time_machine.travel(begun_at, tick=False):
        page = visitor.sign_in(member).open("/moi/candidatures")
        token = visitor.open("/moi").first("[name=csrf_token]").get("value")
        assert page and token
        data = forged | {"send": "1", "csrf_token": token}
        visitor._ask(409, f"/offres/{opening.id}/candidater", method="POST", data=data)


def test_levels_are_shared_by_choice_as_they_are_when_it_is_sent(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    apply(visitor, opening, member)
    assert list(applications()[0].profile_snapshot) == ["asked"]  # the need alone, which is public
    other = MemberFactory()
    apply(visitor, opening, other, shares_profile="y")
    shared = applications()[1].profile_snapshot
    assert [line["code"] for line in shared["lines"]] == ["D1.1", "D1.2", "D2.1"]
    assert not any(line["is_known"] for line in shared["lines"])


def test_nobody_else_reads_what_is_sent(visitor: Visitor, opening: Opening, member: Member) -> None:
    sent_one = an_application(opening, member)
    visitor.sign_in(MemberFactory()).open(f"/moi/candidatures/{sent_one.uuid}", status=404)
    draft = an_application(opening, MemberFactory(), sent=False)
    assert draft.applicant
    recruiter = MemberFactory(organization=opening.organization, roles={Role.RECRUITER})
    visitor.sign_in(recruiter).open(f"/offres/{opening.id}/candidatures/{draft.uuid}", status=404)


def test_withdrawing_hides_all_at_once_and_one_may_apply_again(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    page = apply(visitor, opening, member, notice="Trois mois")
    [first] = applications()
    recruiter = MemberFactory(organization=opening.organization, roles={Role.RECRUITER})
    desk = f"/offres/{opening.id}/candidatures/{first.uuid}"
    assert "Trois mois" in visitor.sign_in(recruiter).open(desk).text()
    page = visitor.sign_in(member).open(f"/moi/candidatures/{first.uuid}")
    page = visitor.send(page, form="form[action$=retrait]")
    assert "Vous avez retiré" in page.text()
    told = visitor.sign_in(recruiter).open(desk).text()
    assert MESSAGE not in told and "cv.pdf" not in told and "Trois mois" not in told
    assert "Retirée par la personne" in told
    assert visitor.sign_in(member) and apply(visitor, opening, member)
    assert [each.state for each in applications()] == ["withdrawn", "submitted"]


def test_a_week_after_a_withdrawal_its_files_are_gone(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    apply(visitor, opening, member)
    [mine] = applications()
    attachment = mine.files[0].attachment
    assert attachment
    stored = attachment.stored_as
    actions.withdraw(mine, member, now(), version=mine.version)
    db.session.commit()
    assert actions.delete_withdrawn(now() + timedelta(days=6)) == 0
    assert storage().exists(stored)
    assert actions.delete_withdrawn(now() + timedelta(days=8)) == 1
    db.session.commit()
    assert not storage().exists(stored)
    assert actions.delete_withdrawn(now() + timedelta(days=9)) == 0
    assert (applications()[0].message, db.session.query(ApplicationFile).count()) == ("", 1)


def test_one_sees_who_opened_one_s_files_and_when(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    page = apply(visitor, opening, member)
    assert "Personne, pour le moment" in page.text()
    assert download(visitor, page).startswith("attachment")
    assert db.session.query(FileVisit).count() == 0  # one's own reading is not told

    [mine] = applications()
    recruiter = MemberFactory(organization=opening.organization, roles={Role.RECRUITER})
    desk = visitor.sign_in(recruiter).open(f"/offres/{opening.id}/candidatures/{mine.uuid}")
    download(visitor, desk)
    page = visitor.sign_in(member).open(f"/moi/candidatures/{mine.uuid}")
    assert f"Ouvert par {recruiter.name}" in page.text()

    visitor.send(page, form="form[action$=retrait]")
    visitor.sign_in(recruiter)
    download(visitor, desk, 404)
    visitor.sign_in(MemberFactory())
    download(visitor, desk, 404)


def test_each_step_leaves_one_line(opening: Opening, member: Member) -> None:
    mine = an_application(opening, member)
    actions.withdraw(mine, member, now(), version=mine.version)
    db.session.commit()
    story = [event.to_state for event in db.session.query(ApplicationEvent).all()]
    assert story == [ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN]
    assert every(queries.applications_of(member)) == [mine]
