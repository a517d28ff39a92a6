"""« Fiches proches »: who begins a sheet is shown those that are called nearly so, and goes on."""

from __future__ import annotations

import pytest

from intranet.competencies.models import Edition
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.practices.models import Practice
from intranet.practices.queries import near_titles
from tests.factories import MemberFactory
from tests.practices.factories import a_draft, a_finished_draft, a_published, an_author
from tests.sql import counted
from tests.visitor import Visitor

TITLE = "Un référent visite toutes les entreprises"


def near(title: str) -> list[str]:
    return [each.title for each in near_titles(title, MemberFactory(), now())]


@pytest.mark.parametrize(
    ("typed", "is_near"),
    [
        (TITLE.upper(), True),
        ("Un referant visite toute les entreprise", True),  # as one types
        ("Visiter toutes les entreprises, par un référent", True),  # by its words
        ("Un référent pour les salariés", False),
        ("Reconvertir une friche en hôtel d’entreprises", False),
        ("Un", False),
        ("", False),
        ("Des visites de friches", False),
    ],
)
def test_a_title_is_near_by_its_letters_or_its_words(
    edition: Edition, typed: str, is_near: bool
) -> None:
    a_published(edition, title=TITLE)
    a_published(edition, title="Un fonds d’aide aux commerces du centre")

    assert (near(typed) == [TITLE]) is is_near


def test_words_of_the_trade_that_mean_the_same_are_near(edition: Edition) -> None:
    a_published(edition, title="Densifier une zone d’activités existante")

    assert near("Densifier une ZAE existante") == ["Densifier une zone d’activités existante"]


def test_the_nearest_comes_first_and_five_at_most(edition: Edition) -> None:
    for place in ("Vosges", "Jura", "Vercors", "Morvan", "Berry", "Bugey"):
        a_published(edition, title=f"Un guichet unique dans le {place}")

    found = near("Un guichet unique dans le Berry")

    assert (found[0], len(found)) == ("Un guichet unique dans le Berry", 5)


def test_it_is_told_once_without_javascript_and_never_blocks(
    visitor: Visitor, edition: Edition
) -> None:
    a_published(edition, title=TITLE)
    page = visitor.sign_in(an_author()).open("/pratiques/nouvelle")

    told = visitor.send(page, form="main form", title="Un référent visite les entreprises")

    assert "Rien n’est encore créé" in told.text(".notice")
    assert TITLE in told.text("#proches")
    assert told.answers(told.form("main form"))["title"] == ["Un référent visite les entreprises"]
    assert db.session.query(Practice).count() == 1
    again = visitor.send(told, form="main form")
    assert "/modifier" in again.url


def test_what_was_seen_while_typing_is_not_told_again(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition, title=TITLE)
    page = visitor.sign_in(an_author()).open("/pratiques/nouvelle")

    typed = visitor.open(f"/pratiques/nouvelle?title={TITLE}", into="proches")
    page.swap("#proches", typed)
    assert page.link(TITLE) == f"/pratiques/{practice.slug}"
    assert "/modifier" in visitor.send(page, form="main form", title=TITLE).url


def test_a_draft_is_near_for_its_own_structure_and_does_not_exist_for_another(
    visitor: Visitor, edition: Edition
) -> None:
    author = an_author()
    a_draft(author, title=TITLE)
    a_finished_draft(edition, title=f"{TITLE} du pays")
    colleague = MemberFactory(organization=author.organization)

    page = visitor.sign_in(colleague).open(f"/pratiques/nouvelle?title={TITLE}")

    assert page.texts("#proches h3") == [TITLE]
    assert "Brouillon de votre structure" in page.text("#proches")
    assert near(TITLE) == []


def test_it_asks_three_statements_however_many_are_near(edition: Edition) -> None:
    member = MemberFactory()
    for place in ("Jura", "Berry", "Bugey"):
        a_published(edition, title=f"Un guichet unique dans le {place}")
    near_titles("Un guichet unique", member, now())
    assert member.organization_id

    with counted() as statements:
        near_titles("Un guichet unique dans le Jura", member, now())

    assert len(statements) == 3, statements
