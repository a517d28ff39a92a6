"""A sheet is withdrawn for good: its address says why, and its owner keeps an export."""

from __future__ import annotations

import pytest

from intranet.competencies.models import Edition
from intranet.competencies.queries import links_of
from intranet.discussions.models import CommentKind
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.journal import Kind, SecurityEvent
from intranet.kit.letters import Letter
from intranet.practices import actions, queries
from intranet.practices.models import ChangedMeanwhile, ReuseStage
from tests.factories import MemberFactory, an_animator
from tests.letters import letters_to
from tests.practices.factories import a_published, a_submitted, a_theme
from tests.visitor import Visitor

WHY = "Elle cite une entreprise qui ne l’a pas permis."


def test_a_withdrawn_sheet_says_why_and_is_read_no_more(visitor: Visitor, edition: Edition) -> None:
    sheet = a_published(edition, title="Une fiche de trop")
    address, animator = sheet.address, an_animator("44")
    shown = visitor.sign_in(animator).open(address)
    page = visitor.open(shown.link("Retirer du site"))
    assert "Archiver suffit-il" in page.text("main")
    visitor.send(page, 422, form="main form", reason=" ")
    listed = visitor.send(page, form="main form", reason=WHY)

    assert "plus personne ne la lit" in listed.text()
    assert "Une fiche de trop" not in listed.text("#results")
    outside = Visitor(visitor.client.application.test_client())
    for reader in (outside, visitor, outside.sign_in(MemberFactory())):
        gone = reader.open(address, status=410)
        assert WHY in gone.text("main")
        assert "Ce que votre structure en garde" not in gone.text("main")
        for under in ("/imprimer", "/fiche.docx", "/v/1", "/versions"):
            assert reader.client.get(address + under).status_code == 410
    assert links_of("practice", [sheet.id])[sheet.id] == []
    line = db.session.query(SecurityEvent).filter_by(kind=Kind.SUSPENDED).one()
    assert (line.person, line.detail) == (animator.event_key, "withdrawn")


def test_its_owner_keeps_an_export_and_reads_why(visitor: Visitor, edition: Edition) -> None:
    sheet = a_published(edition, title="Une fiche de trop")
    actions.withdraw(sheet, an_animator(), now(), reason=WHY, lock=sheet.lock_version)
    db.session.commit()

    letter = db.session.query(Letter).filter(Letter.key.startswith("practice-withdrawn:")).one()
    assert (letter.recipient, WHY in letter.body) == (sheet.contact.email, True)
    mine = visitor.sign_in(sheet.author).open("/pratiques/mes-fiches")
    gone = visitor.open(mine.link("Une fiche de trop"), status=410)
    paper = visitor.open(gone.link("page à imprimer"))
    assert "retirée du site le" in paper.text(".paper-head")
    assert visitor.client.get(f"{sheet.address}/fiche.docx").status_code == 200
    for under in ("/modifier", "/contact", "/versions", "/v/1"):
        assert visitor.client.get(sheet.address + under).status_code == 410


def test_what_was_never_online_is_withdrawn_too_and_nobody_else_learns_it_was(
    visitor: Visitor, edition: Edition
) -> None:
    review = a_submitted(edition, title="Jamais en ligne")
    sheet, animator = review.practice, an_animator("44")
    shown = visitor.sign_in(animator).open(sheet.address)
    page = visitor.open(shown.link("Retirer du site"))
    visitor.send(page, form="main form", reason=WHY)

    db.session.expire_all()
    assert review.revoked_at
    assert db.session.scalars(queries.awaiting_review_by(animator)).all() == []
    assert visitor.client.get(f"/animer/pratiques/relectures/{review.id}").status_code == 404
    assert visitor.client.get(sheet.address).status_code == 404
    assert WHY in visitor.sign_in(sheet.author).open(sheet.address, status=410).text("main")


def test_what_was_asked_of_a_withdrawn_sheet_is_asked_no_more(
    visitor: Visitor, edition: Edition
) -> None:
    sheet, expert, animator = a_published(edition), MemberFactory(), an_animator()
    actions.name_expert(a_theme().id, expert, animator, now())
    actions.ask_opinions(sheet, [expert], animator, today(), now())
    asked = actions.ask(sheet, MemberFactory(), CommentKind.QUESTION, "Combien ?", now())
    taker = MemberFactory()
    said = {"stage": ReuseStage.PLANNED, "changes": "À cheval.", "result": ""}
    actions.tell_replication(sheet, taker, said, now(), lock=0)
    db.session.commit()

    actions.withdraw(sheet, animator, now(), reason=WHY, lock=sheet.lock_version)
    db.session.commit()

    assert [one.revoked_at is not None for one in sheet.reviews if one.level == 2] == [True]
    assert asked not in [each for each, _ in db.session.execute(queries.open_questions())]
    assert "Combien" not in visitor.sign_in(sheet.author).open("/").text("main")
    assert "ne l’est plus, vous n’avez rien à faire : cette fiche a" in letters_to(expert)[-1].body
    last = letters_to(taker)[-1]
    assert (last.subject, "À cheval." in last.body) == (f"Retirée : {sheet.title}", True)


def test_of_two_who_change_it_at_once_one_is_told(edition: Edition) -> None:
    sheet, lock = a_published(edition), 0
    with pytest.raises(ChangedMeanwhile):
        actions.withdraw(sheet, an_animator(), now(), reason=WHY, lock=lock)
