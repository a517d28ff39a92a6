"""Figures that help to act, and sheets that say the same thing made one."""

from __future__ import annotations

import pytest

from intranet.competencies.models import Edition
from intranet.competencies.queries import links_of
from intranet.discussions.actions import follow
from intranet.discussions.models import CommentKind, Follow, Topic, Verb
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.practices import actions, queries
from intranet.practices.actions.news import tell
from intranet.practices.models import (
    ChangedMeanwhile,
    FruitlessSearch,
    Replication,
    ReportReason,
    ReuseStage,
)
from intranet.practices.queries import figures_of
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.letters import letters_to
from tests.practices.factories import a_published, a_submitted, a_theme
from tests.visitor import Visitor


def test_two_sheets_become_one_and_nothing_said_of_them_is_lost(
    visitor: Visitor, edition: Edition
) -> None:
    gone, kept = a_published(edition, title="Le doublon"), a_published(edition, title="La bonne")
    asker, both = MemberFactory(), MemberFactory()
    for member, sheet in ((asker, gone), (both, gone), (both, kept)):
        follow(member, Topic.THING, f"practice:{sheet.id}", sheet.title)
    actions.ask(gone, asker, CommentKind.QUESTION, "Combien ?", now())
    elsewhere = OrganizationFactory()
    source = a_published(edition, title="La source")
    tells = Replication(
        practice_id=source.id, organization_id=elsewhere.id, version_number=1,
        stage=ReuseStage.DONE, own_practice_id=gone.id,
    )  # fmt: skip
    db.session.add(tells)
    for sheet in (gone, kept):
        db.session.add(
            Replication(
                practice_id=sheet.id, organization_id=elsewhere.id,
                version_number=1, stage=ReuseStage.DONE,
            )
        )  # fmt: skip
    db.session.commit()
    old = gone.slug

    sheet = visitor.sign_in(an_animator()).open(f"/pratiques/{old}")
    page = visitor.open(sheet.link("Réunir avec une autre fiche"))
    refused = visitor.send(page, 422, form="main form", kept=f"http://localhost/pratiques/{old}")
    assert "une autre fiche" in refused.text()
    shown = visitor.send(page, form="main form", kept=f"http://localhost/pratiques/{kept.slug}?a=1")

    assert "La bonne" in shown.text("h1")
    said = visitor.open(shown.link("Lire ce qu’en disent les membres"))
    assert "Combien" in said.text()
    moved = visitor.client.get(f"/pratiques/{old}")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/pratiques/{kept.slug}")
    keys = sorted((each.member_id, each.key) for each in db.session.query(Follow))
    assert keys == [(asker.id, f"practice:{kept.id}"), (both.id, f"practice:{kept.id}")]
    assert "Le doublon" not in visitor.open("/pratiques").text()
    assert len(gone.versions) == len(kept.versions) == 1
    db.session.expire_all()
    assert gone.merged_by_id
    assert "Le doublon" in visitor.open(f"/pratiques/{kept.slug}/versions").text("#reunies + ul")
    assert links_of("practice", [gone.id])[gone.id] == []
    visitor.sign_in(gone.author).open(f"/pratiques/{kept.slug}")
    assert "La bonne" in visitor.open(f"/pratiques/{source.slug}").text("#reprises")


def test_a_sheet_goes_neither_into_one_of_another_theme_nor_into_an_archived_one(
    visitor: Visitor, edition: Edition
) -> None:
    a_theme("foncier", "Foncier")
    gone, kept = a_published(edition), a_published(edition, title="Autre", themes=["foncier"])
    page = visitor.sign_in(an_animator()).open(f"/pratiques/{gone.slug}/fusion")

    refused = visitor.send(page, 422, form="main form", kept=f"/pratiques/{kept.slug}")

    assert "aucun thème en commun" in refused.text(".error-summary")
    kept.archived_on = today()
    db.session.commit()
    refused = visitor.send(page, 422, form="main form", kept=f"/pratiques/{kept.slug}")
    assert "une autre fiche en ligne" in refused.text(".error-summary")
    with pytest.raises(ChangedMeanwhile):  # archived between the page and the click
        actions.merge(gone, kept, an_animator(), now(), lock=gone.lock_version)
    db.session.rollback()
    assert gone.merged_into_id is None


def test_what_readers_reported_of_the_one_that_goes_awaits_the_one_that_stays(
    edition: Edition,
) -> None:
    gone, kept = a_published(edition), a_published(edition, title="La bonne")
    actions.report(gone, MemberFactory(), ReportReason.STALE, "En 2026…", now())
    db.session.commit()

    actions.merge(gone, kept, an_animator(), now(), lock=gone.lock_version)
    db.session.commit()

    assert [each.text for each in db.session.scalars(queries.open_reports(kept))] == ["En 2026…"]


def test_the_figures_are_those_of_the_animators_regions(visitor: Visitor, edition: Edition) -> None:
    a_published(edition)
    stale = a_published(edition, title="Ancienne", region="53", department="35")
    stale.verified_on = today().replace(year=today().year - 2, day=1)
    db.session.add(FruitlessSearch(words="friche hydrogene", on=today(), times=3))
    db.session.commit()

    whole, brittany = an_animator(), an_animator("53")
    found = figures_of(whole, now())
    assert (found.listed, found.verified, found.verified_percent) == (2, 1, 50)
    assert figures_of(brittany, now()).verified_percent == 0
    assert "35" not in {each.code for each in figures_of(brittany, now()).without}
    page = visitor.sign_in(whole).open("/animer/pratiques/statistiques")
    assert "friche hydrogene" in page.text()
    assert "dans la journée Reprises" in page.text(".facts")
    csv = visitor.client.get("/animer/pratiques/statistiques.csv").text
    assert "Recherche sans résultat : friche hydrogene" in csv


def test_what_was_asked_of_a_sheet_that_goes_is_asked_no_more(
    visitor: Visitor, edition: Edition
) -> None:
    gone, kept = a_published(edition), a_published(edition, title="La bonne")
    expert, taker, animator = MemberFactory(), MemberFactory(), an_animator()
    taker.membership.is_referent = True
    actions.name_expert(a_theme().id, expert, animator, now())
    actions.ask_opinions(gone, [expert], animator, today(), now())
    actions.ask_transfer(gone, taker.organization, gone.author, now())
    asked = actions.ask(gone, MemberFactory(), CommentKind.QUESTION, "Combien ?", now())
    follower = MemberFactory()
    follow(follower, Topic.THEME, a_theme().slug, "Innovation")
    tell(gone, Verb.CONFIRMED, gone.author, now(), of="1")
    db.session.commit()
    actions.merge(gone, kept, animator, now(), lock=gone.lock_version)
    db.session.commit()
    letters = db.session.query(Letter).count()
    for who in (gone.contact, expert):
        last = letters_to(who)[-1]
        assert last.subject == f"Réunie à une autre : {gone.title}"
        assert last.body.rstrip().endswith(f"/pratiques/{kept.slug}")
    actions.remind_reviewers(now())

    assert db.session.query(Letter).count() == letters
    assert db.session.scalars(queries.transfers_offered_to(taker)).all() == []
    assert asked.awaited_id == kept.contact_id
    news = visitor.sign_in(follower).open("/moi/nouveautes")
    assert len(news.texts(".news-list li")) == 1
    assert visitor.open(f"/pratiques/fusionnee-{gone.id}").url == f"/pratiques/{kept.slug}"


def test_a_sheet_that_its_owner_is_writing_in_does_not_go(
    visitor: Visitor, edition: Edition
) -> None:
    gone, kept = a_published(edition), a_published(edition, title="La bonne")
    sheet = gone.published.sheet
    sheet.context = "Une année de plus."
    actions.save(gone, sheet, gone.author, now(), lock=gone.lock_version)
    db.session.commit()
    page = visitor.sign_in(an_animator()).open(f"/pratiques/{gone.slug}/fusion")

    refused = visitor.send(page, 422, form="main form", kept=f"/pratiques/{kept.slug}")

    assert "réunissez plutôt l’autre" in refused.text(".error-summary")
    db.session.expire_all()
    assert gone.merged_into_id is None


def test_what_its_authors_took_back_is_no_review(edition: Edition) -> None:
    review = a_submitted(edition)
    actions.take_back(review.practice, review.practice.author, now())
    db.session.commit()

    assert figures_of(an_animator(), now()).review_days is None
