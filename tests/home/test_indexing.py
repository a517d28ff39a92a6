"""`flask search rebuild`: the index made anew holds what may be found, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update

from intranet.competencies.models import Edition
from intranet.home.actions.indexing import is_behind, rebuild
from intranet.kit import search
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.search import KnownWord, SearchEntry
from intranet.members.actions import let_be_found
from intranet.practices.actions import archive, unarchive
from tests.competencies.proposing import a_proposal
from tests.courses.factories import CourseFactory
from tests.events.factories import a_proposal as a_meeting
from tests.events.factories import an_event
from tests.factories import MemberFactory, OrganizationFactory, an_administrator
from tests.openings.factories import OpeningFactory
from tests.practices.factories import a_draft, a_guide, a_published
from tests.visitor import Visitor


def entries() -> set[tuple[Any, ...]]:
    db.session.expire_all()
    columns = SearchEntry.kind, SearchEntry.object_id, SearchEntry.title, SearchEntry.audience
    return {tuple(row) for row in db.session.execute(select(*columns))}


def made_anew() -> None:
    for _ in rebuild(now()):
        db.session.commit()


@pytest.fixture
def things(edition: Edition) -> None:
    """Of each kind, one that may be found; and some that may not."""
    OpeningFactory(title="Poste quokka (F/H)")
    OpeningFactory(title="Quokka clos", closed=True)
    OpeningFactory(title="Quokka en brouillon", draft=True)
    CourseFactory(title="Former des quokkas")
    a_published(edition, title="Pratique quokka à reprendre")
    a_draft(MemberFactory())
    a_guide(MemberFactory(), "Guide quokka")
    an_event(title="Rencontre quokka")
    a_meeting(title="Quokka non publié")
    a_proposal(title="Accueillir le quokka")
    a_proposal(title="Quokka en projet", draft=True)
    OrganizationFactory(name="Agence quokka")
    MemberFactory(name="Quokka Dominique", is_listed=True)
    MemberFactory(name="Quokka Anonyme")
    db.session.commit()


@pytest.mark.usefixtures("things")
def test_an_empty_index_is_filled_with_what_may_be_found(visitor: Visitor) -> None:
    for table in ("search_words", "search_entry", "known_word"):
        db.session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    db.session.commit()

    made_anew()

    visitor.sign_in(MemberFactory())
    titles = visitor.open("/recherche?q=quokka").texts(".row h3")
    assert {
        "Poste quokka (F/H)",
        "Former des quokkas",
        "Pratique quokka à reprendre",
        "Guide quokka",
        "Rencontre quokka",
        "Agence quokka",
        "Quokka Dominique",
    } < set(titles)
    assert len(titles) == 8  # and what is proposed
    assert visitor.open("/recherche?q=qoukka").texts(".row h3") == titles


@pytest.mark.usefixtures("things")
def test_twice_changes_nothing_and_what_may_no_longer_be_found_goes() -> None:
    made_anew()
    once = entries()
    search.index("practice", 99_999, title="Fantôme", address="/pratiques/x")
    search.index("person", 99_999, title="Fantôme", address="/x")
    db.session.commit()
    made_anew()
    assert entries() == once
    assert db.session.get(KnownWord, "fantome") is None


@pytest.mark.usefixtures("things")
def test_made_anew_a_thing_is_no_newer() -> None:
    made_anew()
    entry = db.session.scalars(select(SearchEntry).filter_by(kind="guide")).one()
    entry.indexed_at = long_ago = now() - timedelta(days=400)
    db.session.commit()
    made_anew()
    db.session.expire_all()
    assert db.session.scalars(select(SearchEntry.indexed_at).filter_by(kind="guide")).one() == (
        long_ago
    )


@pytest.mark.usefixtures("things")
def test_an_index_older_than_the_spelling_is_known_as_such() -> None:
    made_anew()
    assert not is_behind()
    db.session.execute(delete(KnownWord))
    assert is_behind()


@pytest.mark.usefixtures("things")
def test_the_command_says_what_it_found(app: Flask) -> None:
    told = app.test_cli_runner().invoke(args=["search", "rebuild"]).output
    assert "Offres : 1\n" in told
    assert "Personnes : 1\n" in told


def test_what_is_archived_is_found_again_when_it_comes_back(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition, title="Pratique quokka à reprendre")
    archive(practice, MemberFactory(), now())
    db.session.commit()
    assert visitor.open("/recherche?q=quokka").texts(".row") == []
    unarchive(practice)
    db.session.commit()
    assert len(visitor.open("/recherche?q=quokka").texts(".row")) == 1


def test_a_member_who_is_not_admitted_is_not_found(edition: Edition) -> None:
    member = MemberFactory(is_listed=True)
    let_be_found(member)
    assert ("person", member.id, member.name, "network") in entries()
    member.is_listed = False
    let_be_found(member)
    assert not [entry for entry in entries() if entry[0] == "person"]


def test_a_new_name_of_an_organization_is_that_of_its_things_and_people(
    visitor: Visitor, edition: Edition
) -> None:
    """None of them is newer for it."""
    place = OrganizationFactory(name="CC des Lacs", provider=True)
    colleague = MemberFactory(name="Quokka Dominique", is_listed=True, organization=place)
    OpeningFactory(title="Poste quokka (F/H)", organization=place)
    CourseFactory(title="Former des quokkas", provider=place)
    a_published(edition, colleague, title="Pratique quokka à reprendre")
    a_proposal(colleague, title="Accueillir le quokka")
    edited = f"{place.address}/modifier"
    made_anew()
    long_ago = now() - timedelta(days=30)
    db.session.execute(update(SearchEntry).values(indexed_at=long_ago))
    db.session.commit()

    visitor.sign_in(an_administrator())
    visitor.send(visitor.open(edited), name="CC des Cimes")

    assert "CC des Lacs" not in visitor.open("/recherche?q=quokka").text()
    kinds = visitor.open("/recherche?q=quokka+cimes").texts(".kind-chip")
    assert sorted(kinds) == [
        "Bonnes pratiques 1", "Formations 1", "Offres 1", "Personnes 1", "Tout 5",
        "Évolutions proposées 1",
    ]  # fmt: skip
    later = select(SearchEntry.kind).where(SearchEntry.indexed_at > long_ago)
    assert list(db.session.scalars(later)) == ["provider"]
