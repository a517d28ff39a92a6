"""Proposing: from the page of an item to a discussed proposal; what is refused, what is kept."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from intranet.competencies import actions, queries
from intranet.competencies.models import Edition, Operation, Proposal, ProposalState, ProposalStep
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.repeats import AGAIN_WITHIN
from intranet.kit.texts import typo
from intranet.members.models import Member
from tests.competencies.proposing import WHY, a_proposal, accepted, an_open_draft, applied, uuid_of
from tests.factories import MemberFactory
from tests.visitor import Visitor

LEVELS = {f"level_{value}": "Sait faire." for value in range(1, 5)}
EDIT = "/referentiel/D1.1/proposer/modifier"


@pytest.fixture
def author(edition: Edition, visitor: Visitor) -> Member:
    member = MemberFactory(name="Camille Proposante")
    visitor.sign_in(member)
    return member


def only_proposal() -> Proposal:
    [found] = every(select(Proposal))
    return found


def test_a_change_is_proposed_from_the_page_of_the_item(author: Member, visitor: Visitor) -> None:
    page = visitor.open("/referentiel/D1.1")
    page = visitor.open(page.link("Proposer une modification"))
    assert len(page.texts(".operations a")) == 8
    page = visitor.open(page.link("Modifier le texte"))
    assert page.answers(page.form())["title"] == ["Diagnostiquer le tissu économique"]

    page = visitor.send(page, title="Diagnostiquer l’économie locale", rationale=WHY, press="open")

    proposal = only_proposal()
    assert (proposal.state, proposal.author) == (ProposalState.OPEN, author)
    assert proposal.payload == {"title": "Diagnostiquer l’économie locale"}
    assert page.texts(".change del") == ["le tissu économique"]
    assert page.texts(".change ins") == ["l’économie locale"]
    assert "En discussion" in page.texts(".page-state .badge")


def test_a_draft_is_kept_incomplete_then_opened(author: Member, visitor: Visitor) -> None:
    visitor.send(visitor.open(EDIT), title="x" * 300, press="draft")
    assert only_proposal().state is ProposalState.DRAFT

    page = visitor.open(f"/referentiel/propositions/{only_proposal().id}")
    page = visitor.send(page, 422, form="form[action$=ouverture]")
    assert "300 signes, pour 255" in page.text(".error-summary")
    assert "20 signes au moins" in page.text(".error-summary")
    assert page.answers(page.form())["title"] == ["x" * 300]

    page = visitor.send(page, title="Diagnostiquer", rationale=WHY, press="open")
    assert only_proposal().state is ProposalState.OPEN
    assert only_proposal().payload == {"title": "Diagnostiquer"}


def test_a_level_that_is_no_number_is_kept_and_refused(author: Member, visitor: Visitor) -> None:
    page = visitor.open("/referentiel/D1.1/proposer/niveau")

    page = visitor.send(page, value="neuf", text="Mène.", press="draft")

    assert "Réécrire le niveau 0 de D1.1" in page.text("h1")
    visitor.send(page, 422, form="form[action$=ouverture]")


def test_a_draft_is_its_author_s_alone(author: Member, visitor: Visitor) -> None:
    draft = a_proposal(author, draft=True)

    visitor.sign_in(MemberFactory())

    visitor.open(draft.address, status=404)
    assert visitor.open("/referentiel/propositions").texts(".row h3") == []


OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("/referentiel/D1.1/proposer/deplacer", {"parent": "D2", "code": "D2.9"}),
    ("/referentiel/D1.1/proposer/retirer", {"successor": "D1.2"}),
    ("/referentiel/D1.1/proposer/relier", {"relation": "precedes", "target": "D1.2"}),
    ("/referentiel/D1.1/proposer/niveau?niveau=2", {"text": "Mène seul un diagnostic."}),
    (
        "/referentiel/D1.1/proposer/fusionner",
        {"others-0-uuid": "D1.2", "title": "Observer et veiller", "statement": "Les deux."},
    ),
    (
        "/referentiel/D1.1/proposer/scinder",
        {
            "parts-0-title": "Enquêter",
            "parts-1-code": "D1.3",
            "parts-1-title": "Interpréter",
            "parts-1-statement": "Dire ce que disent les chiffres.",
            **{f"parts-{n}-{level}": "Sait faire." for n in (0, 1) for level in LEVELS},
        },
    ),
    (
        "/referentiel/D1/proposer/ajouter",
        {"code": "D1.9", "title": "Rencontrer", "statement": "Aller voir.", **LEVELS},
    ),
    (
        "/referentiel/propositions/nouvelle",
        {
            "parent": "D2",
            "code": "D2.8",
            "title": "Négocier",
            "statement": "Trouver un accord.",
            **LEVELS,
        },
    ),
]


@pytest.mark.parametrize(("url", "answers"), OTHERS)
def test_each_operation_has_its_form(
    url: str, answers: dict[str, Any], author: Member, visitor: Visitor
) -> None:
    named = {"parent", "successor", "target", "others-0-uuid"}
    sent = {name: uuid_of(value) if name in named else value for name, value in answers.items()}

    page = visitor.send(visitor.open(url), rationale=WHY, press="open", **sent)

    assert only_proposal().state is ProposalState.OPEN
    assert page.texts(".change")


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (EDIT, {}, "Rien n’est changé"),
    (EDIT, {"title": "x" * 256}, "256 signes"),
    (EDIT, {"title": " "}, "Écrivez l’intitulé"),
    (EDIT, {"code": "D1.2"}, "Ce code est déjà celui de « Organiser une veille »"),
    (EDIT, {"level_max": "7"}, "Un niveau va de 0 à 4"),
    (EDIT, {"level_min": "3", "level_max": "1"}, "sous le premier"),
    (EDIT, {"kind": "martien"}, "Choisissez une nature"),
    (EDIT, {"code": "D7", "nature": "editorial"}, "un changement de fond"),
    ("/referentiel/D1/proposer/deplacer", {"parent": "D1.1"}, "ne peut pas la contenir"),
    ("/referentiel/D1.1/proposer/deplacer", {"parent": "inconnu"}, "pas dans le texte actuel"),
    ("/referentiel/D1.1/proposer/deplacer", {}, "déjà à cette place"),
    ("/referentiel/D1.1/proposer/fusionner", {"others-0-uuid": "D1.1"}, "avec elle-même"),
    ("/referentiel/D1.1/proposer/fusionner", {}, "au moins une autre"),
    ("/referentiel/D1/proposer/retirer", {}, "contient encore 2"),
    ("/referentiel/D1.1/proposer/scinder", {}, "deux compétences au moins"),
    ("/referentiel/D1.1/proposer/scinder", {"parts-1-level_2": "Autrement."}, "Écrivez l’intitulé"),
    ("/referentiel/D1.1/proposer/relier", {"target": "D1.1"}, "elle-même"),
    ("/referentiel/D1.1/proposer/relier", {"relation": "épouse", "target": "D1.2"}, "une relation"),
    ("/referentiel/D1.1/proposer/niveau", {"value": "9", "text": "…"}, "Un niveau va de 0 à 4"),
    ("/referentiel/propositions/nouvelle", {}, "Écrivez l’intitulé"),
]


@pytest.mark.parametrize(("url", "answers", "sentence"), REFUSED)
def test_what_the_tree_does_not_allow_is_refused_and_kept(
    url: str, answers: dict[str, Any], sentence: str, author: Member, visitor: Visitor
) -> None:
    codes = {item.code: item.uuid for item in queries.in_force().items.values()}
    named = {"parent", "successor", "target", "others-0-uuid"}
    sent = {n: codes.get(v, v) if n in named else v for n, v in answers.items()}

    page = visitor.send(visitor.open(url), 422, rationale=WHY, press="open", **sent)

    assert str(typo(sentence)) in str(typo(page.text(".error-summary")))
    assert every(select(Proposal)) == []
    assert page.answers(page.form())["rationale"] == [WHY]


def test_a_reason_is_asked_in_twenty_signs(author: Member, visitor: Visitor) -> None:
    page = visitor.send(visitor.open(EDIT), 422, title="Autre", rationale="Mieux.", press="open")

    assert "20 signes au moins" in page.text(".field-error")


def test_lines_are_added_without_losing_a_word(author: Member, visitor: Visitor) -> None:
    page = visitor.open("/referentiel/D1.1/proposer/fusionner")

    page = visitor.send(page, rationale=WHY, press="add=others", **{"others-0-uuid": uuid_of("D1.2")})  # fmt: skip

    answers = page.answers(page.form())
    assert answers["others-0-uuid"] == [uuid_of("D1.2")] and "others-1-uuid" in answers
    assert answers["rationale"] == [WHY]


def test_unknown_items_and_operations_are_not_found(author: Member, visitor: Visitor) -> None:
    visitor.open("/referentiel/D9.9/proposer", status=404)
    visitor.open("/referentiel/D1.1/proposer/abolir", status=404)
    visitor.open("/referentiel/propositions/99", status=404)
    visitor.open("/referentiel/propositions/9999999999", status=404)


def test_one_starts_from_the_next_edition_where_it_is_under_way(
    author: Member, visitor: Visitor
) -> None:
    draft = an_open_draft()
    applied(accepted(a_proposal(title="Observer l’économie")), draft)

    page = visitor.open(EDIT)

    assert page.answers(page.form())["title"] == ["Observer l’économie"]
    assert "prochaine édition, en préparation" in page.text(".page-state")


def test_a_text_that_changes_while_one_writes_is_not_written_over(
    author: Member, visitor: Visitor
) -> None:
    draft = an_open_draft()
    page = visitor.open(EDIT)
    applied(accepted(a_proposal(statement="Un énoncé tout neuf.")), draft)

    page = visitor.send(page, 409, title="Mon intitulé", rationale=WHY, press="open")

    assert "Un énoncé tout neuf." in page.text(".notice .theirs")
    assert page.answers(page.form())["title"] == ["Mon intitulé"]
    assert len(every(select(Proposal))) == 1


def test_what_left_the_text_under_way_cannot_be_proposed_on(
    author: Member, visitor: Visitor
) -> None:
    mine, draft = a_proposal(author, draft=True), an_open_draft()
    page = visitor.open(mine.address)
    applied(accepted(a_proposal(statement="Un énoncé tout neuf.")), draft)
    stale, page = page, visitor.send(page, 409, form="form[action$=ouverture]")
    assert "avant d’être ouverte à la discussion" in page.text(".notice[data-tone=warn]")
    assert page.link("Reprendre le brouillon") and not page.select("form[action$=ouverture]")
    applied(accepted(a_proposal(operation=Operation.RETIRE, successor="")), draft)

    assert "a quitté le texte" in visitor.open(EDIT, status=409).text("main")
    page = visitor.send(stale, 409, form="form[action$=ouverture]")
    assert "a quitté le texte" in page.text("main")
    assert "Reprendre le brouillon" not in page.text("main")


def test_what_is_written_on_a_draft_abandoned_at_that_very_moment_is_still_in_the_fields(
    author: Member, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied(accepted(a_proposal(statement="Un énoncé tout neuf.")), an_open_draft())
    page, keep = visitor.open(EDIT), actions.keep_proposal

    def too_late(*given: Any, **named: Any) -> Proposal:
        draft = db.session.get_one(Edition, queries.draft_under_way())
        actions.abandon(draft)
        db.session.commit()
        return keep(*given, **named)

    monkeypatch.setattr(actions, "keep_proposal", too_late)
    page = visitor.send(page, 409, title="Mon intitulé", rationale=WHY, press="open")
    monkeypatch.undo()

    assert "Un énoncé tout neuf." not in page.text(".notice .theirs")
    assert page.answers(page.form())["title"] == ["Mon intitulé"]
    page = visitor.send(page, press="open")
    assert page.url.startswith("/referentiel/propositions/")


def test_two_pages_of_one_draft_do_not_erase_each_other(author: Member, visitor: Visitor) -> None:
    draft = a_proposal(author, draft=True)
    first = visitor.open(f"{draft.address}/modifier")
    second = visitor.open(f"{draft.address}/modifier")
    visitor.send(first, title="Le premier", press="draft")

    page = visitor.send(second, 409, title="Le second", press="draft")

    db.session.expire_all()
    assert only_proposal().payload == {"title": "Le premier"}
    assert page.answers(page.form())["title"] == ["Le second"]


def test_a_draft_that_was_opened_by_its_form_and_is_sent_again_is_open_once(
    author: Member, visitor: Visitor
) -> None:
    draft = a_proposal(author, draft=True)
    page = visitor.open(f"{draft.address}/modifier")
    for _ in range(2):
        done = visitor.send(page, press="open")
        assert "La proposition est ouverte" in done.text("#messages")
    other = visitor.send(page, 409, title="Le second", press="draft")
    assert other.answers(other.form())["title"] == ["Le second"]
    assert [one.step for one in only_proposal().events] == [ProposalStep.OPENED]

    visitor.send(visitor.open(draft.address), form="form[action$=retrait]")
    gone = visitor.send(page, 409, title="Le second", press="open").text("main")
    assert "n’est plus un brouillon" in gone and "Le second" in gone
    assert visitor.open(f"{draft.address}/modifier").url == draft.address


def test_an_author_gives_up(author: Member, visitor: Visitor) -> None:
    proposal = a_proposal(author)

    page = visitor.send(visitor.open(proposal.address), form="form[action$=retrait]")

    db.session.expire_all()
    assert proposal.state is ProposalState.WITHDRAWN
    assert "Retirée par son auteur" in page.text("#results")


@pytest.mark.parametrize("press", ["open", "draft"])
def test_a_proposal_sent_again_is_the_one_that_is_there(
    author: Member, visitor: Visitor, press: str
) -> None:
    page = visitor.open(EDIT)
    for _ in range(2):
        visitor.send(page, title="Diagnostiquer l’économie locale", rationale=WHY, press=press)
    assert only_proposal().state is (ProposalState.OPEN if press == "open" else ProposalState.DRAFT)

    visitor.send(page, title="Diagnostiquer l’économie locale", rationale=WHY, press="open")
    assert only_proposal().state is ProposalState.OPEN
    visitor.send(page, title="Diagnostiquer autrement", rationale=WHY, press="open")
    assert len(every(select(Proposal))) == 2


def test_what_was_taken_back_or_is_asked_later_is_another_proposal(
    author: Member, visitor: Visitor
) -> None:
    page = visitor.open(EDIT)
    visitor.send(page, title="Diagnostiquer", rationale=WHY, press="open")
    first = every(select(Proposal).order_by(Proposal.id))[-1]
    actions.withdraw_proposal(first, author, now())
    db.session.commit()
    visitor.send(page, title="Diagnostiquer", rationale=WHY, press="open")
    with time_machine.travel(now() + AGAIN_WITHIN):
        visitor.sign_in(author)
        visitor.send(visitor.open(EDIT), title="Diagnostiquer", rationale=WHY, press="open")
    assert len(every(select(Proposal))) == 3
