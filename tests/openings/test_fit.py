"""The board as one member’s levels answer it: how far on each line, sorted by it, no less than a share."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from intranet.competencies.actions import Asked
from intranet.competencies.matching import match, percent
from intranet.competencies.models import EXACT_MATCH, Edition, Need
from intranet.competencies.queries import known_levels, requirements_of
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member
from intranet.openings import actions, queries
from intranet.openings.commands import tell_alerts
from intranet.openings.models import Frequency, Opening
from intranet.openings.queries import Order, Search
from tests.competencies.factories import says
from tests.factories import MemberFactory, small_edition
from tests.openings.factories import OpeningFactory, asking, competency, found_by_words
from tests.openings.test_index import facet, titles
from tests.sql import counted
from tests.visitor import Visitor


def a_member(**levels: int | None) -> Member:
    """Who said their levels: `a_member(D1_1=3)`."""
    member = MemberFactory()
    for code, level in levels.items():
        says(member, code.replace("_", "."), level)
    return member


def three_openings() -> None:
    """Of which someone with D1.1 at 3 and D1.2 at 1 covers 50 %, 75 % and 100 %, the newest least."""
    for days, (title, first, second) in enumerate(
        [("Moitié (F/H)", 0, 2), ("Trois quarts (F/H)", 3, 2), ("Tout (F/H)", 3, 1)], 1
    ):
        pairs = [("D1.1", first)] * bool(first) + [("D1.2", second)]
        OpeningFactory(
            title=title, requirement_set=asking(*pairs), publish_at=now() - timedelta(days=days)
        )


def test_each_line_says_what_one_covers_and_opens_its_reasons(
    visitor: Visitor, edition: Edition
) -> None:
    plus = [Asked(competency("D2.1"), 2, need=Need.DESIRED)]
    opening = OpeningFactory(requirement_set=asking(("D1.1", 4), ("D1.2", 2), asked=plus))
    visitor.sign_in(a_member(D1_1=2, D2_1=4))

    page = visitor.open("/offres")

    assert "Vous couvrez au moins 25 %" in page.text("article .line-fit").replace("\xa0", " ")
    assert "1 sur 1 souhaitée" in page.text("article .line-fit").replace("\xa0", " ")
    reasons = visitor.open(page.link("Vous couvrez"))
    assert reasons.url == f"/offres/{opening.id}/comparaison"
    assert reasons.text(".score-words").startswith("au moins 25 %")
    shown = visitor.open(f"/offres/{opening.id}").text(".fit").replace("\xa0", " ")
    assert "1 sur 1 souhaitée" in shown


def test_what_is_only_a_plus_never_lowers_it(visitor: Visitor, edition: Edition) -> None:
    plus = [Asked(competency("D1.2"), 4, need=Need.DESIRED, weight=3)]
    OpeningFactory(requirement_set=asking(("D1.1", 2), asked=plus))
    visitor.sign_in(a_member(D1_1=2, D1_2=1))

    told = visitor.open("/offres?adequation=100").text("article .line-fit").replace("\xa0", " ")

    assert "Vous couvrez 100 %" in told
    assert "0 sur 1 souhaitée" in told


def test_sorts_by_fit_and_keeps_what_is_covered_enough(visitor: Visitor, edition: Edition) -> None:
    three_openings()
    visitor.sign_in(a_member(D1_1=3, D1_2=1))

    page = visitor.open("/offres")
    assert titles(page) == ["Moitié (F/H)", "Trois quarts (F/H)", "Tout (F/H)"]
    page = visitor.open(page.link("adéquation"))
    assert titles(page) == ["Tout (F/H)", "Trois quarts (F/H)", "Moitié (F/H)"]
    assert page.texts(".sort [aria-current]") == ["adéquation"]

    enough = visitor.open("/offres?adequation=70")
    assert titles(enough) == ["Trois quarts (F/H)", "Tout (F/H)"]
    assert enough.texts("#results-count") == ["2 offres"]
    assert "Je couvre au moins 70 %" in enough.text(".active-filters").replace("\xa0", " ")
    assert visitor.client.get("/offres.json?adequation=70").json["total"] == 2
    assert len(visitor.client.get("/offres.csv?adequation=80").text.splitlines()) == 2


def test_what_blocks_comes_last_however_much_is_covered(visitor: Visitor, edition: Edition) -> None:
    vital = [Asked(competency("D1.2"), 2, is_mandatory=True)]
    pairs = [("D1.1", 4)]
    OpeningFactory(title="Bloquée (F/H)", requirement_set=asking(*pairs, asked=vital))
    OpeningFactory(title="Ouverte (F/H)", requirement_set=asking(("D2.1", 4)))
    visitor.sign_in(a_member(D1_1=4, D1_2=1, D2_1=1))

    page = visitor.open("/offres?tri=adequation")

    assert titles(page) == ["Ouverte (F/H)", "Bloquée (F/H)"]
    assert page.texts(".line-lack") == ["1 indispensable manque"]


def test_facets_count_what_is_covered_enough_each_without_its_own_choice(
    visitor: Visitor, edition: Edition
) -> None:
    for town in ("54395", "54395", "35238"):
        OpeningFactory(municipality_code=town, requirement_set=asking(("D1.1", 3)))
    OpeningFactory(municipality_code="35238", requirement_set=asking(("D1.2", 3)))
    visitor.sign_in(a_member(D1_1=3))

    page = visitor.open("/offres?adequation=90&region=53")

    assert facet(page, "region") == {"44": "2", "53": "1"}
    assert facet(page, "employeur") == {"epci": "1"}
    assert len(titles(page)) == 1
    assert titles(visitor.open("/offres?adequation=90&region=53&tri=adequation")) == titles(page)


@pytest.mark.parametrize("query", ["adequation=70", "tri=adequation"])
def test_without_levels_it_is_not_offered_and_the_page_says_how_to_have_it(
    visitor: Visitor, edition: Edition, query: str
) -> None:
    three_openings()
    asked = visitor.open(f"/offres?{query}")
    assert len(titles(asked)) == 3
    assert "connaissons pas encore" in asked.text(".notice")

    visitor.sign_in(MemberFactory())
    page = visitor.open("/offres")
    assert not page.select("#adequation, .line-fit")
    assert "adéquation" not in page.texts(".sort a")
    assert page.link("Dites vos niveaux") == "/moi/competences"
    assert len(titles(visitor.open(f"/offres?{query}"))) == 3


def test_another_level_or_another_demand_is_followed_at_once(
    visitor: Visitor, edition: Edition
) -> None:
    three_openings()
    member = a_member(D1_1=3, D1_2=1)
    visitor.sign_in(member)
    assert len(titles(visitor.open("/offres?adequation=100"))) == 1

    says(member, "D1.2", 2)
    assert len(titles(visitor.open("/offres?adequation=100"))) == 3

    db.session.query(Opening).filter_by(title="Tout (F/H)").one().filled = 1
    db.session.commit()
    assert len(titles(visitor.open("/offres?adequation=100&tri=adequation"))) == 2


def test_an_equivalent_item_counts_here_as_on_the_page(visitor: Visitor) -> None:
    small_edition(("D2.1", EXACT_MATCH, "D1.1"))
    OpeningFactory(requirement_set=asking(("D1.1", 4)))
    visitor.sign_in(a_member(D2_1=4))

    page = visitor.open("/offres?adequation=100")

    assert "Vous couvrez 100 %" in page.text("article .line-fit").replace("\xa0", " ")


def test_nothing_covered_enough_shows_what_less_would_find(
    visitor: Visitor, edition: Edition
) -> None:
    three_openings()
    visitor.sign_in(a_member(D1_1=1))

    page = visitor.open("/offres?adequation=100")

    assert "3 offres quelle que soit votre adéquation" in page.text("main").replace("\xa0", " ")


def test_the_whole_order_and_each_percent_are_those_of_the_rules(edition: Edition) -> None:
    """What the database ranks, beside `matching.match` one by one."""
    chance, codes = Random(3), ["D1.1", "D1.2", "D2.1"]
    for _ in range(40):
        asked = [
            Asked(
                competency(code),
                chance.randint(1, 4),
                weight=chance.randint(1, 3),
                is_mandatory=chance.random() < 0.2,
                need=chance.choice([Need.REQUIRED, Need.REQUIRED, Need.DESIRED]),
            )
            for code in chance.sample(codes, chance.randint(0, 3))
        ]
        OpeningFactory(requirement_set=asking(asked=asked))
    OpeningFactory(closed=True)
    levels = known_levels(a_member(D1_1=2, D1_2=None).id, now())

    found = queries.tally_for(Search(order=Order.FIT), levels, now())

    openings = db.session.query(Opening).filter(queries.live(now())).all()
    compared = {
        one.id: match(requirements_of([one.requirement_set_id])[one.requirement_set_id], levels)
        for one in openings
    }
    sets = {one.id: one.requirement_set_id for one in openings}
    by_rules = sorted(compared, key=lambda each: compared[each].ranked(sets[each]))
    assert list(found.ranked or []) == by_rules
    assert found.total == 40
    for least in (50, 70, 100):
        enough = queries.tally_for(Search(fit=least), levels, now()).ranked or []
        assert set(enough) == {
            each
            for each, one in compared.items()
            if one.lowest is not None and percent(one.lowest) >= least
        }


@pytest.mark.parametrize(
    "query", ["", "tri=adequation", "adequation=50&region=44", "q=mission&adequation=50"]
)
def test_eight_statements_at_most_and_no_more_with_more_openings(
    visitor: Visitor, edition: Edition, query: str
) -> None:
    found_by_words()
    visitor.sign_in(a_member(D1_1=3, D1_2=1)).open("/offres")
    first = []
    for _ in range(2):
        for _ in range(12):
            found_by_words()
        with counted() as statements:
            visitor.open(f"/offres?{query}")
        first.append(len(statements))
        with counted() as statements:
            visitor.open(f"/offres?{query}")
        assert len(statements) <= 8, "\n".join(statements)
    assert first[0] == first[1] <= 12


def test_an_alert_that_asks_for_it_tells_what_its_author_covers(
    visitor: Visitor, edition: Edition
) -> None:
    able, learning = a_member(D1_1=3, D1_2=1), a_member(D1_1=1)
    for member in (able, learning):
        kept = actions.keep(
            member, "À ma portée", "adequation=70", Frequency.IMMEDIATE, now() - timedelta(days=9)
        )
        assert kept
    three_openings()
    db.session.commit()

    tell_alerts(now())

    letters = {letter.recipient: letter.body for letter in db.session.query(Letter)}
    assert set(letters) == {able.email}
    assert "Trois quarts" in letters[able.email]
    assert "Moitié" not in letters[able.email]
    visitor.sign_in(able)
    assert "2 offres" in visitor.open("/moi/alertes").text("main").replace("\xa0", " ")
