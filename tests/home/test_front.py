"""The front page, the dashboards, what stands around every page."""

from __future__ import annotations

import pytest
from flask import Flask

from intranet.competencies.actions import require
from intranet.competencies.models import Edition, JobProfile, Owner
from intranet.kit.db import db
from intranet.tour.models import Lifecycle, Stage, Tour
from tests.factories import MemberFactory, a_recruiter, a_trainer, an_administrator, an_animator
from tests.members.factories import a_newcomer, a_request
from tests.openings.factories import OpeningFactory, found_by_words
from tests.practices.factories import a_draft, a_submitted
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


def test_the_front_page_says_what_this_is_and_counts_what_is_open(visitor: Visitor) -> None:
    OpeningFactory(title="Directrice d’agence (F/H)")
    OpeningFactory(title="Poste clos", closed=True)

    page = visitor.open("/")

    assert page.texts(".door-count")[:2] == ["3 compétences", "1 offre ouverte"]
    assert "Directrice d’agence (F/H)" in page.text("main")
    assert "Poste clos" not in page.text("main")


def test_the_map_of_the_front_page_leads_to_each_region(visitor: Visitor) -> None:
    page = visitor.open("/")
    assert {"/tour/bretagne", "/tour/la-reunion"} <= {
        a["href"] for a in page.soup.select("a[href]")
    }


def test_the_front_page_counts_the_referential_in_force_and_the_stages_left(
    visitor: Visitor, edition: Edition
) -> None:
    asked = require(Owner.JOB_PROFILE, edition.id, [])
    db.session.add(JobProfile(slug="metier", title="Animatrice", requirement_set=asked))
    stages = [
        Stage(region_code="44", number=1),
        Stage(region_code="53", number=2, lifecycle=Lifecycle.HOSTS_CONFIRMED),
        Stage(region_code="28", number=3, lifecycle=Lifecycle.POSTPONED),
    ]
    db.session.add(Tour(slug="tour-essai", title="Tour d’essai", year=2031, stages=stages))
    OpeningFactory()  # the figures are counted anew

    said = visitor.open("/").text("main")

    assert "2 domaines, une échelle, 1 métier." in said
    assert "L’édition 2031 compte 2 étapes à programmer." in said


@pytest.mark.parametrize(
    ("make", "block"),
    [
        (MemberFactory, "Mon plan de compétences"),
        (a_recruiter, "Les offres de ma structure"),
        (a_trainer, "Mes sessions et leur remplissage"),
        (an_animator, "Chiffres du mois"),
        (an_administrator, "Le réseau aujourd’hui"),
    ],
)
def test_each_role_has_its_dashboard_which_begins_with_what_to_do(
    visitor: Visitor, make, block: str
) -> None:
    page = visitor.sign_in(make()).open("/")

    headings = page.texts("main h2")
    assert headings[0].startswith("À faire")
    assert block in headings


def test_a_newcomer_is_asked_for_an_organization_first(visitor: Visitor) -> None:
    page = visitor.sign_in(a_newcomer()).open("/")
    assert page.texts(".todo li a") == ["Choisir votre structure de rattachement"]


def test_an_administrator_is_not_told_that_nothing_waits_while_somebody_does(
    visitor: Visitor, edition: Edition
) -> None:
    """They may admit people too, and nobody else does where no animator is."""
    asked = a_request(MemberFactory().organization)
    visitor.sign_in(an_administrator())
    for address in ("/", "/animer"):
        waiting = {a.attrib["href"] for a in visitor.open(address).select(".todo a")}
        assert f"/animer/adhesions/{asked.id}" in waiting


def test_what_waits_for_an_animator_leads_to_the_thing_itself(
    visitor: Visitor, edition: Edition
) -> None:
    asked = a_request(MemberFactory().organization)
    review = a_submitted(edition)
    opening = OpeningFactory(in_review=True)

    page = visitor.sign_in(an_animator()).open("/")

    waiting = {a.attrib["href"] for a in page.select(".todo a")}
    assert {
        f"/animer/adhesions/{asked.id}",
        f"/animer/pratiques/{review.id}",
        f"/offres/{opening.id}",
    } <= waiting
    for address in waiting:
        visitor.open(str(address))
    counted = [a.text for a in visitor.open("/animer").select("li:has(> .count) > a")]
    assert counted == ["Demandes de rattachement", "Offres à relire", "Fiches à relire"]


def test_what_one_began_is_there_to_be_finished(visitor: Visitor) -> None:
    recruiter = a_recruiter()
    draft = OpeningFactory(draft=True, organization=recruiter.organization, owner=recruiter)
    practice = a_draft(recruiter)

    page = visitor.sign_in(recruiter).open("/")

    waiting = {a.attrib["href"] for a in page.select(".todo a")}
    assert {f"/offres/{draft.id}/modifier", f"/pratiques/{practice.slug}/modifier"} <= waiting


def test_only_what_one_may_create_is_offered(visitor: Visitor) -> None:
    create = ".masthead .drop-panel li a"
    assert "Une bonne pratique" in visitor.sign_in(MemberFactory()).open("/").texts(create)
    assert "Une offre de mobilité" not in visitor.open("/").texts(create)
    assert "Une offre de mobilité" in visitor.sign_in(a_recruiter()).open("/").texts(create)


def test_search_over_everything_groups_by_kind(visitor: Visitor) -> None:
    found_by_words(title="Chargée de foncier (F/H)")

    page = visitor.open("/recherche?q=foncier")

    assert page.texts("main h2") == ["1 offre"]
    assert page.link("Chargée de foncier").startswith("/offres/")


@pytest.mark.parametrize("typed", ["", "zzz", '"', "*", "NEAR(", "é" * 10_000, "' OR 1=1"])
def test_search_answers_a_page_whatever_is_typed(visitor: Visitor, typed: str) -> None:
    visitor.client.get("/recherche", query_string={"q": typed})
    assert visitor.open(f"/recherche?q={typed[:500]}").texts("h1") == ["Rechercher"]


def test_the_front_page_and_search_ask_little_of_the_database(visitor: Visitor) -> None:
    # The catalogue, and until when what is found holds, are read once a process.
    for address in ("/", "/recherche?q=emploi"):
        visitor.open(address)
    with counted() as statements:
        visitor.open("/")
    assert len(statements) <= 9, statements
    with counted() as statements:
        visitor.open("/recherche?q=foncier")
    asked = [each for each in statements if not each.startswith("SET LOCAL")]  # how long one waits
    assert len(asked) <= 4, asked


def test_light_or_dark_is_kept_and_leads_back_to_the_page(visitor: Visitor) -> None:
    page = visitor.send(visitor.open("/mentions-legales"), form=".theme-switch", press="theme=dark")

    assert page.url == "/mentions-legales"
    assert page.soup.html["data-theme"] == "dark"
    narrowed = {"Referer": "http://localhost/offres?q=foncier"}  # in place, after it was written
    answer = visitor.client.post("/theme", data={"next": "/offres?"}, headers=narrowed)
    assert answer.headers["Location"] == "/offres?q=foncier"


@pytest.mark.parametrize(
    "address", ["//ailleurs.example", "https://ailleurs.example", "/\\ailleurs.example"]
)
def test_no_answer_leads_to_another_site(visitor: Visitor, address: str) -> None:
    response = visitor.client.post("/theme", data={"theme": "dark", "next": address})
    assert response.headers["Location"] == "/"


def test_the_site_says_that_it_lives_and_is_ready(visitor: Visitor) -> None:
    assert visitor.client.get("/healthz").json == {"status": "alive"}
    assert visitor.client.get("/readyz").json == {"status": "ready"}


def test_a_visitor_who_only_reads_gets_no_cookie(visitor: Visitor) -> None:
    for address in ("/", "/offres", "/referentiel", "/pratiques"):
        assert "Set-Cookie" not in visitor.client.get(address).headers, address


def test_every_answer_bears_the_headers_that_protect(visitor: Visitor) -> None:
    for address in ("/", "/nulle-part", "/offres.json"):
        headers = visitor.client.get(address).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], address
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_too_heavy_answers_a_readable_page(visitor: Visitor, app: Flask) -> None:
    response = visitor.client.post(
        "/theme", data={"theme": "x" * (app.config["MAX_CONTENT_LENGTH"] + 1)}
    )
    assert response.status_code == 413
    assert "Envoi trop lourd" in response.text


def test_a_write_from_another_site_is_refused(visitor: Visitor) -> None:
    answer = visitor.client.post("/theme", data={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_nul_byte_is_a_misunderstood_address(visitor: Visitor) -> None:
    assert visitor.client.get("/offres?q=%00").status_code == 400


@pytest.mark.parametrize("signed_in", [False, True])
def test_no_link_of_the_menus_is_dead(visitor: Visitor, signed_in: bool) -> None:
    db.session.add(Tour(slug="tour-essai", title="Tour d’essai", year=2027))
    db.session.commit()
    if signed_in:
        visitor.sign_in(an_animator())
    page = visitor.open("/plan-du-site")
    for address in {str(a.attrib["href"]) for a in page.select("a[href^='/']")}:
        found, place = visitor.open(address), address.partition("#")[2]
        assert not place or found.select(f"#{place}"), address
