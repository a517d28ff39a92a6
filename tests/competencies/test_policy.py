"""Who reads a draft of the referential, who shows and attests levels, who reads what is shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from intranet.competencies import policy
from intranet.competencies.models import (
    ClaimState,
    Edition,
    EditionState,
    Evidence,
    EvidenceClaim,
    Proposal,
    ProposalState,
    Visibility,
)
from intranet.members.models import Member, Role
from tests.people import at_work, newcomer, who_left

pytestmark = pytest.mark.no_database
AUTHOR, REVIEWER, SOMEBODY, NEWCOMER = at_work(1), at_work(2), at_work(3), newcomer(4)
READERS = (AUTHOR, REVIEWER, SOMEBODY, NEWCOMER)


def claim(visibility: Visibility, state: ClaimState = ClaimState.ASKED) -> EvidenceClaim:
    shown = Evidence(member_id=AUTHOR.id, visibility=visibility)
    return EvidenceClaim(evidence=shown, reviewer_id=REVIEWER.id, state=state)


def test_a_draft_of_the_referential_is_read_by_those_who_prepare_it() -> None:
    national, regional = at_work(5, Role.ANIMATOR), at_work(6, Role.ANIMATOR, region="44")
    administrator = at_work(7, Role.ADMINISTRATOR)
    draft, consulted = (
        Edition(state=state) for state in (EditionState.DRAFT, EditionState.CONSULTATION)
    )
    readers = (national, administrator, regional, SOMEBODY, None)
    assert [policy.may_read(by, draft) for by in readers] == [True, True, False, False, False]
    assert all(policy.may_read(by, consulted) for by in readers)


def test_levels_and_what_shows_them_are_for_anyone_with_an_account() -> None:
    people = (SOMEBODY, NEWCOMER, who_left())
    assert [policy.may_declare(by) for by in people] == [True, True, False]
    assert [policy.may_show_evidence(by) for by in people] == [True, True, False]


def test_somebody_else_at_work_is_asked_to_attest_by_somebody_at_work() -> None:
    assert [policy.may_ask(by) for by in READERS] == [True, True, True, False]
    asked = (REVIEWER, AUTHOR, NEWCOMER, who_left(9))
    assert [policy.may_be_asked(AUTHOR, each) for each in asked] == [True, False, False, False]


def test_whoever_was_asked_answers_alone_and_as_long_as_they_work() -> None:
    theirs = claim(Visibility.REVIEWERS)
    assert [policy.may_answer(by, theirs) for by in READERS] == [False, True, False, False]
    assert not policy.may_answer(newcomer(REVIEWER.id), theirs)
    theirs.evidence.member_id = REVIEWER.id
    assert not policy.may_answer(REVIEWER, theirs)


def test_what_shows_a_level_is_read_by_the_network_by_who_was_asked_or_by_nobody() -> None:
    assert [policy.may_look(by, claim(Visibility.NETWORK)) for by in READERS] == [
        True,
        True,
        True,
        False,
    ]
    for_reviewers, for_nobody = claim(Visibility.REVIEWERS), claim(Visibility.ME)
    assert [policy.may_look(by, for_reviewers) for by in READERS] == [False, True, False, False]
    assert not policy.may_look(REVIEWER, for_nobody)
    withdrawn = claim(Visibility.REVIEWERS, ClaimState.WITHDRAWN)
    assert not policy.may_look(REVIEWER, withdrawn)


def test_who_helps_is_named_to_the_network_alone() -> None:
    assert [policy.may_see_who_helps(by) for by in (SOMEBODY, NEWCOMER, None)] == [
        True,
        False,
        False,
    ]


def test_a_draft_proposal_is_written_by_its_author_until_it_is_sent() -> None:
    draft = Proposal(author_id=AUTHOR.id, state=ProposalState.DRAFT)
    assert [policy.may_write(by, draft) for by in READERS] == [True, False, False, False]
    draft.state = ProposalState.OPEN
    assert not policy.may_write(AUTHOR, draft)


def a_proposal(state: ProposalState) -> Proposal:
    """Of `AUTHOR`, who wrote it for structure 8 and works for another one now."""
    return Proposal(author_id=AUTHOR.id, author=AUTHOR, organization_id=8, state=state)


@pytest.mark.parametrize("state", ProposalState)
def test_a_proposal_is_discussed_while_it_is_open_and_decided_by_nobody_close_to_it(
    state: ProposalState,
) -> None:
    proposal = a_proposal(state)
    national, regional = at_work(5, Role.ANIMATOR), at_work(6, Role.ANIMATOR, region="44")
    close = [at_work(number, Role.ANIMATOR, at=at) for number, at in ((7, AUTHOR.id), (9, 8))]
    herself = at_work(AUTHOR.id, Role.ANIMATOR)
    people = (AUTHOR, SOMEBODY, NEWCOMER, national, regional, herself, *close)
    is_open, is_accepted = state is ProposalState.OPEN, state is ProposalState.ACCEPTED

    def who(may: Callable[[Member, Proposal], bool]) -> list[Member]:
        return [by for by in people if may(by, proposal)]

    at_work_ = [by for by in people if by is not NEWCOMER]
    for may in (policy.may_speak, policy.may_take_position):
        assert who(may) == (at_work_ if is_open else [])
    assert who(policy.is_arbiter) == [national]
    assert who(policy.may_decide) == ([national] if is_open else [])
    assert who(policy.may_check) == ([national, regional] if is_open else [])
    applying = [national, herself, *close]
    assert who(policy.may_apply) == (applying if is_accepted else [])
    rewording = [AUTHOR, national, herself, *close]
    assert who(policy.may_reword) == (rewording if is_open or is_accepted else [])
    withdrawn_by = [AUTHOR, herself]
    is_theirs = state in {ProposalState.DRAFT, ProposalState.OPEN}
    assert who(policy.may_withdraw) == (withdrawn_by if is_theirs else [])


def test_a_page_leads_to_other_words_when_the_text_has_moved_or_its_author_finds_them() -> None:
    national = at_work(5, Role.ANIMATOR)
    people = (AUTHOR, SOMEBODY, national)

    def led(proposal: Proposal, *, has_moved: bool) -> list[bool]:
        return [policy.is_led_to_reword(by, proposal, has_moved=has_moved) for by in people]

    debated, accepted = map(a_proposal, (ProposalState.OPEN, ProposalState.ACCEPTED))
    assert led(debated, has_moved=False) == [True, False, False]
    assert led(accepted, has_moved=False) == [False, False, False]
    for moved in (debated, accepted):
        assert led(moved, has_moved=True) == [True, False, True]


def test_what_is_discussed_and_what_is_known_together_are_of_the_network() -> None:
    people = (SOMEBODY, NEWCOMER)
    for may in (
        policy.may_propose,
        policy.may_read_proposals,
        policy.may_share_with_team,
        policy.may_see_coverage,
    ):
        assert [may(by) for by in people] == [True, False]
    assert not policy.may_read_proposals(None)
    leading = (at_work(5, Role.ANIMATOR), at_work(6, Role.ANIMATOR, region="44"), SOMEBODY)
    assert [policy.may_lead(by) for by in leading] == [True, False, False]


def test_levels_of_a_team_are_read_by_showing_ones_own() -> None:
    for consents in (True, False):
        assert policy.may_see_team(SOMEBODY, consents=consents) is consents
        assert not policy.may_see_team(NEWCOMER, consents=consents)


def test_those_who_prepare_an_edition_bring_files_into_it() -> None:
    readers = (at_work(5, Role.ANIMATOR), at_work(6, Role.ANIMATOR, region="44"), SOMEBODY)
    assert [policy.may_import(by) for by in readers] == [True, False, False]
