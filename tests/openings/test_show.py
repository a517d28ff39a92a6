"""Reading one opening."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from intranet.competencies.actions import Asked
from intranet.competencies.models import Need
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.openings.actions import log
from intranet.openings.models import Category, Experience, Route, State, Vacancy
from intranet.organizations.models import Kind
from tests.competencies.factories import says
from tests.factories import (
    MemberFactory,
    OrganizationFactory,
    a_recruiter,
    an_administrator,
    an_animator,
)
from tests.openings.factories import OpeningFactory, asking, competency
from tests.sql import counted
from tests.visitor import Visitor

UNSEEN = ["draft", "in_review", "to_correct"]


def facts(page: object) -> dict[str, str]:
    rows = page.soup.select(".facts dl > div")  # type: ignore[attr-defined]
    return {
        row.select_one("dt").get_text(): " ".join(row.select_one("dd").get_text(" ").split())
        for row in rows
    }


def test_says_all_that_one_needs_to_decide(visitor: Visitor, edition: object) -> None:
    desired = Asked(competency("D2.1"), 2, need=Need.DESIRED)
    opening = OpeningFactory(
        title="Cheffe ou chef de projet (F/H)",
        organization=OrganizationFactory(name="CA des Trois-Rives", kind=Kind.EPCI),
        routes=(Route.TRANSFER, Route.DETACHMENT, Route.PUBLIC_CONTRACT),
        category=Category.A,
        grades=["Attaché", "Ingénieur"],
        pay_min=31_000,
        pay_max=39_000,
        pay_note="Selon le grade",
        telework_days=2,
        start_on=date(2027, 2, 1),
        end_on=date(2030, 1, 31),
        benefits="- Titres-restaurant",
        experience=Experience.CONFIRMED,
        vacancy=Vacancy.VACANT,
        vacant_on=date(2027, 1, 1),
        recruiting_authority="La présidente",
        job_family="Action économique",
        conditions="Emploi permanent.",
        closes_at=datetime(2099, 12, 22, 22, 59, 59, tzinfo=UTC),
        requirement_set=asking(("D1.1", 3), asked=[desired]),
    )

    page = visitor.open(f"/offres/{opening.id}")

    told = facts(page)
    assert told["Employeur"] == "CA des Trois-Rives"
    assert told["Lieu de travail"] == "Nancy (54), Grand Est"
    assert told["Modalités d’accès"] == "Mutation, détachement ou contrat de droit public"
    assert told["Grades"] == "Attaché, Ingénieur"
    assert told["Rémunération"] == "de 31 000 à 39 000 € brut par an Selon le grade"
    assert told["Télétravail"] == "2 jours par semaine"
    assert told["Candidatures"] == "jusqu’au 22 décembre 2099 à 23 h 59 (heure de Paris)"
    assert told["Fin du contrat"] == "31 janvier 2030"
    assert told["Référence"].startswith("OFF-")
    text = page.text("main")
    assert "Vacance d’emploi, à compter du 1er janvier 2027" in text
    assert "La présidente" in text
    assert "Emploi permanent." in text
    assert "Avantages Titres-restaurant" in text
    assert "Fonction publique Territoriale" in text
    assert page.texts(".asked h3") == ["Attendues", "Souhaitées"]
    assert page.texts(".asked .chip-code") == ["D1.1", "D2.1"]


def test_what_the_post_cannot_do_without_is_marked(visitor: Visitor, edition: object) -> None:
    vital = Asked(competency("D1.2"), 2, is_mandatory=True)
    opening = OpeningFactory(requirement_set=asking(("D1.1", 4), asked=[vital]))

    page = visitor.open(f"/offres/{opening.id}")

    assert page.texts(".asked [data-need=required] .chip-code") == ["D1.2"]
    assert page.texts(".chip-need") == ["indispensable"]


def test_a_member_reads_how_much_they_cover(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory(requirement_set=asking(("D1.1", 4), ("D1.2", 2)))
    member = MemberFactory()
    says(member, "D1.1", 2)

    assert "Connectez-vous pour comparer" in visitor.open(f"/offres/{opening.id}").text(".fit")
    visitor.sign_in(member)
    page = visitor.open(f"/offres/{opening.id}")
    assert "au moins 25 % (jusqu’à 75 %" in page.text(".fit")
    assert any("niveau non renseigné" in chip for chip in page.texts(".chip"))
    says(member, "D1.2", None)
    chips = visitor.open(f"/offres/{opening.id}").texts(".chip")
    assert any("vous : sans objet" in chip for chip in chips), "an answer, and no 0"


@pytest.mark.parametrize("trait", UNSEEN)
@pytest.mark.parametrize("way", ["", "/modifier", "/cloture", "/reouverture"])
def test_what_is_not_online_is_a_404_for_others_whatever_the_way(
    visitor: Visitor, edition: object, trait: str, way: str
) -> None:
    opening = OpeningFactory(**{trait: True})
    others = [MemberFactory(), a_recruiter(), an_administrator(), an_animator(region="53")]
    if not way:
        visitor.open(f"/offres/{opening.id}", status=404)
    for other in others:
        visitor.sign_in(other)
        visitor.open(f"/offres/{opening.id}{way}", status=404)


@pytest.mark.parametrize(
    "verb",
    [
        "modifier",
        "publication",
        "suppression",
        "cloture",
        "reouverture",
        "relecture",
        "confirmation",
    ],
)
@pytest.mark.parametrize("trait", UNSEEN)
def test_no_verb_tells_that_a_draft_exists(
    visitor: Visitor, edition: object, trait: str, verb: str
) -> None:
    opening = OpeningFactory(**{trait: True})
    visitor.sign_in(a_recruiter())
    token = {
        "csrf_token": visitor.open("/offres/nouvelle").first("[name=csrf_token]").attrib["value"]
    }  # type: ignore[index]
    visitor._ask(404, f"/offres/{opening.id}/{verb}", method="POST", data=token)
    visitor._ask(404, f"/offres/999999/{verb}", method="POST", data=token)


def test_a_draft_is_read_by_those_who_recruit_for_its_employer_alone(
    visitor: Visitor, edition: object
) -> None:
    ours = OrganizationFactory()
    draft = OpeningFactory(draft=True, organization=ours)
    url = f"/offres/{draft.id}"

    visitor.sign_in(a_recruiter(organization=ours))
    assert "Brouillon, tel qu’il apparaîtra" in visitor.open(url).text("main")
    visitor.sign_in(MemberFactory(organization=ours))
    visitor.open(url, status=404)
    visitor.sign_in(an_animator())
    visitor.open(url, status=404)


def test_a_draft_of_a_title_alone_is_a_page(visitor: Visitor, edition: object) -> None:
    ours = OrganizationFactory()
    draft = OpeningFactory(
        draft=True, organization=ours, missions="", how_to_apply="", requirement_set=None,
        municipality_code=None, region_code=None, department_code=None, latitude=None,
        longitude=None, precision=None, closes_at=None, last_confirmed_at=None, routes=(),
    )  # fmt: skip
    visitor.sign_in(a_recruiter(organization=ours)).open(f"/offres/{draft.id}")


def test_a_closed_opening_keeps_its_page_for_a_month_then_is_gone(
    visitor: Visitor, edition: object
) -> None:
    over, long_over = OpeningFactory(over=True), OpeningFactory(long_over=True)

    page = visitor.open(f"/offres/{over.id}")
    assert "Cette offre est clôturée" in page.text(".notice")
    assert page.soup.select_one("meta[name=robots]")
    assert page.texts(".page-action a") == []
    assert "retirée" in visitor.open(f"/offres/{long_over.id}", status=410).text("main")

    visitor.sign_in(a_recruiter(organization=long_over.organization))
    assert "Historique" not in visitor.open(f"/offres/{long_over.id}").texts("h2")


def test_the_history_is_for_those_who_follow_it(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory()
    log(opening, opening.owner, now(), left=State.DRAFT)
    db.session.commit()
    url = f"/offres/{opening.id}"

    assert "Historique" not in visitor.open(url).texts("h2")
    visitor.sign_in(an_animator(region="44"))
    page = visitor.open(url)
    assert "Historique" in page.texts("h2")
    assert page.texts(".timeline-title") == ["Mise en ligne"]
    assert opening.owner.name in page.text(".timeline")


def test_what_is_gone_leads_to_what_is_live(visitor: Visitor, edition: object) -> None:
    gone = OpeningFactory(title="Retirée (F/H)", long_over=True)
    for place in range(7):
        OpeningFactory(title=f"Vivante {place} (F/H)")
    OpeningFactory(title="Close (F/H)", over=True)

    page = visitor.open(f"/offres/{gone.id}", status=410)

    assert page.soup.select_one("meta[name=robots][content=noindex]")
    assert not page.select("script[type='application/ld+json']")
    assert len(page.texts("article h3")) == 5
    assert all(title.startswith("Vivante") for title in page.texts("article h3"))


def test_what_asks_for_the_same_comes_before_what_is_in_the_same_region(
    visitor: Visitor, edition: object
) -> None:
    over = OpeningFactory(over=True, requirement_set=asking(("D1.1", 2), ("D1.2", 1)))
    OpeningFactory(title="Voisine (F/H)", requirement_set=asking(("D2.1", 1)))
    both = asking(("D1.1", 4), ("D1.2", 4))
    OpeningFactory(title="Semblable (F/H)", municipality_code="35238", requirement_set=both)
    OpeningFactory(
        title="Étrangère (F/H)", municipality_code="76540", requirement_set=asking(("D2.1", 1))
    )

    page = visitor.open(f"/offres/{over.id}")

    assert page.texts(".item-more article h3") == ["Semblable (F/H)", "Voisine (F/H)"]


def test_the_page_shows_where_else_to_look(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory()
    OpeningFactory(title="Responsable de filière")
    OpeningFactory(title="Fermée (F/H)", over=True)
    page = visitor.open(f"/offres/{opening.id}")
    assert page.texts(".item-more article h3") == ["Responsable de filière"]


def test_who_applies_elsewhere_is_led_there_without_our_address(
    visitor: Visitor, edition: object
) -> None:
    opening = OpeningFactory(apply_url="https://recrutement.essais.example/12")
    page = visitor.open(f"/offres/{opening.id}")
    assert page.link("Candidater") == "https://recrutement.essais.example/12"


def test_what_members_write_is_no_html(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory(missions="<script>alert(1)</script> **fort** [x](javascript:alert(1))")
    page = visitor.open(f"/offres/{opening.id}")
    assert not page.select("main script")
    assert page.texts(".prose strong") == ["fort"]
    assert not page.select("a[href^=javascript]")


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_page_asks_eight_statements_at_most(
    visitor: Visitor, edition: object, signed_in: bool
) -> None:
    opening = OpeningFactory()
    for _ in range(6):
        OpeningFactory()
    if signed_in:
        visitor.sign_in(a_recruiter(organization=opening.organization))
    page = visitor.open(f"/offres/{opening.id}")

    with counted() as statements:
        visitor.open(page.url)

    assert len(statements) <= 8, "\n".join(statements)


def test_an_unconfirmed_opening_leaves_the_board_and_its_recruiter_is_told(
    visitor: Visitor, edition: object
) -> None:
    stale = OpeningFactory(forgotten=True)
    visitor.sign_in(a_recruiter(organization=stale.organization))

    page = visitor.open(f"/offres/{stale.id}")
    assert "Hors du tableau" in page.text("main")
    page = visitor.send(page, form="form[action$=confirmation]")
    assert "reste sur le tableau" in page.text("[role=status]")
    db.session.expire_all()
    assert stale.is_live(now() + timedelta(seconds=1))
