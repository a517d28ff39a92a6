"""The pages of editions: what changes, the draft, its publication, and what it asks of each."""

from __future__ import annotations

import csv
import io

import pytest

from intranet.competencies import actions, queries
from intranet.competencies.actions import Asked, Joined
from intranet.competencies.models import Edition, EditionState, JobProfile, LinkRole, Owner
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.practices.actions import give_opinion, publish
from intranet.practices.models import CRITERIA
from tests.competencies.factories import brings, drops, of, says, the_next
from tests.courses.factories import CourseFactory
from tests.factories import MemberFactory, a_trainer, an_administrator, an_animator
from tests.practices.factories import a_published, a_submitted, an_opinion_asked
from tests.sql import counted
from tests.visitor import Visitor

DRAFT = "/referentiel/brouillon"


@pytest.fixture
def animator(edition: Edition, visitor: Visitor) -> Member:
    member = an_animator()
    visitor.sign_in(member)
    return member


def test_a_draft_is_opened_changed_consulted_and_published(
    animator: Member, edition: Edition, visitor: Visitor
) -> None:
    page = visitor.send(visitor.open(DRAFT), form="form.post")
    assert "ce que dit l’édition 0.9.0" in page.text("main .lead")
    assert "Relire et publier" not in page.text()

    draft = db.session.scalars(queries.draft_in_force()).one()
    actions.abandon(draft)
    db.session.commit()
    draft = the_next(edition)
    of(draft, "D1.1").title = "Lire le tissu économique"
    drops(draft, "D2.1")
    db.session.commit()

    page = visitor.open(DRAFT)
    assert page.text(".next-number") == "De 0.9.0 à 1.0.0"
    page = visitor.send(page, form="form.post[action$=consultation]")
    assert "En consultation" in page.text(".page-state")
    assert visitor.client.get("/referentiel/diff/0.9.0..brouillon").status_code == 200

    page = visitor.open(page.link("Relire et publier"))
    assert "Élaborer des programmes" not in page.text()
    page = visitor.send(page, 422)
    assert "Cochez cette case" in page.text("#erreurs")
    page = visitor.send(page, understood="y")

    assert "Édition 1.0.0" in page.text("h1")
    assert "Publiée le" in page.text(".edition-events")
    assert animator.name in page.text(".edition-events")
    assert queries.in_force().number == "1.0.0"


def test_a_draft_that_changed_since_it_was_read_is_read_again(
    animator: Member, edition: Edition, visitor: Visitor
) -> None:
    draft = the_next(edition)
    page = visitor.open(f"{DRAFT}/publication")
    of(draft, "D1.1").title = "Réécrit pendant la lecture"
    db.session.commit()

    page = visitor.send(page, 409, understood="y")

    assert "a changé depuis l’ouverture" in page.text(".notice")
    assert queries.in_force().number == "0.9.0"
    visitor.send(page, understood="y")
    assert queries.in_force().number == "0.10.0"


def test_a_draft_published_meanwhile_is_no_draft_any_more(
    animator: Member, edition: Edition, visitor: Visitor
) -> None:
    draft = the_next(edition)
    page = visitor.open(f"{DRAFT}/publication")
    actions.publish(draft, now())
    db.session.commit()

    visitor.send(page, 404, understood="y")


def test_a_draft_that_lacks_something_says_what(
    animator: Member, edition: Edition, visitor: Visitor
) -> None:
    visitor.send(visitor.open(DRAFT), form="form.post")

    page = visitor.open(DRAFT)

    assert "ne décrit pas les niveaux 1, 2, 3 et 4" in page.text(".notice ul.flaws")


def test_an_edition_presents_itself_in_its_own_words(
    animator: Member, edition: Edition, visitor: Visitor
) -> None:
    the_next(edition)
    page = visitor.open(DRAFT)

    page = visitor.send(page, 422, form="form.form-page", title=" ", notice="Adoptée à Nancy.")
    assert "Donnez un titre" in page.text("#erreurs")
    page = visitor.send(page, form="form.form-page", title="Édition du réseau")

    assert "Édition du réseau" in page.text("#edition + dl")


def test_abandoning_is_confirmed_and_leaves_the_edition_in_force(
    animator: Member, edition: Edition, visitor: Visitor
) -> None:
    the_next(edition)

    page = visitor.send(visitor.open(DRAFT), form="form.confirm-panel")

    assert "Aucun brouillon n’est ouvert" in page.text("main .lead")
    assert db.session.query(Edition).count() == 1


def test_a_draft_is_for_those_who_prepare_it_until_it_is_consulted(
    edition: Edition, visitor: Visitor
) -> None:
    draft = the_next(edition)
    visitor.open("/referentiel/diff/0.9.0..brouillon", status=404)
    visitor.sign_in(MemberFactory())
    visitor.open("/referentiel/diff/0.9.0..brouillon.json", status=404)
    visitor.open(DRAFT, status=403)

    draft.state = EditionState.CONSULTATION
    db.session.commit()

    assert "De l’édition 0.9.0 au brouillon" in visitor.open("/referentiel/diff/0.9.0..brouillon").text("h1")  # fmt: skip
    assert "consultation" in visitor.open("/referentiel/versions").text(".notice")
    visitor.open(DRAFT, status=403)


def two_editions(edition: Edition) -> Edition:
    draft = the_next(edition)
    of(draft, "D1.1").statement = "Lire le tissu économique."
    of(draft, "D1.1").parent_id = of(draft, "D2").competency_id
    drops(draft, "D1.2", brings(draft, "D1.3", "D1"), brings(draft, "D1.4", "D1"))
    drops(draft, "D2.1")
    actions.publish(draft, now())
    db.session.commit()
    return draft


def test_what_changes_is_read_by_anyone_with_words_marked(
    edition: Edition, visitor: Visitor
) -> None:
    two_editions(edition)

    page = visitor.open("/referentiel/diff/0.9.0..1.0.0")

    assert "majeure" in page.text(".page-state")
    assert "Organiser une veille" in page.text("section[aria-labelledby=devenir]")
    assert page.texts("section[aria-labelledby=devenir] .badge") == ["Scindée"]
    assert "Élaborer des programmes" in page.text("section[aria-labelledby=retirees]")
    assert "Diagnostiquer" in page.texts("section[aria-labelledby=modifiees] del")
    assert "Lire" in page.texts("section[aria-labelledby=modifiees] ins")
    back = visitor.open(page.link("Lire dans l’autre sens"))
    assert "Organiser une veille" in back.text("section[aria-labelledby=ajoutees]")


def test_what_changes_is_told_to_programs_and_spreadsheets(
    edition: Edition, visitor: Visitor
) -> None:
    two_editions(edition)

    plain = visitor.client.get("/referentiel/diff/0.9.0..1.0.0.json").get_json()
    table = visitor.client.get("/referentiel/diff/0.9.0..1.0.0.csv")

    assert [one["after"][0]["code"] for one in plain["split"]] == ["D1.3"]
    assert [one["code"] for one in plain["retired"]] == ["D2.1"]
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff")), delimiter=";"))
    assert {"Scindée", "Retirée", "Modifiée", "Déplacée"} <= {row["Changement"] for row in rows}


@pytest.mark.parametrize(
    "address",
    [
        "/referentiel/diff/0.9.0..9.9.9",
        "/referentiel/diff/x..y",
        "/referentiel/diff/0.9.0..brouillon",
        "/referentiel/versions/9.9.9",
        "/referentiel/versions/brouillon",
    ],
)
def test_editions_that_nobody_knows_are_not_found(
    edition: Edition, visitor: Visitor, address: str
) -> None:
    visitor.open(address, status=404)


def test_any_two_editions_are_chosen_from_the_list(edition: Edition, visitor: Visitor) -> None:
    two_editions(edition)

    page = visitor.open("/referentiel/diff?avant=0.9.0&apres=1.0.0")
    assert page.url == "/referentiel/diff/0.9.0..1.0.0"
    assert visitor.open("/referentiel/diff?avant=zz&apres=").url == "/referentiel/versions"
    listed = visitor.open("/referentiel/versions")
    assert listed.link("Ce qui change depuis la 0.9.0") == "/referentiel/diff/0.9.0..1.0.0"


def test_a_retired_edition_is_still_read(edition: Edition, visitor: Visitor) -> None:
    two_editions(edition)

    page = visitor.open("/referentiel/versions/0.9.0")

    assert "plus en vigueur" in page.text(".notice")
    assert "D1.2 Organiser une veille" in " ".join(page.texts("details.edition-item summary"))
    assert "D1.3" not in page.text(".edition-items")


def test_reading_what_changes_costs_a_few_statements(edition: Edition, visitor: Visitor) -> None:
    two_editions(edition)
    visitor.open("/referentiel/diff/0.9.0..1.0.0")

    with counted() as statements:
        visitor.open("/referentiel/diff/0.9.0..1.0.0")
    assert len(statements) <= 4


def test_two_clicks_finish_what_an_edition_asks_of_a_member(
    edition: Edition, visitor: Visitor
) -> None:
    member = MemberFactory()
    says(member, "D1.1", 1)
    says(member, "D1.2", 3)
    says(member, "D2.1", 2)
    two_editions(edition)
    visitor.sign_in(member)

    board = visitor.open("/")
    page = visitor.open(board.link("Confirmer 2 niveaux"))
    assert "Diagnostiquer" in page.text("section[aria-labelledby=renommees]")
    assert "Élaborer des programmes" in page.text("section[aria-labelledby=archivees]")
    assert "repris de D1.2 Organiser une veille" in page.text("section[aria-labelledby=a-confirmer]")  # fmt: skip
    page = visitor.send(page)

    assert "2 niveaux sont confirmés" in page.text("#messages")
    assert "Confirmer" not in visitor.open("/").text(".todo")
    held = queries.levels_held(member.id, now())
    assert [held[i.competency_id].declared for i in queries.in_force().assessable if i.competency_id in held] == [3, 3, 1]  # fmt: skip
    assert not any(level.is_to_confirm for level in held.values())
    count = visitor.open("/moi/competences/historique").text(".as-of-words")
    assert "d’une édition précédente" in count  # not counted with what they were carried to, unsaid


def test_one_level_is_confirmed_and_the_other_waits(edition: Edition, visitor: Visitor) -> None:
    member = MemberFactory()
    says(member, "D1.2", 3)
    two_editions(edition)
    visitor.sign_in(member)
    page = visitor.open("/referentiel/versions/1.0.0/pour-moi")

    page = visitor.send(page, press="reponse")

    assert "1 niveau est confirmé" in page.text("#messages")
    assert "1 niveau à confirmer" in page.text(".page-state")


def test_a_level_answered_meanwhile_is_not_confirmed_over(
    edition: Edition, visitor: Visitor
) -> None:
    member = MemberFactory()
    says(member, "D1.2", 3)
    two_editions(edition)
    visitor.sign_in(member)
    page = visitor.open("/referentiel/versions/1.0.0/pour-moi")
    says(member, "D1.3", 1)

    visitor.send(page)

    held = queries.levels_held(member.id, now())
    assert held[queries.in_force().by_code["D1.3"].competency_id].declared == 1


def test_ids_of_others_confirm_nothing(edition: Edition, visitor: Visitor) -> None:
    member, other = MemberFactory(), MemberFactory()
    for one in (member, other):
        says(one, "D1.2", 3)
    two_editions(edition)
    visitor.sign_in(member)
    page = visitor.open("/referentiel/versions/1.0.0/pour-moi")
    theirs = [
        str(level.answer_id)
        for level in queries.levels_held(other.id, now()).values()
        if level.is_to_confirm
    ]

    page = visitor.send(page, vue=[*theirs, "zz", "99999999999999999999"])

    assert "plus rien à confirmer" in page.text("#messages")
    assert any(level.is_to_confirm for level in queries.levels_held(other.id, now()).values())


def test_who_said_nothing_has_nothing_to_do(edition: Edition, visitor: Visitor) -> None:
    two_editions(edition)
    visitor.sign_in(MemberFactory())

    page = visitor.open("/referentiel/versions/1.0.0/pour-moi")

    assert "ne vous demande rien" in page.text("main .lead")


def a_job(edition: Edition, slug: str = "charge-de-mission", **levels: int) -> JobProfile:
    catalogue = queries.in_force()
    asked = [
        Asked(catalogue.by_code[code.replace("_", ".")].competency_id, level)
        for code, level in levels.items()
    ]
    pinned = actions.require(Owner.JOB_PROFILE, edition.id, asked)
    job = JobProfile(slug=slug, title="Chargé de mission", requirement_set=pinned)
    db.session.add(job)
    db.session.commit()
    return job


def test_a_job_follows_the_edition_once_confirmed(edition: Edition, visitor: Visitor) -> None:
    job = a_job(edition, D1_1=2, D1_2=3, D2_1=4)
    new = two_editions(edition)
    assert job.requirement_set.edition_id == edition.id
    visitor.sign_in(an_administrator())
    page = visitor.open("/referentiel/versions/1.0.0/a-confirmer")
    assert "D1.3" in page.text(".changed") and "retirée du référentiel" in page.text(".changed")

    again = visitor.open("/referentiel/versions/1.0.0/a-confirmer")
    page = visitor.send(page, form="form.post")

    assert "suit l’édition 1.0.0" in page.text("#messages")
    items = queries.in_force().items
    asked = {items[one.competency_id].code: one.level for one in job.requirement_set.requirements}
    assert asked == {"D1.1": 2, "D1.3": 3, "D1.4": 3}
    assert job.requirement_set.edition_id == new.id
    assert "Déjà confirmé" in visitor.send(again, 409, form="form.post").text("h1")


def test_jobs_of_which_nothing_is_gone_follow_together(edition: Edition, visitor: Visitor) -> None:
    same = [a_job(edition, slug, D1_1=2) for slug in ("un", "deux")]
    other = a_job(edition, "trois", D1_1=2, D1_2=3)
    new = two_editions(edition)
    visitor.sign_in(an_animator())
    page = visitor.open("/referentiel/versions/1.0.0/a-confirmer")

    page = visitor.send(page, form="form.post[action$=a-confirmer]")

    assert "2 métiers suivent l’édition 1.0.0" in page.text("#messages")
    assert {job.requirement_set.edition_id for job in same} == {new.id}
    assert other.requirement_set.edition_id == edition.id


def test_what_was_to_follow_an_edition_replaced_since_follows_the_one_in_force(
    edition: Edition, visitor: Visitor
) -> None:
    jobs = [a_job(edition, slug, D1_1=2) for slug in ("un", "deux")]
    new = two_editions(edition)
    visitor.sign_in(an_animator())
    page = visitor.open("/referentiel/versions/1.0.0/a-confirmer")
    newer = the_next(new)
    of(newer, "D1.1").statement = "Lire le tissu."
    actions.publish(newer, now())
    db.session.commit()

    page = visitor.send(page, form="form.post[action$=a-confirmer]")

    assert page.url == "/referentiel/versions/1.0.1/a-confirmer"
    assert "L’édition 1.0.1 est en vigueur" in page.text("#messages")
    page = visitor.send(page, form="form.post[action$=a-confirmer]")
    assert "2 métiers suivent l’édition 1.0.1" in page.text("#messages")
    assert {job.requirement_set.edition_id for job in jobs} == {newer.id}


def test_a_regional_animator_prepares_nothing(edition: Edition, visitor: Visitor) -> None:
    visitor.sign_in(an_animator("44"))

    visitor.open(DRAFT, status=403)


def test_a_trainer_confirms_what_a_course_teaches_now(edition: Edition, visitor: Visitor) -> None:
    trainer = a_trainer()
    course = CourseFactory(provider=trainer.organization, author=trainer)
    taught = [
        Joined(queries.in_force().by_code[code].competency_id, 3, 1, LinkRole.TEACHES)
        for code in ("D1.1", "D1.2")
    ]
    left = CourseFactory()
    for one in (course, left):
        actions.join("course", one.id, edition.id, taught)
    db.session.commit()
    two_editions(edition)
    shown = visitor.open(course.address)  # it says what it said until somebody confirms the rest
    gone = queries.catalogue_of(edition.id).by_code["D1.2"]
    assert "D1.2 Organiser une veille" in shown.text("section[aria-labelledby=raised]")
    assert shown.select(f".chip[href='/uri/{gone.uuid}']")
    visitor.sign_in(an_animator())
    orphans = visitor.open("/referentiel/versions/1.0.0/a-confirmer")
    assert orphans.texts("section.follow h3") == [left.title]  # where nobody teaches any more
    assert left.title in visitor.send(orphans, form="form[action*=formations]").text("#messages")
    visitor.sign_in(trainer)

    page = visitor.open(visitor.open("/").link("Faire suivre la nouvelle édition"))
    assert "D1.2 Organiser une veille, niveau 3" in page.text("section.follow")
    page = visitor.send(page, form="form.post")

    assert "suit l’édition 1.0.0" in page.text("#messages")
    links = queries.links_of("course", [course.id])[course.id]
    items = queries.in_force().items
    assert {items[one.competency_id].code: (one.level_from, one.level_to) for one in links} == {
        "D1.1": (1, 3),
        "D1.3": (1, 3),
        "D1.4": (1, 3),
    }
    assert "Rien ne vous attend" in visitor.open("/referentiel/versions/1.0.0/a-confirmer").text()


def test_the_people_of_a_practice_confirm_what_it_shows_now(
    edition: Edition, visitor: Visitor
) -> None:
    author = MemberFactory()
    practice = a_published(edition, author)
    shown = Joined(queries.in_force().by_code["D1.2"].competency_id, 2)
    actions.join("practice", practice.id, edition.id, [shown])
    db.session.commit()
    two_editions(edition)
    stranger = MemberFactory()
    visitor.sign_in(stranger)
    assert "Rien ne vous attend" in visitor.open("/referentiel/versions/1.0.0/a-confirmer").text()
    visitor.sign_in(author)
    page = visitor.open("/referentiel/versions/1.0.0/a-confirmer")

    visitor.send(page, form="form.post")

    items = queries.in_force().items
    links = queries.links_of("practice", [practice.id])[practice.id]
    assert {(items[one.competency_id].code, one.level_to) for one in links} == {("D1.3", 2), ("D1.4", 2)}  # fmt: skip
    visitor.send(page, 409, form="form.post")


def test_a_sheet_published_after_an_edition_shows_what_took_the_place_of_what_it_showed(
    edition: Edition, visitor: Visitor
) -> None:
    review = a_submitted(edition, shows={"D1.1": 3, "D1.2": 2, "D2.1": 1})
    two_editions(edition)
    publish(review, an_animator(), now())
    db.session.commit()

    items, practice = queries.in_force().items, review.practice
    links = queries.links_of("practice", [practice.id])[practice.id]
    assert {(items[one.competency_id].code, one.level_to) for one in links} == {
        ("D1.1", 3), ("D1.3", 2), ("D1.4", 2),
    }  # fmt: skip
    visitor.sign_in(practice.author)
    assert "Rien ne vous attend" in visitor.open("/referentiel/versions/1.0.0/a-confirmer").text()


def test_a_sheet_that_followed_an_edition_is_read_and_corrected_in_its_words(
    edition: Edition, visitor: Visitor
) -> None:
    practice = a_published(edition, shows={"D1.2": 2})
    asked = an_opinion_asked(practice)
    give_opinion(
        asked, asked.reviewer, now(), scores=dict.fromkeys(CRITERIA, 3), text="Clair et prouvé."
    )
    two_editions(edition)
    visitor.sign_in(practice.author)
    visitor.send(visitor.open("/referentiel/versions/1.0.0/a-confirmer"), form="form.post")

    page = visitor.open(f"/pratiques/{practice.slug}")
    assert "D1.3" in page.text("main") and "D1.4" in page.text("main")
    form = visitor.open(f"/pratiques/{practice.slug}/modifier")
    answers = form.answers(form.form("main form"))
    assert [answers[f"competencies-{row}-code"] for row in (0, 1)] == [["D1.3"], ["D1.4"]]
    said = {"sources-0-title": "Le bilan", "sources-0-url": "https://x.example/bilan"}
    done = visitor.send(form, press="minor", **said)

    assert "La correction est en ligne" in done.text("#messages")
    assert "Avis d’expert (v1)" in done.text("main")  # what the referential renamed changed no text
    links = queries.links_of("practice", [practice.id])[practice.id]
    items = queries.in_force().items
    assert sorted(items[one.competency_id].code for one in links) == ["D1.3", "D1.4"]
