"""What an opening begins with, when it goes online, how long it lasts, what a review says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from intranet.kit import search
from intranet.kit.clock import in_paris, now, today
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings import queries
from intranet.openings.actions import find_what_came_online
from intranet.openings.models import ApplyMode, Opening, OpeningTemplate, State
from intranet.openings.queries import Search
from intranet.organizations.models import Kind
from tests.factories import a_recruiter, an_animator
from tests.openings.factories import OpeningFactory, a_trusted_organization, asking
from tests.openings.test_writing import whole
from tests.visitor import Visitor


@pytest.fixture
def recruiter(edition: object) -> Member:
    return a_recruiter(organization=a_trusted_organization(kind=Kind.AGENCY))


def found(words: str) -> list[int]:
    matching = search.matching(queries.KIND, words)
    assert matching is not None
    return list(db.session.scalars(select(matching.c.object_id)))


def last() -> Opening:
    return db.session.scalars(select(Opening).order_by(Opening.id.desc())).first()  # type: ignore[return-value]


def test_a_copy_is_a_draft_that_says_the_same_without_its_dates(
    visitor: Visitor, recruiter: Member
) -> None:
    opening = OpeningFactory(
        organization=recruiter.organization,
        title="Responsable foncier",
        telework_days=2,
        start_on=today(),
        end_on=today(),
        requirement_set=asking(("D1.1", 3)),
    )
    page = visitor.sign_in(recruiter).open(f"/offres/{opening.id}")
    form = visitor.send(page, form=f"form[action='/offres/{opening.id}/copie']")

    assert form.answers(form.form())["title"] == ["Responsable foncier"]
    made = last()
    assert (made.state, made.copied_from_id, made.telework_days) == (State.DRAFT, opening.id, 2)
    assert (made.closes_at, made.start_on, made.end_on) == (None, None, None)
    assert made.requirement_set
    assert made.requirement_set_id != opening.requirement_set_id
    assert [each.level for each in made.requirement_set.requirements] == [3]


def test_what_one_does_with_a_draft_is_to_publish_it_and_nobody_has_applied_to_it(
    visitor: Visitor, recruiter: Member
) -> None:
    draft = OpeningFactory(
        organization=recruiter.organization, draft=True, apply_mode=ApplyMode.HERE, missions=""
    )
    page = visitor.sign_in(recruiter).open(draft.address)
    assert page.text(".page-head form").strip() == "Publier l’offre"
    assert page.link("Modifier l’offre") == f"{draft.address}/modifier"
    assert "Candidatures (" not in page.text()
    desk = visitor.open(f"{draft.address}/candidatures")
    assert "n’est pas encore en ligne" in desk.text()
    assert desk.link("Relire l’offre") == draft.address
    visitor.send(page, 422, form="form[action$=publication]")
    draft.apply_mode, draft.how_to_apply = ApplyMode.ELSEWHERE, ""
    db.session.commit()
    assert "Ce brouillon ne le dit pas encore" in visitor.open(draft.address).text()


def test_a_model_is_what_the_next_opening_of_the_organization_begins_with(
    visitor: Visitor, recruiter: Member
) -> None:
    opening = OpeningFactory(
        organization=recruiter.organization,
        title="Responsable foncier",
        requirement_set=asking(("D1.1", 3)),
    )
    visitor.sign_in(recruiter)
    for _ in range(2):  # the same name is written over
        page = visitor.open(f"/offres/{opening.id}/modele")
        page = visitor.send(page, name="Le foncier")
    assert db.session.query(OpeningTemplate).count() == 1

    form = visitor.open(visitor.open("/offres/nouvelle").link("Le foncier"))
    said = form.answers(form.form())
    assert said["title"] == ["Responsable foncier"]
    assert said["required-0-code"] == ["D1.1"]
    assert said["closes_on"] == [""]
    visitor.send(visitor.open(f"/offres/{opening.id}/modele"), name="Économie")
    names = [model.name for model in queries.templates_by_name(recruiter.organization_id or 0)]
    assert names == ["Économie", "Le foncier"]

    colleague = a_recruiter()
    visitor.sign_in(colleague)
    kept = db.session.query(OpeningTemplate).filter_by(name="Le foncier").one()
    page = visitor.open(f"/offres/nouvelle?modele={kept.id}")
    assert page.answers(page.form())["title"] == [""]


def test_what_is_planned_goes_online_by_itself_and_is_seen_by_nobody_before(
    visitor: Visitor, recruiter: Member
) -> None:
    on = today() + timedelta(days=10)
    form = visitor.sign_in(recruiter).open("/offres/nouvelle")
    page = visitor.send(form, press="publish=1", **whole(publish_on=on.isoformat()))
    assert "sera en ligne le" in page.text("[role=status]")
    assert "Offre programmée" in page.text()
    assert "mise en ligne prévue" in page.text(".page-head")
    assert "publiée" not in page.text(".page-head")
    opening = last()
    local = in_paris(opening.publish_at)  # type: ignore[arg-type]
    assert (opening.state, local.date(), local.hour) == (State.PUBLISHED, on, 8)
    assert queries.tally(Search(), now()).total == 0
    visitor.client.delete_cookie("passerelles")
    visitor.open(f"/offres/{opening.id}", status=404)
    assert found("mission") == []

    with time_machine.travel(opening.publish_at + timedelta(minutes=1)):  # type: ignore[operator]
        assert queries.tally(Search(), now()).total == 1
        assert find_what_came_online(now()) == 1
        assert find_what_came_online(now()) == 0
        db.session.commit()
        assert found("mission") == [opening.id]
        visitor.open(f"/offres/{opening.id}")


@pytest.mark.parametrize("days", [-1, 61, 50])
def test_a_plan_lies_within_two_months_and_before_the_closing(
    visitor: Visitor, recruiter: Member, days: int
) -> None:
    form = visitor.sign_in(recruiter).open("/offres/nouvelle")
    on = (today() + timedelta(days=days)).isoformat()
    page = visitor.send(form, 422, press="publish=1", **whole(publish_on=on))
    assert page.select("#publish_on[aria-invalid]")
    assert page.answers(page.form())["publish_on"] == [on]


def test_a_draft_is_brought_forward_with_both_its_dates(
    visitor: Visitor, recruiter: Member
) -> None:
    """Its new end comes before the day it was to go online."""
    form = visitor.sign_in(recruiter).open("/offres/nouvelle")
    on, over, sooner = (today() + timedelta(days=days) for days in (30, 50, 20))
    planned = whole(publish_on=on.isoformat(), closes_on=over.isoformat())
    page = visitor.send(form, **planned)

    page = visitor.send(page, publish_on="", closes_on=sooner.isoformat())

    assert "Brouillon enregistré" in page.text("[role=status]")
    assert (last().publish_at, in_paris(last().closes_at).date()) == (None, sooner)  # type: ignore[arg-type]


def test_an_opening_is_given_more_time_never_less(visitor: Visitor, recruiter: Member) -> None:
    opening = OpeningFactory(organization=recruiter.organization)
    before = opening.closes_at
    page = visitor.sign_in(recruiter).open(f"/offres/{opening.id}/prolongation")
    sooner = (in_paris(before).date() - timedelta(days=1)).isoformat()
    refused = visitor.send(page, 422, closes_on=sooner, reason="Congés")
    assert "la date limite actuelle" in refused.text(".error-summary")
    assert refused.answers(refused.form())["reason"] == ["Congés"]

    later = in_paris(before).date() + timedelta(days=15)
    page = visitor.send(page, closes_on=later.isoformat(), reason="Peu de candidatures")

    db.session.expire_all()
    assert in_paris(opening.closes_at).date() == later
    assert page.texts(".timeline-title")[0].startswith("Prolongée jusqu’au")
    assert page.texts(".timeline-title")[0].endswith(" : Peu de candidatures")


@pytest.mark.parametrize(
    ("remark", "told"),
    [
        ({"remarks-0-text": "Trop court."}, "Dites de quel champ vous parlez."),
        ({"remarks-0-field": "missions"}, "Dites ce qui est à corriger."),
    ],
)
def test_half_a_remark_is_not_lost_in_silence(
    visitor: Visitor, edition: object, remark: dict[str, str], told: str
) -> None:
    opening = OpeningFactory(in_review=True)
    page = visitor.sign_in(an_animator()).open(f"/offres/{opening.id}")
    page = visitor.send(
        page, 422, form="form.review", press="verdict=changes", comment="À revoir.", **remark
    )
    assert told in page.text("#erreurs")
    [(name, typed)] = remark.items()
    assert page.answers(page.form("form.review"))[name] == [typed]


def test_a_review_says_field_by_field_what_to_correct(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory(in_review=True)
    page = visitor.sign_in(an_animator()).open(f"/offres/{opening.id}")
    visitor.send(
        page,
        form="form.review",
        press="verdict=changes",
        **{"remarks-0-field": "missions", "remarks-0-text": "Dites avec qui l’on travaille."},
    )

    recruiter = a_recruiter(organization=opening.organization)
    form = visitor.sign_in(recruiter).open(f"/offres/{opening.id}/modifier")
    assert "Dites avec qui l’on travaille." in form.text(".notice")
    assert form.link("Missions") == "#missions"
