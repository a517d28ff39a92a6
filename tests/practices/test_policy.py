"""Who writes a sheet, who reads it before it is online, who looks after it, and what ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from intranet.discussions.models import Comment, CommentKind
from intranet.kit.clock import now
from intranet.members.models import Member, Role
from intranet.organizations.models import Organization
from intranet.practices import policy
from intranet.practices.models import BY_ANIMATOR, BY_EXPERT, Guide, GuideEdition, Practice, Review
from tests.people import at_work, newcomer

pytestmark = pytest.mark.no_database
OWNER = Organization(id=1, region_code="44")
WRITER, ELSEWHERE, NEWCOMER = at_work(1), at_work(2), newcomer(3)
REGIONAL, OTHER_REGION = (
    at_work(number, Role.ANIMATOR, region=code) for number, code in ((4, "44"), (5, "53"))
)
NATIONAL, INSIDE = at_work(6, Role.ANIMATOR), at_work(7, Role.ANIMATOR, at=1, region="44")
READERS = (WRITER, ELSEWHERE, NEWCOMER, REGIONAL, OTHER_REGION, NATIONAL, INSIDE)
INSIDE.memberships[0].organization = OWNER
OURS, THERE, OUTSIDE = {WRITER, INSIDE}, {REGIONAL, NATIONAL, INSIDE}, {REGIONAL, NATIONAL}
OTHERS_AT_WORK = {ELSEWHERE, REGIONAL, OTHER_REGION, NATIONAL}
NOBODY: set[Member] = set()
Ended = dict[str, object]
WITHDRAWN: Ended = {"withdrawn_on": date(2027, 3, 1)}
MERGED: Ended = {"merged_into_id": 9}
ARCHIVED: Ended = {"archived_on": date(2027, 3, 1)}


def a_sheet(*, online: bool = True, **more: object) -> Practice:
    """Sheet 1, of structure 1, in Grand Est."""
    said: Ended = {"owner_id": OWNER.id, "published_version_id": 1 if online else None, **more}
    return Practice(id=1, region_code="44", **said)


def unowned(**more: object) -> Practice:
    return a_sheet(owner_id=None, described_id=ELSEWHERE.id, is_starting=True, **more)


def who(may: Callable[[Member, Practice], bool], practice: Practice) -> set[Member]:
    return {by for by in READERS if may(by, practice)}


def test_a_sheet_is_begun_and_a_guide_too_by_who_works_for_a_structure() -> None:
    at_work_ = set(READERS) - {NEWCOMER}
    assert {by for by in READERS if policy.may_write(by)} == at_work_
    assert {by for by in READERS if policy.may_begin_guide(by)} == at_work_
    assert {by for by in READERS if policy.may_begin_guide_of_network(by)} == {NATIONAL}
    animators = THERE | {OTHER_REGION}
    assert {by for by in READERS if policy.may_read_searches(by)} == animators
    assert {by for by in READERS if policy.may_review_any(by)} == animators


@pytest.mark.parametrize("ended", [ARCHIVED, WITHDRAWN, MERGED])
def test_what_is_over_is_only_read(ended: Ended) -> None:
    practice = a_sheet(contact_id=WRITER.id, proposed_id=WRITER.id, **ended)
    for may in (
        policy.may_edit,
        policy.may_follow,
        policy.may_reproduce,
        policy.may_find_useful,
        policy.may_verify,
        policy.may_report,
        policy.may_look_after,
        policy.may_decline,
        policy.may_ask_opinions,
        policy.may_give_opinion,
        policy.may_correct,
        policy.may_speak,
    ):
        assert who(may, practice) == NOBODY
    assert not any(policy.may_transfer(by, practice, [by]) for by in READERS)
    practice.working_version_id = 2
    assert who(policy.may_abandon, practice) == NOBODY
    for may in (policy.may_take_up, policy.may_follow):
        assert who(may, unowned(**ended)) == NOBODY


def test_a_draft_is_its_structures_alone_and_nothing_is_said_of_it() -> None:
    draft = a_sheet(online=False, working_version_id=1)
    assert who(policy.may_edit, draft) == OURS
    for may in (
        policy.may_follow,
        policy.may_reproduce,
        policy.may_find_useful,
        policy.may_verify,
        policy.may_report,
        policy.may_see_to_reports,
        policy.may_look_after,
        policy.may_archive,
        policy.may_ask_opinions,
        policy.may_give_opinion,
        policy.may_correct,
        policy.may_abandon,
        policy.may_speak,
    ):
        assert who(may, draft) == NOBODY
    assert not policy.may_transfer(WRITER, draft, [WRITER])
    assert who(policy.may_take_up, unowned(online=False)) == NOBODY


def test_what_is_online_is_answered_for_by_its_structure_and_taken_up_by_the_others() -> None:
    practice = a_sheet()
    for may in (policy.may_edit, policy.may_follow, policy.may_verify, policy.may_correct):
        assert who(may, practice) == OURS
    for may in (policy.may_reproduce, policy.may_report):
        assert who(may, practice) == OTHERS_AT_WORK
    for may in (policy.may_find_useful, policy.may_give_opinion):
        assert who(may, practice) == OTHERS_AT_WORK | {NEWCOMER}
    assert who(policy.may_speak, practice) == set(READERS) - {NEWCOMER}


def test_its_structure_and_the_animators_of_its_region_see_to_what_is_reported() -> None:
    for may in (policy.may_see_to_reports, policy.may_archive):
        assert who(may, a_sheet()) == OURS | THERE
        assert who(may, a_sheet(**ARCHIVED)) == OURS | THERE  # and back
        for ended in (WITHDRAWN, MERGED):
            assert who(may, a_sheet(**ended)) == NOBODY
    assert who(policy.may_look_after, a_sheet()) == THERE
    assert who(policy.may_look_after, unowned()) == NOBODY


def test_the_animators_of_its_region_withdraw_it_once_and_merge_what_is_online_in_both() -> None:
    for practice in (a_sheet(), a_sheet(online=False), a_sheet(**ARCHIVED), unowned()):
        assert who(policy.may_withdraw, practice) == THERE
    for ended in (WITHDRAWN, MERGED):
        assert who(policy.may_withdraw, a_sheet(**ended)) == NOBODY
    gone, kept = a_sheet(), Practice(id=2, region_code="53", published_version_id=3)
    assert who(policy.may_begin_merging, gone) == THERE
    both = {NATIONAL}
    assert {by for by in READERS if policy.may_merge(by, gone, kept)} == both
    assert {by for by in READERS if policy.may_merge(by, kept, gone)} == both
    assert not policy.may_merge(NATIONAL, gone, gone)
    gone.archived_on = date(2027, 3, 1)
    assert policy.may_merge(NATIONAL, gone, kept)
    assert not policy.may_merge(NATIONAL, kept, gone)
    gone.archived_on = None
    gone.withdrawn_on = date(2027, 3, 1)
    assert not policy.may_merge(NATIONAL, gone, kept)
    assert not policy.may_merge(NATIONAL, kept, gone)


def test_a_sheet_that_belongs_to_nobody_is_taken_up_by_the_territory_it_describes() -> None:
    practice = unowned()
    assert who(policy.may_take_up, practice) == {ELSEWHERE}
    assert who(policy.may_follow, practice) == {REGIONAL, NATIONAL, INSIDE}
    assert who(policy.may_edit, practice) == NOBODY
    assert who(policy.may_reproduce, practice) == set(READERS) - {NEWCOMER, ELSEWHERE}
    practice.described_id = None
    assert who(policy.may_take_up, practice) == NOBODY
    assert who(policy.may_take_up, a_sheet(described_id=ELSEWHERE.id)) == NOBODY


def test_whoever_reads_it_again_neither_works_there_nor_wrote_in_it() -> None:
    practice = a_sheet()
    assert who(policy.may_review, practice) == OUTSIDE
    practice.author_id, practice.authors = REGIONAL.id, [NATIONAL]
    assert who(policy.may_review, practice) == NOBODY


def test_the_contact_that_was_proposed_declines_as_long_as_they_work_there() -> None:
    assert who(policy.may_decline, a_sheet(proposed_id=WRITER.id)) == {WRITER}
    assert who(policy.may_decline, a_sheet(proposed_id=ELSEWHERE.id)) == NOBODY


def test_a_referent_hands_it_over_and_a_referent_takes_it() -> None:
    practice = a_sheet()
    assert {by for by in READERS if policy.may_transfer(by, practice, [WRITER, ELSEWHERE])} == {
        WRITER
    }
    assert {by for by in READERS if policy.may_take(by, [ELSEWHERE])} == {ELSEWHERE}


def test_an_expert_is_named_by_the_animators_of_where_they_work_and_never_by_themselves() -> None:
    expert = at_work(10)
    expert.memberships[0].organization = OWNER
    assert {by for by in READERS if policy.may_name_expert(by, expert)} == THERE
    assert {by for by in READERS if policy.may_name_expert(by, NEWCOMER)} == {NATIONAL}
    assert {by for by in READERS if policy.may_name_expert(by, INSIDE)} == OUTSIDE
    assert {by for by in READERS if policy.may_unname_expert(by, INSIDE)} == THERE


def test_animators_from_elsewhere_ask_for_opinions_and_take_back_what_is_not_a_review() -> None:
    practice = a_sheet()
    assert who(policy.may_ask_opinions, practice) == OUTSIDE
    opinion = Review(practice=practice, level=BY_EXPERT, reviewer_id=ELSEWHERE.id)
    revoking = {by for by in READERS if policy.may_revoke_opinion(by, opinion)}
    assert revoking == OUTSIDE | {ELSEWHERE}
    opinion.level = BY_ANIMATOR
    assert not any(policy.may_revoke_opinion(by, opinion) for by in READERS)


def test_a_correction_waits_for_no_revision_and_a_revision_is_given_up_until_it_is_sent() -> None:
    practice = a_sheet()
    assert who(policy.may_abandon, practice) == NOBODY
    practice.working_version_id = 2
    assert who(policy.may_correct, practice) == NOBODY
    assert who(policy.may_abandon, practice) == OURS
    practice.submitted_at = now()
    assert who(policy.may_abandon, practice) == NOBODY


def test_what_is_being_written_is_seen_by_its_structure_and_by_the_animators_it_was_sent_to() -> (
    None
):
    practice = a_sheet(working_version_id=2)
    everybody = (*READERS, None)

    def seeing() -> set[Member | None]:
        return {by for by in everybody if policy.sees_working(by, practice)}

    assert seeing() == OURS
    practice.reviews.append(Review(version_id=1))
    assert seeing() == OURS
    practice.reviews.append(Review(version_id=2))
    assert seeing() == OURS | THERE
    practice.owner_id = None
    assert seeing() == THERE


def test_who_asked_and_the_structure_say_which_answer_is_one_while_it_waits() -> None:
    practice = a_sheet()

    def marking(kind: CommentKind = CommentKind.QUESTION, **more: object) -> set[Member]:
        question = Comment(kind=kind, author_id=ELSEWHERE.id, **more)
        return {by for by in READERS if policy.may_mark_answered(by, practice, question)}

    for asked in (CommentKind.QUESTION, CommentKind.CORRECTION):
        assert marking(asked) == OURS | {ELSEWHERE}
    for told in (CommentKind.REMARK, CommentKind.EXPERIENCE):
        assert marking(told) == NOBODY
    assert marking(answered_at=now()) == NOBODY
    practice.archived_on = date(2027, 3, 1)
    assert marking() == NOBODY


def test_a_guide_is_written_by_its_structure_and_first_put_online_by_who_looks_after_it() -> None:
    guide = Guide(owner_id=OWNER.id, owner=OWNER, editions=[GuideEdition()])

    def writing() -> set[Member]:
        return {by for by in READERS if policy.may_write_guide(by, guide)}

    def publishing() -> set[Member]:
        return {by for by in READERS if policy.may_publish_edition(by, guide)}

    assert {by for by in READERS if policy.looks_after_guide(by, guide)} == THERE
    assert (writing(), publishing()) == (OURS | THERE, THERE)
    guide.editions.append(GuideEdition(published_at=now()))
    assert (writing(), publishing()) == (OURS | THERE, OURS | THERE)
    guide.owner = guide.owner_id = None
    assert (writing(), publishing()) == ({NATIONAL}, {NATIONAL})
