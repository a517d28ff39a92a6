"""While one types: where the words may lead; and the last searches, which one forgets as one likes."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from intranet.home.actions import remember
from intranet.home.models import RecentSearch
from intranet.kit import search
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.search import Audience
from intranet.members.actions import close_account
from intranet.members.models import Member
from tests.factories import MemberFactory
from tests.members.factories import a_newcomer
from tests.sql import counted
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def some_things(clean_database: None) -> None:
    for number, title in enumerate(("Friche reconvertie", "Les friches en ville"), 1):
        search.index("practice", number, title=title, address=f"/pratiques/{number}")
    search.index("opening", 1, title="Chargée de friche", address="/offres/1", summary="Nancy")
    search.index("person", 1, title="Frichard Dominique", address="/x", audience=Audience.NETWORK)
    db.session.commit()


def options(page: Page) -> list[str]:
    return page.texts("[role=option] .suggestion-title")


def kept(member: Member) -> list[str]:
    query = select(RecentSearch.words).filter_by(member_id=member.id)
    return list(db.session.scalars(query.order_by(RecentSearch.at.desc(), RecentSearch.id.desc())))


def searched(visitor: Visitor, words: str) -> None:
    """What the page of results does once it is read."""
    page = visitor.open(f"/recherche?q={words}")
    form = page.soup.select_one("main form[hidden]")
    if form:
        sent = {str(field["name"]): field["value"] for field in form.select("[name]")}
        answer = visitor.client.post(str(form["hx-post"]), data=sent)
        assert answer.status_code == 204


@pytest.mark.usefixtures("some_things")
def test_the_beginning_of_a_word_suggests_what_bears_it_in_its_title(visitor: Visitor) -> None:
    page = visitor.open("/recherche/suggestions?q=frich")
    assert set(options(page)) == {"Friche reconvertie", "Les friches en ville", "Chargée de friche"}
    assert set(page.texts(".suggestion-kind")) == {"bonne pratique", "offre"}
    assert page.link("Friche reconvertie") == "/pratiques/1"
    assert options(visitor.open("/recherche/suggestions?q=nancy")) == []


@pytest.mark.usefixtures("some_things")
def test_a_slip_is_forgiven_here_too_and_tells_nobody_s_name(visitor: Visitor) -> None:
    assert "Friche reconvertie" in options(visitor.open("/recherche/suggestions?q=frcihe"))
    assert options(visitor.open("/recherche/suggestions?q=frichadr")) == []


@pytest.mark.usefixtures("some_things")
def test_people_are_suggested_to_the_network_alone(visitor: Visitor) -> None:
    address = "/recherche/suggestions?q=frichard"
    assert options(visitor.open(address)) == []
    assert options(visitor.sign_in(a_newcomer()).open(address)) == []
    assert options(visitor.sign_in(MemberFactory()).open(address)) == ["Frichard Dominique"]


@pytest.mark.parametrize("typed", ["", "f", "%22", "*", "é" * 5_000, "' OR 1", "de la"])
def test_what_says_nothing_suggests_nothing(visitor: Visitor, typed: str) -> None:
    assert options(visitor.open(f"/recherche/suggestions?q={typed}")) == []


@pytest.mark.usefixtures("some_things")
def test_a_suggestion_asks_one_statement(visitor: Visitor) -> None:
    with counted() as statements:
        visitor.open("/recherche/suggestions?q=frich")
    assert len(statements) == 1, statements


def test_the_box_works_without_javascript(visitor: Visitor) -> None:
    box = visitor.open("/annuaire").soup.select_one(".site-search input[name=q]")
    assert box is not None
    assert "role" not in box.attrs  # the script says what it adds
    assert "focus" not in box["hx-trigger"]  # a visitor has no last searches


@pytest.mark.usefixtures("some_things")
def test_the_last_searches_are_kept_once_each_and_suggested(visitor: Visitor) -> None:
    member = MemberFactory()
    visitor.sign_in(member)
    for words in ("friche", "reconvertie", "FRICHE"):
        searched(visitor, words)

    assert kept(member) == ["FRICHE", "reconvertie"]
    assert options(visitor.open("/recherche/suggestions?q=")) == ["FRICHE", "reconvertie"]
    assert visitor.open("/recherche").texts(".recent li > a") == ["FRICHE", "reconvertie"]


@pytest.mark.usefixtures("some_things")
def test_reading_alone_writes_nothing_and_what_finds_nothing_is_not_kept(visitor: Visitor) -> None:
    member = MemberFactory()
    visitor.sign_in(member).open("/recherche?q=friche")
    searched(visitor, "zzzzzz")
    assert kept(member) == []
    assert visitor.open("/recherche/suggestions?q=").texts("[role=option]") == []


def test_the_ninth_drives_one_out_of_ones_own_alone() -> None:
    member, other = MemberFactory(), MemberFactory()
    remember(other, "à moi", now())
    for number in range(10):
        remember(member, f"mot {number}", now())
    db.session.commit()
    assert kept(member) == [f"mot {number}" for number in range(9, 1, -1)]
    assert kept(other) == ["à moi"]


def test_each_is_forgotten_and_all_of_them_and_nobody_elses(visitor: Visitor) -> None:
    member, other = MemberFactory(), MemberFactory()
    for words in ("un", "deux", "trois"):
        remember(member, words, now())
    remember(other, "à moi", now())
    db.session.commit()
    others = db.session.scalars(select(RecentSearch.id).filter_by(member_id=other.id)).one()

    page = visitor.sign_in(member).open("/recherche")
    page = visitor.send(page, form=".recent li:nth-child(2) form")
    assert page.texts(".recent li > a") == ["trois", "un"]
    token = page.first("main [name=csrf_token]").get("value")
    visitor.client.post(f"/recherche/recentes/{others}/suppression", data={"csrf_token": token})
    assert kept(other) == ["à moi"]
    visitor.send(page, form="form[action$=effacement]")
    assert kept(member) == []


@pytest.mark.usefixtures("some_things")
def test_whoever_would_rather_not_has_none_kept(visitor: Visitor) -> None:
    member = MemberFactory()
    remember(member, "un", now())
    db.session.commit()

    visitor.sign_in(member)
    page = visitor.send(visitor.open("/recherche"), form="form[action$=reglage]")
    assert "Vous avez choisi de ne pas les garder" in page.text()
    searched(visitor, "friche")
    assert kept(member) == []
    page = visitor.send(page, form="form[action$=reglage]")
    assert "gardées pour vous seul" in page.text()
    searched(visitor, "friche")
    assert kept(member) == ["friche"]


def test_they_are_in_the_file_of_ones_own_data_and_go_with_the_account(visitor: Visitor) -> None:
    member = MemberFactory()
    remember(member, "reprise d’entreprise", now())
    db.session.commit()

    held = json.loads(visitor.sign_in(member).client.get("/moi/donnees.json").text)
    assert "reprise d’entreprise" in visitor.open("/moi/donnees").text()
    assert [one["mots"] for one in held["dernieres_recherches"]] == ["reprise d’entreprise"]
    close_account(member, now())
    assert kept(member) == []
