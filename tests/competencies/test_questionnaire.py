"""Answering a job’s items, a domain a page: every answer is kept as it is given."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from intranet.competencies import actions, queries
from intranet.competencies.actions import Asked
from intranet.competencies.levels import Level, LevelState
from intranet.competencies.models import Assessment, Erasure, JobProfile, Owner
from intranet.competencies.queries import Catalogue
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.members.models import Member
from tests.competencies.factories import says, takes_back
from tests.factories import MemberFactory
from tests.sql import counted
from tests.visitor import Page, Visitor

JOB = "/moi/competences/metier/conseiller-creation-reprise"
IN_PLACE = {"HX-Request-Type": "partial", "HX-Target": "div#progress"}


@pytest.fixture
def member(clean_database: None, catalogue: Catalogue) -> Member:
    return MemberFactory()


def items(code: str) -> list[queries.Item]:
    """What the job asks for in a domain."""
    catalogue = queries.in_force()
    profile = one_or_404(queries.job_profile("conseiller-creation-reprise"))
    asked = queries.requirements_of([profile.requirement_set_id])[profile.requirement_set_id]
    wanted = {one.competency_id for one in asked}
    return [
        item
        for item in catalogue.assessable
        if item.competency_id in wanted and catalogue.domain_of(item).code == code
    ]


def held(member: Member, item: queries.Item) -> Level:
    later = now() + timedelta(seconds=1)
    return queries.levels_held(member.id, later).get(item.competency_id, Level())


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(Assessment)) or 0


def in_place(visitor: Visitor, page: Page, item: queries.Item, **changes: Any) -> TestResponse:
    """Send one answer as htmx does: the whole form, to the address of the item."""
    sent = page.answers(page.form("form.answers")) | changes
    [address] = [one.attrib["hx-post"] for one in page.select(f"#item-{item.competency_id}")]
    return visitor.client.post(address, data=sent, headers=IN_PLACE)


def test_an_answer_is_kept_the_moment_it_is_given(visitor: Visitor, member: Member) -> None:
    first, second = items("D3")[:2]
    page = visitor.sign_in(member).open(f"{JOB}/D3")

    answer = in_place(visitor, page, first, **{f"level_{first.competency_id}": "2"})

    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div class="answers-foot" id="progress">')
    assert f"{first.code} gardée à" in answer.text
    assert "1\u00a0réponse sur" in answer.text
    assert held(member, first).declared == 2  # and the browser may be killed now
    assert held(member, second).state is LevelState.NOT_ASSESSED
    again = visitor.open(f"{JOB}/D3")
    chosen = again.soup.select_one(f"input[name=level_{first.competency_id}][checked]")
    assert chosen["value"] == "2"


def test_interest_and_help_are_kept_beside_the_level(visitor: Visitor, member: Member) -> None:
    [first, *_] = items("D3")
    number = first.competency_id
    page = visitor.sign_in(member).open(f"{JOB}/D3")

    in_place(visitor, page, first, **{f"level_{number}": "3", f"interest_{number}": "2", f"help_{number}": "y"})  # fmt: skip

    found = held(member, first)
    assert (found.declared, found.interest, found.offers_help) == (3, 2, True)


def test_one_may_be_interested_in_what_one_has_not_assessed(
    visitor: Visitor, member: Member
) -> None:
    [first, *_] = items("D3")
    page = visitor.sign_in(member).open(f"{JOB}/D3")

    in_place(visitor, page, first, **{f"interest_{first.competency_id}": "3"})

    assert (held(member, first).interest, held(member, first).state) == (3, LevelState.NOT_ASSESSED)


def test_without_script_one_button_keeps_the_page_and_goes_on(
    visitor: Visitor, member: Member
) -> None:
    first, second, third = items("D3")[:3]
    page = visitor.sign_in(member).open(f"{JOB}/D3")
    answers = {f"level_{first.competency_id}": "1", f"level_{second.competency_id}": "0", f"level_{third.competency_id}": "sans-objet"}  # fmt: skip

    after = visitor.send(page, form="form.answers", **answers)

    assert after.url == f"{JOB}/D4"
    assert "3\u00a0réponses sont enregistrées" in after.soup.select_one("#messages").text
    assert [held(member, item).state for item in (first, second, third)] == [LevelState.LEVEL, LevelState.LEVEL, LevelState.NOT_APPLICABLE]  # fmt: skip
    assert held(member, second).declared == 0


def test_the_last_page_leads_to_the_result(visitor: Visitor, member: Member) -> None:
    page = visitor.sign_in(member).open(f"{JOB}/T")

    after = visitor.send(page, form="form.answers")

    assert after.url == "/referentiel/metiers/conseiller-creation-reprise"
    assert rows() == 0


def test_only_the_levels_of_an_item_are_offered_and_each_is_described(
    visitor: Visitor, member: Member
) -> None:
    catalogue = queries.in_force()
    page = visitor.sign_in(member).open(f"{JOB}/D3")

    for item in items("D3"):
        question = page.soup.select_one(f"#item-{item.competency_id}")
        values = [one["value"] for one in question.select("input[type=radio]")]
        levels = [0, *range(max(item.level_min, 1), item.level_max + 1)]
        assert values == [*map(str, levels), "sans-objet", ""]
        described = catalogue.sheets[item.competency_id].descriptors
        texts = [" ".join(one.get_text().split()) for one in question.select(".question-text")]
        for value, text in zip(levels[1:], texts[1:], strict=True):
            assert text.startswith(described[value][:10])


def test_what_is_asked_is_not_shown_to_who_assesses_themselves(
    visitor: Visitor, member: Member
) -> None:
    assert "demandé" not in visitor.sign_in(member).open(f"{JOB}/D3").text("form.answers")


def test_a_level_off_the_scale_is_refused_and_the_page_keeps_all(
    visitor: Visitor, member: Member
) -> None:
    first, second = items("D3")[:2]
    page = visitor.sign_in(member).open(f"{JOB}/D3")
    wrong, right = f"level_{first.competency_id}", f"level_{second.competency_id}"

    after = visitor.send(page, 422, form="form.answers", **{wrong: "9", right: "2"})
    answer = in_place(visitor, page, first, **{wrong: "-1"})

    assert first.code in after.text(".error-summary")
    assert after.first(f"input[name={right}][checked]").attrib["value"] == "2"
    assert answer.status_code == 422
    assert first.code in answer.text
    assert rows() == 0


def test_a_wrong_answer_beside_does_not_stop_a_right_one(visitor: Visitor, member: Member) -> None:
    first, second = items("D3")[:2]
    page = visitor.sign_in(member).open(f"{JOB}/D3")

    answer = in_place(visitor, page, first, **{f"level_{first.competency_id}": "2", f"level_{second.competency_id}": "9"})  # fmt: skip

    assert answer.status_code == 200
    assert held(member, first).declared == 2


def test_pages_that_do_not_exist_are_not_found(visitor: Visitor, member: Member) -> None:
    page = visitor.sign_in(member).open(f"{JOB}/D3")
    sent = page.answers(page.form("form.answers"))

    visitor.open("/moi/competences/metier/astronaute", status=404)
    for code in ("D99", "D1.5", "é"):
        visitor.open(f"{JOB}/{code}", status=404)
    for item in ("D1.5", "D3.99"):
        assert visitor.client.post(f"{JOB}/D3/{item}", data=sent).status_code == 404


def test_an_older_page_does_not_take_back_what_another_tab_said(
    visitor: Visitor, member: Member
) -> None:
    first, second = items("D3")[:2]
    page = visitor.sign_in(member).open(f"{JOB}/D3")
    says(member, first.code, 4)

    visitor.send(page, form="form.answers", **{f"level_{second.competency_id}": "1"})

    assert [held(member, item).declared for item in (first, second)] == [4, 1]


def test_taking_back_an_answer_that_was_kept_in_place_is_heard(
    visitor: Visitor, member: Member
) -> None:
    """Even if only the button could tell: the page knows of what it kept since it was opened."""
    [first, *_] = items("D3")
    level = f"level_{first.competency_id}"
    says(member, first.code, 2, at=now() - timedelta(days=3))
    page = visitor.sign_in(member).open(f"{JOB}/D3")
    fragment = in_place(visitor, page, first, **{level: "3"})
    page.swap("#progress", Page(fragment))

    visitor.send(page, form="form.answers", **{level: "2"})

    assert held(member, first).declared == 2


def test_a_page_from_before_an_erasure_brings_nothing_back(
    visitor: Visitor, member: Member
) -> None:
    [first, *_] = items("D3")
    page = visitor.sign_in(member).open(f"{JOB}/D3")
    db.session.add(Erasure(member_id=member.id, at=now()))
    db.session.commit()

    visitor.send(page, 409, form="form.answers", **{f"level_{first.competency_id}": "2"})
    answer = in_place(visitor, page, first, **{f"level_{first.competency_id}": "2"})

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (409, "true")
    assert rows() == 0


def test_progress_counts_answers_not_what_others_attest(visitor: Visitor, member: Member) -> None:
    first, second = items("D3")[:2]
    says(member, first.code, None)
    says(member, second.code, 0)
    takes_back(member, second.code, at=now() + timedelta(milliseconds=1))

    page = visitor.sign_in(member).open(JOB)

    assert page.text(".page-state").startswith("1\u00a0réponse sur".replace("\u00a0", " "))
    assert page.text(".page-action") == "Reprendre"


@pytest.mark.parametrize("path", ["", "/D3"])
def test_a_page_of_questions_costs_ten_statements_at_most(
    visitor: Visitor, member: Member, path: str
) -> None:
    visitor.sign_in(member).open(f"{JOB}{path}")
    says(member, "D3.1", 2)

    with counted() as statements:
        visitor.open(f"{JOB}{path}")

    assert len(statements) <= 10


def test_its_cost_does_not_grow_with_the_items(visitor: Visitor, member: Member) -> None:
    catalogue = queries.in_force()
    asked = [Asked(item.competency_id, max(item.level_min, 1)) for item in catalogue.assessable]
    everything = actions.require(Owner.JOB_PROFILE, catalogue.edition_id, asked)
    db.session.add(JobProfile(slug="tout", title="Tout", requirement_set=everything))
    db.session.commit()
    for item in catalogue.assessable:
        says(member, item.code, item.level_max)
    visitor.sign_in(member).open("/moi/competences/metier/tout/D3")

    with counted() as few:
        visitor.open(f"{JOB}/D6")
    with counted() as many:
        page = visitor.open("/moi/competences/metier/tout/D3")

    assert len(page.select(".question")) > len(items("D6"))
    assert len(many) == len(few) <= 10


def test_keeping_a_page_costs_no_more_reads_for_more_answers(
    visitor: Visitor, member: Member
) -> None:
    here = items("D3")
    page = visitor.sign_in(member).open(f"{JOB}/D3")
    sent = page.answers(page.form("form.answers"))

    with counted() as one:
        visitor.client.post(f"{JOB}/D3", data=sent | {f"level_{here[0].competency_id}": "1"})
    with counted() as several:
        visitor.client.post(f"{JOB}/D3", data=sent | {f"level_{item.competency_id}": "3" for item in here})  # fmt: skip

    reads = [sum(said.startswith("SELECT") for said in each) for each in (one, several)]
    assert reads[0] == reads[1]
