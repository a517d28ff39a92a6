"""The team of a recruitment: who decides, who only reads, who is written to when somebody leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.home.queries.tasks import tasks_of
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.kit.letters import Letter
from intranet.members.models import Member, MembershipState
from intranet.openings import actions, policy, queries
from intranet.openings.models import (
    ApplicationState,
    DeskRole,
    JobApplication,
    Opening,
    OpeningMember,
)
from intranet.openings.policy import Step
from tests.factories import MemberFactory, a_recruiter, an_administrator, an_animator
from tests.openings.desks import (
    a_colleague,
    an_opening,
    another_recruiter,
    at_desk,
    desk_of,
    fresh,
    letters_to,
    told,
)
from tests.openings.factories import OpeningFactory, an_application
from tests.visitor import Visitor

S = ApplicationState


@pytest.fixture
def opening(edition: object) -> Opening:
    return an_opening()


@pytest.fixture
def application(opening: Opening) -> JobApplication:
    return an_application(opening, MemberFactory())


def leaves(member: Member) -> None:
    assert member.membership
    membership = member.membership
    membership.state, membership.ended_on = MembershipState.ENDED, today()
    db.session.commit()


def test_the_owner_names_a_colleague_who_is_told_and_reads_the_desk(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    colleague = a_colleague(opening)
    visitor.sign_in(colleague).open(desk_of(opening), status=404)
    page = visitor.sign_in(opening.owner).open(desk_of(opening))
    page = visitor.open(page.link("Équipe de recrutement"))
    visitor.send(page, 422)
    page = visitor.send(page, member=str(colleague.id), role="reader")
    assert colleague.name in page.text(".team")
    assert told(colleague)[-1].startswith("Vous suivez les candidatures")
    assert "équipe de recrutement" in visitor.open(opening.address).text()
    assert visitor.sign_in(colleague).open(opening.address).link("Candidatures (1)")
    assert application.applicant
    assert application.applicant.name in visitor.open(desk_of(opening)).text()


def test_a_reader_decides_nothing(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    reader = a_colleague(opening, DeskRole.READER)
    page = at_desk(visitor, application, reader)
    assert "Présélectionner" not in page.text() and "Ne pas retenir" not in page.text()
    for address in ("etude", "preselection", "attente", "proposition", "refus"):
        visitor.open(f"{desk_of(opening)}/{application.uuid}/{address}", status=403)
    visitor.send(page, form="form[action$=notes]", body="Un avis d’élue.")
    assert fresh(application).state is S.SUBMITTED
    assert not any("Étudier" in task.label for task in tasks_of(reader, now()))


def test_a_reader_who_recruits_elsewhere_in_the_house_decides_nothing_here(
    opening: Opening, application: JobApplication
) -> None:
    recruiter = another_recruiter(opening)
    assert policy.decides(recruiter, opening)
    actions.name_member(opening, recruiter, DeskRole.READER, opening.owner, now())
    db.session.commit()
    assert not policy.decides(recruiter, opening)
    assert policy.steps_for(recruiter, application, now()) == []


def test_a_co_recruiter_answers_but_does_not_offer_the_post(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    colleague = a_colleague(opening, DeskRole.CO_RECRUITER)
    assert any("Étudier" in task.label for task in tasks_of(colleague, now()))
    page = at_desk(visitor, application, colleague)
    visitor.send(visitor.open(page.link("Présélectionner")))
    assert fresh(application).state is S.SHORTLISTED
    visitor.open(f"{desk_of(opening)}/{application.uuid}/proposition", status=403)
    desk = visitor.open(desk_of(opening))
    assert not desk.select("a[href$=statistiques], a[href$=vivier]")  # of whoever recruits
    page = visitor.open(f"/offres/{opening.id}/equipe")
    assert not page.select("main form[method=post]")


def test_a_second_owner_offers_the_post_too(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    second = a_colleague(opening, DeskRole.OWNER)
    actions.answer(
        application, Step.SHORTLIST, actions.Answer(), second, now(), version=application.version
    )
    db.session.commit()
    visitor.send(visitor.open(at_desk(visitor, application, second).link("Proposer le poste")))
    assert fresh(application).state is S.OFFERED


def test_whoever_leaves_the_employer_reads_nothing_on_the_next_page(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    colleague = a_colleague(opening, DeskRole.CO_RECRUITER)
    form = visitor.open(at_desk(visitor, application, colleague).link("Ne pas retenir"))
    leaves(colleague)
    visitor.send(form, 404, reason="other")
    visitor.open(desk_of(opening), status=404)
    assert fresh(application).state is S.SUBMITTED
    page = visitor.sign_in(opening.owner).open(f"/offres/{opening.id}/equipe")
    assert "A quitté la structure" in page.text()


def test_letters_go_to_who_still_answers(opening: Opening) -> None:
    """The owners; once they have left, who else decides there; failing that, the animators."""
    second, reader = a_colleague(opening, DeskRole.OWNER), a_colleague(opening, DeskRole.READER)
    recruiter, animator = another_recruiter(opening), an_animator("44")
    assert actions.answerers_of(opening) == [opening.owner, second]
    leaves(opening.owner)
    assert actions.answerers_of(opening) == [second]
    leaves(second)
    assert actions.answerers_of(opening) == [recruiter]
    an_application(opening, MemberFactory())
    assert told(recruiter)[-1].startswith("Nouvelle candidature")
    leaves(recruiter)
    assert actions.answerers_of(opening) == [animator]
    an_application(opening, MemberFactory(name="Qui Cherche Ailleurs"))
    [letter] = db.session.query(Letter).filter_by(recipient=animator.email)
    assert "Une personne a candidaté" in letter.body  # who, an animator is not told
    assert "Qui Cherche Ailleurs" not in letter.subject + letter.body
    assert not any(subject.startswith("Nouvelle candidature") for subject in told(reader))


def test_whoever_applied_is_told_nothing_of_the_others(opening: Opening) -> None:
    recruiter = another_recruiter(opening)
    an_application(opening, recruiter)
    leaves(opening.owner)
    assert recruiter not in actions.answerers_of(opening)
    one, other = an_animator("44"), an_animator("44")
    an_application(opening, one)
    assert actions.answerers_of(opening) == [other]


def test_whoever_is_on_the_team_does_not_apply(visitor: Visitor, opening: Opening) -> None:
    reader = a_colleague(opening, DeskRole.READER)
    visitor.sign_in(reader).open(f"{opening.address}/candidater", status=403)


def test_whoever_applied_and_is_named_is_told_that_it_opens_nothing(opening: Opening) -> None:
    """To them alone: whoever named them may not know that they applied."""
    candidate = a_colleague(opening)
    an_application(opening, candidate)
    actions.name_member(opening, candidate, DeskRole.OWNER, opening.owner, now())
    db.session.commit()
    letter = letters_to(candidate)[-1]
    assert "cette part ne vous ouvre rien" in letter.body
    assert "/candidatures" not in letter.body and not letter.subject.startswith("Vous recrutez")


def test_taken_off_the_team_one_reads_nothing_more(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    reader = a_colleague(opening, DeskRole.READER)
    page = visitor.sign_in(opening.owner).open(f"/offres/{opening.id}/equipe")
    visitor.send(page, form="form[action$=retrait]")
    visitor.sign_in(reader).open(desk_of(opening), status=404)


def test_two_owners_name_and_thank_the_same_person_at_once(opening: Opening) -> None:
    """The second finds it done: no error, one line, the last part given."""
    colleague, other = a_colleague(opening), a_colleague(opening, DeskRole.OWNER)
    assert opening.team
    written = OpeningMember(
        opening_id=opening.id, member_id=colleague.id, role=DeskRole.CO_RECRUITER
    )
    db.session.add(written)
    db.session.flush()  # by the other, after this one read the team
    named = actions.name_member(opening, colleague, DeskRole.READER, other, now())
    db.session.commit()
    assert [each.role for each in opening.team if each.member_id == colleague.id] == [
        DeskRole.READER
    ]
    actions.unname_member(named, opening.owner, now())
    db.session.commit()
    assert all(each.member_id != colleague.id for each in opening.team)


def test_nobody_of_another_employer_is_named(visitor: Visitor, opening: Opening) -> None:
    stranger = a_recruiter()
    page = visitor.sign_in(opening.owner).open(f"/offres/{opening.id}/equipe")
    visitor.send(page, 422, member=str(stranger.id), role="owner")
    assert opening.team == []


def test_the_two_rules_of_the_desk_are_one(opening: Opening, application: JobApplication) -> None:
    applied, elsewhere = another_recruiter(opening), another_recruiter(opening)
    an_application(opening, applied)
    an_application(OpeningFactory(organization=opening.organization), elsewhere)
    people = [
        elsewhere, an_animator(organization=opening.organization), an_administrator(),
        opening.owner, another_recruiter(opening), applied, MemberFactory(), a_recruiter(),
        a_colleague(opening), a_colleague(opening, DeskRole.READER),
        a_colleague(opening, DeskRole.OWNER), a_colleague(opening, DeskRole.CO_RECRUITER),
        an_animator("44"), application.applicant,
    ]  # fmt: skip
    left = a_colleague(opening, DeskRole.CO_RECRUITER)
    leaves(left)
    assert left not in every(queries.colleagues_in(opening.organization_id))
    assert opening.closes_at
    soon = opening.closes_at - timedelta(days=2)
    for member in [*people, left]:
        assert member
        applied_too = member.id in queries.applicants_among([member], opening.id)
        has = policy.has_desk(member, opening, applied=applied_too)
        assert (application in every(queries.on_the_desk_of(member))) is has
        mine = policy.answers_for(member, opening)
        assert (opening in every(queries.closing_soon_of(member, soon))) is mine
        to_study = every(queries.to_read_by(member))
        assert (opening in to_study) is (has and policy.decides(member, opening))
