"""Applying by e-mail without ever reading the address; the job sheet that an opening joins."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.members.models import Member
from intranet.openings.models import ApplyMode, Opening, RelayedApplication
from intranet.organizations.models import Kind
from tests.factories import MemberFactory, a_recruiter
from tests.letters import letters_to
from tests.openings.factories import OpeningFactory, a_trusted_organization
from tests.openings.test_discretion import body_of, walked
from tests.openings.test_writing import whole, written
from tests.pdfs import a_pdf, sent
from tests.visitor import Visitor

ADDRESS = "recrutement@agence-est.example"


@pytest.fixture
def recruiter(edition: object) -> Member:
    return a_recruiter(organization=a_trusted_organization(kind=Kind.AGENCY))


@pytest.fixture
def opening(recruiter: Member) -> Opening:
    return OpeningFactory(
        organization=recruiter.organization, owner=recruiter,
        apply_mode=ApplyMode.EMAIL, apply_email=ADDRESS,
    )  # fmt: skip


def test_a_message_is_passed_on_once_with_the_address_to_answer_to(
    visitor: Visitor, opening: Opening
) -> None:
    candidate = MemberFactory(name="Awa Diop")
    page = visitor.sign_in(candidate).open(opening.address)
    form = visitor.open(page.link("Écrire à l’employeur"))
    page = visitor.send(form, message="Ce poste prolonge mon travail.")

    assert "transmis" in page.text("[role=status]")
    [letter] = letters_to(ADDRESS)
    assert "Ce poste prolonge mon travail." in letter.body
    assert candidate.email in letter.body
    assert "Awa Diop" in letter.body
    [copy] = letters_to(candidate.email)
    assert ADDRESS not in f"{copy.subject} {copy.body}"
    visitor.client.post(f"{opening.address}/ecrire", data=form_of(form, "Encore moi."))
    assert "Vous avez écrit à cet employeur" in visitor.open(f"{opening.address}/ecrire").text()
    assert len(letters_to(ADDRESS)) == 1
    assert db.session.query(RelayedApplication).count() == 1


def form_of(page: Any, message: str) -> dict[str, str]:
    return {name: values[0] for name, values in page.answers(page.form()).items()} | {
        "message": message
    }


def test_the_address_is_on_no_page_nor_in_any_file(
    app: Flask, opening: Opening, recruiter: Member
) -> None:
    readers = [None, MemberFactory().id, a_recruiter().id]
    values = {"application_uuid": "0" * 32, "name": "site.css"}
    itself, its_recruiter = opening.address, recruiter.id
    addresses = [*walked(app, opening, values, but="/static"), "/recherche?q=agence"]
    for reader in readers:
        visitor = Visitor(app.test_client())
        if reader:
            visitor.sign_in(db.session.get_one(Member, reader))
        for address in addresses:
            answer = visitor.client.get(address)
            assert ADDRESS not in body_of(answer), address
            answer.close()
    its_own = Visitor(app.test_client()).sign_in(db.session.get_one(Member, its_recruiter))
    assert ADDRESS not in its_own.open(itself).html
    assert ADDRESS in its_own.open(f"{itself}/modifier").html


def test_who_recruits_and_who_comes_too_late_do_not_write(
    visitor: Visitor, opening: Opening, recruiter: Member
) -> None:
    visitor.sign_in(recruiter).open(f"{opening.address}/ecrire", status=403)
    over = OpeningFactory(over=True, apply_mode=ApplyMode.EMAIL, apply_email=ADDRESS)
    visitor.sign_in(MemberFactory()).open(f"{over.address}/ecrire", status=403)
    form = visitor.open(f"{opening.address}/ecrire")
    assert visitor.send(form, 422, message="").texts(".field-error")
    elsewhere = OpeningFactory()
    visitor.open(f"{elsewhere.address}/ecrire", status=404)


def test_a_message_that_comes_after_the_end_is_given_back(
    visitor: Visitor, opening: Opening
) -> None:
    form = visitor.sign_in(MemberFactory()).open(f"{opening.address}/ecrire")
    opening.filled = opening.positions
    db.session.commit()
    page = visitor.send(form, 409, message="Une heure de travail.")
    assert "Une heure de travail." in page.html
    assert not letters_to(ADDRESS)


def test_an_opening_by_mail_needs_an_address_that_stays_frozen_once_written_to(
    visitor: Visitor, recruiter: Member, opening: Opening
) -> None:
    form = visitor.sign_in(recruiter).open("/offres/nouvelle")
    page = visitor.send(form, 422, press="publish=1", apply_mode="email", **whole())
    assert "Donnez l’adresse à laquelle transmettre" in page.text()
    for wrong in ("rh", "a@b.fr, c@d.fr", "a@b.fr\r\nBcc: x@y.fr"):
        page = visitor.send(
            form, 422, press="draft=1", apply_mode="email", apply_email=wrong, **whole()
        )
        assert "adresse électronique complète" in page.text()
    db.session.add(
        RelayedApplication(opening_id=opening.id, member_id=recruiter.id, at=opening.publish_at)
    )
    db.session.commit()
    form = visitor.open(f"{opening.address}/modifier")
    page = visitor.send(form, 422, **whole(apply_mode="elsewhere"))
    assert "la façon de candidater ne change plus" in page.text()


def test_a_job_sheet_is_joined_read_by_all_and_taken_away(
    visitor: Visitor, recruiter: Member
) -> None:
    form = visitor.sign_in(recruiter).open("/offres/nouvelle")
    said = whole(profile="Vous connaissez les entreprises.")
    visitor.send(form, press="publish=1", job_sheet=sent(a_pdf(), "fiche.pdf"), **said)
    opening = written()
    anyone = Visitor(visitor.client.application.test_client())
    address = anyone.open(opening.address).link("La fiche de poste")
    answer = anyone.client.get(address)
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()

    visitor.send(visitor.open(f"{opening.address}/modifier"), without_job_sheet="y")
    anyone.open(f"{opening.address}/fiche-de-poste", status=404)
    assert db.session.query(Attachment).count() == 0


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"profile": ""}, "La fiche de poste ne remplace pas le texte"),
        (
            {"is_confidential": "y", "apply_mode": "here"},
            "Une fiche de poste nommerait l’employeur",
        ),
    ],
)
def test_a_job_sheet_replaces_no_text_and_names_nobody(
    visitor: Visitor, recruiter: Member, said: dict[str, str], sentence: str
) -> None:
    form = visitor.sign_in(recruiter).open("/offres/nouvelle")
    answers = whole(profile="Vous connaissez les entreprises.") | said
    page = visitor.send(form, 422, press="publish=1", job_sheet=sent(a_pdf(), "f.pdf"), **answers)
    assert sentence in page.text()
    assert db.session.query(Attachment).count() == 0


def test_a_job_sheet_is_to_be_chosen_again_when_something_else_is_refused(
    visitor: Visitor, recruiter: Member
) -> None:
    form = visitor.sign_in(recruiter).open("/offres/nouvelle")
    assert "Choisissez de nouveau" not in form.text()
    page = visitor.send(form, 422, press="draft=1", title="", job_sheet=sent(a_pdf(), "f.pdf"))
    assert "Choisissez de nouveau la fiche de poste" in page.text(".notice")


def test_a_job_sheet_is_checked_as_a_cv_is(visitor: Visitor, recruiter: Member) -> None:
    form = visitor.sign_in(recruiter).open("/offres/nouvelle")
    for body, name in ((b"MZ", "fiche.exe"), (a_pdf(script=True), "fiche.pdf"), (b"", "f.pdf")):
        page = visitor.send(form, 422, press="draft=1", title="Chef", job_sheet=sent(body, name))
        assert page.texts("#job_sheet-error, .field-error")
    assert db.session.query(Opening).count() == 0
