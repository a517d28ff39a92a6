"""Who writes an opening, who reads it again, who keeps it on the board or takes it off, who knows the employer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from intranet.members.models import Member, Role
from intranet.openings import policy
from intranet.openings.models import ApplyMode, CloseReason, Opening, SharedPost, State, Wording
from intranet.openings.policy.discretion import discretion_faults
from intranet.organizations.models import EmailDomain, Kind, Organization
from tests.people import at_work, newcomer, who_left

pytestmark = pytest.mark.no_database
AT = datetime(2027, 3, 1, 10, tzinfo=UTC)
MOMENT, DAY = timedelta(seconds=1), timedelta(days=1)
OWNER, COLLEAGUE, ELSEWHERE, MEMBER = (
    at_work(1, Role.RECRUITER), at_work(2, at=1), at_work(3, Role.RECRUITER), at_work(4),
)  # fmt: skip
REGIONAL, OTHER_REGION = (
    at_work(number, Role.ANIMATOR, region=code) for number, code in ((5, "44"), (6, "53"))
)
INSIDE, ALONE = at_work(7, Role.ANIMATOR, at=1, region="44"), newcomer(8)
ALONE.roles = at_work(8, Role.RECRUITER).roles
READERS = (OWNER, COLLEAGUE, ELSEWHERE, MEMBER, REGIONAL, OTHER_REGION, INSIDE, ALONE, None)
RECRUITERS, ANIMATORS = {OWNER, INSIDE}, {REGIONAL, INSIDE}
NOBODY: set[Member | None] = set()
ONLINE = {State.PUBLISHED, State.SUSPENDED}
UNSENT = {State.DRAFT, State.CHANGES_REQUESTED}
May = Callable[[Member | None, Opening], bool]


def an_opening(state: State = State.PUBLISHED, **said: object) -> Opening:
    """Of structure 1, in Grand Est; online since yesterday and for nine days, where it is."""
    facts: dict[str, object] = {
        "organization_id": 1,
        "owner_id": OWNER.id,
        "region_code": "44",
        "source_ref": "",
        "positions": 1,
        "filled": 0,
        "is_demo": False,
        "is_confidential": False,
        "publish_at": AT - DAY,
        "closes_at": AT + 9 * DAY,
        "last_confirmed_at": AT - DAY,
    }
    if state is State.CLOSED:
        facts |= {"closed_at": AT - DAY, "close_reason": CloseReason.UNSUCCESSFUL}
    return Opening(state=state, **(facts | said))


def who(may: May, opening: Opening) -> set[Member | None]:
    return {by for by in READERS if may(by, opening)}


def when(may: Callable[[Member | None, Opening, datetime], bool], opening: Opening) -> set[object]:
    return {by for by in READERS if may(by, opening, AT)}


def test_openings_are_posted_by_who_recruits_or_animates_from_a_structure() -> None:
    posting = {OWNER, ELSEWHERE, REGIONAL, OTHER_REGION, INSIDE}
    assert {by for by in READERS if by and policy.may_post(by)} == posting
    assert {by for by in READERS if policy.recruits_for(by, 1)} == RECRUITERS
    assert [policy.may_keep_searches(by) for by in (newcomer(), who_left())] == [True, False]


@pytest.mark.parametrize("state", State)
def test_its_recruiters_write_it_until_it_is_closed_or_refused(state: State) -> None:
    opening = an_opening(state)
    writable = state not in {State.CLOSED, State.REJECTED}
    assert who(policy.writes, opening) == who(policy.may_copy, opening) == RECRUITERS
    assert who(policy.may_edit, opening) == (RECRUITERS if writable else NOBODY)
    assert who(policy.may_publish, opening) == (RECRUITERS if state in UNSENT else NOBODY)
    assert who(policy.may_delete, opening) == (RECRUITERS if state is State.DRAFT else NOBODY)


@pytest.mark.parametrize("state", State)
def test_what_a_file_brought_is_written_by_the_animators_there_too_and_deleted_by_neither(
    state: State,
) -> None:
    opening = an_opening(state, source_ref="CSP-12")
    both = RECRUITERS | ANIMATORS
    assert who(policy.writes, opening) == who(policy.may_follow, opening) == both
    assert who(policy.may_publish, opening) == (both if state in UNSENT else NOBODY)
    assert who(policy.may_copy, opening) == RECRUITERS
    assert who(policy.may_delete, opening) == (RECRUITERS if state is State.DRAFT else NOBODY)


@pytest.mark.parametrize("state", State)
def test_the_animators_of_the_region_follow_what_was_sent_and_review_what_others_wrote(
    state: State,
) -> None:
    opening = an_opening(state)
    following = RECRUITERS if state is State.DRAFT else RECRUITERS | ANIMATORS
    assert who(policy.may_follow, opening) == following
    assert who(policy.may_close, opening) == (following if state in ONLINE else NOBODY)
    in_review = state is State.IN_REVIEW
    assert who(policy.may_review, opening) == (ANIMATORS if in_review else NOBODY)
    opening.owner_id = REGIONAL.id
    assert who(policy.may_review, opening) == ({INSIDE} if in_review else NOBODY)


@pytest.mark.parametrize("state", State)
def test_what_is_on_the_board_is_prolonged_said_open_and_suspended_by_its_recruiters(
    state: State,
) -> None:
    opening = an_opening(state)
    is_on = state is State.PUBLISHED
    recruiting = RECRUITERS if is_on else NOBODY
    assert policy.is_running(opening, AT) is is_on
    for may in (policy.may_extend, policy.may_confirm):
        assert when(may, opening) == recruiting
    assert who(policy.may_suspend, opening) == recruiting
    resuming = RECRUITERS if state is State.SUSPENDED else NOBODY
    assert when(policy.may_resume, opening) == resuming


def test_what_is_filled_or_over_is_not_said_to_be_open() -> None:
    for over in (an_opening(filled=1), an_opening(closes_at=AT)):
        assert not policy.is_running(over, AT)
        for may in (policy.may_extend, policy.may_confirm):
            assert when(may, over) == NOBODY
    assert policy.is_running(an_opening(closes_at=AT + MOMENT), AT)
    assert when(policy.may_resume, an_opening(State.SUSPENDED, closes_at=AT)) == NOBODY


def test_what_is_over_is_reopened_by_its_recruiters_as_long_as_its_page_answers() -> None:
    assert when(policy.may_reopen, an_opening(State.CLOSED)) == RECRUITERS
    assert when(policy.may_reopen, an_opening(closes_at=AT)) == RECRUITERS
    assert when(policy.may_reopen, an_opening()) == NOBODY
    assert when(policy.may_reopen, an_opening(State.DRAFT)) == NOBODY
    assert when(policy.may_reopen, an_opening(State.CLOSED, frozen_at=AT)) == NOBODY
    for ago, there in ((30 * DAY - MOMENT, RECRUITERS), (30 * DAY, NOBODY)):
        assert when(policy.may_reopen, an_opening(State.CLOSED, closed_at=AT - ago)) == there


def test_what_is_on_the_board_is_reported_by_the_network_but_those_who_can_mend_it() -> None:
    reporting = set(READERS) - RECRUITERS - {ALONE, None}
    assert when(policy.may_report, an_opening()) == reporting
    assert when(policy.may_report, an_opening(State.SUSPENDED)) == NOBODY


def test_an_animator_from_elsewhere_answers_and_puts_back_what_is_kept_off() -> None:
    assert who(policy.may_answer_reports, an_opening()) == {REGIONAL}
    assert who(policy.may_answer_reports, an_opening(owner_id=REGIONAL.id)) == NOBODY
    frozen = an_opening(State.SUSPENDED, frozen_at=AT - DAY)
    assert when(policy.may_put_back, frozen) == {REGIONAL}
    assert when(policy.may_resume, frozen) == NOBODY
    assert when(policy.may_put_back, an_opening(State.SUSPENDED)) == NOBODY
    for ended in (
        an_opening(State.CLOSED, frozen_at=AT - DAY),
        an_opening(State.SUSPENDED, frozen_at=AT - DAY, closes_at=AT),
        an_opening(State.CHANGES_REQUESTED, frozen_at=AT - DAY),
    ):
        assert when(policy.may_put_back, ended) == NOBODY


def test_two_who_could_share_a_post_are_answered_for_by_the_recruiters_of_either() -> None:
    pair = SharedPost(one=an_opening(), other=an_opening(organization_id=ELSEWHERE.id))
    answering = {by for by in READERS if policy.may_answer_pair(by, pair)}
    assert answering == RECRUITERS | {ELSEWHERE}


def test_a_structure_whose_opening_was_read_again_publishes_by_itself() -> None:
    assert not policy.goes_online_directly(Organization())
    assert policy.goes_online_directly(Organization(trusted_at=AT))
    assert policy.goes_online_directly(Organization(is_demo=True))


def test_an_animator_from_elsewhere_has_the_next_openings_of_a_structure_read_again() -> None:
    trusted = Organization(trusted_at=AT, is_demo=False)
    published = an_opening(organization=trusted, first_published_at=AT)
    assert who(policy.may_read_first, published) == {REGIONAL}
    assert who(policy.may_read_first, an_opening(organization=trusted)) == NOBODY
    trusted.trusted_at = None
    assert who(policy.may_read_first, published) == NOBODY


def test_an_employer_that_is_not_named_is_known_to_its_recruiters_and_the_animators_there() -> None:
    opening = an_opening(is_confidential=True, organization=Organization(kind=Kind.AGENCY))
    assert who(policy.may_know_employer, opening) == RECRUITERS | ANIMATORS
    assert policy.shown_kind(opening) is Kind.OTHER
    opening.is_confidential = False
    assert who(policy.may_know_employer, opening) == set(READERS)
    assert policy.shown_kind(opening) is Kind.AGENCY


def test_a_public_employer_says_who_it_is() -> None:
    agency, town = Organization(kind=Kind.AGENCY), Organization(kind=Kind.EPCI)
    hidden, shown = Wording(title="", is_confidential=True), Wording(title="")
    assert [policy.may_be_confidential(each) for each in (agency, town)] == [True, False]
    said = [policy.said_confidential(wording, agency) for wording in (hidden, shown)]
    assert said == [True, False]
    assert not policy.said_confidential(hidden, town)
    assert list(discretion_faults(shown, town)) == []
    assert [field for field, _ in discretion_faults(hidden, town)] == ["is_confidential"]
    by_its_name_alone = Organization(kind=Kind.AGENCY, name="Éclosion")
    assert [field for field, _ in discretion_faults(hidden, by_its_name_alone)] == ["apply_mode"]


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({}, []),
        ({"title": "Chargé de mission, Éclosion (F/H)"}, ["title"]),
        ({"missions": "Rejoindre l’agence ECL."}, ["missions"]),
        ({"profile": "Connaître eclosion.example"}, ["profile"]),
        ({"conditions": "À l’ancienne Pépinière"}, ["conditions"]),
        ({"how_to_apply": "Écrire à Eclosion"}, ["how_to_apply"]),
        ({"pay_note": "Grille d’Eclosion"}, ["pay_note"]),
        ({"missions": "Des éclosions, une recluse, en AE."}, []),
        ({"questions": ("Pourquoi un poste ?", "Pourquoi Éclosion ?")}, ["question_1"]),
        ({"apply_mode": ApplyMode.ELSEWHERE}, ["apply_mode"]),
        ({"apply_url": "https://example.org/poste"}, ["apply_url"]),
    ],
)
def test_what_would_name_an_employer_that_hides_is_told_at_its_field(
    said: dict[str, object], fields: list[str]
) -> None:
    employer = Organization(
        kind=Kind.AGENCY, name="Éclosion", acronym="ECL", former_name="Pépinière"
    )
    employer.domains = [EmailDomain(domain="eclosion.example"), EmailDomain(domain="ae")]
    facts = {"title": "Poste", "is_confidential": True, "apply_mode": ApplyMode.HERE}
    wording = Wording(**(facts | said))
    assert [field for field, _ in discretion_faults(wording, employer)] == fields
