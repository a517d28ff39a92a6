"""The list of practices: words, filters and their counts, the map, the other forms."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from intranet.competencies.models import Edition
from intranet.kit.clock import today
from intranet.kit.db import db
from intranet.practices.models import Practice
from tests.factories import MemberFactory
from tests.members.factories import a_newcomer
from tests.practices.factories import a_published, a_starting_sheet, a_theme
from tests.sql import counted
from tests.visitor import Page, Visitor


@pytest.fixture
def three(edition: Edition) -> None:
    a_theme("commerce", "Commerce et centres-villes")
    a_published(edition, title="Visiter les usines", shows={"D1.1": 3})
    a_published(
        edition, title="Rouvrir des boutiques", themes=["commerce"], region="28", department="76",
        lead="Des vitrines vides retrouvent preneur.", shows={"D2.1": 2}, results=[
            {"indicator": "Vitrines", "before": "", "after": "9", "unit": "", "date": "", "text": ""},
        ],
    )  # fmt: skip
    a_published(
        edition, title="Le salon annulé", kind="failure", what_failed="Trop tôt.",
        other_regions=["28"], themes=["innovation", "commerce"], shows={"D1.2": 1, "D2.1": 1},
    )  # fmt: skip


def counts(page: Page, name: str) -> dict[str, int]:
    """What each box of a filter says it would give."""
    return {
        str(box["value"]): int(box.find_parent("label").select_one(".facet-count").contents[0])
        for box in page.soup.select(f".filters input[name={name}]")
    }


def titles(page: Page) -> list[str]:
    return page.texts("#results article h3")


@pytest.mark.usefixtures("three")
def test_lists_what_is_published_the_newest_first(visitor: Visitor) -> None:
    page = visitor.open("/pratiques")

    assert titles(page) == ["Le salon annulé", "Rouvrir des boutiques", "Visiter les usines"]
    assert page.texts("#results-count") == ["3 fiches"]


def test_a_territory_that_is_a_region_is_told_once(visitor: Visitor, edition: Edition) -> None:
    a_published(edition, territory_name="Grand Est", region="44", department="")
    a_published(edition, territory_name="Nancy", region="44", department="54")

    page = visitor.open("/pratiques")

    assert page.texts("#results .row-meta") == ["Nancy Grand Est", "Grand Est"]


FOUND = {
    "region=28": ["Le salon annulé", "Rouvrir des boutiques"],
    "region=28&theme=innovation": ["Le salon annulé"],
    "theme=innovation&theme=commerce&region=44": ["Le salon annulé", "Visiter les usines"],
    "departement=76": ["Rouvrir des boutiques"],
    "competence=D2.1": ["Le salon annulé", "Rouvrir des boutiques"],
    "competence=D1": ["Le salon annulé", "Visiter les usines"],
    "type=echec": ["Le salon annulé"],
    "preuve=0": ["Rouvrir des boutiques"],
    "preuve=2&type=pratique": ["Visiter les usines"],
    "q=vitrine": ["Rouvrir des boutiques"],
    "q=salons": ["Le salon annulé"],
    "q=Normandie": ["Rouvrir des boutiques"],
}


@pytest.mark.usefixtures("three")
def test_within_a_filter_any_will_do_and_across_filters_all(visitor: Visitor) -> None:
    for query, found in FOUND.items():
        assert titles(visitor.open(f"/pratiques?{query}")) == found, query


@pytest.mark.usefixtures("three")
def test_a_filter_counts_without_its_own_choice(visitor: Visitor) -> None:
    page = visitor.open("/pratiques?region=28&theme=innovation")

    assert counts(page, "theme") == {"innovation": 1, "commerce": 2}
    assert counts(page, "region") == {"44": 2, "28": 1}
    assert counts(page, "type") == {"echec": 1}
    assert counts(page, "competence") == {"D1.2": 1, "D2.1": 1}


@pytest.mark.usefixtures("three")
def test_a_title_that_holds_the_words_comes_first(visitor: Visitor, edition: Edition) -> None:
    a_published(edition, title="Une autre", context="Visiter les usines aussi.")

    assert titles(visitor.open("/pratiques?q=usine")) == ["Visiter les usines", "Une autre"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("order", "first"), [("preuves", "Le salon annulé"), ("verifiees", "Le salon annulé")]
)
def test_sheets_are_put_in_other_orders_too(visitor: Visitor, order: str, first: str) -> None:
    page = visitor.open(f"/pratiques?tri={order}")

    assert titles(page)[0] == first
    assert page.texts(".sort a[aria-current]")


@pytest.mark.usefixtures("three")
def test_a_proof_that_nobody_verified_for_long_lifts_a_sheet_no_more(visitor: Visitor) -> None:
    proved = db.session.scalars(select(Practice).where(Practice.title == "Rouvrir des boutiques"))
    one = proved.one()
    one.evidence = 4
    db.session.commit()
    assert titles(visitor.open("/pratiques?tri=preuves"))[0] == one.title
    one.verify_on = today() - timedelta(days=60)
    db.session.commit()
    page = visitor.open("/pratiques?tri=preuves")
    assert titles(page)[-1] == one.title


@pytest.mark.usefixtures("three")
def test_an_unknown_code_is_ignored_and_said(visitor: Visitor) -> None:
    for query in ("theme=inconnu", "region=99", "competence=Z9", "type=x", "preuve=9", "tri=x", "vue=x", "departement=%27"):  # fmt: skip
        page = visitor.open(f"/pratiques?{query}")

        assert len(titles(page)) == 3, query
        assert "Filtre ignoré" in page.text("#results .notice"), query


@pytest.mark.parametrize("typed", ['"', "*", "NEAR(", "' OR 1=1 --", "é" * 10_000, "…", "-"])
def test_whatever_is_typed_answers_a_page(visitor: Visitor, edition: Edition, typed: str) -> None:
    visitor.client.get("/pratiques", query_string={"q": typed, "page": "-1"})
    assert visitor.client.get("/pratiques", query_string={"q": typed}).status_code == 200


@pytest.mark.usefixtures("three")
def test_filtering_in_place_gives_what_the_address_gives(visitor: Visitor) -> None:
    address = "/pratiques?region=28&q=salon"
    page = visitor.open("/pratiques")

    page.swap("#results", visitor.open(address, into="results"))

    assert page.texts("#results") == visitor.open(address).texts("#results")


@pytest.mark.usefixtures("three")
def test_the_map_has_its_table_and_each_region_leads_to_its_sheets(visitor: Visitor) -> None:
    page = visitor.open("/pratiques?vue=carte&theme=commerce")

    rows = dict(zip(page.texts("tbody th"), page.texts("tbody td"), strict=True))
    assert rows["Normandie"] == "2"
    assert rows["Grand Est"] == "1"
    assert rows["Mayotte"] == "0"
    assert titles(visitor.open(page.link("Normandie"))) == [
        "Le salon annulé", "Rouvrir des boutiques",
    ]  # fmt: skip


def test_nothing_found_says_what_to_do(visitor: Visitor, edition: Edition) -> None:
    page = visitor.open("/pratiques?q=introuvable")

    assert page.texts("#results-count") == ["Aucun résultat"]
    assert "Essayez avec moins de mots" in page.text(".empty")


@pytest.mark.usefixtures("three")
def test_the_other_forms_hold_exactly_the_same(visitor: Visitor) -> None:
    page = visitor.open("/pratiques?region=28")
    feeds = {words: page.link(words) for words in ("CSV", "JSON", "flux Atom")}

    told = visitor.client.get(feeds["CSV"]).text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(told), delimiter=";"))
    assert [row["Titre"] for row in rows] == titles(page)
    assert rows[1]["Région"] == "Normandie"
    answer = json.loads(visitor.client.get(feeds["JSON"]).text)
    assert [item["title"] for item in answer["items"]] == titles(page)
    assert (answer["total"], answer["next"]) == (2, None)
    assert "contact" not in str(answer).lower()
    feed = visitor.client.get(feeds["flux Atom"]).text
    assert feed.count("<entry>") == 2


def test_a_long_list_is_read_page_by_page(visitor: Visitor, edition: Edition) -> None:
    for number in range(21):
        a_published(edition, title=f"Fiche {number}")

    page = visitor.open("/pratiques")
    assert len(titles(page)) == 20
    assert titles(visitor.open(page.link("Suivante"))) == ["Fiche 0"]
    visitor.open("/pratiques?page=3", status=404)
    assert len(json.loads(visitor.client.get("/pratiques.json").text)["items"]) == 21


def test_a_starting_sheet_says_that_it_is_one(visitor: Visitor, edition: Edition) -> None:
    a_starting_sheet(edition)

    assert visitor.open("/pratiques").texts("#results .badge") == ["Fiche de départ"]


def test_an_archived_or_withdrawn_sheet_is_no_longer_listed(
    visitor: Visitor, edition: Edition
) -> None:
    archived, withdrawn = a_published(edition), a_published(edition)
    archived.archived_on = withdrawn.withdrawn_on = archived.verified_on
    withdrawn.withdrawn_reason = "Elle cite une entreprise."
    db.session.commit()

    assert titles(visitor.open("/pratiques")) == []
    assert "Archivée" in visitor.open(f"/pratiques/{archived.slug}").text(".page-state")
    visitor.open(f"/pratiques/{withdrawn.slug}", status=410)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("is_member", [False, True])
def test_a_list_page_asks_at_most_eight_statements(visitor: Visitor, is_member: bool) -> None:
    if is_member:
        visitor.sign_in(MemberFactory())
    visitor.open("/pratiques")  # the catalogue is kept by the process

    for url in ("/pratiques?q=salon&region=28&theme=commerce", "/pratiques?vue=carte"):
        with counted() as statements:
            visitor.open(url)
        assert len(statements) <= 8, "\n".join(statements)


@pytest.mark.usefixtures("edition")
def test_whoever_is_not_admitted_yet_is_led_to_nothing_that_is_refused(visitor: Visitor) -> None:
    page = visitor.sign_in(a_newcomer()).open("/pratiques")

    assert page.link("Guides")
    assert not {"Questions ouvertes", "Écrire une fiche"} & set(page.texts("main a, header a"))
