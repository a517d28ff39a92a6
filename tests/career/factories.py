"""Mentors, those they accompany and pairs, in the situations that tests name."""

from __future__ import annotations

from datetime import datetime

from intranet.career.actions import mentoring, pairs
from intranet.career.actions.mentoring import Wanted
from intranet.career.models import JobContact, Mentoring, Pair
from intranet.competencies.actions import Said, declare
from intranet.competencies.models import AssessmentState, JobProfile
from intranet.competencies.queries import in_force
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.organizations.models import Organization
from tests.factories import MemberFactory


def says(
    member: Member, *, offers: bool = False, interest: int | None = None, **levels: int
) -> Member:
    """`says(member, D11=3, offers=True)`: their level of D1.1, and that they would pass it on."""
    catalogue = in_force()
    for word, level in levels.items():
        item = catalogue.by_code[f"{word[:2]}.{word[2]}"].competency_id
        said = Said(AssessmentState.LEVEL, level, offers_help=offers, interest=interest)
        declare(member.id, item, catalogue.edition_id, said, now())
    db.session.commit()
    return member


def a_mentor(
    member: Member | None = None, *, organization: Organization | None = None, **levels: int
) -> Member:
    """Level 3 of D1.1 and D1.2 unless said; offers to pass it on, and agrees to be asked."""
    found: Member = member or MemberFactory(organization=organization)
    found.can_be_asked = True
    return says(found, offers=True, **(levels or {"D11": 3, "D12": 3}))


def an_accompaniment(
    mentor: Member,
    mentee: Member,
    code: str = "D1.1",
    *,
    level: int = 2,
    at: datetime | None = None,
) -> Mentoring:
    """Asked, and not answered yet."""
    catalogue = in_force()
    wanted = Wanted(
        competency_id=catalogue.by_code[code].competency_id,
        edition_id=catalogue.edition_id,
        level_from=None,
        level=level,
        message="J’aimerais apprendre en vous suivant.",
    )
    asked = mentoring.ask(mentor.id, mentee, wanted, at or now())
    db.session.commit()
    return asked


def wishes(member: Member) -> Pair | None:
    """Agrees to be looked for; the pair that was found, if one was."""
    found = pairs.wish(member, now())
    db.session.commit()
    return found


def two_who_mirror_each_other(
    one: Member | None = None, organization: Organization | None = None
) -> tuple[Member, Member]:
    """One holds D1.1 and begins D1.2, the other the reverse; both work in the same département."""
    first: Member = one or MemberFactory(organization=organization)
    second: Member = MemberFactory(organization=organization)
    for member, strong, weak in ((first, "D11", "D12"), (second, "D12", "D11")):
        says(member, offers=True, **{strong: 3})
        says(member, **{weak: 1})
    return first, second


def a_formed_pair(one: Member) -> Pair:
    """Both accepted; nobody answered of themselves of anything for it."""
    other: Member = MemberFactory()
    item = in_force().by_code["D2.1"].competency_id
    first, second = sorted((one.id, other.id))
    formed = Pair(
        one_id=first,
        other_id=second,
        one_gives_id=item,
        other_gives_id=item,
        answer_by=now(),
        agreed_at=now(),
        one_accepts=True,
        other_accepts=True,
    )
    db.session.add(formed)
    db.session.commit()
    return formed


def a_contact(member: Member, slug: str = "metier") -> Member:
    """Does this job, and accepts a question about it."""
    profile = db.session.query(JobProfile).filter_by(slug=slug).one()
    db.session.add(JobContact(member_id=member.id, job_profile_id=profile.id))
    db.session.commit()
    return member
