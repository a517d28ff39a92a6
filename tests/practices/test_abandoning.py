"""A revision that nobody wants any more gives its place back to what is online."""

from __future__ import annotations

from intranet.competencies.models import Edition
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.practices import actions, policy, queries
from intranet.practices.models import State
from tests.factories import an_animator
from tests.practices.factories import a_published
from tests.visitor import Visitor


def test_a_revision_is_abandoned_and_what_is_online_is_corrected_again(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    author, online = practice.author, practice.published_version_id
    page = visitor.sign_in(author).open(f"{practice.address}/modifier")
    assert "Abandonner" not in page.text("aside.item-side")
    page = visitor.send(page, press="save", context="Une autre version des faits.")
    assert not policy.may_correct(author, practice)

    shown = visitor.send(page, form="form[action$='/abandon']")

    assert "se retrouve dans « Versions »" in shown.text("#messages")
    db.session.expire_all()
    assert (practice.working_version_id, practice.published_version_id) == (None, online)
    assert policy.may_correct(author, practice)
    assert "Révision" not in visitor.open("/pratiques/mes-fiches").text("main")
    page = visitor.open(f"{practice.address}/versions")
    page = visitor.send(page, form="form[action$='/versions/2']")
    assert "Une autre version des faits." in page.text("main")
    db.session.expire_all()
    assert practice.working.number == 3


def test_what_a_reviewer_asked_of_it_is_not_asked_of_the_next(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    author = practice.author
    sheet = practice.published.sheet
    for context in ("Une autre version.", "Encore une autre."):
        sheet.context = context
        actions.save(practice, sheet, author, now(), lock=practice.lock_version)
        review = actions.submit(practice, now(), lock=practice.lock_version)
        actions.ask_corrections(review, an_animator(), now(), text="Chiffrez.", notes={})
        db.session.commit()
    assert db.session.scalars(queries.corrections_asked_of(author)).unique().all() == [practice]

    actions.abandon(practice, now(), lock=practice.lock_version)
    db.session.commit()
    db.session.expire_all()
    actions.save(practice, sheet, author, now(), lock=practice.lock_version)
    db.session.commit()

    assert practice.working_state is State.DRAFT
    assert db.session.scalars(queries.corrections_asked_of(author)).unique().all() == []
    page = visitor.sign_in(author).open(f"{practice.address}/modifier")
    assert "Corrections demandées" not in page.text("main")


def test_what_was_submitted_or_written_since_is_not_abandoned(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    sheet, author = practice.published.sheet, practice.author
    actions.save(practice, sheet, author, now(), lock=practice.lock_version)
    db.session.commit()
    page = visitor.sign_in(author).open(f"{practice.address}/modifier")
    sheet.context = "Écrit par une collègue."
    actions.save(practice, sheet, author, now(), lock=practice.lock_version)
    db.session.commit()
    visitor.send(page, 409, form="form[action$='/abandon']")

    page = visitor.open(f"{practice.address}/modifier")
    actions.submit(practice, now(), lock=practice.lock_version)
    db.session.commit()
    visitor.send(page, 409, form="form[action$='/abandon']")
    db.session.expire_all()
    assert practice.submitted_at
