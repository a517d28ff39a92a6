"""Finding a sheet: words of the trade, bands, freshness, likeness, and what nobody found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from intranet.competencies.models import Edition
from intranet.kit.clock import today
from intranet.kit.db import db
from intranet.organizations.models import Organization
from intranet.practices.models import FruitlessSearch, Practice, density_band
from tests.factories import OrganizationFactory, an_animator
from tests.practices.factories import a_published, an_author
from tests.sql import counted
from tests.visitor import Page, Visitor


def titles(page: Page) -> list[str]:
    return page.texts("#results article h3")


def in_a_territory(
    edition: Edition, title: str, population: int = 60_000, communes: int = 30, **said: Any
) -> Practice:
    owner = OrganizationFactory(population=population, member_count=communes)
    return a_published(edition, an_author(owner), title=title, **said)


@pytest.mark.no_database
def test_density_is_that_of_the_mean_commune() -> None:
    assert [density_band(*each) for each in ((9_990, 10), (10_000, 10), (35_000, 10))] == [0, 1, 2]
    assert density_band(1_000, None) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ZAE", True),
        ("zone d'activités", True),
        ("zone industrielle Pompey", True),
        ("parc d’activités", True),
        ("zae bordeaux", False),
        ("zone", True),
        ("aéroport", False),
    ],
)
def test_words_of_the_trade_find_one_another(
    visitor: Visitor, edition: Edition, typed: str, found: bool
) -> None:
    a_published(edition, title="Requalifier la zone d’activités de Pompey")

    assert bool(titles(visitor.open(f"/pratiques?q={typed}"))) is found


def test_filters_of_bands_any_within_and_all_across(visitor: Visitor, edition: Edition) -> None:
    in_a_territory(edition, "Petite et chère", 10_000, cost_yearly="200 000 €")
    in_a_territory(edition, "Moyenne et chère", 60_000, cost_yearly="200 000 €")
    in_a_territory(edition, "Moyenne sans dépense", 60_000, cost_yearly="Aucun coût")
    in_a_territory(edition, "Grande", 120_000, cost_yearly="2.5 k€", cost_investment="1.000 €")

    assert len(titles(visitor.open("/pratiques?taille=0&taille=2"))) == 3
    assert titles(visitor.open("/pratiques?cout=1")) == ["Grande"]  # 3 500 €, not 26 000
    page = visitor.open("/pratiques?taille=2&cout=3")
    assert titles(page) == ["Moyenne et chère"]
    counts = {
        str(box["value"]): box.find_parent("label").select_one(".facet-count").contents[0]
        for box in page.soup.select("input[name=cout]")
    }
    assert counts == {"0": "1", "3": "1"}


def test_the_axes_of_territoires_d_industrie_gather_themes(
    visitor: Visitor, edition: Edition
) -> None:
    a_published(edition, title="Un fablab")

    assert titles(visitor.open("/pratiques?axe=innover")) == ["Un fablab"]
    assert titles(visitor.open("/pratiques?axe=attirer")) == []


def test_old_sheets_come_only_when_asked_for(visitor: Visitor, edition: Edition) -> None:
    fresh, stale, old = (
        a_published(edition, title=title) for title in ("Neuve", "Périmée", "Très ancienne")
    )
    stale.verify_on, old.verify_on = today() - timedelta(days=60), today() - timedelta(days=180)
    db.session.commit()

    page = visitor.open("/pratiques")
    assert titles(page) == ["Neuve", "Périmée"]  # and the stale one after, though newer
    assert page.texts("#results .row-state .badge") == ["Vérifiée", "Périmée"]
    assert page.texts("#results .source")[0].startswith("Sans compter 1 fiche ancienne")
    asked = visitor.open(page.link("1 fiche ancienne"))
    assert titles(asked) == ["Très ancienne"]
    assert asked.texts("#results .row-state .badge") == ["Très ancienne"]
    assert "Sans compter" not in asked.text()
    assert page.soup.select_one("input[name=fraicheur][value=anciennes]")
    assert fresh.verify_on

    # What counts sheets elsewhere leads to as many.
    beside = visitor.open(f"/annuaire/{old.owner.slug}")
    assert titles(visitor.open(f"/pratiques?structure={old.owner.slug}")) == ["Très ancienne"]
    assert "1 fiche" in beside.text("[data-board=practices]")
    assert titles(visitor.open("/pratiques?competence=D1.1")) == ["Neuve", "Périmée"]
    assert "2 fiches" in visitor.open("/referentiel/D1.1").text("[data-board=practices]")
    domain = visitor.open("/pratiques?competence=D1")
    assert titles(domain) == ["Neuve", "Périmée"]
    chosen = domain.soup.select_one("input[name=competence][value=D1]").find_parent("label")
    assert chosen.select_one(".facet-count").contents[0] == "2"


def test_a_change_of_a_sheet_changes_the_counts_at_once(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition, title="Bientôt archivée")
    assert titles(visitor.open("/pratiques")) == ["Bientôt archivée"]

    practice.archived_on = today()
    db.session.commit()

    assert titles(visitor.open("/pratiques")) == []


def test_the_list_asks_few_statements_whatever_its_length(
    visitor: Visitor, edition: Edition
) -> None:
    a_published(edition)
    visitor.open("/pratiques")
    with counted() as before:
        visitor.open("/pratiques?region=44&q=visite")
    for number in range(5):
        a_published(edition, title=f"Visite {number}")
    visitor.open("/pratiques")
    with counted() as after:
        visitor.open("/pratiques?region=44&q=visite")

    assert len(after) == len(before) <= 8


def test_comparable_territories_say_why(visitor: Visitor, edition: Edition) -> None:
    in_a_territory(edition, "Même taille et densité", 70_000, 35, themes=["commerce"])
    in_a_territory(edition, "Même densité seule", 300_000, 150, themes=["commerce"])
    in_a_territory(edition, "Tout autre", 300_000, 10, region="28")
    practice = in_a_territory(edition, "La mienne", 60_000, 30)

    page = visitor.open(f"/pratiques/{practice.slug}")

    found = page.texts(".comparable h3")
    assert found[0] == "Même taille et densité"
    assert "Tout autre" not in found
    assert "La mienne" not in found
    assert "même taille : de 50 000 à 100 000 habitants" in page.text(".comparable").lower()


def test_nothing_is_comparable_to_a_territory_of_unknown_size(
    visitor: Visitor, edition: Edition
) -> None:
    in_a_territory(edition, "Une autre")
    owner = OrganizationFactory(population=None)
    practice = a_published(edition, an_author(owner))

    assert not visitor.open(f"/pratiques/{practice.slug}").texts(".comparable")
    assert db.session.get_one(Organization, practice.owner_id).population is None


def test_what_nobody_found_is_kept_without_who_looked_for_it(
    visitor: Visitor, edition: Edition
) -> None:
    a_published(edition)
    visitor.open("/pratiques?q=Hydroptère")
    visitor.open("/pratiques?q= hydroptère ")
    visitor.open("/pratiques?q=visites")  # found
    a_published(edition, title="Trieur").verify_on = today() - timedelta(days=180)
    db.session.commit()
    assert "Sans compter" in visitor.open("/pratiques?q=trieur").text("#results")  # told, long ago
    visitor.open("/pratiques?q=claude.secret@example.org")
    visitor.open("/pratiques?q=hydroptère&region=28")  # the filter may be why

    line = db.session.query(FruitlessSearch).one()
    assert (line.words, line.times) == ("hydroptère", 2)
    page = visitor.sign_in(an_animator()).open("/animer/pratiques/recherches")
    assert page.texts("tbody th") == ["hydroptère"]
    assert "Recherches sans résultat" in visitor.open("/animer/pratiques").html
