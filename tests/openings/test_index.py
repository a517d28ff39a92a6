"""The board as anyone reads it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from time_machine import travel

from intranet.kit.clock import PARIS, now, today
from intranet.kit.db import db
from intranet.kit.texts import end_of_day
from intranet.openings.models import Category, Route
from intranet.organizations.models import Kind
from intranet.places.models import Municipality
from tests.competencies.factories import says
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter, an_animator
from tests.openings.factories import OpeningFactory, asking, found_by_words
from tests.sql import counted
from tests.visitor import Page, Visitor

NANCY, METZ, RENNES = "54395", "57463", "35238"


def titles(page: Page) -> list[str]:
    return page.texts("article h3")


def facet(page: Page, name: str) -> dict[str, str]:
    """The boxes of a facet with their counts."""
    boxes = page.soup.select(f"input[name={name}][type=checkbox]")
    return {
        str(box["value"]): box.parent.select_one(".facet-count").find(string=True)  # type: ignore[union-attr]
        for box in boxes
    }


def test_lists_what_one_may_answer_with_its_employer_place_date_and_competencies(
    visitor: Visitor, edition: object
) -> None:
    OpeningFactory(
        title="Responsable foncier",
        organization=OrganizationFactory(name="CC des Lacs"),
        category=Category.A,
        closes_at=now() + timedelta(days=20),
    )
    OpeningFactory(title="Brouillon (F/H)", draft=True)

    page = visitor.open("/offres")

    assert titles(page) == ["Responsable foncier"]
    assert page.texts("#results-count") == ["1 offre"]
    row = page.text("article")
    assert "CC des Lacs" in row
    assert "Nancy (54)" in row
    assert "ferme dans 20 jours" in row
    assert page.texts("article .chip-code") == ["D1.1", "D1.2", "D2.1"]


def test_says_what_closes_within_the_week_and_what_is_a_demonstration(
    visitor: Visitor, edition: object
) -> None:
    OpeningFactory(closes_at=end_of_day(today() + timedelta(days=2)), is_demo=True)
    assert visitor.open("/offres").texts("article .badge") == [
        "Ferme après-demain",
        "Démonstration",
    ]


def test_finds_by_words_by_region_and_within_25_km_of_a_commune(
    visitor: Visitor, edition: object
) -> None:
    found_by_words(title="Chargée ou chargé du foncier (F/H)", municipality_code=NANCY)
    found_by_words(title="Manager de commerce (F/H)", municipality_code=RENNES)

    assert titles(visitor.open("/offres?q=fonciers")) == ["Chargée ou chargé du foncier (F/H)"]
    assert titles(visitor.open("/offres?region=53")) == ["Manager de commerce (F/H)"]
    assert titles(visitor.open("/offres?departement=54")) == ["Chargée ou chargé du foncier (F/H)"]
    for typed in ("54395", "Nancy", "nancy (54)", "54000"):
        page = visitor.open(f"/offres?commune={quote(typed)}&rayon=25")
        assert titles(page) == ["Chargée ou chargé du foncier (F/H)"], typed
        assert page.first("#commune").attrib["value"] == "Nancy (54)"  # type: ignore[index]
        assert "à 0 km" in page.text("article")


def test_facets_say_what_choosing_them_would_find(visitor: Visitor, edition: object) -> None:
    agency = OrganizationFactory(kind=Kind.AGENCY)
    OpeningFactory(municipality_code=NANCY, routes=(Route.TRANSFER, Route.DETACHMENT))
    OpeningFactory(municipality_code=RENNES, organization=agency, routes=(Route.PRIVATE_CONTRACT,))

    page = visitor.open("/offres?region=44")

    assert facet(page, "region") == {"44": "1", "53": "1"}
    assert facet(page, "employeur") == {"epci": "1"}
    assert facet(page, "route") == {"transfer": "1", "detachment": "1"}
    assert page.texts(".filter-chip") == ["Retirer le filtre Grand Est"]
    assert page.link("Grand Est") == "/offres"
    both = visitor.open("/offres?region=44&region=53&employeur=agency")
    assert len(titles(both)) == 1
    assert facet(both, "employeur") == {"agency": "1", "epci": "1"}


def test_asking_for_a_competency_at_a_level(visitor: Visitor, edition: object) -> None:
    OpeningFactory(title="Niveau 3 (F/H)", requirement_set=asking(("D1.1", 3)))
    OpeningFactory(title="Niveau 1 (F/H)", requirement_set=asking(("D1.1", 1)))

    page = visitor.open("/offres?competence=D1.1&niveau=2")
    assert titles(page) == ["Niveau 3 (F/H)"]
    assert "Compétence D1.1, niveau 2 ou plus" in page.text(".active-filters")


def test_a_member_sees_how_far_they_are_on_each_chip(visitor: Visitor, edition: object) -> None:
    OpeningFactory(requirement_set=asking(("D1.1", 3), ("D2.1", 1)))
    member = MemberFactory()
    says(member, "D1.1", 2)
    visitor.sign_in(member)

    states = [
        [str(pip["data-state"]) for pip in chip.select(".pip")]
        for chip in visitor.open("/offres").soup.select("article .chip")
    ]
    assert states[0] == ["have", "have", "missing", "beyond"]
    assert states[1][0] == "unknown"


def test_nothing_found_shows_what_is_a_little_wider(visitor: Visitor, edition: object) -> None:
    OpeningFactory(municipality_code=METZ)

    page = visitor.open("/offres?commune=54395&rayon=10")

    assert page.texts("#results-count") == ["Aucun résultat"]
    assert "1 offre à 50 km de Nancy" in page.text("main")
    assert "1 offre dans le Grand Est" in page.text("main")
    assert len(titles(visitor.open(page.link("dans le Grand Est")))) == 1

    elsewhere = visitor.open("/offres?region=94")
    assert len(titles(visitor.open(elsewhere.link("dans toute la France")))) == 1


def test_an_empty_board_says_so(visitor: Visitor, edition: object) -> None:
    assert visitor.open("/offres").texts(".empty-title") == ["Le tableau est vide pour l’instant"]
    assert visitor.open("/offres?q=rien").texts(".empty-title") == ["Aucune offre ne correspond"]


def test_the_board_opens_before_there_is_a_referential(visitor: Visitor) -> None:
    assert titles(visitor.open("/offres")) == []


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 3000, "q=%22", "q=*", "q=NEAR(", "q=' OR 1=1 --", "q=%F0%9F%98%80", "q=,;:!",
        "region=999", "region=44&region=zz", "departement=999", "employeur=roi", "route=avion",
        "categorie=Z", "competence=XX", "niveau=12", "niveau=deux", "rayon=3", "rayon=-1",
        "commune=Nulleville", "commune=" + "9" * 300, "tri=hasard", "page=0", "page=-3", "page=un",
        "vue=relief", "vue=carte&q=%22", "commune=2A004&rayon=200", "tri=distance",
    ],
)  # fmt: skip
def test_whatever_is_asked_answers_a_page(visitor: Visitor, edition: object, query: str) -> None:
    found_by_words()
    visitor.open(f"/offres?{query}")


def test_ten_thousand_characters_answer_a_page(visitor: Visitor, edition: object) -> None:
    found_by_words()
    visitor.open("/offres?q=" + "mission " * 1250)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("region=999", "« 999 » n’existe pas pour « Région »"),
        ("employeur=roi", "« roi » n’existe pas pour « Employeur »"),
        ("departement=999", "« 999 » n’existe pas pour « Département »"),
        ("competence=XX", "« XX » n’existe pas pour « Compétence demandée »"),
        ("structure=nulle-part", "la structure « nulle-part » est inconnue"),
        ("commune=Nulleville", "la commune « Nulleville » est inconnue"),
    ],
)
def test_an_unknown_code_is_ignored_and_told(
    visitor: Visitor, edition: object, query: str, told: str
) -> None:
    OpeningFactory()
    page = visitor.open(f"/offres?{query}")
    assert len(titles(page)) == 1
    assert told in page.text(".notice").replace("\xa0", " ")


def test_a_page_past_the_last_is_not_found(visitor: Visitor, edition: object) -> None:
    OpeningFactory()
    visitor.open("/offres?page=2", status=404)


def test_twenty_a_page_in_the_order_asked(visitor: Visitor, edition: object) -> None:
    for days in range(1, 23):
        OpeningFactory(title=f"Poste {days} (F/H)", publish_at=now() - timedelta(days=days))

    first, second = visitor.open("/offres"), visitor.open("/offres?page=2")

    assert len(titles(first)) == 20
    assert titles(first)[0] == "Poste 1 (F/H)"
    assert titles(second) == ["Poste 21 (F/H)", "Poste 22 (F/H)"]
    assert first.link("Suivante") == "/offres?page=2"
    assert visitor.open("/offres?tri=echeance").texts(".sort [aria-current]") == ["date limite"]


def test_the_map_counts_by_region_and_each_region_leads_to_its_list(
    visitor: Visitor, edition: object
) -> None:
    OpeningFactory(municipality_code=NANCY)
    OpeningFactory(municipality_code="97411")

    page = visitor.open("/offres?vue=carte")

    assert titles(page) == []
    assert page.first(".france-map a[aria-label^='Grand Est']").attrib["href"] == (  # type: ignore[index]
        "/offres?region=44"
    )
    assert "La Réunion 1" in page.texts(".france-overseas li")
    assert len(titles(visitor.open("/offres?region=04"))) == 1


@pytest.mark.parametrize(
    "query", ["", "?region=53", "?q=foncier", "?commune=54395&rayon=200&tri=distance", "?vue=carte"]
)
def test_filtering_in_place_gives_the_page_that_the_address_gives(
    visitor: Visitor, edition: object, query: str
) -> None:
    found_by_words(title="Responsable foncier", municipality_code=NANCY)
    found_by_words(title="Responsable du commerce", municipality_code=RENNES)

    page = visitor.open("/offres")
    page.swap("#results", visitor.open(f"/offres{query}", into="results"))

    whole = visitor.open(f"/offres{query}")
    assert page.soup.select_one("main").prettify() == whole.soup.select_one("main").prettify()  # type: ignore[union-attr]


def test_counts_follow_what_is_written_at_once(visitor: Visitor, edition: object) -> None:
    """They are kept while nothing changes: each change must be seen by the next reader."""
    opening = found_by_words(title="Responsable foncier")
    address = "/offres?q=foncier"
    assert visitor.open(address).texts("#results-count") == ["1 offre"]

    found_by_words(title="Responsable foncier et commerce")
    assert visitor.open(address).texts("#results-count") == ["2 offres"]
    assert len(titles(visitor.open(address))) == 2

    opening.filled = 1
    db.session.commit()
    assert visitor.open(address).texts("#results-count") == ["1 offre"]
    assert titles(visitor.open(address)) == ["Responsable foncier et commerce"]


def test_a_page_that_is_kept_lets_go_of_what_closes_meanwhile(
    visitor: Visitor, edition: object
) -> None:
    with travel(datetime(2027, 3, 1, 9, 0, 20, tzinfo=UTC), tick=False) as clock:
        OpeningFactory(title="Pressée (F/H)", closes_at=now() + timedelta(seconds=10))
        OpeningFactory(title="Tranquille (F/H)")
        assert len(titles(visitor.open("/offres"))) == 2
        with counted() as statements:
            assert len(titles(visitor.open("/offres"))) == 2
        assert not [each for each in statements if "FROM opening " in each]
        clock.shift(10)
        assert titles(visitor.open("/offres")) == ["Tranquille (F/H)"]


SEARCHES = ("", "?q=mission&tri=date", "?region=44&route=public_contract", "?commune=Nancy", "?vue=carte")  # fmt: skip


@pytest.mark.parametrize("who", [None, a_recruiter, an_animator])
def test_the_list_asks_eight_statements_at_most(
    visitor: Visitor, edition: object, who: Any
) -> None:
    for _ in range(25):
        found_by_words()
    if who:
        visitor.sign_in(who())
    visitor.open("/offres")

    for query in SEARCHES:
        with counted() as statements:
            visitor.open(f"/offres{query}")
        assert len(statements) <= 8, query + "\n" + "\n".join(statements)


def test_who_may_post_is_offered_to(visitor: Visitor, edition: object) -> None:
    assert visitor.open("/offres").texts(".page-action a") == []
    visitor.sign_in(a_recruiter())
    assert visitor.open("/offres").link("Publier une offre") == "/offres/nouvelle"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("teletravail=2", ["Deux jours (F/H)"]),
        ("salaire=40000", ["Bien payée (F/H)"]),
        ("depuis=3", ["Récente (F/H)"]),
        ("bientot=1", ["Pressée (F/H)"]),
        ("epci=200054781", ["Ailleurs (F/H)"]),
    ],
)
def test_the_board_finds_by_terms_dates_and_territory(
    visitor: Visitor, edition: object, query: str, found: list[str]
) -> None:
    long_ago = now() - timedelta(days=20)
    OrganizationFactory(kind=Kind.EPCI, siren="200054781", name="Métropole voisine")
    OpeningFactory(title="Deux jours (F/H)", telework_days=2, publish_at=long_ago)
    OpeningFactory(title="Un jour (F/H)", telework_days=1, publish_at=long_ago)
    OpeningFactory(title="Bien payée (F/H)", pay_min=36000, pay_max=42000, publish_at=long_ago)
    three_days_ago = datetime.combine(today() - timedelta(days=3), time(0, 30), PARIS)
    OpeningFactory(title="Récente (F/H)", publish_at=three_days_ago)
    soon = now() + timedelta(days=5)
    OpeningFactory(title="Pressée (F/H)", closes_at=soon, publish_at=long_ago)
    OpeningFactory(title="Ailleurs (F/H)", epci_siren="200054781", publish_at=long_ago)

    page = visitor.open(f"/offres?{query}")

    assert page.texts("article h3") == found
    assert len(page.texts(".active-filters li")) == 1
    assert visitor.client.get(f"/offres.json?{query}").json["total"] == 1


def test_a_territory_that_nobody_knows_is_ignored_and_told(
    visitor: Visitor, edition: object
) -> None:
    OpeningFactory()
    page = visitor.open("/offres?epci=123")
    assert "est inconnue" in page.text(".notice")
    assert len(page.texts("article h3")) == 1


def test_too_many_terms_show_what_fewer_would_find(visitor: Visitor, edition: object) -> None:
    OpeningFactory()
    page = visitor.open("/offres?salaire=60000&region=44")
    assert "sans filtre de rémunération" in page.text(".notice")
    page = visitor.open("/offres?q=introuvable&region=44&tri=pertinence")
    assert page.link("1 offre sans les mots cherchés") == "/offres?region=44"


def test_a_departement_may_be_looked_at_with_those_that_touch_it(
    visitor: Visitor, edition: object
) -> None:
    OpeningFactory(title="À Nancy (F/H)", municipality_code=NANCY)
    OpeningFactory(title="À Metz (F/H)", municipality_code=METZ)
    OpeningFactory(title="À Rennes (F/H)", municipality_code=RENNES)

    assert titles(visitor.open("/offres?departement=54")) == ["À Nancy (F/H)"]
    around = visitor.open("/offres?departement=54&limitrophes=y")
    assert sorted(titles(around)) == ["À Metz (F/H)", "À Nancy (F/H)"]
    assert around.texts(".filter-chip") == [
        "Retirer le filtre Meurthe-et-Moselle et départements limitrophes"
    ]
    nothing = visitor.open("/offres?departement=55")
    assert "2 offres avec les départements limitrophes" not in nothing.text("main")
    assert len(titles(visitor.open(nothing.link("avec les départements limitrophes")))) == 1


def test_a_radius_crosses_no_sea(visitor: Visitor, edition: object) -> None:
    """The north of Martinique is less than 200 km from the south of Guadeloupe."""
    town = db.session.get_one(Municipality, "97411")
    near = {"latitude": town.latitude, "longitude": town.longitude}
    OpeningFactory(title="Ici (F/H)", municipality_code="97411")
    OpeningFactory(title="Autre île (F/H)", region_code="02", **near)
    assert titles(visitor.open("/offres?commune=97411&rayon=200")) == ["Ici (F/H)"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("attaché", ["Attaché (F/H)", "Principal (F/H)"]),
        ("ATTACHE PRINCIPAL", ["Principal (F/H)"]),
        ("rédacteur", ["Rédacteur (F/H)"]),
        ("100%", ["À 100 % (F/H)"]),
        ("maréchal", []),
        ("'\"%_\\", []),
    ],
)
def test_finds_by_grade_however_it_is_typed(
    visitor: Visitor, edition: object, typed: str, found: list[str]
) -> None:
    for title, grades in (
        ("Attaché (F/H)", ["Attaché", "Ingénieur"]),
        ("Principal (F/H)", ["Attaché principal"]),
        ("Rédacteur (F/H)", ["Rédacteur d’\\ordre"]),
        ("À 100 % (F/H)", ["Grade_100%"]),
        ("Sans grade (F/H)", []),
    ):
        OpeningFactory(title=title, grades=grades)
    OpeningFactory(title="Close (F/H)", grades=["Attaché"], over=True)

    page = visitor.open(f"/offres?grade={quote(typed)}")

    assert sorted(titles(page)) == sorted(found)
    assert len(page.texts(".filter-chip")) == 1
    offered = [str(one.attrib["value"]) for one in page.select("#grades option")]
    assert "Attaché principal" in offered
    assert visitor.client.get(f"/offres.json?grade={quote(typed)}").json["total"] == len(found)
    if not found:
        assert "5 offres sans filtre de grade" in page.text("main").replace("\xa0", " ")
