"""What is told at a stage becomes sheets: a line noted on a phone, a presentation, each one once."""

from __future__ import annotations

import io

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from sqlalchemy import delete, func, select
from werkzeug.datastructures import FileStorage

from intranet.competencies.models import Edition
from intranet.events.actions import add_material
from intranet.events.models import MaterialReach, Talk
from intranet.kit import files
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.members.models import Member, Membership
from intranet.places.models import Region
from intranet.practices import actions as practices
from intranet.practices.models import Practice, PracticeDocument
from intranet.tour import actions, policy, queries
from intranet.tour.models import Capture, HostRole, Stage, StageHost, TalkSheet, Tour
from tests.events.factories import a_talk, an_event
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.letters import subjects_to
from tests.pdfs import PDF
from tests.races import at_once
from tests.visitor import Visitor


@pytest.fixture
def stage(edition: Edition) -> Stage:
    stage = Stage(region_code="44", number=1)
    db.session.add(Tour(slug="tour-essai", title="Tour d’essai", year=2027, stages=[stage]))
    db.session.commit()
    return stage


def captures() -> list[Capture]:
    db.session.expire_all()
    return list(db.session.scalars(select(Capture).order_by(Capture.id)))


def sheets() -> int:
    return db.session.scalar(select(func.count()).select_from(Practice)) or 0


@pytest.mark.usefixtures("stage")
def test_a_line_becomes_a_draft_of_its_presenter_with_a_day(visitor: Visitor) -> None:
    presenter = MemberFactory()
    page = visitor.sign_in(an_animator("44")).open("/tour/grand-est/captures")
    assert page.select(".board-code svg[aria-label*=scanner]")

    page = visitor.send(page, text="Une visite par mois, à deux", presenter=presenter.email)

    [found] = captures()
    assert (found.practice.title, found.practice.owner_id) == (
        "Une visite par mois, à deux",
        presenter.organization_id,
    )
    assert found.due_on > today()
    assert subjects_to(presenter) == ["Votre pratique à écrire : Une visite par mois, à deux"]
    assert "attendue le" in page.text(".captures")
    visitor.send(page, text="Un récit qui tient en une ligne. " * 12, presenter=presenter.email)
    found, long = captures()
    dashboard = visitor.sign_in(presenter).open("/")
    to_do = dashboard.link("Une visite par mois, à deux")
    assert dashboard.html.count(to_do) == 1  # to write, not to finish besides
    assert to_do == f"/pratiques/{found.practice.slug}/modifier"
    visitor.open(to_do)
    page = visitor.open(f"/pratiques/{long.practice.slug}/modifier")
    visitor.send(page, press="save")  # refused, were its title or its lead too long
    assert long.practice.working.sheet.context == long.text
    long.practice.submitted_at = now()
    db.session.commit()
    visitor.sign_in(an_animator("44"))
    assert "fiche en relecture" in visitor.open("/tour/grand-est/captures").text(".captures")


@pytest.mark.usefixtures("stage")
def test_a_line_sent_twice_is_one(visitor: Visitor) -> None:
    presenter = MemberFactory()
    page = visitor.sign_in(an_animator("44")).open("/tour/grand-est/captures")

    visitor.send(page, text="Une visite", presenter=presenter.email)
    again = visitor.send(page, text="Une visite", presenter=presenter.email)

    assert "déjà notée" in again.text("[role=status]")
    assert (len(captures()), sheets()) == (1, 1)
    visitor.send(page, text="Un salon", presenter=presenter.email)  # gone back to, and written anew
    assert [each.text for each in captures()] == ["Une visite", "Un salon"]


@pytest.mark.usefixtures("stage")
def test_a_line_of_somebody_unknown_waits_to_be_given(visitor: Visitor) -> None:
    presenter = MemberFactory()
    page = visitor.sign_in(an_animator("44")).open("/tour/grand-est/captures")
    page = visitor.send(page, text="Une visite", presenter="Camille du Pays des Essais")
    assert "Camille du Pays des Essais, à attribuer" in page.text(".captures")

    page = visitor.send(page, 422, form="form[action$=attribution]", email="nul@part.example")
    assert "Aucun compte" in page.text("[id$=-error]")
    nobody = MemberFactory(organization=None)
    db.session.execute(delete(Membership).where(Membership.member_id == nobody.id))
    db.session.commit()
    said = visitor.send(page, form="form[action$=attribution]", email=nobody.email)
    assert f"{nobody.name} n’a pas de structure" in said.text("[role=status]")
    visitor.send(page, form="form[action$=attribution]", email=presenter.email)

    assert captures()[0].practice.author_id == presenter.id
    said = visitor.send(page, form="form[action$=attribution]", email=nobody.email)
    assert f"La fiche existe déjà : {presenter.name} l’écrit" in said.text("[role=status]")
    assert "rien n’a changé" in visitor.send(page, form="form[action$=retrait]").text(
        "[role=status]"
    )


def test_a_line_is_given_once(stage: Stage) -> None:
    one, two = MemberFactory(), MemberFactory()
    found, _ = actions.note(stage, "Une visite", one.email, one, now(), nonce="essai-un-deux")
    db.session.commit()

    assert actions.assign(found, two, now()) is None
    assert sheets() == 1
    assert not actions.drop(found, now())


def test_the_board_is_for_hosts_and_animators(visitor: Visitor, stage: Stage) -> None:
    host = MemberFactory()
    visitor.sign_in(host).open("/tour/grand-est/captures", status=403)
    stage.hosts.append(StageHost(organization_id=host.organization_id, role=HostRole.PARTNER))
    db.session.commit()

    visitor.open("/tour/grand-est/captures")
    visitor.sign_in(an_animator("28")).open("/tour/grand-est/captures", status=403)


def a_told_talk(**more: object) -> Talk:
    region = db.session.get(Region, "44")
    return a_talk(an_event(region=region), placed=True, competencies=("D1.1",), **more)


@pytest.mark.usefixtures("stage")
def test_a_presentation_becomes_a_sheet_in_one_click_and_once(visitor: Visitor) -> None:
    talk = a_told_talk()
    speaker, author = talk.speakers[0].member, talk.event.author
    talk.speakers[0].consented_at = now()
    reaches = MaterialReach.EVERYONE, MaterialReach.EVERYONE, MaterialReach.ORGANIZERS
    for label, reach in zip(("Diaporama", "Diaporama", "Notes"), reaches, strict=True):
        kept = files.keep(FileStorage(io.BytesIO(PDF), f"{label}.pdf"))
        add_material(talk, kept, speaker, label=label, licence="", reach=reach)
    db.session.commit()
    people = speaker, author, MemberFactory(), MemberFactory(organization=None)
    may = [policy.may_make_a_sheet(one, talk) for one in people if one]
    assert may == [True, True, False, False]
    page = visitor.sign_in(speaker).open(f"{talk.event.address}/interventions/{talk.id}")

    page = visitor.send(page, form="form[action$=fiche]")

    sheet = db.session.scalars(select(Practice)).one().working.sheet
    assert (sheet.title, sheet.lead, sheet.region) == (
        "Une visite par mois",
        "Préparée à deux.",
        "44",
    )
    assert [row["organization"] for row in sheet.partners] == ["CCI des Essais"]
    assert [row["code"] for row in sheet.competencies] == ["D1.1"]
    [document] = sheet.documents  # the last version, and nothing that was kept from anybody
    assert document["label"] == "Diaporama"
    attached = db.session.scalars(select(PracticeDocument.attachment_id)).all()
    assert attached == [talk.materials[1].attachment_id]
    again, is_new = actions.sheet_of_talk(talk, speaker, now())
    db.session.commit()
    assert (is_new, again.author_id, sheets()) == (False, speaker.id, 1)
    assert db.session.scalar(select(func.count()).select_from(TalkSheet)) == 1


@pytest.mark.usefixtures("stage")
def test_a_draft_of_somebody_else_is_not_led_to(visitor: Visitor) -> None:
    talk = a_told_talk()
    page = visitor.open(f"{talk.event.address}/interventions/{talk.id}")

    assert "La fiche" not in page.text("main")
    actions.sheet_of_talk(talk, talk.event.author, now())
    db.session.commit()
    assert "Votre intervention à raconter" in subjects_to(talk.speakers[0].member)[-1]
    assert "/pratiques/brouillon" not in visitor.open(page.url).html


@pytest.mark.usefixtures("stage")
def test_each_line_is_noted_and_given_without_leaving_the_page(visitor: Visitor) -> None:
    presenter = MemberFactory()
    page = visitor.sign_in(an_animator("44")).open("/tour/grand-est/captures")
    partial = {"HX-Request-Type": "partial", "HX-Target": "div#captures"}

    def sends(form: Tag, **typed: str) -> tuple[int, BeautifulSoup]:
        hidden = {field["name"]: field["value"] for field in form.select("[type=hidden]")}
        answer = visitor.client.post(str(form["hx-post"]), data=hidden | typed, headers=partial)
        return answer.status_code, BeautifulSoup(answer.text, "html5lib")

    status, board = sends(
        page.soup.select_one("form[action$=captures]"), text="", presenter="Camille"
    )
    assert (status, len(captures())) == (422, 0)
    assert board.select_one("#presenter")["value"] == "Camille"
    status, board = sends(board.select_one("form"), text="Une visite", presenter="Camille")
    assert (status, board.select_one("h1"), board.select_one("#captures")["id"]) == (200, None, "captures")  # fmt: skip
    assert board.select_one("[data-said]").text == "Noté."
    assert board.select_one("#text").has_attr("autofocus")  # the next line is typed at once
    assert not board.select_one("#text")["value"]
    status, board = sends(board.select_one("form[action$=attribution]"), email=presenter.email)
    assert "La fiche est dans ses brouillons." in board.select_one("[data-said]").text
    assert captures()[0].practice.author_id == presenter.id
    assert visitor.open("/tour/grand-est/captures").texts("[role=status]") == []  # said once


def a_site_with_a_stage() -> int:
    stage = Stage(region_code="44", number=1)
    db.session.add(Tour(slug="tour-essai", title="Tour d’essai", year=2027, stages=[stage]))
    db.session.commit()
    return stage.id


@pytest.mark.live
def test_a_line_sent_many_times_at_once_is_one_line_and_one_draft(site: Flask) -> None:
    with site.app_context():
        stage_id, presenter = a_site_with_a_stage(), MemberFactory()
        member_id, email = presenter.id, presenter.email

    def notes() -> object:
        by = db.session.get_one(Member, member_id)
        stage = db.session.get_one(Stage, stage_id)
        return actions.note(stage, "Une visite", email, by, now(), nonce="essai-en-meme-temps")

    assert at_once(site, *[notes] * 6) == {"done": 6}
    with site.app_context():
        assert (len(captures()), sheets()) == (1, 1)


@pytest.mark.live
def test_a_line_given_to_two_people_at_once_is_the_draft_of_one(site: Flask) -> None:
    with site.app_context():
        stage_id, author = a_site_with_a_stage(), MemberFactory()
        stage = db.session.get_one(Stage, stage_id)
        found, _ = actions.note(stage, "Une visite", "Camille", author, now(), nonce="essai-a-deux")
        db.session.commit()
        capture_id, people = found.id, [MemberFactory().id for _ in range(3)]

    def gives(member_id: int) -> object:
        capture = db.session.get_one(Capture, capture_id)
        return actions.assign(capture, db.session.get_one(Member, member_id), now())

    def drops() -> object:
        return actions.drop(db.session.get_one(Capture, capture_id), now())

    ends = at_once(site, *(lambda one=one: gives(one) for one in people * 2), drops)

    assert ends == {"done": 7}
    with site.app_context():
        [line] = captures()
        assert sheets() == (0 if line.dropped_at else 1)
        if line.practice:
            assert line.practice.author_id == line.presenter_id


@pytest.mark.live
def test_a_presentation_told_many_times_at_once_is_one_sheet(site: Flask) -> None:
    with site.app_context():
        a_site_with_a_stage()
        talk = a_told_talk()
        talk_id, speaker_id = talk.id, talk.speakers[0].member_id

    def tells() -> object:
        talk = db.session.get_one(Talk, talk_id)
        return actions.sheet_of_talk(talk, db.session.get_one(Member, speaker_id), now())

    assert at_once(site, *[tells] * 6) == {"done": 6}
    with site.app_context():
        assert sheets() == 1
        assert db.session.scalar(select(func.count()).select_from(TalkSheet)) == 1


def test_a_line_is_to_write_for_who_still_works_where_its_draft_is(stage: Stage) -> None:
    presenter = MemberFactory()
    capture, _ = actions.note(stage, "Une pratique", presenter.email, MemberFactory(), now(), nonce="n" * 8)  # fmt: skip
    db.session.commit()
    assert every(queries.still_to_write(presenter)) == [capture]

    presenter.membership.organization_id = OrganizationFactory().id
    db.session.commit()

    assert every(queries.still_to_write(presenter)) == []


def test_a_withdrawn_sheet_is_neither_owed_nor_led_to(stage: Stage, visitor: Visitor) -> None:
    presenter, animator, why = MemberFactory(), an_animator(), "Elle cite une entreprise."
    capture, _ = actions.note(stage, "Une pratique", presenter.email, MemberFactory(), now(), nonce="n" * 8)  # fmt: skip
    talk = a_told_talk()
    sheet, _ = actions.sheet_of_talk(talk, talk.speakers[0].member, now())
    db.session.commit()
    for one in (capture.practice, sheet):
        practices.withdraw(one, animator, now(), reason=why, lock=one.lock_version)
    db.session.commit()

    assert every(queries.still_to_write(presenter)) == []
    page = visitor.sign_in(talk.speakers[0].member).open(
        f"{talk.event.address}/interventions/{talk.id}"
    )
    assert "a retiré la fiche du site" in page.text("main")
    assert sheet.slug not in page.html
