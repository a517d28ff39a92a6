"""From a gap to a seat, on the page of an opening and of a job: what I lack, what closes it, one button."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from intranet.bookings.models import Approval, Registration, RegistrationState
from intranet.competencies.actions import Asked, require
from intranet.competencies.models import Edition, JobProfile, Owner
from intranet.kit.clock import today
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings.models import Opening
from tests.bookings.factories import registers
from tests.competencies.factories import says
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter
from tests.openings.factories import OpeningFactory, asking, competency
from tests.sql import counted
from tests.visitor import Page, Visitor, words

NANCY, METZ, RENNES = "54395", "57463", "35238"


@pytest.fixture
def member(edition: Edition) -> Member:
    """Works in Nancy; at level 2 of D1.1, beyond what is asked of D1.2, silent on D2.1."""
    nancy = OrganizationFactory(municipality_code=NANCY, latitude=48.69, longitude=6.18)
    found: Member = MemberFactory(organization=nancy)
    says(found, "D1.1", 2)
    says(found, "D1.2", 3)
    return found


@pytest.fixture
def opening(member: Member) -> Opening:
    """Asks for D1.1 at 3 (weight 3, indispensable), D1.2 at 2 (weight 2), D2.1 at 2."""
    asked = [
        Asked(competency("D1.1"), 3, weight=3, is_mandatory=True),
        Asked(competency("D1.2"), 2, weight=2),
        Asked(competency("D2.1"), 2),
    ]
    found: Opening = OpeningFactory(
        requirement_set=asking(asked=asked), start_on=today() + timedelta(days=60)
    )
    return found


def gap_of(visitor: Visitor, opening: Opening) -> Page:
    return visitor.open(f"/parcours/offre/{opening.id}")


def lines(page: Page) -> list[str]:
    return page.texts("article.seat h4")


def test_the_score_today_and_after_the_few_runs_that_matter(
    visitor: Visitor, member: Member, opening: Opening
) -> None:
    a_run(CourseFactory(title="Diagnostic approfondi", raises={"D1.1": (1, 3)}))
    a_run(CourseFactory(title="Programmes", raises={"D2.1": (0, 2)}), days=40)

    page = gap_of(visitor.sign_in(member), opening)

    # (3 × 2/3 + 2 + 0) / 6 = 67 %, then 83 %, then all of it.
    assert page.text(".gap-headline") == "Au moins 67 % aujourd’hui, 100 % après ces deux sessions."
    assert [line.split(" ,")[0] for line in page.texts(".gap-path > li")] == ["Diagnostic approfondi", "Programmes"]  # fmt: skip


def test_what_blocks_comes_first_and_what_is_to_confirm_apart_with_where_to_answer(
    visitor: Visitor, member: Member, opening: Opening
) -> None:
    says(member, "D1.2", 0)
    a_run(CourseFactory(title="Veille", raises={"D1.2": (0, 2)}))

    page = gap_of(visitor.sign_in(member), opening)

    assert [title.split()[0] for title in page.texts(".closing > h3 > a")] == ["D1.1", "D1.2"]
    assert "Indispensable" in page.texts(".closing-state")[0]
    assert "vous : niveau 2, demandé : niveau 3" in page.texts(".closing-state")[0]
    assert page.texts(".gap-unsaid a") == ["D2.1 Élaborer des programmes"]
    assert page.link("Élaborer des programmes") == "/referentiel/D2.1#levels"
    assert "À confirmer : 1 réponse manque" in page.text()


def test_each_run_says_its_seats_price_distance_and_whether_it_ends_in_time(
    visitor: Visitor, member: Member, opening: Opening
) -> None:
    course = CourseFactory(title="Diagnostic", raises={"D1.1": (1, 3)}, price_cents=620_00)
    a_run(course, days=70, at=NANCY, seats=2)
    a_run(course, days=20, at=METZ)
    a_run(course, days=21, at=None, price_cents=0)

    page = gap_of(visitor.sign_in(member), opening)
    near, remote, late = page.texts("article.seat")

    assert "Metz (Grand Est), 48 km" in near
    assert "12 places" in near
    assert "620 €" in near
    assert "se termine avant la prise de poste" in near
    assert "mène au niveau 3" in near
    assert "à distance" in remote
    assert "gratuit" in remote
    assert "Nancy (Grand Est), sur place" in late
    assert "Dernières places 2 places" in late
    assert "se termine après la prise de poste" in late


def test_one_button_takes_the_seat_and_the_panel_says_so(
    visitor: Visitor, member: Member, opening: Opening
) -> None:
    run = a_run(CourseFactory(title="Diagnostic", raises={"D1.1": (1, 3)}))
    page = gap_of(visitor.sign_in(member), opening)

    mine = visitor.send(page, form="article.seat form")

    [made] = db.session.scalars(select(Registration))
    assert (made.bookable_id, made.member_id) == (run.bookable_id, member.id)
    assert made.state is RegistrationState.CONFIRMED
    assert mine.url.startswith(f"/moi/inscriptions/{made.uuid}")
    assert "La place est confirmée" in mine.text(".notice[role=status]")
    again = gap_of(visitor, opening)
    assert not again.select("article.seat form")
    assert "Mon inscription : confirmée" in again.text("article.seat")
    assert "après votre inscription" in again.text(".gap-headline")
    visitor.send(mine, form="form[action*=annul]")
    assert gap_of(visitor, opening).select("article.seat form")


def test_a_run_that_asks_more_leads_to_its_form(
    visitor: Visitor, member: Member, opening: Opening
) -> None:
    run = a_run(CourseFactory(raises={"D1.1": (1, 3)}))
    run.bookable.approval = Approval.MANAGER
    db.session.commit()

    page = gap_of(visitor.sign_in(member), opening)

    assert not page.select("article.seat form")
    assert page.link("Demander une place") == f"/inscriptions/{run.bookable_id}"

    registers(run.bookable, member, manager_name="Dominique", manager_email="chef@x.example")
    db.session.commit()
    [badge] = gap_of(visitor, opening).select(".gap-path .badge")
    assert (badge.get("data-tone"), words(badge)) == ("info", "En attente d’accord")


def test_what_a_run_presupposes_is_said_and_it_is_not_promised(
    visitor: Visitor, member: Member, opening: Opening
) -> None:
    says(member, "D1.1", 0)
    a_run(CourseFactory(title="Perfectionnement", raises={"D1.1": (2, 3)}))

    page = gap_of(visitor.sign_in(member), opening)

    assert "À avoir d’abord : D1.1 au niveau 2" in page.text("article.seat")
    assert "après" not in page.text(".gap-headline")
    assert "Aucune session annoncée ne fait monter ce score" in page.text()


def test_a_chain_is_told_in_the_order_of_its_dates_and_only_if_they_follow(
    visitor: Visitor, member: Member, opening: Opening
) -> None:
    says(member, "D1.1", 0)
    first = CourseFactory(title="Premiers pas", raises={"D1.1": (0, 2)})
    second = CourseFactory(title="Suite", raises={"D1.1": (2, 3)})
    a_run(second, days=15)  # before the first: of no use
    a_run(first, days=20)
    a_run(second, days=30)

    page = gap_of(visitor.sign_in(member), opening)

    path = page.texts(".gap-path > li")
    assert [line.split(" ,")[0] for line in path] == ["Premiers pas", "Suite"]


def test_a_full_run_is_no_promise_but_its_line_may_be_joined(
    visitor: Visitor, member: Member, opening: Opening
) -> None:
    run = a_run(CourseFactory(raises={"D1.1": (1, 3)}), seats=1)
    registers(run.bookable)

    page = gap_of(visitor.sign_in(member), opening)

    assert "après" not in page.text(".gap-headline")
    assert "Rejoindre la liste d’attente" in page.text("article.seat")


def test_no_run_leads_to_the_catalogue_where_a_course_is_there(
    visitor: Visitor, member: Member, opening: Opening
) -> None:
    page = gap_of(visitor.sign_in(member), opening)

    assert "Aucune session n’est annoncée" in page.text(".closing:first-of-type")
    assert "Toutes les formations" not in page.text()
    CourseFactory(raises={"D1.1": (1, 3)})
    page = gap_of(visitor, opening)
    assert page.link("Toutes les formations") == "/formations?competence=D1.1&niveau=3"
    asking_for_one = visitor.open(page.link("Demander une session"))
    assert asking_for_one.answers(asking_for_one.form())["level"] == ["3"]


def test_whoever_has_said_nothing_is_led_to_their_levels(
    visitor: Visitor, opening: Opening
) -> None:
    page = gap_of(visitor.sign_in(MemberFactory()), opening)

    assert page.link("Déclarer mes niveaux") == "/moi/competences"


def test_the_page_of_the_opening_fetches_it_apart(
    visitor: Visitor, member: Member, opening: Opening
) -> None:
    address = f"/parcours/offre/{opening.id}"
    a_run(CourseFactory(raises={"D1.1": (1, 3)}))
    visitor.sign_in(member)

    page = visitor.open(opening.address)
    [place] = page.soup.select("#gap")
    assert (place["hx-get"], page.link("Voir ce qui me manque")) == (address, address)
    page.swap("#gap", visitor.open(address, into="gap"))
    assert page.texts("#gap") == visitor.open(address).texts("#gap")
    assert page.select("#gap article.seat form")


def test_a_visitor_is_invited_to_sign_in(visitor: Visitor, opening: Opening) -> None:
    page = visitor.open(opening.address)

    assert "hx-get" not in page.soup.select_one("#gap").attrs
    assert page.first("#gap a").attrib["href"] == f"/connexion?suite=/parcours/offre/{opening.id}"
    assert "/connexion" in visitor.open(f"/parcours/offre/{opening.id}", status=302).response.headers["Location"]  # fmt: skip


def test_who_recruits_there_has_nothing_to_close(visitor: Visitor, opening: Opening) -> None:
    visitor.sign_in(a_recruiter(organization=opening.organization))

    assert not visitor.open(opening.address).select("#gap")


def test_what_one_may_not_read_is_not_there(visitor: Visitor, member: Member) -> None:
    visitor.sign_in(member)
    draft, gone = OpeningFactory(draft=True), OpeningFactory(long_over=True)

    for address in (f"/parcours/offre/{draft.id}", f"/parcours/offre/{gone.id}", "/parcours/offre/99999", "/parcours/offre/99999999999999999999", "/parcours/formation/99999999999999999999", "/parcours/metier/inconnu"):  # fmt: skip
        visitor.open(address, status=404)


def test_before_a_job_there_is_no_start_to_be_in_time_for(
    visitor: Visitor, member: Member, edition: Edition
) -> None:
    asked = require(Owner.JOB_PROFILE, edition.id, [Asked(competency("D1.1"), 3)])
    db.session.add(JobProfile(slug="essayeur", title="Essayeur", requirement_set=asked))
    db.session.commit()
    a_run(CourseFactory(title="Diagnostic", raises={"D1.1": (1, 3)}))
    visitor.sign_in(member)

    page = visitor.open("/parcours/metier/essayeur")

    assert page.text(".gap-headline") == "67 % aujourd’hui, 100 % après cette session."
    assert "prise de poste" not in page.text()
    assert visitor.open("/referentiel/metiers/essayeur").select("#gap[hx-get]")


def test_runs_that_close_two_gaps_are_told_once_and_named_again(
    visitor: Visitor, member: Member, opening: Opening
) -> None:
    says(member, "D1.2", 0)
    course = CourseFactory(raises={"D1.1": (0, 3), "D1.2": (0, 3)})
    for days in (10, 20):
        a_run(course, days=days)

    page = gap_of(visitor.sign_in(member), opening)

    assert len(lines(page)) == 2
    assert len(page.select(".closing-above a")) == 2


def test_eight_statements_however_many_gaps_and_runs(
    visitor: Visitor, member: Member, opening: Opening
) -> None:
    says(member, "D1.2", 0)
    for code in ("D1.1", "D1.2", "D2.1"):
        for days in range(10, 40, 3):
            a_run(CourseFactory(raises={code: (0, 3)}), days=days)
    page = gap_of(visitor.sign_in(member), opening)

    with counted() as statements:
        visitor.open(page.url)

    assert len(statements) <= 8, "\n\n".join(one[:300] for one in statements)
