"""The catalogue, as anyone reads it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from intranet.competencies.models import Assessment
from intranet.competencies.queries import in_force
from intranet.courses.models import Mode, State, Track
from intranet.kit.clock import now, today
from intranet.kit.db import db
from tests.bookings.factories import registers
from tests.courses.factories import CertificationFactory, CourseFactory, a_run, identified
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


def titles(visitor: Visitor, query: str = "") -> list[str]:
    return visitor.open(f"/formations?{query}").texts("article h3")


def facet(visitor: Visitor, name: str, query: str = "") -> dict[str, str]:
    """The choices of a filter with their counts."""
    page = visitor.open(f"/formations?{query}")
    found = {}
    for label in page.soup.select(f"label.choice:has(input[name={name}])"):
        count = label.select_one(".facet-count")
        found[str(label.select_one("input")["value"])] = count.find(string=True, recursive=False)
    return found


def test_the_next_run_comes_first_and_what_has_none_last(visitor: Visitor) -> None:
    a_run(CourseFactory(title="En mars"), 90)
    CourseFactory(title="Sans date")
    a_run(CourseFactory(title="Bientôt"), 10)
    past = CourseFactory(title="Passée")
    a_run(past, -30)

    assert titles(visitor) == ["Bientôt", "En mars", "Passée", "Sans date"]


def test_a_row_says_who_when_where_and_what_one_gains(visitor: Visitor) -> None:
    course = CourseFactory(title="Accueillir", certified=True, raises={"D1.1": (1, 3)})
    a_run(course, 20, at="54395", seats=12)

    page = visitor.open("/formations")

    row = page.text("article")
    assert course.provider.name in row
    assert "2 jours, du" in row
    assert "Nancy, 12 places" in row
    assert course.certification.label.replace("\u00a0", " ") in row
    assert "du niveau 1 au niveau 3 sur 4" in row
    assert "dans 20 jours" in row


@pytest.mark.parametrize("state", ["draft", "submitted", "sent_back"])
def test_only_what_is_published_is_in_the_catalogue(visitor: Visitor, state: str) -> None:
    a_run(CourseFactory(**{state: True}))
    visitor.sign_in(an_animator())

    page = visitor.open("/formations")

    assert page.texts("article h3") == []
    assert "Aucun résultat" in page.text("#results")


def test_the_state_of_a_course_follows_from_the_dates_of_its_runs(visitor: Visitor) -> None:
    a_run(CourseFactory(title="A"), 3)
    a_run(CourseFactory(title="B"), -1, 5)
    a_run(CourseFactory(title="C"), -10)
    CourseFactory(title="D")
    a_run(CourseFactory(title="E"), 5, cancelled=True)

    page = visitor.open("/formations?tri=titre")

    assert page.texts("article .row-when") == [
        "dans 3 jours", "en cours", "sessions passées", "à programmer", "à programmer",
    ]  # fmt: skip


def test_words_are_found_in_the_title_first(visitor: Visitor) -> None:
    CourseFactory(title="Conduire un projet", content="Le foncier économique.", found=True)
    CourseFactory(title="Foncier économique", found=True)

    assert titles(visitor, "q=foncier+economique") == ["Foncier économique", "Conduire un projet"]
    assert titles(visitor, "q=introuvable") == []


def test_a_certification_is_found_by_its_number(visitor: Visitor) -> None:
    course = CourseFactory(title="Responsable de projet", certified=True, found=True)
    CourseFactory(title="Autre", found=True)

    assert titles(visitor, f"q={course.certification.code}") == ["Responsable de projet"]


def filters() -> list[Any]:
    return [
        ("competence=D1.1", ["Nancy"]),
        ("competence=D1.1&niveau=4", []),
        ("niveau=3", ["Nancy"]),
        ("region=44", ["Nancy"]),
        ("region=04", ["Saint-Denis"]),
        ("region=44&region=04", ["Nancy", "Saint-Denis"]),
        ("mode=distance", ["À distance"]),
        ("type=initiale", ["Saint-Denis"]),
        ("certifiante=1", ["Nancy"]),
        ("prix=gratuit", ["À distance"]),
        ("prix=non-publie", ["Saint-Denis"]),
        ("prix=500-1000&region=44", ["Nancy"]),
        ("prix=gratuit&region=44", []),
    ]


@pytest.mark.parametrize(("query", "expected"), filters())
def test_a_filter_keeps_what_answers_it(visitor: Visitor, query: str, expected: list[str]) -> None:
    a_run(CourseFactory(title="Nancy", certified=True, raises={"D1.1": (1, 3)}), 5)
    a_run(CourseFactory(title="Saint-Denis", track=Track.INITIAL, price_cents=None), 6, at="97411")
    a_run(
        CourseFactory(title="À distance", mode=Mode.REMOTE, price_cents=0, raises={"D2.1": (0, 2)}),
        7,
        at=None,
    )

    assert titles(visitor, query) == expected


def test_in_a_region_the_run_that_takes_place_there_speaks(visitor: Visitor) -> None:
    sooner = CourseFactory(title="Nancy puis Saint-Denis")
    a_run(sooner, 5, at="54395")
    a_run(sooner, 50, at="97411")
    a_run(CourseFactory(title="Saint-Denis"), 20, at="97411")

    page = visitor.open("/formations?region=04")

    assert page.texts("article h3") == ["Saint-Denis", "Nancy puis Saint-Denis"]
    assert all("Saint-Denis, 12 places" in row for row in page.texts("article"))


def test_one_run_answers_all_that_is_asked_of_runs(visitor: Visitor) -> None:
    first = (today().replace(day=1) + timedelta(days=40)).replace(day=10)
    then = (first + timedelta(days=31)).replace(day=10)
    both = CourseFactory(title="Deux sessions")
    a_run(both, starts_on=first)
    full = a_run(both, starts_on=then, at="97411", seats=1)
    registers(full.bookable, MemberFactory())
    a_run(CourseFactory(title="Ensuite"), starts_on=then)

    assert titles(visitor, f"mois={first:%Y-%m}") == ["Deux sessions"]
    assert set(titles(visitor, f"mois={then:%Y-%m}")) == {"Deux sessions", "Ensuite"}
    assert facet(visitor, "mois") == {f"{first:%Y-%m}": "1", f"{then:%Y-%m}": "2"}
    assert titles(visitor, f"mois={first:%Y-%m}&region=04") == []
    assert titles(visitor, f"mois={then:%Y-%m}&outremer=1&etat=liste-d-attente") == [
        "Deux sessions"
    ]
    assert titles(visitor, "region=04&places=1") == titles(visitor, "region=04&etat=ouvertes") == []
    assert facet(visitor, "mois", "region=04") == {f"{then:%Y-%m}": "1"}
    assert facet(visitor, "region", "places=1") == {"44": "2"}
    assert "Saint-Denis, 1 place Liste d’attente" in visitor.open("/formations?region=04").text(
        "article"
    )


def test_the_provider_is_named_by_its_slug(visitor: Visitor) -> None:
    cnam = OrganizationFactory(slug="cnam", name="Cnam", provider=True)
    CourseFactory(title="Du Cnam", provider=cnam)
    CourseFactory(title="D’un autre")

    page = visitor.open("/formations?organisme=cnam")

    assert page.texts("article h3") == ["Du Cnam"]
    assert "Cnam" in page.text(".active-filters")


def test_a_past_or_cancelled_run_is_in_no_region(visitor: Visitor) -> None:
    a_run(CourseFactory(), -30, at="54395")
    a_run(CourseFactory(), 30, at="54395", cancelled=True)

    assert titles(visitor, "region=44") == []
    assert facet(visitor, "region") == {}


def test_each_choice_is_counted_without_its_own_filter(visitor: Visitor) -> None:
    a_run(CourseFactory(mode=Mode.ONSITE), 5, at="54395")
    a_run(CourseFactory(mode=Mode.ONSITE), 5, at="97411")
    a_run(CourseFactory(mode=Mode.MIXED), 5, at="97411")

    query = "region=04&mode=presentiel"

    assert facet(visitor, "region", query) == {"44": "1", "04": "1"}
    assert facet(visitor, "mode", query) == {"presentiel": "1", "mixte": "1"}
    assert titles(visitor, query).__len__() == 1


def test_a_choice_made_stays_shown_when_nothing_answers_it(visitor: Visitor) -> None:
    CourseFactory()

    assert facet(visitor, "region", "region=53") == {"53": "0"}


def test_two_runs_in_a_region_count_for_one_course(visitor: Visitor) -> None:
    course = CourseFactory()
    a_run(course, 5)
    a_run(course, 50)

    assert facet(visitor, "region") == {"44": "1"}


@pytest.mark.parametrize(
    "query",
    [
        "region=zz", "mode=autre", "niveau=9", "niveau=abc", "competence=ZZ9", "mois=2027-99",
        "mois=hier", "organisme=personne", "prix=cher", "tri=hasard", "type=x",
    ],
)  # fmt: skip
def test_an_unknown_code_is_ignored_and_said(visitor: Visitor, query: str) -> None:
    CourseFactory(title="Toujours là")

    page = visitor.open(f"/formations?{query}")

    assert page.texts("article h3") == ["Toujours là"]
    assert "Filtre ignoré" in page.text(".notice")


@pytest.mark.parametrize(
    "query", ["q=%22NEAR%28*", "page=0", "q=" + "a" * 3000, "vue=x", "niveau="]
)
def test_whatever_is_typed_answers_a_page(visitor: Visitor, query: str) -> None:
    CourseFactory(found=True)

    assert visitor.open(f"/formations?{query}").texts("h1") == ["Formations"]


def test_the_order_can_be_chosen(visitor: Visitor) -> None:
    a_run(CourseFactory(title="Zone d’activités", published_at=now() - timedelta(days=2)), 5)
    CourseFactory(title="Évaluer", published_at=now() - timedelta(days=1))
    CourseFactory(title="Accueillir", published_at=now() - timedelta(days=3))

    assert titles(visitor, "tri=titre") == ["Accueillir", "Évaluer", "Zone d’activités"]
    assert titles(visitor, "tri=recentes") == ["Évaluer", "Zone d’activités", "Accueillir"]
    assert titles(visitor, "tri=session")[0] == "Zone d’activités"


def test_filtering_in_place_gives_the_page_that_the_address_gives(visitor: Visitor) -> None:
    a_run(CourseFactory(title="À Nancy"), 5)
    a_run(CourseFactory(title="À Saint-Denis"), 5, at="97411")
    address = "/formations?region=44"

    page = visitor.open("/formations")
    page.swap("#results", visitor.open(address, into="results"))

    assert page.texts("article h3") == ["À Nancy"]
    assert page.texts("#results") == visitor.open(address).texts("#results")


def test_a_page_holds_twenty_courses(visitor: Visitor) -> None:
    for _ in range(21):
        CourseFactory()

    assert len(titles(visitor)) == 20
    assert len(titles(visitor, "page=2")) == 1


def test_the_map_counts_the_courses_to_come_by_region(visitor: Visitor) -> None:
    a_run(CourseFactory(), 5)
    a_run(CourseFactory(), 5)
    a_run(CourseFactory(), 5, at="97411")

    page = visitor.open("/formations?vue=carte")

    assert "Grand Est en tête" in page.text(".chart-title")
    [grand_est] = [a for a in page.soup.select(".france-map a") if "Grand Est" in a["aria-label"]]
    assert grand_est["href"] == "/formations?region=44"
    assert "La Réunion" in page.text(".france-overseas")

    a_run(CourseFactory(), 5, at="97411")
    level = visitor.open("/formations?vue=carte").text(".chart-title").replace("\xa0", " ")
    assert (
        level
        == "Grand Est et La Réunion en tête, à égalité : 2 formations avec une session à venir"
    )


def test_a_map_of_nothing_says_so(visitor: Visitor) -> None:
    assert "Aucune session à venir" in visitor.open("/formations?vue=carte").text("#results")


def test_a_member_sees_how_far_they_are(visitor: Visitor) -> None:
    member = MemberFactory()
    item = in_force().by_code["D1.1"]
    db.session.add(
        Assessment(
            member_id=member.id, author_id=member.id, competency_id=item.competency_id,
            edition_id=in_force().edition_id, level=2, at=now(),
        )
    )  # fmt: skip
    db.session.commit()
    CourseFactory(raises={"D1.1": (1, 3), "D2.1": (0, 2)})
    visitor.sign_in(member)

    chips = visitor.open("/formations").texts("article .chip")

    assert "vous : 2" in chips[0]
    assert "vous : niveau non renseigné" in chips[1]


def test_an_ended_certification_no_longer_certifies(visitor: Visitor) -> None:
    course = CourseFactory(certified=True, certification__ended=True)

    assert course.state is State.PUBLISHED
    assert titles(visitor, "certifiante=1") == []
    assert "Certification échue" in visitor.open("/formations").text("article")


def test_a_run_that_begins_after_the_certification_is_told_so_in_every_form(
    visitor: Visitor,
) -> None:
    last_day = CertificationFactory(registration_end=today() + timedelta(9))
    course = identified(CourseFactory(is_certifying=True, certification=last_day, raises={"D1.1": (1, 3)}))  # fmt: skip
    a_run(course, 10)

    assert titles(visitor, "certifiante=1") == []
    assert "Session non certifiante" in visitor.open("/formations").text("article")
    assert visitor.client.get("/formations.json").json["items"][0]["Certifiante"] == "non"
    assert "<certifiante>0</certifiante>" in visitor.client.get("/formations/lheo.xml").text
    assert "educationalCredentialAwarded" not in visitor.client.get(course.address).text

    a_run(course, 9)

    assert "non certifiante" not in visitor.open("/formations").text("article")
    assert "<certifiante>1</certifiante>" in visitor.client.get("/formations/lheo.xml").text


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_page_of_the_list_costs_eight_statements_at_most(
    visitor: Visitor, signed_in: bool
) -> None:
    for number in range(12):
        course = CourseFactory(certified=True, found=True, raises={"D1.1": (0, 2), "D2.1": (1, 2)})
        a_run(course, number + 5)
    if signed_in:
        visitor.sign_in(MemberFactory())
    visitor.open("/formations")

    with counted() as statements:
        visitor.open("/formations?q=accueillir&region=44&competence=D1.1&tri=titre")

    assert len(statements) <= 8, "\n".join(statements)


def test_the_list_as_csv_json_and_atom_is_the_list(visitor: Visitor) -> None:
    a_run(CourseFactory(title="À Nancy", raises={"D1.1": (1, 3)}), 5)
    a_run(CourseFactory(title="Ailleurs"), 6, at="97411")
    CourseFactory(title="Brouillon", draft=True)

    csv = visitor.client.get("/formations.csv?region=44").text
    told = visitor.client.get("/formations.json").json
    atom = visitor.client.get("/formations.atom?region=04")

    assert "À Nancy" in csv
    assert "D1.1 (1 à 3)" in csv
    assert "Ailleurs" not in csv
    assert [item["title"] for item in told["items"]] == ["À Nancy", "Ailleurs"]
    assert (told["total"], told["next"]) == (2, None)
    assert told["items"][0]["Région"] == "Grand Est"
    assert "<title>Ailleurs</title>" in atom.text
    assert atom.mimetype == "application/atom+xml"
    assert "Brouillon" not in csv + atom.text


def test_fifty_items_a_page_for_programs_and_all_in_a_spreadsheet(visitor: Visitor) -> None:
    for _ in range(51):
        CourseFactory()

    told = visitor.client.get("/formations.json").json

    assert len(told["items"]) == 50
    assert told["next"].endswith("/formations.json?page=2")
    assert len(visitor.client.get("/formations.csv").text.splitlines()) == 1 + 51


def test_a_spreadsheet_and_what_has_not_changed(visitor: Visitor) -> None:
    CourseFactory(title="=1+1")

    sheet = visitor.client.get("/formations.xlsx")
    tags = {form: visitor.client.get(f"/formations.{form}").headers["ETag"] for form in ("csv", "json", "atom")}  # fmt: skip

    assert sheet.data.startswith(b"PK")
    for form, tag in tags.items():
        again = visitor.client.get(f"/formations.{form}", headers={"If-None-Match": tag})
        assert again.status_code == 304, form


def test_a_row_kept_from_another_search_says_what_this_one_asks(visitor: Visitor) -> None:
    a_run(CourseFactory(raises={"D1.1": (1, 2), "D1.2": (1, 2), "D2.1": (0, 3)}), 5, seats=12)
    assert "D2.1" not in visitor.open("/formations").text("article")

    assert "D2.1" in visitor.open("/formations?competence=D2.1").text("article")


def test_seats_that_change_are_read_at_once(visitor: Visitor) -> None:
    run = a_run(CourseFactory(), 5, seats=12)
    assert "12 places" in visitor.open("/formations").text("article")

    run.bookable.capacity = 8
    db.session.commit()

    assert "8 places" in visitor.open("/formations").text("article")


def test_nothing_is_past_the_last_page(visitor: Visitor) -> None:
    CourseFactory(title="La seule")
    visitor.open("/formations?page=2", status=404)
    assert visitor.client.get("/formations.json?page=2").status_code == 404
