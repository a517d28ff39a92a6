"""What is pressed several times at the very same moment is done once, and nobody is shown a failure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from intranet.discussions.actions import say
from intranet.discussions.models import Comment, CommentReport, Follow
from intranet.events.models import Talk
from intranet.kit.clock import now
from intranet.kit.db import Model, db
from intranet.members.models import Member, Membership, MembershipState, Role
from intranet.openings.models import (
    ApplicationMessage,
    JobApplication,
    OpeningTemplate,
    OwnStatus,
    SavedSearch,
)
from intranet.practices.models import Guide, PracticeReport
from tests.events.factories import an_event
from tests.factories import MemberFactory, OrganizationFactory
from tests.openings.desks import an_opening
from tests.openings.factories import OpeningFactory, an_application
from tests.practices.factories import a_published
from tests.races import at_once
from tests.visitor import Visitor

pytestmark = pytest.mark.live

CLICKS = 4
# Who, where, what, and how many are left.
Case = tuple[Member, str, dict[str, Any], type[Model], int]


def following() -> Case:
    said = {"topic": "organization", "key": str(OrganizationFactory().id)}
    return MemberFactory(), "/suivre", said, Follow, 1


def saying_ones_status() -> Case:
    said = {"from_status": "civil_servant", "category": "A+"}
    return MemberFactory(), "/moi/statut", said, OwnStatus, 1


def keeping_a_search() -> Case:
    said = {"name": "Toutes", "frequency": "never"}
    return MemberFactory(), "/moi/alertes/nouvelle", said, SavedSearch, 1


def throwing_a_search_away() -> Case:
    member = MemberFactory()
    kept = SavedSearch(member_id=member.id, name="Ici", told_since=now(), wanted_at=now())
    db.session.add(kept)
    db.session.commit()
    return member, f"/moi/alertes/{kept.id}/suppression", {}, SavedSearch, 0


def throwing_a_draft_away() -> Case:
    opening, member = OpeningFactory(apply_mode="here"), MemberFactory()
    an_application(opening, member, sent=False)
    return member, f"/offres/{opening.id}/candidater/suppression", {}, JobApplication, 0


def throwing_a_model_away() -> Case:
    recruiter = MemberFactory(roles={Role.RECRUITER})
    model = OpeningTemplate(organization_id=recruiter.organization_id, author_id=recruiter.id, name="Poste", said={})  # fmt: skip
    db.session.add(model)
    db.session.commit()
    return recruiter, f"/offres/modeles/{model.id}/suppression", {}, OpeningTemplate, 0


def asking_at_a_sheet() -> Case:
    address = f"/pratiques/{a_sheet(MemberFactory()).slug}/questions"
    return MemberFactory(), address, {"kind": "question", "body": "Combien ?"}, Comment, 1


def writing_to_an_employer() -> Case:
    application = an_application(an_opening(), MemberFactory())
    address = f"/moi/candidatures/{application.uuid}/messages"
    return application.applicant, address, {"message": "Oui."}, ApplicationMessage, 1


def proposing_a_talk() -> Case:
    address = f"{an_event(MemberFactory()).address}/interventions/nouvelle"
    said = {"title": "Visiter à deux", "minutes": "20", "speakers-0-name": "Ada Roux"}
    return MemberFactory(), address, said, Talk, 1


def reporting_a_remark() -> Case:
    author, member = MemberFactory(), MemberFactory()
    remark = say("practice", a_sheet(author).id, author, "Une remarque.", now() - timedelta(days=1))
    db.session.commit()
    said = {"text": "Hors sujet."}
    return member, f"/discussions/{remark.id}/signalement", said, CommentReport, 1


def reporting_a_sheet() -> Case:
    address = f"/pratiques/{a_sheet(MemberFactory()).slug}/signalement"
    return MemberFactory(), address, {"reason": "stale", "text": ""}, PracticeReport, 1


def beginning_a_guide() -> Case:
    said = {"title": "Accueillir la nuit", "about": "Pour qui travaille la nuit."}
    return MemberFactory(), "/guides/nouveau", said, Guide, 1


def a_sheet(author: Member) -> Any:
    from intranet.competencies.models import Edition

    return a_published(db.session.query(Edition).one(), author)


@pytest.mark.parametrize(
    "case",
    [
        following,
        saying_ones_status,
        keeping_a_search,
        throwing_a_search_away,
        throwing_a_draft_away,
        throwing_a_model_away,
        asking_at_a_sheet,
        writing_to_an_employer,
        proposing_a_talk,
        reporting_a_remark,
        reporting_a_sheet,
        beginning_a_guide,
    ],
)
def test_what_several_windows_send_at_once_is_done_once(
    site: Flask, monkeypatch: pytest.MonkeyPatch, case: Callable[[], Case]
) -> None:
    with site.app_context():
        member, address, said, model, left = case()
        several = clicks(site, monkeypatch, member, address, **said)

    ends = at_once(site, *several, holding=[1] * CLICKS)

    assert ends == {"done": CLICKS}
    with site.app_context():
        assert db.session.query(model).count() == left


def test_whoever_says_twice_that_they_left_is_told_so(
    site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.app_context():
        several = clicks(site, monkeypatch, MemberFactory(), "/moi/structure/depart")

    assert at_once(site, *several, holding=[1] * CLICKS) == {"done": CLICKS}
    with site.app_context():
        assert db.session.query(Membership).one().state is MembershipState.ENDED


def clicks(
    site: Flask, monkeypatch: pytest.MonkeyPatch, member: Member, address: str, **said: Any
) -> list[Callable[[], None]]:
    """A form sent from several windows of somebody; no failure is shown to them."""
    monkeypatch.setitem(site.config, "WTF_CSRF_ENABLED", False)
    windows = [Visitor(site.test_client()).sign_in(member) for _ in range(CLICKS)]

    def click(window: Visitor) -> None:
        with site.app_context():
            answer = window.client.post(address, data=said)
            assert answer.status_code in {302, 303, 404, 422}, answer.status_code

    return [partial(click, window) for window in windows]
