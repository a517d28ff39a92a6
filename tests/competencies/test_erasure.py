"""Erasing all that was said of one's levels: gone for good, whatever page is still open."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from intranet.competencies import actions, queries
from intranet.competencies.models import (
    Assessment,
    Edition,
    Evidence,
    EvidenceClaim,
    ProfileShare,
    ShareVisit,
)
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.kit.letters import Letter
from intranet.kit.storage import storage
from intranet.members.actions import close_account
from intranet.members.models import Member
from tests.competencies.evidence import a_share, asks, attested, endorses, some_evidence
from tests.competencies.factories import says
from tests.factories import MemberFactory
from tests.sql import counted
from tests.visitor import Visitor


@pytest.fixture
def member(edition: Edition) -> Member:
    return MemberFactory()


def rows_of(member: Member) -> int:
    mine = select(func.count()).select_from(Assessment).where(Assessment.member_id == member.id)
    return db.session.scalar(mine) or 0


def erased(member: Member) -> None:
    actions.erase(member.id, now())
    db.session.commit()


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_levels_page_opened_before_brings_nothing_back(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 3)
    page = visitor.sign_in(member).open("/moi/competences/toutes")
    erased(member)

    after = visitor.send(page, 409, form="form.mine")

    assert "Vous avez effacé vos niveaux" in after.text()
    assert rows_of(member) == 0


def test_neither_does_the_page_of_an_item_even_in_place(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 3)
    page = visitor.sign_in(member).open("/referentiel/D1.1")
    erased(member)

    visitor.send(page, 409, form="#levels form")
    sent = page.answers(page.form("#levels form"))
    in_place = {"HX-Request-Type": "partial", "HX-Target": "section#levels"}
    answer = visitor.client.post("/referentiel/D1.1/niveau", data=sent, headers=in_place)

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (409, "true")
    assert rows_of(member) == 0


def test_one_may_begin_again_from_a_new_page(visitor: Visitor, member: Member) -> None:
    erased(member)
    page = visitor.sign_in(member).open("/referentiel/D1.1")

    visitor.send(page, form="#levels form", level="2")

    assert list(queries.known_levels(member.id, now()).values()) == [2]


def test_what_one_does_not_have_is_not_told_as_lost(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 3)

    told = visitor.sign_in(member).open("/moi/donnees/effacement").text(".notice")

    assert "1 réponse sur vos niveaux" in told.replace("\u00a0", " ")
    assert not [
        words for words in ("attestation que", "fichier", "lien de partage") if words in told
    ]


def test_what_is_lost_is_said_then_it_is_really_gone(visitor: Visitor, member: Member) -> None:
    reviewer = MemberFactory(name="Rémi Relit")
    says(member, "D1.1", 1)
    says(member, "D1.1", 2, at=now() + timedelta(seconds=1))
    evidence = attested(member, by=reviewer).evidence
    asks(evidence.claims[1], reviewer)
    stored = evidence.attachment.stored_as
    _, token = a_share(member)
    visitor.send(visitor.open(f"/partage/{token}"), form="#ouvrir")
    page = visitor.sign_in(member).open("/moi/donnees")

    page = visitor.open(page.link("Effacer mes niveaux"))
    for words in ("2 réponses", "1 attestation", "1 preuve", "1 fichier", "2 demandes d’avis", "1 lien de partage"):  # fmt: skip
        assert words in page.text(".notice").replace("\u00a0", " ")
    unsure = visitor.send(page, 422)
    assert "Cochez la case" in unsure.text(".error-summary")
    assert rows_of(member) == 3
    visitor.send(page, sure="y")

    gone = (Assessment, Evidence, EvidenceClaim, Attachment, ProfileShare, ShareVisit)
    assert [count(model) for model in gone] == [0] * 6
    assert not storage().exists(stored)
    told = select(func.count()).select_from(Letter).where(Letter.key.startswith("attest:"))
    assert db.session.scalar(told) == 0
    visitor.open(f"/partage/{token}", status=404)
    assert "Il n’y a rien à effacer" in visitor.open("/moi/donnees").text()
    assert "Personne ne vous a encore demandé" in visitor.sign_in(reviewer).open("/moi/avis").text()


def test_what_one_attested_for_others_stays_theirs(visitor: Visitor, member: Member) -> None:
    other = MemberFactory()
    attested(other, by=member)
    says(other, "D1.2", 2)
    attested(member, by=other)

    erased(member)

    assert rows_of(member) == 0
    assert rows_of(other) == 2
    assert [count(model) for model in (Evidence, EvidenceClaim, Attachment)] == [1, 2, 1]
    levels = queries.levels_held(other.id, now()).values()
    assert sorted((level.declared, level.attested) for level in levels if level.attested) == [(None, 3)]  # fmt: skip


def test_an_answer_written_meanwhile_is_not_lost_and_writes_nothing(
    visitor: Visitor, member: Member
) -> None:
    reviewer = MemberFactory()
    claim = asks(some_evidence(member).claims[0], reviewer)
    page = visitor.sign_in(reviewer).open(f"/moi/avis/{claim.id}")
    erased(member)

    late = visitor.send(page, 404, form="#avis", press="answer=attester", note="Mon mot")

    assert late.text("blockquote") == "Mon mot"
    assert count(Assessment) == 0


def test_all_is_carried_away_as_one_file(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 0)
    says(member, "D2.1", None)
    attested(member, by=MemberFactory(name="Rémi Relit"), expires_on=today())
    a_share(member)
    other = MemberFactory(name="Tout Autre")
    attested(other, by=member)
    visitor.sign_in(member)

    answer = visitor.client.get("/moi/donnees.json")

    assert answer.headers["Content-Disposition"] == "attachment; filename=mes-competences.json"
    assert answer.headers["Cache-Control"] == "private, no-store"
    held = answer.json
    assert [
        (one["competence"], one["reponse"], one["niveau"], one["par"]) for one in held["niveaux"]
    ] == [
        ("D1.1", "level", 0, member.name),
        ("D2.1", "not_applicable", None, member.name),
        ("D1.1", "level", 3, "Rémi Relit"),
    ]
    [shown], [shared] = held["preuves"], held["partages"]
    assert shown["fichier"]["nom"] == "attestation.pdf"
    assert [one["etat"] for one in shown["niveaux"]] == ["endorsed", "draft"]
    assert (shared["pour"], shared["visites"]) == ("Entretien à la CCI", 0)
    assert "Tout Autre" not in answer.text
    assert "token" not in answer.text


def test_levels_open_in_a_spreadsheet_that_runs_nothing(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 0)
    claim = asks(some_evidence(member).claims[0], MemberFactory(name="=cmd()"))
    endorses(claim, note="=HYPERLINK(1)")
    visitor.sign_in(member)

    answer = visitor.client.get("/moi/donnees.csv")
    lines = list(csv.DictReader(answer.text.removeprefix("\ufeff").splitlines(), delimiter=";"))

    assert [(line["Code"], line["Niveau"], line["À titre de"]) for line in lines] == [("D1.1", "0", "moi"), ("D1.1", "3", "pair")]  # fmt: skip
    assert (lines[1]["Dit par"], lines[1]["Commentaire"]) == ("'=cmd()", "'=HYPERLINK(1)")


def test_carrying_all_away_asks_as_much_whatever_there_is(visitor: Visitor, member: Member) -> None:
    visitor.sign_in(member)
    some_evidence(member)
    attested(member, by=MemberFactory())  # the edition is read once something is to be worded
    a_share(member)

    def asked() -> int:
        total = 0
        for url in ("/moi/donnees", "/moi/donnees.json", "/moi/donnees.csv"):
            with counted() as statements:
                visitor.open(url)
            total += len(statements)
        return total

    few = asked()
    for _ in range(4):
        attested(member, by=MemberFactory())
        a_share(member)

    assert asked() == few


def test_closing_the_account_erases_it_all_but_what_was_said_of_others(member: Member) -> None:
    other = MemberFactory()
    says(member, "D1.1", 2)
    evidence = attested(member, by=other).evidence
    stored = evidence.attachment.stored_as
    attested(other, by=member)
    a_share(member)

    close_account(member, now())
    db.session.commit()

    assert (rows_of(member), rows_of(other)) == (0, 1)
    assert [count(model) for model in (Evidence, ProfileShare)] == [1, 0]
    assert not storage().exists(stored)
