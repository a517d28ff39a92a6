"""How many people of the network answer an opening: by fives, of those who agreed, never who."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from intranet.competencies.coverage import Count, in_fives
from intranet.competencies.matching import match
from intranet.competencies.models import Assessment, AssessmentKind, AssessmentState
from intranet.competencies.queries import in_force, known_levels, requirements_of
from intranet.competencies.queries.covering import covering
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member, Membership, MembershipState
from intranet.openings.models import Opening
from intranet.organizations.models import Kind, Organization
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter
from tests.openings.factories import OpeningFactory, a_trusted_organization, competency
from tests.visitor import Visitor

WHOLE = {"D1.1": 3, "D1.2": 2, "D2.1": 1}


@pytest.fixture
def employer(edition: object) -> Organization:
    made: Organization = a_trusted_organization(kind=Kind.AGENCY, region_code="44")
    return made


@pytest.fixture
def opening(employer: Organization) -> Opening:
    return OpeningFactory(organization=employer, owner=a_recruiter(organization=employer))


@pytest.fixture
def elsewhere(edition: object) -> Organization:
    made: Organization = OrganizationFactory(region_code="44")
    return made


def people(
    count: int, at: Organization, levels: dict[str, int] | None = None, **said: bool
) -> None:
    """Members who declared these levels and agreed to be counted, unless told otherwise."""
    catalogue = in_force()
    for _ in range(count):
        member = MemberFactory(organization=at, **({"is_counted": True} | said))
        db.session.flush()
        db.session.add_all(
            Assessment(
                member_id=member.id, author_id=member.id, competency_id=competency(code), edition_id=catalogue.edition_id,
                kind=AssessmentKind.SELF, state=AssessmentState.LEVEL, level=level, at=now(),
            )
            for code, level in (WHOLE if levels is None else levels).items()
        )  # fmt: skip
    db.session.commit()


def worked(now_at: Organization, before: Organization) -> None:
    """Whoever works for the one once worked for the other."""
    for row in db.session.query(Membership).filter_by(organization_id=now_at.id).all():
        gone = {"state": MembershipState.ENDED, "organization_id": before.id, "ended_on": today()}
        db.session.add(Membership(member_id=row.member_id, **gone))
    db.session.commit()


def counted(opening: Opening) -> Count:
    assert opening.requirement_set
    asked = requirements_of([opening.requirement_set.id])[opening.requirement_set.id]
    return covering(asked, "44", opening.organization_id)


def test_recruiters_read_it_by_fives_and_nobody_else_reads_it(
    visitor: Visitor, opening: Opening, elsewhere: Organization
) -> None:
    people(7, elsewhere)
    people(6, elsewhere, {})
    page = visitor.sign_in(opening.owner).open(opening.address)
    assert "au moins 5 personnes dans le Grand Est" in page.text()
    for reader in (MemberFactory(), a_recruiter()):
        page = visitor.sign_in(reader).open(opening.address)
        assert "couvrent" not in page.text().replace("Vous couvrez", "")


def test_four_people_are_nobody_and_a_draft_counts_nobody(
    visitor: Visitor, opening: Opening, elsewhere: Organization
) -> None:
    people(4, elsewhere)
    page = visitor.sign_in(opening.owner).open(opening.address)
    assert "Moins de 5 personnes" in page.text()
    people(6, elsewhere)
    draft = OpeningFactory(draft=True, organization=opening.organization, owner=opening.owner)
    assert "couvrent" not in visitor.open(draft.address).text()


def test_who_did_not_agree_works_elsewhere_left_or_hides_from_their_employer_is_not_counted(
    opening: Opening, elsewhere: Organization, employer: Organization
) -> None:
    people(1, elsewhere)
    people(1, elsewhere, is_counted=False)
    people(1, moved := OrganizationFactory(region_code="53"))
    worked(moved, elsewhere)
    people(1, elsewhere, is_demo=True)
    people(1, employer)  # hidden from their own employer: it is so unless one says otherwise
    people(1, employer, hides_from_own=False)
    assert counted(opening) == Count(assessed=2, holders=2)
    other = OpeningFactory(organization=elsewhere, owner=a_recruiter(organization=elsewhere))
    assert counted(other) == Count(assessed=2, holders=2)
    worked(elsewhere, employer)  # whoever left hides from an employer of theirs no more
    assert counted(opening) == Count(assessed=2, holders=2)


def test_it_counts_as_each_candidate_is_told(opening: Opening, elsewhere: Organization) -> None:
    """Every level of three items: the same seven tenths as the comparison gives, item by item."""
    assert opening.requirement_set
    asked = requirements_of([opening.requirement_set.id])[opening.requirement_set.id]
    for first, second, third in product((None, 1, 3), (None, 1, 2, 4), (None, 1)):
        said = {"D1.1": first, "D1.2": second, "D2.1": third}
        people(1, elsewhere, {code: level for code, level in said.items() if level})
    expected = 0
    for member in db.session.query(Member).filter(Member.is_counted):
        score = match(asked, known_levels(member.id, now())).lowest
        expected += score is not None and score >= Fraction(7, 10)
    assert 0 < expected < 24
    assert counted(opening) == Count(assessed=24, holders=expected)
    asked[0].is_mandatory = True
    assert covering(asked, "44", opening.organization_id).holders == sum(
        (found := match(asked, known_levels(member.id, now()))).lowest >= Fraction(7, 10)  # type: ignore[operator]
        and not found.blocking
        and not found.to_confirm
        for member in db.session.query(Member).filter(Member.is_counted)
    )


@pytest.mark.no_database
def test_no_asking_tells_four_people_from_none_on_either_side() -> None:
    """Whatever holds, what is told never says fewer than five, and one person more says the same
    four times in five.
    """
    for everybody in range(40):
        told = [in_fives(Count(everybody, holders)) for holders in range(everybody + 1)]
        for holders, number in enumerate(told):
            few = 0 < holders < 5 or 0 < everybody - holders < 5
            assert number is None if few or not holders else number in range(5, holders + 1, 5)
            assert number is None or holders - number < 5


def test_a_member_chooses_it_on_their_profile(visitor: Visitor, employer: Organization) -> None:
    member = MemberFactory(organization=employer)
    assert (member.is_counted, member.hides_from_own) == (False, True)
    visitor.sign_in(member)
    assert "Compté parmi les réponses à un besoin non" in visitor.open("/moi").text()
    visitor.send(visitor.open("/moi/profil"), is_counted="y")
    assert "oui, hors de ma structure" in visitor.open("/moi").text()
    visitor.send(visitor.open("/moi/profil"), hides_from_own=[])
    db.session.refresh(member)
    assert (member.is_counted, member.hides_from_own) == (True, False)
