"""The dashboards: « À faire » first, six blocks at most, each role’s own, none of them mute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from intranet.bookings.actions import place, report
from intranet.bookings.models import Lifecycle
from intranet.career.actions.wishes import answer_wishes
from intranet.competencies.models import Edition
from intranet.courses.models import State
from intranet.home.queries.blocks import month_of
from intranet.home.queries.tasks import tasks_of
from intranet.home.views.blocks import MOST, names_of
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.actions import ask_for_roles, close_account, decide_on_roles
from intranet.members.models import Member, Role
from tests.bookings.proofs import assessed, seated
from tests.career.lacking import a_wish, count_needs, openings_asking
from tests.competencies.factories import says
from tests.courses.factories import CourseFactory, a_quality_certificate, a_run
from tests.events.factories import a_talk, an_event
from tests.factories import (
    MemberFactory,
    OrganizationFactory,
    a_recruiter,
    a_trainer,
    an_administrator,
    an_animator,
)
from tests.openings.factories import OpeningFactory, an_application
from tests.practices.factories import a_published
from tests.sql import counted
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")

DEVELOPER = ["Mes demandes de session", "Mon plan de compétences", "Alertes emploi", "Chez des territoires comparables", "Agenda de ma région"]  # fmt: skip


def a_provider_trainer() -> object:
    return a_trainer(organization=OrganizationFactory(provider=True))


def headings(page: Page) -> list[str]:
    return [words.replace("\u00a0", " ") for words in page.texts(".dashboard h2")]


@pytest.mark.parametrize(
    ("make", "blocks"),
    [
        (MemberFactory, DEVELOPER),
        (
            a_trainer,
            [
                "Besoins de compétences remontés",
                "Compétences sans formation",
                "Mes sessions et leur remplissage",
                "Avis des participants",
                "Mes demandes de session",
            ],
        ),
        (
            a_recruiter,
            [
                "Les offres de ma structure",
                "Profils à l’écoute",
                "Modèles d’offres tirés du référentiel",
                "Mes demandes de session",
                "Mon plan de compétences",
            ],
        ),
        (
            an_animator,
            [
                "Chiffres du mois",
                "Couverture : cases rouges",
                "Fiches à vérifier",
                "Recherches sans résultat",
                "Prochaine étape du Tour",
            ],
        ),
        (an_administrator, ["Le réseau aujourd’hui", *DEVELOPER[:4]]),
    ],
)
def test_each_role_reads_its_blocks_in_order_what_to_do_first(
    visitor: Visitor, make, blocks: list[str]
) -> None:
    page = visitor.sign_in(make()).open("/")

    first, *others = headings(page)
    assert first.startswith("À faire")
    assert others == blocks
    for block in page.soup.select(".dashboard .block"):
        said = block.select("li, dl, .button")
        assert said, block.h2  # a block that has nothing to show leads somewhere


def test_whoever_has_several_roles_reads_the_first_of_each() -> None:
    both = MemberFactory(roles={Role.RECRUITER, Role.TRAINER})

    assert names_of(both)[:MOST] == ["needs", "my_openings", "untaught", "listening", "runs"]


def test_the_blocks_of_a_trainer_say_what_is_lacking_and_how_full_the_runs_are(
    visitor: Visitor,
) -> None:
    with time_machine.travel(now().replace(hour=21, minute=30), tick=False):
        _tells_what_is_lacking(visitor)


def _tells_what_is_lacking(visitor: Visitor) -> None:
    trainer = a_provider_trainer()
    openings_asking(3)
    openings_asking(2, code="D2.1")
    course = CourseFactory(provider=trainer.organization, raises={"D1.1": (1, 3)})
    run = a_run(course, 9, seats=8, at="97411")  # in the Réunion, where it is tomorrow already
    seated(run, MemberFactory())
    run.bookable.remote_capacity = 9  # counted apart
    count_needs()

    page = visitor.sign_in(trainer).open("/")

    assert page.link("D1.1").startswith("/parcours/besoins/D1.1?region=44")
    assert "D2.1" in page.text(".dashboard .chip")
    assert "dans 8 jours, 1 sur 17 places" in page.text(".dashboard").replace("\u00a0", " ")
    assert page.link(run.course.title) == f"/animer/inscriptions/{run.id}"


def test_a_recruiter_reads_how_many_applied_and_begins_from_a_job(visitor: Visitor) -> None:
    recruiter = a_recruiter()
    opening = OpeningFactory(organization=recruiter.organization, owner=recruiter)
    an_application(opening, MemberFactory())

    page = visitor.sign_in(recruiter).open("/")

    assert page.link("1 candidature") == f"/offres/{opening.id}/candidatures"
    assert "Moins de 5 personnes" in page.text(".dashboard").replace("\u00a0", " ")


def test_a_recruiter_who_applied_there_reads_nothing_of_the_others(visitor: Visitor) -> None:
    owner = a_recruiter()
    colleague = a_recruiter(organization=owner.organization)
    opening = OpeningFactory(owner=owner, organization=owner.organization, apply_mode="here")
    an_application(opening, MemberFactory())
    assert "1 candidature" in visitor.sign_in(colleague).open("/").text().replace("\xa0", " ")
    an_application(opening, colleague)
    page = visitor.open("/")
    assert opening.title in page.text()
    assert not page.select(f"a[href='{opening.address}/candidatures']")
    visitor.open(f"{opening.address}/candidatures", status=404)


def test_an_animator_reads_the_month_the_red_cells_and_the_sheets(
    visitor: Visitor, edition: Edition
) -> None:
    a_published(edition)
    openings_asking(2)
    count_needs()

    page = visitor.sign_in(an_animator()).open("/")

    facts = dict(zip(page.texts(".dashboard dt"), page.texts(".dashboard dd"), strict=True))
    assert facts["Fiches publiées"] in {"0", "1"}  # yesterday may be of another month
    assert page.link("D1.1").startswith("/parcours/besoins/D1.1")


def test_the_month_counts_who_began_in_it_not_whose_role_was_decided(visitor: Visitor) -> None:
    there_before, animator = MemberFactory(), an_animator()
    for newcomer in (MemberFactory(), MemberFactory()):
        assert newcomer.membership
        newcomer.membership.started_on = today()
    assert there_before.membership
    ask_for_roles(there_before.membership, now(), roles=[Role.RECRUITER])
    decide_on_roles(there_before.membership, animator, now(), roles=[Role.RECRUITER], reason="")
    db.session.commit()

    page = visitor.sign_in(animator).open("/")

    facts = dict(zip(page.texts(".dashboard dt"), page.texts(".dashboard dd"), strict=True))
    assert facts["Personnes accueillies"] == "2"


def test_the_month_counts_the_runs_whose_last_day_is_in_it_and_that_were_held() -> None:
    for last in (date(2026, 10, 31), date(2026, 11, 3), date(2026, 11, 4)):
        run = a_run(CourseFactory())
        run.take_place(last, last)
    run.bookable.lifecycle, run.bookable.cancelled_at = Lifecycle.CANCELLED, now()
    run.bookable.cancel_reason = "Neige."
    db.session.commit()

    assert month_of(datetime(2026, 11, 5, 12, tzinfo=UTC)).runs == 1


def test_a_developer_reads_what_answers_them_and_how_much_they_said(visitor: Visitor) -> None:
    member = MemberFactory()
    says(member, "D1.1", 2)
    a_wish(member)

    page = visitor.sign_in(member).open("/")

    assert page.text(".block-figure").replace("\u00a0", " ") == "1 / 3"
    assert "compétences où vous avez répondu" in page.text(".dashboard")
    assert "demandée aujourd’hui" in page.text(".dashboard").replace("\u00a0", " ")


def tasks(page: Page) -> dict[str, str]:
    return {"".join(a.itertext()): str(a.attrib["href"]) for a in page.select(".todo li a")}


def test_a_run_that_answers_is_to_be_looked_at_until_one_has_a_seat(visitor: Visitor) -> None:
    wish = a_wish(region="04")
    run = a_run(CourseFactory(raises={"D1.1": (1, 3)}), 20, at="97411")
    answer_wishes(now())
    db.session.commit()
    page = visitor.sign_in(wish.member).open("/")

    assert run.address in tasks(page).values()
    assert page.text(".dashboard").replace("\u00a0", " ").count("dans 20 jours") == 2
    seated(run, wish.member)
    assert run.address not in tasks(visitor.open("/")).values()


def test_what_awaits_a_trainer_is_told(visitor: Visitor) -> None:
    trainer = a_provider_trainer()
    course = CourseFactory(provider=trainer.organization, raises={"D1.1": (1, 3)})
    course.review_due_on = today() - timedelta(days=2)
    a_quality_certificate(trainer.organization, ends_in=30)
    over, told = a_run(course, -10), a_run(course, -20)
    seated(over, MemberFactory())
    assessed(seated(told, MemberFactory()), {"D1.1": 3}, trainer)
    withdrawn = CourseFactory(provider=trainer.organization, state=State.ARCHIVED)
    for run in (put_off := a_run(course, 9)), (gone := a_run(withdrawn, 9)):
        run.bookable.lifecycle = Lifecycle.POSTPONED
    db.session.commit()

    found = tasks(visitor.sign_in(trainer).open("/"))

    assert {
        course.address,
        f"/formations/sessions/{over.id}/evaluation",
        f"/formations/organismes/{trainer.organization.slug}/qualite",
    } <= set(found.values())
    assert f"/formations/sessions/{told.id}/evaluation" not in found.values()
    again = f"/formations/{course.id}/sessions/{put_off.id}/modifier"
    assert (
        found[f"Donner de nouvelles dates à une session de «\u00a0{course.title}\u00a0»"] == again
    )
    assert f"/formations/{withdrawn.id}/sessions/{gone.id}/modifier" not in found.values()
    for address in found.values():
        visitor.open(address)


def test_what_awaits_whoever_holds_a_meeting_is_told(visitor: Visitor) -> None:
    author = MemberFactory()
    coming = an_event(author, title="À venir")
    talk = a_talk(coming)
    lasts = an_event(author, starts_on=today() - timedelta(days=1), ends_on=today())
    late = a_talk(lasts)
    over = an_event(author, host=author.organization, title="Passée", starts_on=today() - timedelta(days=5), ends_on=today() - timedelta(days=5))  # fmt: skip
    assert over.bookable
    made = place(
        over.bookable.id, now(), by=an_animator(), reason="Invitée.", member=MemberFactory()
    )
    told = report(made.registration, "Pas de rampe.", now(), by=made.registration.member)
    db.session.commit()

    found = tasks(visitor.sign_in(author).open("/"))

    assert f"{coming.address}/interventions/{talk.id}" in found.values()
    assert f"{lasts.address}/interventions/{late.id}" in found.values()
    assert f"{over.address}/compte-rendu" in found.values()
    assert f"/animer/difficultes/{over.bookable.id}/{told.id}" in found.values()
    for address in found.values():
        visitor.open(address)
    colleague = MemberFactory(organization=author.organization)
    writes = [f"{over.address}/compte-rendu" in links_of(colleague)]
    close_account(author, now())
    db.session.commit()
    assert [*writes, f"{over.address}/compte-rendu" in links_of(colleague)] == [False, True]


def links_of(member: Member) -> set[str]:
    return {task.url for task in tasks_of(member, now())}


def test_one_look_at_all_kinds_of_tasks_finds_that_nothing_awaits(edition: Edition) -> None:
    member = MemberFactory()
    first = [task.label for task in tasks_of(member, now())]
    with counted() as asked:
        again = [task.label for task in tasks_of(member, now())]
    assert again == first == ["Déclarer vos premiers niveaux de compétence"]
    assert len(asked) == len(["the levels held", "the edition in force", "the look"])


@pytest.mark.parametrize(
    ("make", "most"),
    [
        (MemberFactory, 20),
        (a_provider_trainer, 26),
        (a_recruiter, 22),
        (an_animator, 28),
        (an_administrator, 18),
    ],
)
def test_a_dashboard_asks_as_much_whatever_there_is(
    visitor: Visitor, edition: Edition, make, most: int
) -> None:
    member = make()
    visitor.sign_in(member).open("/")
    with counted() as few:
        visitor.open("/")
    for _ in range(3):
        a_published(edition)
        openings_asking(2)
        a_run(CourseFactory(raises={"D1.1": (1, 3)}), 9)
    count_needs()
    visitor.open("/")  # what is kept is read again once after a change
    with counted() as many:
        visitor.open("/")
    assert len(many) <= most, len(many)
    assert len(many) <= len(few) + 6


def test_the_latest_sheets_are_not_called_comparable(visitor: Visitor, edition: Edition) -> None:
    a_published(edition, region="53", department="35", population="")

    page = visitor.sign_in(MemberFactory()).open("/")

    assert "Les dernières bonnes pratiques" in headings(page)
    assert "Chez des territoires comparables" not in headings(page)
