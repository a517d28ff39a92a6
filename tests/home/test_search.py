"""Search over everything: by kind, by the words of the trade, forgiving a slip, hiding what is hidden."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import travel

from intranet.competencies.actions import let_profile_be_found
from intranet.competencies.models import Edition, JobProfile, RequirementSet
from intranet.home.queries.pages import PAGES
from intranet.kit import search
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.search import Audience
from intranet.kit.search.everything import _first_of
from intranet.organizations.actions import let_be_found
from intranet.organizations.models import Kind
from intranet.practices.models import FruitlessSearch
from intranet.tour.actions import let_be_found as let_stage_be_found
from intranet.tour.models import Stage, Tour
from tests.competencies.proposing import a_proposal
from tests.events.factories import an_event
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter, an_animator
from tests.members.factories import a_newcomer
from tests.openings.factories import found_by_words
from tests.practices.factories import a_guide, a_published
from tests.sql import counted
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")


def a_thing(number: int, title: str, kind: str = "practice", **more: Any) -> None:
    search.index(kind, number, title=title, address=f"/pratiques/{number}", **more)


def chips(page: Page) -> list[str]:
    return [said.replace("\u202f", " ") for said in page.texts(".kind-chip")]


def headings(page: Page) -> list[str]:
    return [said.replace("\xa0", " ") for said in page.texts(".search-group h2")]


def test_each_kind_says_how_many_it_has_and_shows_the_first(visitor: Visitor) -> None:
    for number in range(1, 7):
        a_thing(number, f"Friche reconvertie {number}")
    a_thing(1, "Friches : par où commencer", kind="guide")
    db.session.commit()

    page = visitor.open("/recherche?q=friches")

    assert headings(page) == ["6 bonnes pratiques", "1 guide"]
    assert chips(page) == ["Tout 7", "Bonnes pratiques 6", "Guides 1"]
    assert len(page.texts(".search-group .row")) == 4 + 1
    assert page.link("Voir les 6") == "/recherche?q=friches&genre=pratiques"


def test_a_kind_alone_is_read_page_by_page_with_its_words_marked(visitor: Visitor) -> None:
    for number in range(1, 31):
        a_thing(number, f"Friche reconvertie n° {number}", summary="L'ancienne friche d'en face")
    db.session.commit()

    page = visitor.open("/recherche?q=friche&genre=pratiques&page=2")

    assert len(page.texts("#results .row")) == 10
    assert set(page.texts("#results mark")) == {"Friche", "friche"}
    assert "L’ancienne friche d’en face" in page.texts("#results .row-meta")
    assert page.link("Précédente").endswith("q=friche&genre=pratiques")
    assert page.link("Les filtrer") == "/pratiques?q=friche"
    visitor.open("/recherche?q=friche&genre=pratiques&page=3", status=404)


def test_what_has_the_words_in_its_title_comes_first(visitor: Visitor) -> None:
    a_thing(1, "Visiter les quokkas")
    a_thing(2, "Recevoir", summary="Ouvrir ses quokkas une fois l’an")
    db.session.commit()

    page = visitor.open("/recherche?q=quokkas")

    assert page.texts(".row h3") == ["Visiter les quokkas", "Recevoir"]


def test_a_long_text_is_shown_around_its_word(visitor: Visitor) -> None:
    a_thing(1, "Un titre", summary="mot " * 100 + "la friche " + "suite " * 100)
    db.session.commit()

    said = visitor.open("/recherche?q=friche").texts(".row-meta")[0]

    assert said.startswith("… ")
    assert "la friche suite" in said
    assert len(said) < 200


@pytest.mark.parametrize("kind", ["opening", "course", "practice", "event", "organization"])
def test_words_of_the_trade_that_mean_the_same_find_every_kind(visitor: Visitor, kind: str) -> None:
    a_thing(1, "Requalifier une zone industrielle", kind=kind)
    db.session.commit()
    assert visitor.open("/recherche?q=ZAE").texts(".row h3") == [
        "Requalifier une zone industrielle"
    ]


def test_every_kind_is_found(visitor: Visitor, edition: Edition) -> None:
    needs = RequirementSet(owner="job_profile", edition_id=edition.id)
    job = JobProfile(slug="animateur", title="Animateur quokka", requirement_set=needs)
    region = Stage(region_code="44", number=1, title="Étape quokka")
    db.session.add_all([job, Tour(slug="essai", title="Tour", year=2027, stages=[region])])
    db.session.flush()
    let_profile_be_found(job)
    let_stage_be_found(region)
    for made in (Kind.PROVIDER, Kind.CCI):
        let_be_found(OrganizationFactory(name=f"Quokka {made}", kind=made))
    found_by_words(title="Poste quokka (F/H)")
    a_published(edition, title="Pratique quokka à reprendre")
    a_guide(MemberFactory(), "Guide quokka")
    an_event(title="Rencontre quokka")
    db.session.commit()

    assert headings(visitor.open("/recherche?q=quokka")) == [
        "1 métier",
        "1 offre",
        "1 organisme de formation",
        "1 bonne pratique",
        "1 guide",
        "1 rencontre",
        "1 étape du Tour",
        "1 structure",
    ]
    assert headings(visitor.open("/recherche?q=confidentialité")) == ["1 page du site"]


def test_every_page_of_the_site_that_is_found_opens(visitor: Visitor) -> None:
    db.session.add(Tour(slug="tour-essai", title="Tour d’essai", year=2027))
    db.session.commit()
    for page in PAGES:
        if page.audience is Audience.ANYONE:
            visitor.open(page.address)
    visitor.sign_in(MemberFactory())
    for page in PAGES:
        visitor.open(page.address)
    titles = visitor.open("/recherche?q=mentorat").texts(".row h3")
    assert titles == ["Apprendre d’un pair"]


def test_an_organization_that_comes_to_train_is_found_once(visitor: Visitor) -> None:
    organization = OrganizationFactory(name="Institut quokka", kind=Kind.ASSOCIATION)
    let_be_found(organization)
    organization.kind = Kind.PROVIDER
    let_be_found(organization)
    db.session.commit()
    assert headings(visitor.open("/recherche?q=quokka")) == ["1 organisme de formation"]
    assert visitor.open("/annuaire?q=quokka").texts(".row h3") == ["Institut quokka"]


def test_what_the_network_discusses_is_neither_shown_nor_counted_to_others(
    visitor: Visitor,
) -> None:
    proposal = a_proposal(title="Diagnostiquer la frichologie")
    a_proposal(title="Brouillon de frichologie", draft=True)
    a_thing(7, "Frichologie pour tous")
    a_thing(8, "Frichologie réservée", audience=Audience.NETWORK)
    db.session.commit()
    seen: dict[str, list[str]] = {}
    readers = {
        "newcomer": a_newcomer(),
        "member": MemberFactory(),
        "recruiter": a_recruiter(),
        "animator": an_animator(),
    }
    for who, reader in {"visitor": None, **readers}.items():
        if reader:
            visitor.sign_in(reader)
        page = visitor.open("/recherche?q=frichologie")
        seen[who] = chips(page)
        is_inside = who not in {"visitor", "newcomer"}
        assert ("réservée" in page.text()) is is_inside
        assert ("propositions" in page.html) is is_inside
        alone = visitor.open("/recherche?q=frichologie&genre=evolutions")
        assert bool(alone.texts("#results .row")) is is_inside
    assert seen["visitor"] == seen["newcomer"] == ["Tout 1", "Bonnes pratiques 1"]
    assert (
        seen["member"]
        == seen["recruiter"]
        == seen["animator"]
        == ["Tout 3", "Bonnes pratiques 2", "Évolutions proposées 1"]
    )
    assert proposal.address in visitor.open("/recherche?q=frichologie").html


def test_a_closed_site_is_searched_by_nobody_from_outside(
    visitor: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SITE_IS_PUBLIC", False)
    a_thing(1, "Friche")
    db.session.commit()
    answer = visitor.client.get("/recherche?q=friche")
    assert answer.status_code == 302
    assert "/connexion" in answer.headers["Location"]


@pytest.mark.parametrize("typed", ["frcihe", "friiche", "frche", "fricje", "frcihes"])
def test_one_wrong_letter_is_forgiven_and_said(visitor: Visitor, typed: str) -> None:
    a_thing(1, "Friche reconvertie")
    db.session.commit()

    page = visitor.open(f"/recherche?q={typed}+reconvertie")

    assert page.texts(".row h3") == ["Friche reconvertie"]
    assert "les résultats pour « friche reconvertie »" in page.text("main").replace("\xa0", " ")
    exact = visitor.open(page.link("Chercher exactement"))
    assert exact.texts(".row h3") == []


def test_what_is_spelt_right_is_not_corrected(visitor: Visitor) -> None:
    a_thing(1, "Une fiche à soi")
    a_thing(2, "Une friche à soi")
    db.session.commit()
    page = visitor.open("/recherche?q=fiche&genre=pratiques")
    assert page.texts(".row h3") == ["Une fiche à soi"]


def test_where_all_words_are_known_one_of_them_may_still_be_a_slip(visitor: Visitor) -> None:
    a_thing(1, "Fiche de poste")
    a_thing(2, "Friche reconvertie")
    db.session.commit()
    assert visitor.open("/recherche?q=fiche+reconvertie").texts(".row h3") == ["Friche reconvertie"]


def test_a_word_that_only_the_network_may_read_is_never_told(visitor: Visitor) -> None:
    a_thing(1, "Zibeline", audience=Audience.NETWORK)
    a_thing(2, "Zibeline et friches")
    search.forget("practice", 2)  # its word stays known, and leads to the other alone
    db.session.commit()

    page = visitor.open("/recherche?q=zibleine")
    assert page.texts(".row") == []
    assert "zibeline" not in page.html.lower().replace("zibleine", "")
    inside = visitor.sign_in(MemberFactory()).open("/recherche?q=zibleine")
    assert inside.texts(".row h3") == ["Zibeline"]


def test_where_nothing_is_found_a_word_less_says_what_it_would_find(visitor: Visitor) -> None:
    a_thing(1, "Friche reconvertie")
    a_thing(2, "Friche industrielle")
    a_thing(3, "Logement vacant")
    db.session.commit()

    page = visitor.open("/recherche?q=friche+logement+vacant")

    assert page.texts("#wider ~ ul a") == ["logement vacant"]
    assert visitor.open(page.link("logement vacant")).texts(".row h3") == ["Logement vacant"]


def test_counting_the_commonest_words_stops_and_says_so(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intranet.kit.search.everything.MOST_RANKED", 5)
    for number in range(1, 8):
        a_thing(number, f"Friche reconvertie {number}")
    a_thing(1, "Friches : par où commencer", kind="guide")
    db.session.commit()

    page = visitor.open("/recherche?q=friches")

    assert headings(page) == ["plus de 5 bonnes pratiques", "1 guide"]
    assert chips(page) == ["Tout plus de 6", "Bonnes pratiques plus de 5", "Guides 1"]
    page = visitor.open("/recherche?q=friches&genre=pratiques")
    assert page.texts("#results .row h3")[0] == "Friche reconvertie 7"
    assert len(page.texts("#results .row")) == 5
    assert "les 5 plus récentes sont montrées ici" in page.text("#results")


def test_the_first_are_found_though_none_of_the_last_of_their_kind_answers(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intranet.kit.search.everything.MOST_RANKED", 4)
    monkeypatch.setattr("intranet.kit.search.dialects.LAST_READ", 3)
    _first_of.cache_clear()
    for number in range(1, 12):
        a_thing(number, "Friche reconvertie" if number < 7 else "Commerce")
    db.session.commit()

    page = visitor.open("/recherche?q=friche")

    _first_of.cache_clear()
    assert headings(page) == ["plus de 4 bonnes pratiques"]
    assert page.texts(".search-group .row h3") == ["Friche reconvertie"] * 4


def test_words_that_find_nothing_are_kept_for_the_animators(visitor: Visitor) -> None:
    visitor.open("/recherche?q=Quokka+nain")
    visitor.open("/recherche?q=quokka++nain")
    visitor.open("/recherche?q=camille@essais.example")
    visitor.open("/recherche?q=xy")
    kept = db.session.execute(select(FruitlessSearch.words, FruitlessSearch.times)).all()
    assert [tuple(row) for row in kept] == [("quokka nain", 2)]
    page = visitor.sign_in(an_animator()).open("/animer/pratiques/recherches")
    assert "quokka nain" in page.text()


@pytest.mark.parametrize(
    "query", ["q=friche&genre=sorciers", "q=friche&genre=", "q=friche&page=-1", "q=friche&exact"]
)
def test_what_the_address_gets_wrong_answers_a_page(visitor: Visitor, query: str) -> None:
    a_thing(1, "Friche")
    db.session.commit()
    page = visitor.open(f"/recherche?{query}")
    assert page.texts(".row h3") == ["Friche"]
    assert ("Filtre ignoré" in page.text()) is ("sorciers" in query)


@pytest.mark.parametrize("typed", ['"', "*", "NEAR(", "é" * 5_000, "' OR 1=1", "a:b", "{x}", "\\"])
def test_whatever_is_typed_the_slips_are_looked_for_safely(visitor: Visitor, typed: str) -> None:
    visitor.client.get("/recherche", query_string={"q": typed + " frcihe", "genre": "offres"})
    visitor.client.get("/recherche", query_string={"q": typed + " frcihe abcdefgh"})


def test_a_search_asks_few_statements_however_much_it_finds_then_one(visitor: Visitor) -> None:
    for number in range(1, 60):
        a_thing(number, f"Friche {number}")
    db.session.commit()
    visitor.open("/recherche?q=autre")
    for query in ("q=friche", "q=friche&genre=pratiques&page=2"):
        with counted() as statements:
            visitor.open(f"/recherche?{query}")
        assert len(statements) == 3, statements
        with counted() as statements:
            visitor.open(f"/recherche?{query}")
        assert len(statements) == 1, statements
    with counted() as statements:
        visitor.open("/recherche?q=frcihe")
    assert len(statements) <= 6, statements


def test_what_was_found_is_found_no_longer_as_soon_as_it_changes_ends_or_leaves(
    visitor: Visitor,
) -> None:
    def found() -> list[str]:
        return visitor.open("/recherche?q=friche").texts(".row h3")

    with travel(datetime(2027, 3, 1, 9, 0, 20, tzinfo=UTC), tick=False) as clock:
        a_thing(1, "Friche en ville", ends_at=now() + timedelta(seconds=10))
        a_thing(2, "Friche aux champs")
        db.session.commit()
        assert set(found()) == {"Friche en ville", "Friche aux champs"}
        clock.shift(9)
        assert len(found()) == 2
        clock.shift(1)
        assert found() == ["Friche aux champs"]

        a_thing(2, "Friche au bord de l’eau")
        db.session.rollback()
        assert found() == ["Friche aux champs"]
        a_thing(2, "Friche au bord de l’eau")
        db.session.commit()
        assert found() == ["Friche au bord de l’eau"]
        a_thing(2, "Friche au bord de l’eau", audience=Audience.NETWORK)
        db.session.commit()
        assert found() == []
        search.forget("practice", 1)
        db.session.commit()
        clock.shift(-10)
        assert found() == []


def test_what_a_transaction_changes_and_takes_back_is_kept_by_nobody(visitor: Visitor) -> None:
    a_thing(1, "Friche")
    db.session.commit()
    at = now()
    assert search.holds_under(at)
    a_thing(2, "Friche encore")
    assert search.holds_under(at) is None
    db.session.rollback()
    assert search.holds_under(at)
