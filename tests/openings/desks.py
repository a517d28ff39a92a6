"""People around an application, and their pages: what the tests of the desk share."""

from __future__ import annotations

from typing import Any

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member, Role
from intranet.openings import actions
from intranet.openings.models import ApplyMode, DeskRole, JobApplication, Opening
from intranet.openings.policy import Step
from intranet.organizations.models import Kind
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter
from tests.letters import letters_to
from tests.openings.factories import OpeningFactory
from tests.visitor import Page, Visitor


def an_opening(**given: Any) -> Opening:
    """Of an agency, by one of its recruiters, to be answered here."""
    organization = OrganizationFactory(kind=given.pop("kind", Kind.AGENCY))
    owner = a_recruiter(organization=organization)
    made: Opening = OpeningFactory(
        organization=organization, owner=owner, apply_mode=ApplyMode.HERE, **given
    )
    return made


def another_recruiter(opening: Opening) -> Member:
    made: Member = MemberFactory(organization=opening.organization, roles={Role.RECRUITER})
    return made


def a_colleague(opening: Opening, role: DeskRole | None = None) -> Member:
    """Somebody there who does not recruit, but for the part they were named to."""
    made: Member = MemberFactory(organization=opening.organization)
    if role:
        actions.name_member(opening, made, role, opening.owner, now())
        db.session.commit()
    return made


def desk_of(opening: Opening) -> str:
    return f"/offres/{opening.id}/candidatures"


def at_desk(visitor: Visitor, application: JobApplication, member: Member) -> Page:
    return visitor.sign_in(member).open(f"{desk_of(application.opening)}/{application.uuid}")


def mine(visitor: Visitor, application: JobApplication) -> Page:
    """The page of whoever applied."""
    assert application.applicant
    return visitor.sign_in(application.applicant).open(f"/moi/candidatures/{application.uuid}")


def fresh(application: JobApplication) -> JobApplication:
    db.session.expire_all()
    return application


def told(member: Member | None) -> list[str]:
    return [letter.subject for letter in letters_to(member)]


def put(application: JobApplication, *steps: Step) -> JobApplication:
    """Take steps in the name of whoever takes them."""
    for step in steps:
        by = application.applicant if step is Step.ACCEPT else application.opening.owner
        assert by
        if step is Step.ACCEPT:
            actions.accept(application, by, now(), version=application.version)
        else:
            said = actions.Answer(message="Un mot.")
            actions.answer(application, step, said, by, now(), version=application.version)
    db.session.commit()
    return application
