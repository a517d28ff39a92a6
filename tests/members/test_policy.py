"""Who admits, who names, who runs accounts; and how long a session of each lives."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.kit.clock import now
from intranet.members import policy
from intranet.members.models import Member, Membership, Role
from intranet.organizations.models import Organization
from tests.people import at_work, newcomer, who_left

pytestmark = pytest.mark.no_database
STRUCTURE = Organization(id=1, region_code="44")
MEMBER, REFERENT, ELSEWHERE, NEWCOMER = at_work(1), at_work(2, at=1), at_work(3), newcomer(4)
REFERENT.memberships[0].is_referent = ELSEWHERE.memberships[0].is_referent = True
REGIONAL, OTHER_REGION = (
    at_work(number, Role.ANIMATOR, region=code) for number, code in ((5, "44"), (6, "53"))
)
ADMINISTRATOR = newcomer(7)
ADMINISTRATOR.roles = at_work(7, Role.ADMINISTRATOR).roles
RECRUITER, TRAINER = (at_work(number, role) for number, role in ((8, Role.RECRUITER), (9, Role.TRAINER)))  # fmt: skip
READERS = (
    MEMBER, REFERENT, ELSEWHERE, NEWCOMER, REGIONAL, OTHER_REGION, ADMINISTRATOR, RECRUITER,
    TRAINER,
)  # fmt: skip


def test_who_animates_the_region_and_administrators_admit() -> None:
    asked = Membership(organization=STRUCTURE)
    deciding = {by for by in READERS if policy.may_decide(by, asked, others_do=True)}
    assert deciding == {REGIONAL, ADMINISTRATOR}
    seeing = {by for by in READERS if policy.may_welcome(by)}
    assert seeing == {REGIONAL, OTHER_REGION, ADMINISTRATOR}


def test_ones_own_request_is_for_others_as_long_as_there_are() -> None:
    for decider in (REGIONAL, ADMINISTRATOR):
        own = Membership(organization=STRUCTURE, member_id=decider.id)
        assert not policy.may_decide(decider, own, others_do=True)
        assert policy.may_decide(decider, own, others_do=False)


def test_a_referent_names_others_for_their_own_structure_alone() -> None:
    naming = {by for by in READERS if policy.may_name_referents(by, STRUCTURE)}
    assert naming == {REFERENT, REGIONAL, ADMINISTRATOR}


def test_letters_and_accounts_are_for_administrators_alone() -> None:
    assert {by for by in READERS if policy.may_read_outbox(by)} == {ADMINISTRATOR}
    assert {by for by in READERS if policy.may_run_accounts(by)} == {ADMINISTRATOR}


def test_a_lost_factor_is_taken_away_from_somebody_else_whose_account_is_open() -> None:
    assert {by for by in READERS if policy.may_take_factor_away(by, MEMBER)} == {ADMINISTRATOR}
    assert not policy.may_take_factor_away(ADMINISTRATOR, ADMINISTRATOR)
    assert not policy.may_take_factor_away(ADMINISTRATOR, who_left())


def test_roles_are_asked_for_once_admitted_and_one_request_at_a_time() -> None:
    assert [policy.may_ask_for_roles(by) for by in (MEMBER, NEWCOMER)] == [True, False]
    waiting = at_work()
    waiting.memberships[0].roles_asked_at = now()
    assert not policy.may_ask_for_roles(waiting)


def test_the_last_way_into_an_account_is_kept() -> None:
    with_password = Member(password_hash="sealed")
    assert policy.has_another_way_in(with_password, 0)
    assert [policy.has_another_way_in(MEMBER, others) for others in (0, 1)] == [False, True]


def test_a_second_factor_is_lacking_where_it_is_required_but_of_demonstrations() -> None:
    shown_to_all = Member(is_demo=True)

    def lacks(member: Member = MEMBER, *, protected: bool = False, required: bool = True) -> bool:
        return policy.lacks_factor(member, is_protected=protected, is_required=required)

    assert lacks()
    assert not lacks(protected=True)
    assert not lacks(required=False)
    assert not lacks(shown_to_all)
    assert [policy.may_have_factor(by) for by in (MEMBER, shown_to_all)] == [True, False]


def test_the_sessions_of_those_who_read_cvs_are_shorter_and_of_administrators_the_shortest() -> (
    None
):
    required = {by.id: policy.lifetime_of(by, is_required=True) for by in READERS}
    guarded = {RECRUITER.id, REGIONAL.id, OTHER_REGION.id, TRAINER.id}
    assert required == {
        by.id: policy.OF_GUARDED_ROLES if by.id in guarded else policy.OF_MEMBERS for by in READERS
    } | {ADMINISTRATOR.id: policy.OF_ADMINISTRATORS}
    assert policy.lifetime_of(ADMINISTRATOR, is_required=False) == policy.OF_MEMBERS
    shown_to_all = at_work(10, Role.ADMINISTRATOR)
    shown_to_all.is_demo = True
    assert policy.lifetime_of(shown_to_all, is_required=True) == policy.OF_MEMBERS


def test_a_role_that_sleeps_for_want_of_a_factor_shortens_the_session_all_the_same() -> None:
    asleep = at_work(11, Role.ADMINISTRATOR)
    asleep.lacks_factor = True
    assert not policy.may_run_accounts(asleep)
    assert policy.lifetime_of(asleep, is_required=True) == policy.OF_ADMINISTRATORS


def test_a_password_that_was_just_given_is_not_asked_again_for_ten_minutes() -> None:
    at = now()
    waits = (timedelta(minutes=10) - timedelta(seconds=1), timedelta(minutes=10))
    assert [policy.is_proven_lately(at - wait, at) for wait in waits] == [True, False]
