"""A trainer posts a course: a draft from its title, then what the public must be told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from intranet.competencies.models import LinkRole
from intranet.competencies.queries import links_of
from intranet.courses.models import (
    Certification,
    Course,
    CourseRun,
    CourseVersion,
    Mode,
    State,
)
from intranet.kit.clock import today
from intranet.kit.db import db, every
from intranet.members.models import Member, Role
from tests.courses.factories import CertificationFactory, CourseFactory, a_run
from tests.factories import (
    MemberFactory,
    OrganizationFactory,
    a_recruiter,
    a_trainer,
    an_administrator,
    an_animator,
)
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")

START = today() + timedelta(days=30)
WHOLE: dict[str, Any] = {
    "title": "Accueillir et implanter",
    "track": "continuing",
    "mode": "mixed",
    "hours": "14",
    "objectives": "Être capable de qualifier une demande.",
    "content": "- le parcours\n- l’offre",
    "methods": "Cas réel",
    "assessment": "Cas noté",
    "prerequisites": "Aucun",
    "access_conditions": "Inscription en ligne",
    "access_delay": "dix jours avant",
    "price": "1 250,50 €",
    "accessibility": "Salles accessibles",
    "contact_email": "contact@essais.example",
    "teaches-0-code": "D1.1",
    "teaches-0-before": "1",
    "teaches-0-after": "3",
    "presupposes-0-code": "D1.2",
    "presupposes-0-level": "1",
    "starts_on": START.isoformat(),
    "ends_on": (START + timedelta(days=1)).isoformat(),
    "commune": "nancy (54)",
    "seats": "12",
}


@pytest.fixture
def trainer(edition: Any) -> Member:
    return a_trainer(organization=OrganizationFactory(provider=True, name="Institut des Essais"))


def the_course() -> Course:
    db.session.expire_all()
    [course] = every(select(Course))
    return course


def errors(page: Page) -> list[str]:
    return page.texts("#erreurs li")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (MemberFactory, 403),
        (a_recruiter, 403),
        (an_administrator, 403),
        (a_trainer, 200),
        (an_animator, 200),
    ],
)
def test_trainers_and_animators_may_post(visitor: Visitor, who: Any, status: int) -> None:
    visitor.sign_in(who())
    visitor.open("/formations/nouvelle", status=status)


def test_a_visitor_is_led_to_sign_in(visitor: Visitor) -> None:
    assert visitor.client.get("/formations/nouvelle").status_code == 302


def test_a_title_is_enough_for_a_draft(visitor: Visitor, trainer: Member) -> None:
    visitor.sign_in(trainer)

    page = visitor.send(visitor.open("/formations/nouvelle"), press="draft=1", title="Accueillir")

    course = the_course()
    assert page.url == f"/formations/{course.id}/modifier"
    assert (course.state, course.provider_id) == (State.DRAFT, trainer.organization_id)
    assert course.author_id == trainer.id
    assert "Enregistré à" in page.text("[role=status]")
    assert "1 élément donné sur les 14" in page.text("#missing")


def test_without_a_title_nothing_is_kept(visitor: Visitor, trainer: Member) -> None:
    visitor.sign_in(trainer)

    page = visitor.send(
        visitor.open("/formations/nouvelle"), 422, press="draft=1", objectives="Être capable…"
    )

    assert errors(page) == ["Intitulé : Donnez au moins un intitulé : le reste peut attendre."]
    assert page.text("textarea[name=objectives]") == "Être capable…"
    assert every(select(Course)) == []


def test_a_certified_course_with_a_dated_run_is_submitted(
    visitor: Visitor, trainer: Member
) -> None:
    certification = CertificationFactory(code="RNCP41104")
    visitor.sign_in(trainer)

    page = visitor.send(
        visitor.open("/formations/nouvelle"),
        press="submit=1",
        **WHOLE,
        is_certifying="y",
        certification_code="rncp 41104",
    )

    course = the_course()
    [run] = every(select(CourseRun))
    links = links_of("course", [course.id])[course.id]
    assert page.url == course.address
    assert course.state is State.SUBMITTED
    assert course.certification_id == certification.id
    assert course.price_cents == 1250_50
    assert course.mode is Mode.MIXED
    assert (run.starts_on, run.municipality_code, run.region_code) == (START, "54395", "44")
    assert (run.seats, run.bookable.tz) == (12, "Europe/Paris")
    assert [(link.role, link.level_from, link.level_to) for link in links] == [
        (LinkRole.TEACHES, 1, 3), (LinkRole.PRESUPPOSES, None, 1),
    ]  # fmt: skip


def test_submitting_says_all_that_is_missing_at_once(visitor: Visitor, trainer: Member) -> None:
    visitor.sign_in(trainer)

    page = visitor.send(
        visitor.open("/formations/nouvelle"), 422, press="submit=1", title="Accueillir"
    )

    assert len(errors(page)) == 13
    assert "Objectifs : Écrivez les objectifs" in " ".join(errors(page))
    assert every(select(Course)) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"ends_on": (START - timedelta(days=1)).isoformat()},
            "Le dernier jour est avant le premier.",
        ),
        ({"starts_on": "2020-01-01"}, "Ce jour est déjà passé."),
        ({"starts_on": ""}, "Indiquez le premier jour"),
        ({"starts_on": "31/02/2027"}, "Premier jour"),
        ({"ends_on": "9999-12-31"}, "Vérifiez l’année"),
        ({"ends_on": "2098-01-01"}, "Une session dure trois ans au plus"),
        ({"commune": "Nulle-Part-sur-Rien"}, "Cette commune n’est pas reconnue"),
        ({"commune": ""}, "Indiquez la commune, ou cochez"),
        ({"is_remote": "y"}, "Effacez la commune, ou décochez"),
        ({"seats": "0"}, "Écrivez un nombre de 1 à 10 000."),
        ({"seats": "beaucoup"}, "Places"),
        ({"teaches-0-after": "1"}, "doit dépasser le niveau avant"),
        ({"teaches-0-before": ""}, "Choisissez un niveau."),
        ({"teaches-0-code": ""}, "Choisissez la compétence de cette ligne."),
        (
            {"teaches-1-code": "D1.1", "teaches-1-before": "0", "teaches-1-after": "1"},
            "déjà dans la liste",
        ),
        ({"teaches-0-code": "ZZ9"}, "Compétence"),
        ({"presupposes-0-level": ""}, "Choisissez un niveau."),
        ({"price": "cher"}, "Écrivez un montant en euros"),
        ({"price": "-3"}, "Écrivez un montant en euros"),
        ({"price": "NaN"}, "Écrivez un montant en euros"),
        ({"hours": "0"}, "Écrivez un nombre de 1 à 9 999."),
        ({"hours": "99999999999999999999"}, "Écrivez un nombre de 1 à 9 999."),
        ({"contact_email": "pas une adresse"}, "Écrivez une adresse électronique complète"),
        ({"accessibility": "a" * 251}, "Accessibilité"),
        ({"objectives": "a" * 3001}, "Objectifs"),
        ({"title": "a" * 256}, "Intitulé"),
        ({"certification_code": "12"}, "Écrivez un numéro comme RNCP41104"),
        ({"certification_code": "RNCP41104"}, "Cochez cette case, ou effacez le numéro"),
        ({"is_certifying": "y", "certification_code": "RS99"}, "pas encore dans notre liste"),
        ({"is_certifying": "y"}, "Donnez le numéro RNCP ou RS"),
        ({"entry_level": "7", "exit_level": "5"}, "en dessous du niveau d’entrée"),
        ({"track": "autre"}, "Public"),
    ],
)
def test_each_mistake_has_its_sentence_and_nothing_is_written(
    visitor: Visitor, trainer: Member, wrong: dict[str, str], sentence: str
) -> None:
    visitor.sign_in(trainer)

    page = visitor.send(
        visitor.open("/formations/nouvelle"), 422, press="submit=1", **(WHOLE | wrong)
    )

    assert any(sentence in error for error in errors(page)), errors(page)
    assert page.soup.select_one("[name=content]").get_text().strip() == WHOLE["content"]
    assert page.first("[name=commune]").attrib["value"] == (WHOLE | wrong)["commune"]
    assert every(select(Course)) == []
    assert every(select(CourseRun)) == []


def test_half_lines_are_each_asked_for_their_competency(visitor: Visitor, trainer: Member) -> None:
    form = visitor.sign_in(trainer).open("/formations/nouvelle")
    half = {"teaches-0-code": "", "teaches-1-assessed": "Un cas", "teaches-2-assessed": "Un oral"}
    page = visitor.send(form, 422, press="submit=1", **(WHOLE | half))
    told = page.text("#erreurs")
    assert told.count("Choisissez la compétence de cette ligne.") == 3
    assert "déjà dans la liste" not in told


def test_every_error_links_to_its_field(visitor: Visitor, trainer: Member) -> None:
    visitor.sign_in(trainer)

    page = visitor.send(
        visitor.open("/formations/nouvelle"),
        422,
        press="submit=1",
        title="",
        **{"teaches-0-code": "D1.1"},
    )

    for where in ("#erreurs", "#missing"):
        links = page.soup.select(f"{where} a")
        assert links, where
        for link in links:
            assert page.select(link["href"]), link["href"]


def test_what_is_missing_is_told_while_one_types_and_nothing_is_written(
    visitor: Visitor, trainer: Member
) -> None:
    visitor.sign_in(trainer)
    page = visitor.open("/formations/nouvelle")
    sent = page.answers(page.form()) | {"title": ["Accueillir"], "hours": ["14"]}
    headers = {"HX-Request-Type": "partial", "HX-Target": "section#missing"}

    answer = visitor.client.post("/formations/nouvelle", data=sent, headers=headers)

    told = Page(answer)
    assert told.status == 200
    assert "2 éléments donnés sur les 14" in told.text("#missing")
    assert "Durée" not in told.texts("#missing a")
    page.swap("#missing", told)
    assert every(select(Course)) == []


def test_more_lines_are_offered_and_what_was_typed_is_kept(
    visitor: Visitor, trainer: Member
) -> None:
    visitor.sign_in(trainer)
    page = visitor.open("/formations/nouvelle")
    assert len(page.select("[name$=-before]")) == 3

    page = visitor.send(
        page,
        press="add=teaches",
        title="Accueillir",
        **{"teaches-0-code": "D1.1", "teaches-1-code": "D1.2", "teaches-2-code": "D2.1"},
    )

    assert len(page.select("[name$=-before]")) == 6
    assert page.first("[name=title]").attrib["value"] == "Accueillir"
    assert every(select(Course)) == []


def test_a_certification_may_be_described_and_counts_once_an_animator_publishes(
    visitor: Visitor, trainer: Member
) -> None:
    visitor.sign_in(trainer)
    described = {
        "is_certifying": "y", "certification_code": "RS 5616", "certification_title": "Marketing",
        "certification_end": (today() + timedelta(days=400)).isoformat(),
    }  # fmt: skip

    visitor.send(visitor.open("/formations/nouvelle"), press="submit=1", **WHOLE, **described)

    [certification] = every(select(Certification))
    assert (certification.code, certification.kind.value) == ("RS5616", "RS")
    assert certification.checked_at is None
    assert certification.declared_by_id == trainer.id

    visitor.sign_in(an_animator())
    page = visitor.open(the_course().address)
    assert "vérifiez-la à France compétences" in page.text(".review")
    visitor.send(page, form="form[action$='/publication']")
    db.session.expire_all()
    assert certification.checked_at is not None


def test_an_ended_certification_is_refused(visitor: Visitor, trainer: Member) -> None:
    CertificationFactory(code="RNCP41104", ended=True)
    visitor.sign_in(trainer)

    page = visitor.send(
        visitor.open("/formations/nouvelle"), 422, press="submit=1",
        **WHOLE, is_certifying="y", certification_code="RNCP41104",
    )  # fmt: skip

    [error] = errors(page)
    assert "ne peut pas être annoncée comme certifiante" in error


def test_an_animator_posts_for_a_provider(visitor: Visitor) -> None:
    provider = OrganizationFactory(provider=True, name="École des Ponts")
    visitor.sign_in(an_animator())

    visitor.send(
        visitor.open("/formations/nouvelle"),
        press="draft=1",
        title="Ponts",
        provider=str(provider.id),
    )

    assert the_course().provider_id == provider.id


def test_an_animator_of_a_region_posts_for_its_providers_alone(visitor: Visitor) -> None:
    OrganizationFactory(provider=True, name="École d’ici", region_code="44")
    OrganizationFactory(provider=True, name="École d’ailleurs", region_code="53")
    page = visitor.sign_in(an_animator("44")).open("/formations/nouvelle")

    offered = page.text("#provider")
    assert "École d’ici" in offered
    assert "École d’ailleurs" not in offered


def test_a_remote_run_overseas_course_and_free_price(visitor: Visitor, trainer: Member) -> None:
    visitor.sign_in(trainer)

    visitor.send(
        visitor.open("/formations/nouvelle"),
        press="submit=1",
        **WHOLE | {"commune": "97400", "price": "0", "seats": ""},
    )

    [run] = every(select(CourseRun))
    assert (run.municipality_code, run.bookable.tz, run.seats) == ("97411", "Indian/Reunion", None)
    assert the_course().price_cents == 0


# ---- changing it


def test_a_draft_is_taken_up_by_a_colleague_who_teaches(visitor: Visitor, trainer: Member) -> None:
    visitor.sign_in(trainer)
    visitor.send(visitor.open("/formations/nouvelle"), press="draft=1", **WHOLE)
    address = the_course().address
    visitor.sign_in(a_trainer(organization=trainer.organization))

    page = visitor.open(f"{address}/modifier")
    assert page.first("[name=price]").attrib["value"] == "1250,50"
    assert page.first("[name=teaches-0-code] option[selected]").attrib["value"] == "D1.1"
    assert "commune" not in page.answers(page.form())
    visitor.send(page, press="submit=1", title="Accueillir mieux")

    assert (the_course().title, the_course().state) == ("Accueillir mieux", State.SUBMITTED)


def test_who_lost_the_race_reads_who_won_and_keeps_their_text(
    visitor: Visitor, trainer: Member
) -> None:
    course = CourseFactory(draft=True, provider=trainer.organization, author=trainer)
    visitor.sign_in(trainer)
    mine = visitor.open(f"{course.address}/modifier")
    visitor.sign_in(a_trainer(organization=trainer.organization, name="Dominique Rapide"))
    visitor.send(visitor.open(f"{course.address}/modifier"), press="draft=1", title="Sa version")
    visitor.sign_in(trainer)

    page = visitor.send(mine, 409, press="draft=1", title="Ma version")

    assert "Dominique Rapide a modifié cette formation" in page.text("form .notice")
    assert page.first("[name=title]").attrib["value"] == "Ma version"
    assert the_course().title == "Sa version"
    visitor.send(page, press="draft=1")
    assert the_course().title == "Ma version"


def test_a_form_without_its_version_is_not_understood(visitor: Visitor, trainer: Member) -> None:
    course = CourseFactory(draft=True, provider=trainer.organization)
    visitor.sign_in(trainer)
    page = visitor.open(f"{course.address}/modifier")
    sent = page.answers(page.form()) | {"draft": "1"}
    del sent["version"]

    assert visitor.client.post(f"{course.address}/modifier", data=sent).status_code == 400


def test_online_a_small_change_shows_at_once(visitor: Visitor, trainer: Member) -> None:
    course = CourseFactory(provider=trainer.organization, raises={"D1.1": (0, 2)})
    a_run(course)
    visitor.sign_in(trainer)

    page = visitor.send(visitor.open(f"{course.address}/modifier"), content="Autre programme")

    assert "Autre programme" in page.text(".item-text")
    assert the_course().state is State.PUBLISHED


def test_online_nothing_required_may_be_taken_away(visitor: Visitor, trainer: Member) -> None:
    course = CourseFactory(provider=trainer.organization, raises={"D1.1": (0, 2)})
    a_run(course)
    visitor.sign_in(trainer)

    page = visitor.send(visitor.open(f"{course.address}/modifier"), 422, methods="")

    assert "Dites comment on apprend" in errors(page)[0]


def test_a_first_run_does_not_wait_with_the_text_that_does(
    visitor: Visitor, trainer: Member
) -> None:
    course = CourseFactory(provider=trainer.organization, author=trainer, raises={"D1.1": (0, 2)})
    a_run(course, cancelled=True)
    on = (today() + timedelta(days=40)).isoformat()
    form = visitor.sign_in(trainer).open(f"{course.address}/modifier")

    page = visitor.send(
        form, price="900", starts_on=on, ends_on=on, commune="Nancy (54)", seats="8"
    )

    assert "Modification proposée" in page.text("[role=status]")
    runs = db.session.scalars(select(CourseRun).order_by(CourseRun.bookable_id)).all()
    assert [str(run.starts_on) for run in runs][1:] == [on]


def test_online_the_price_waits_for_an_animator(visitor: Visitor, trainer: Member) -> None:
    course = CourseFactory(
        provider=trainer.organization, author=trainer, title="Avant", raises={"D1.1": (0, 2)}
    )
    a_run(course)
    visitor.sign_in(trainer)

    page = visitor.send(
        visitor.open(f"{course.address}/modifier"), price="900", content="Autre programme"
    )

    assert "Modification proposée" in page.text("[role=status]")
    assert "620 €" in page.text(".item-side")
    assert "620 €" in page.text(".revision")
    assert "900 €" in page.text(".revision")
    [version] = every(select(CourseVersion))
    assert version.submitted_by_id == trainer.id
    again = visitor.open(f"{course.address}/modifier")
    assert again.first("[name=price]").attrib["value"] == "900"


def test_an_animator_changes_what_is_online_at_once(visitor: Visitor) -> None:
    course = CourseFactory(raises={"D1.1": (0, 2)})
    a_run(course)
    visitor.sign_in(an_animator())

    page = visitor.send(visitor.open(f"{course.address}/modifier"), price="900")

    assert "900 €" in page.text(".item-side")


def test_a_trainer_who_left_no_longer_edits(visitor: Visitor) -> None:
    course = CourseFactory(author=MemberFactory(roles={Role.TRAINER}))
    visitor.sign_in(course.author)

    visitor.open(f"{course.address}/modifier", status=403)
