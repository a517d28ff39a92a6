"""The programme: presentations decided on once, conflicts told, slides shown with consent alone."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select

from intranet.events import actions
from intranet.events.models import Talk, TalkAlreadyMoved, TalkState, conflicts_of
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from tests.events.factories import a_talk, an_event
from tests.factories import MemberFactory
from tests.pdfs import PDF
from tests.visitor import Visitor


def test_a_talk_goes_from_the_proposal_to_the_table(visitor: Visitor) -> None:
    author, speaker = MemberFactory(), MemberFactory()
    event = an_event(author)
    visitor.sign_in(speaker)

    page = visitor.open(f"{event.address}/programme")
    visitor.send(visitor.open(page.link("Proposer une intervention")), title="Visiter à deux")

    talk = db.session.scalars(select(Talk)).one()
    assert talk.speakers[0].member_id == speaker.id
    holder = Visitor(visitor.client.application.test_client()).sign_in(author)
    page = holder.open(holder.open(f"{event.address}/programme").link("Visiter à deux"))
    holder.send(page, form="form[action$=retenir]")
    page = holder.open(f"{event.address}/interventions/{talk.id}/horaire")
    page = holder.send(page, starts="09:30", track="Salle Prouvé")
    assert page.texts("table tbody th") == ["9 h 30"]
    assert "Salle Prouvé" in page.text("table thead")
    assert "Visiter à deux" in visitor.open(f"{event.address}/programme").text("table")


def test_a_day_that_is_not_of_the_meeting_is_refused(visitor: Visitor) -> None:
    author = MemberFactory()
    event = an_event(author)
    talk = a_talk(event, placed=True)
    page = visitor.sign_in(author).open(f"{event.address}/interventions/{talk.id}/horaire")

    page = visitor.send(page, 422, on="2019-01-01")

    assert "n’est pas un de ceux de la rencontre" in page.text("#on-error")


def test_two_in_one_room_or_by_one_person_are_told(visitor: Visitor) -> None:
    author, speaker = MemberFactory(), MemberFactory()
    event = an_event(author)
    one = a_talk(event, speaker, placed=True, track="Prouvé")
    two = a_talk(event, placed=True, track="Prouvé", title="À la même heure")
    three = a_talk(event, speaker, placed=True, track="Gallé", title="En deux lieux")
    a_talk(event, speaker, placed=True, starts=11, track="Prouvé", title="Plus tard")

    found = {(each.first.id, each.second.id) for each in conflicts_of(event.talks)}

    assert found == {(one.id, two.id), (one.id, three.id)}
    page = visitor.sign_in(author).open(f"{event.address}/programme")
    assert "dans la même salle, Prouvé" in page.text(".notice")
    assert f"par la même personne, {speaker.name}" in page.text(".notice")
    assert not visitor.sign_in(speaker).open(f"{event.address}/programme").texts(".notice")


def test_a_talk_is_decided_on_once(visitor: Visitor) -> None:
    author = MemberFactory()
    event = an_event(author)
    talk = a_talk(event)
    page = visitor.sign_in(author).open(f"{event.address}/interventions/{talk.id}")
    actions.move(talk, TalkState.WITHDRAWN, author, now())
    db.session.commit()

    page = visitor.send(page, 409, form="form[action$=retenir]")

    assert "Quelqu’un a décidé avant vous" in page.text(".notice")
    with pytest.raises(TalkAlreadyMoved):
        actions.move(talk, TalkState.GIVEN, author, now())


def test_slides_are_shown_with_the_consent_of_each_and_hidden_when_it_is_taken_back(
    visitor: Visitor,
) -> None:
    author, speaker = MemberFactory(), MemberFactory()
    event = an_event(author)
    talk = a_talk(event, speaker, placed=True)
    page = visitor.sign_in(author).open(f"{event.address}/interventions/{talk.id}")
    file = (BytesIO(PDF), "diaporama.pdf")
    visitor.send(
        page, form="form[action$=supports]", label="Diaporama", reach="everyone", file=file
    )
    actions.move(talk, TalkState.GIVEN, author, now())
    db.session.commit()
    page = visitor.open(f"{event.address}/interventions/{talk.id}")
    page = visitor.send(page, 409, form="form[action$=publier]")
    assert "Il manque un accord" in page.text(".notice")

    link = db.session.scalars(select(Letter.secret_link).where(Letter.recipient == speaker.email))
    word = str(link.one()).removeprefix("http://localhost")
    anyone = Visitor(visitor.client.application.test_client())
    anyone.send(anyone.open(word), form="form:has([value=accord])")
    visitor.send(
        visitor.open(f"{event.address}/interventions/{talk.id}"), form="form[action$=publier]"
    )
    page = anyone.open(f"{event.address}/interventions/{talk.id}")
    slides = page.link("Diaporama")
    given = anyone.open(slides).response
    assert given.data == PDF
    given.close()

    anyone.send(anyone.open(word), form="form:has([value=refus])")

    anyone.open(slides, status=404)
    assert "Aucun support" in anyone.open(f"{event.address}/interventions/{talk.id}").text("main")
    assert talk.title in anyone.open(f"{event.address}/programme").text("table")


def test_an_address_without_a_name_is_neither_lost_nor_kept(visitor: Visitor) -> None:
    event = an_event(MemberFactory())
    form = visitor.sign_in(MemberFactory()).open(f"{event.address}/interventions/nouvelle")
    typed = {"title": "Visiter à deux", "speakers-1-email": "paule@exemple.fr"}

    page = visitor.send(form, 422, **typed)

    assert "Nommez la personne" in page.text("#speakers-1-name-error")
    assert page.answers(page.form())["speakers-1-email"] == ["paule@exemple.fr"]
    assert not db.session.scalars(select(Talk)).all()


def test_slides_are_to_be_chosen_again_where_something_else_is_refused(visitor: Visitor) -> None:
    author = MemberFactory()
    talk = a_talk(an_event(author))
    page = visitor.sign_in(author).open(f"{talk.event.address}/interventions/{talk.id}")
    page = visitor.send(page, 422, form="form[action$=supports]", label="", file=(BytesIO(b"%PDF-1.4"), "a.pdf"))  # fmt: skip
    assert "Choisissez de nouveau le fichier" in page.text(".notice")


@pytest.mark.parametrize("name", ["diaporama.exe", "diaporama.pdf"])
def test_a_file_that_is_not_what_it_says_is_refused(visitor: Visitor, name: str) -> None:
    author = MemberFactory()
    talk = a_talk(an_event(author))
    page = visitor.sign_in(author).open(f"{talk.event.address}/interventions/{talk.id}")

    page = visitor.send(page, 422, form="form[action$=supports]", label="Gardé", file=(BytesIO(b"MZ"), name))  # fmt: skip

    assert page.texts("#file-error")
    assert page.first("#label").attrib["value"] == "Gardé"


def test_words_where_a_file_is_asked_are_refused_and_the_rest_is_kept(visitor: Visitor) -> None:
    author = MemberFactory()
    talk = a_talk(an_event(author))
    page = visitor.sign_in(author).open(f"{talk.event.address}/interventions/{talk.id}")

    page = visitor.send(
        page, 422, form="form[action$=supports]", label="Gardé", file="diaporama.pdf"
    )

    assert page.texts("#file-error")
    assert page.first("#label").attrib["value"] == "Gardé"


@pytest.mark.no_database
def test_a_forged_link_of_consent_is_no_page(visitor: Visitor) -> None:
    visitor.open("/intervenants/nimporte-quoi", status=404)


def test_what_is_only_proposed_is_read_by_whom_it_concerns(visitor: Visitor) -> None:
    talk = a_talk(an_event())

    visitor.open(f"{talk.event.address}/interventions/{talk.id}", status=404)
    visitor.sign_in(MemberFactory())
    visitor.open(f"{talk.event.address}/interventions/{talk.id}", status=404)
    assert talk.title not in visitor.open(f"{talk.event.address}/programme").html
