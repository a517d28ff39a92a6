"""The page of one course."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from intranet.competencies.actions import Joined, join
from intranet.competencies.models import LinkRole
from intranet.competencies.queries import in_force
from intranet.courses.models import CourseEvent, Happening, QualityCertificate
from intranet.kit.clock import now, today
from intranet.kit.db import db
from tests.courses.factories import CertificationFactory, CourseFactory, a_run
from tests.factories import (
    MemberFactory,
    OrganizationFactory,
    a_trainer,
    an_administrator,
    an_animator,
)
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


def test_it_says_what_one_gains_when_where_and_at_what_price(visitor: Visitor) -> None:
    certification = CertificationFactory(code="RNCP41104", registration_end=date(2128, 7, 18))
    course = CourseFactory(
        title="Bâtir un projet",
        is_certifying=True,
        certification=certification,
        duration_note="Deux jours",
        disability_contact="Claude Essai",
        raises={"D1.1": (1, 3)},
    )
    a_run(course, 20, price_cents=690_00, venue="12 rue des Ponts")

    page = visitor.open(course.address)

    facts = page.text(".item-side")
    for words in (
        "14 h (deux jours)",
        "En salle",
        "620 €",
        "RNCP 41104",
        "Niveau 6",
        "18 juillet 2128",
        "Claude Essai",
    ):
        assert words in facts, words
    assert (
        page.link("France compétences") == "https://www.francecompetences.fr/recherche/rncp/41104/"
    )
    assert "du niveau 1 au niveau 3" in page.text(".item-text .chip")
    assert "Nancy (Grand Est)" in page.text("table")
    assert "690 €" in page.text("table")
    assert "Salles accessibles." in page.text(".item-text")


def test_prerequisites_are_chips_too(visitor: Visitor) -> None:
    course = CourseFactory(prerequisites="")
    item = in_force().by_code["D1.2"]
    join(
        "course",
        course.id,
        in_force().edition_id,
        [Joined(item.competency_id, 2, role=LinkRole.PRESUPPOSES)],
    )
    db.session.commit()
    visitor.sign_in(MemberFactory())

    page = visitor.open(course.address)

    assert "vous : niveau non renseigné" in page.text("section[aria-labelledby=before] .chip")


def test_coming_runs_come_first_and_past_ones_as_past(visitor: Visitor) -> None:
    course = CourseFactory()
    a_run(course, 60, at="97411")
    a_run(course, 5)
    a_run(course, None, date_note="De janvier à juin 2025", label="Première promotion")
    a_run(course, 9, cancelled=True)

    page = visitor.open(course.address)

    assert ["Nancy" in row or "Saint-Denis" in row for row in page.texts("table")[:1]] == [True]
    coming, past = page.soup.select("table")
    assert [row.select_one("td").get_text(strip=True) for row in coming.select("tbody tr")] == [
        "Nancy (Grand Est)", "Saint-Denis (La Réunion)",
    ]  # fmt: skip
    assert "De janvier à juin 2025" in past.get_text()
    assert "Trop peu d’inscrits." in past.get_text()


def test_the_state_of_a_run_changes_at_the_instant_its_days_do(visitor: Visitor) -> None:
    course = CourseFactory()
    a_run(course, starts_on=date(2027, 1, 18), lasts=2)

    states = []
    for instant in ("2027-01-17T22:59:00Z", "2027-01-17T23:01:00Z", "2027-01-19T23:01:00Z"):
        with time_machine.travel(instant, tick=False):
            states.append(visitor.open(course.address).texts("table .badge"))

    assert states == [["Inscriptions ouvertes"], ["En cours"], ["Passée"]]


def test_a_source_is_named_with_as_much_of_its_date_as_is_known(visitor: Visitor) -> None:
    course = CourseFactory(
        sources=[
            {"title": "Localtis", "url": "https://localtis.example/a", "date": "2024-09-04"},
            {"title": "CNER", "date": "2021"},
            {"title": "Gazette", "url": "https://gazette.example", "date": "2026-01"},
        ],
        author=None,
    )

    assert visitor.open(course.address).texts(".source")[:3] == [
        "Source : Localtis , 4 septembre 2024",
        "Source : CNER, 2021",
        "Source : Gazette , janvier 2026",
    ]


def test_demonstration_content_says_so(visitor: Visitor) -> None:
    assert "Démonstration" in visitor.open(CourseFactory(is_demo=True).address).text(".page-state")


def test_the_quality_certificate_of_the_provider_is_shown_until_it_ends(visitor: Visitor) -> None:
    course = CourseFactory()
    db.session.add(
        QualityCertificate(
            organization_id=course.provider_id, certifier="Certif", verified_at=now(),
            valid_from=today() - timedelta(days=300), valid_until=today(),
        )
    )  # fmt: skip
    db.session.commit()

    assert "actions de formation, jusqu’au" in visitor.open(course.address).text(".item-side")
    with time_machine.travel(now() + timedelta(days=2)):
        assert "certification qualité expirée" in visitor.open(course.address).text(".item-side")


def test_similar_courses_raise_the_same_competencies(visitor: Visitor) -> None:
    course = CourseFactory(raises={"D1.1": (1, 3), "D2.1": (0, 1)})
    CourseFactory(title="Une en commun", raises={"D1.1": (0, 2)})
    CourseFactory(title="Deux en commun", raises={"D1.1": (0, 2), "D2.1": (0, 2)})
    CourseFactory(title="Aucune", raises={"D1.2": (0, 2)})
    CourseFactory(title="Brouillon", draft=True, raises={"D1.1": (0, 2)})

    page = visitor.open(course.address)
    page = visitor.open(page.link("Celles qui font monter les mêmes compétences"))

    assert page.texts("section[aria-labelledby=similar] h3") == ["Deux en commun", "Une en commun"]


# ---- who may know of it


HIDDEN = ["draft", "submitted", "sent_back"]


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize(
    "who", ["visitor", "member", "administrator", "other trainer", "colleague"]
)
def test_what_is_not_published_does_not_exist_for_others(
    visitor: Visitor, state: str, who: str
) -> None:
    course = CourseFactory(author=a_trainer(), **{state: True})
    a_run(course)
    if who == "colleague":  # works there, but does not teach
        visitor.sign_in(MemberFactory(organization=course.provider))
    elif who != "visitor":
        made = {
            "member": MemberFactory,
            "administrator": an_administrator,
            "other trainer": a_trainer,
        }
        visitor.sign_in(made[who]())

    visitor.open(course.address, status=404)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/modifier",
        "/sessions/nouvelle",
        "/sessions/{run}/modifier",
        "/sessions/{run}/annulation",
    ],
)
@pytest.mark.parametrize("state", HIDDEN)
def test_a_draft_is_hidden_on_every_route(visitor: Visitor, path: str, state: str) -> None:
    course = CourseFactory(**{state: True})
    run = a_run(course)
    visitor.sign_in(a_trainer())

    visitor.open(course.address + path.format(run=run.id), status=404)


@pytest.mark.parametrize(
    "verb",
    [
        "publication",
        "corrections",
        "revision",
        "revision/refus",
        "suspension",
        "reprise",
        "archivage",
    ],
)
def test_a_draft_is_hidden_from_every_decision(visitor: Visitor, verb: str) -> None:
    course = CourseFactory(draft=True)
    visitor.sign_in(an_animator())
    form = visitor.open("/animer/formations")
    token = form.first("input[name=csrf_token]").attrib["value"]

    answer = visitor.client.post(
        f"{course.address}/{verb}", data={"csrf_token": token, "version": "1"}
    )

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "where",
    [
        "/formations",
        "/formations.csv",
        "/formations.json",
        "/formations.atom",
        "/formations?vue=carte",
        "/recherche?q=secret",
    ],
)
def test_a_draft_is_in_no_list(visitor: Visitor, where: str) -> None:
    a_run(CourseFactory(title="Secret bien gardé", draft=True, raises={"D1.1": (0, 2)}))
    visitor.sign_in(MemberFactory())

    assert "Secret bien gardé" not in visitor.client.get(where).text


def test_its_trainers_and_after_submission_the_animators_read_it(visitor: Visitor) -> None:
    provider = OrganizationFactory(provider=True)
    draft = CourseFactory(draft=True, provider=provider)
    submitted = CourseFactory(submitted=True, provider=provider)

    visitor.sign_in(a_trainer(organization=provider))
    visitor.open(draft.address)
    visitor.open(submitted.address)

    visitor.sign_in(an_animator())
    visitor.open(draft.address, status=404)
    visitor.open(submitted.address)


def test_an_animator_of_another_region_does_not_read_what_is_submitted(visitor: Visitor) -> None:
    course = CourseFactory(submitted=True, provider__region_code="44")

    visitor.sign_in(an_animator("53"))
    visitor.open(course.address, status=404)
    visitor.sign_in(an_animator("44"))
    visitor.open(course.address)


def test_the_history_is_for_those_who_make_the_page(visitor: Visitor) -> None:
    course = CourseFactory()
    db.session.add(CourseEvent(course_id=course.id, what=Happening.PUBLISHED, at=now()))
    db.session.commit()

    assert "Suivi de la fiche" not in visitor.open(course.address).text()
    visitor.sign_in(a_trainer(organization=course.provider))
    page = visitor.open(course.address)
    assert "Publiée" in visitor.open(page.link("Ce qui est arrivé à la fiche")).text()


def test_an_unknown_course_is_a_404(visitor: Visitor) -> None:
    visitor.open("/formations/999999", status=404)
    visitor.open("/formations/abc", status=404)


@pytest.mark.parametrize("who", ["visitor", "member", "trainer", "animator"])
def test_the_page_costs_eight_statements_at_most_whatever_it_holds(
    visitor: Visitor, who: str
) -> None:
    course = CourseFactory(certified=True, raises={"D1.1": (0, 2), "D2.1": (1, 2)})
    course.partners = [OrganizationFactory(), OrganizationFactory()]
    for days in (-30, 5, 40, 80):
        a_run(course, days)
    for _ in range(4):
        a_run(CourseFactory(raises={"D1.1": (0, 2)}))
    if who == "member":
        visitor.sign_in(MemberFactory())
    elif who == "trainer":
        visitor.sign_in(a_trainer(organization=course.provider))
    elif who == "animator":
        visitor.sign_in(an_animator())
    page = visitor.open(course.address)

    with counted() as statements:
        visitor.open(page.url)

    assert len(statements) <= 8, "\n".join(statements)


def test_no_reader_is_led_to_levels_that_they_may_not_establish(visitor: Visitor) -> None:
    course = CourseFactory(raises={"D1.1": (0, 2)})
    run = a_run(course, -30)
    levels = f"/formations/sessions/{run.id}/evaluation"

    visitor.sign_in(an_animator())
    assert levels not in visitor.open(course.address).html
    visitor.sign_in(a_trainer(organization=course.provider))
    assert levels in visitor.open(course.address).html
    visitor.open(levels)
