"""One opening beside one’s own levels: what is sure, what blocks, where to begin."""

from __future__ import annotations

import pytest

from intranet.competencies.actions import Asked
from intranet.competencies.models import EXACT_MATCH, Edition, EditionState, Need
from intranet.kit.db import db
from intranet.openings.models import Opening
from tests.competencies.factories import says
from tests.factories import MemberFactory, small_edition
from tests.openings.factories import OpeningFactory, asking, competency
from tests.sql import counted
from tests.visitor import Visitor


def an_opening() -> Opening:
    """It needs D1.1 at 4, without which nothing goes, and D1.2 at 2; D2.1 would be a plus."""
    asked = [
        Asked(competency("D1.1"), 4, is_mandatory=True),
        Asked(competency("D1.2"), 2),
        Asked(competency("D2.1"), 3, need=Need.DESIRED),
    ]
    return OpeningFactory(requirement_set=asking(asked=asked))


def test_the_page_of_an_opening_leads_to_the_comparison(visitor: Visitor, edition: Edition) -> None:
    opening = an_opening()
    member = MemberFactory()
    says(member, "D1.1", 3)

    page = visitor.sign_in(member).open(f"/offres/{opening.id}")
    found = visitor.open(page.link("Me comparer en détail"))

    assert found.url == f"/offres/{opening.id}/comparaison"
    words = "au moins 38 % (jusqu’à 88 % si vous complétez 1 réponse)"
    assert found.text(".score-words") == words
    assert words in page.text(".fit")
    assert "1 compétence indispensable" in found.text(".score .notice")
    assert "D1.1" in found.text(".blocking")
    assert [row.split()[0] for row in found.texts(".gaps tbody tr")] == ["D1.1", "D1.2"]


def test_what_is_only_a_plus_changes_nothing(visitor: Visitor, edition: Edition) -> None:
    opening, member = an_opening(), MemberFactory()
    for code, level in (("D1.1", 4), ("D1.2", 2)):
        says(member, code, level)

    page = visitor.sign_in(member).open(f"/offres/{opening.id}/comparaison")

    assert page.text(".score-words") == "100 %"
    assert "Ce qui serait un plus" in page.text()
    assert not page.select(".gaps")


def test_where_nothing_is_mandatory_nothing_is_said_of_it(
    visitor: Visitor, edition: Edition
) -> None:
    """What the page of an opening calls « indispensable » is not told to be none."""
    opening, member = OpeningFactory(requirement_set=asking(("D1.1", 4))), MemberFactory()
    says(member, "D1.1", 3)

    page = visitor.sign_in(member).open(f"/offres/{opening.id}/comparaison")

    assert "Indispensables" not in page.text(".item-side")
    assert "Il reste de quoi progresser jusqu’aux niveaux demandés." in page.text(".score .notice")


def test_the_strict_reading_counts_what_others_attest_alone(
    visitor: Visitor, edition: Edition
) -> None:
    opening, member = an_opening(), MemberFactory()
    says(member, "D1.1", 4)
    page = visitor.sign_in(member).open(f"/offres/{opening.id}/comparaison")

    attested = visitor.open(page.link("Attesté"))

    assert attested.text(".score-words").startswith("au moins 0 %")
    assert "Rien n’est encore attesté" in attested.text(".score .notice")


def test_an_equivalent_item_counts_on_both_pages(visitor: Visitor) -> None:
    small_edition(("D2.1", EXACT_MATCH, "D1.1"))
    opening, member = an_opening(), MemberFactory()
    says(member, "D2.1", 4)

    page = visitor.sign_in(member).open(f"/offres/{opening.id}/comparaison")

    assert page.text(".score-words").startswith("au moins 50 %")
    assert "au moins 50 %" in visitor.open(f"/offres/{opening.id}").text(".fit")


def test_an_opening_that_asks_nothing_has_no_score(visitor: Visitor, edition: Edition) -> None:
    opening = OpeningFactory(requirement_set=asking())

    page = visitor.sign_in(MemberFactory()).open(f"/offres/{opening.id}/comparaison")

    assert page.text(".score-words") == "–"
    assert "il n’y a pas de score" in page.text(".score")


@pytest.mark.parametrize("trait", ["draft", "in_review"])
def test_what_one_may_not_read_is_not_compared(
    visitor: Visitor, edition: Edition, trait: str
) -> None:
    opening = OpeningFactory(**{trait: True})

    visitor.sign_in(MemberFactory()).open(f"/offres/{opening.id}/comparaison", status=404)
    visitor.open("/offres/999999/comparaison", status=404)


def test_an_opening_taken_down_is_gone_here_too(visitor: Visitor, edition: Edition) -> None:
    opening = OpeningFactory(long_over=True)

    visitor.sign_in(MemberFactory()).open(f"/offres/{opening.id}/comparaison", status=410)


def test_a_score_does_not_move_when_an_edition_is_retired(
    visitor: Visitor, edition: Edition
) -> None:
    opening, member = an_opening(), MemberFactory()
    says(member, "D1.1", 3)
    address = f"/offres/{opening.id}/comparaison"
    before = visitor.sign_in(member).open(address).text(".score-words")

    db.session.query(Edition).update({"state": EditionState.RETIRED})
    db.session.commit()

    assert visitor.open(address).text(".score-words") == before


def test_comparing_costs_few_statements(visitor: Visitor, edition: Edition) -> None:
    opening = an_opening()
    visitor.sign_in(MemberFactory()).open(f"/offres/{opening.id}/comparaison")

    with counted() as statements:
        visitor.open(f"/offres/{opening.id}/comparaison")

    assert len(statements) <= 8, statements
