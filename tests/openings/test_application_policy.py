"""Who applies, who answers and in what order, until when one changes one’s mind, who writes about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from intranet.members.models import Member, Role
from intranet.openings import policy
from intranet.openings.models import (
    STUDIED,
    ApplicationState,
    ApplyMode,
    Category,
    CloseReason,
    DeskRole,
    JobApplication,
    Opening,
    OpeningMember,
    OwnStatus,
    Route,
    RouteSheet,
    State,
    Status,
)
from intranet.openings.policy import MOVES, Step, immersions, statuses, swaps
from intranet.openings.policy.applications import OF_ANY_RECRUITER, OF_THE_OWNER
from tests.people import at_work, newcomer, who_left

pytestmark = pytest.mark.no_database
AT = datetime(2027, 3, 1, 10, tzinfo=UTC)
MOMENT, DAY = timedelta(seconds=1), timedelta(days=1)
OWNER, DEPUTY, CO_RECRUITER, READER, RECRUITER, COLLEAGUE = (
    at_work(1, Role.RECRUITER), at_work(2, at=1), at_work(3, at=1), at_work(4, at=1),
    at_work(5, Role.RECRUITER, at=1), at_work(6, at=1),
)  # fmt: skip
ELSEWHERE, ANIMATOR, ALONE = at_work(7, Role.RECRUITER), at_work(8, Role.ANIMATOR), newcomer(9)
LEFT = at_work(10, Role.RECRUITER, at=2)  # was named there, works for another structure now
READERS = (
    OWNER, DEPUTY, CO_RECRUITER, READER, RECRUITER, COLLEAGUE, ELSEWHERE, ANIMATOR, ALONE, LEFT,
)  # fmt: skip
OWNERS, DECIDING = {OWNER, DEPUTY}, {OWNER, DEPUTY, CO_RECRUITER, RECRUITER}
NAMED = {
    DEPUTY: DeskRole.OWNER,
    CO_RECRUITER: DeskRole.CO_RECRUITER,
    READER: DeskRole.READER,
    LEFT: DeskRole.OWNER,
}
S = ApplicationState


def an_opening(**said: object) -> Opening:
    facts: dict[str, object] = {
        "organization_id": 1,
        "owner_id": OWNER.id,
        "owner": OWNER,
        "state": State.PUBLISHED,
        "positions": 1,
        "filled": 0,
        "is_demo": False,
        "apply_mode": ApplyMode.HERE,
        "apply_email": "",
        "urgent_reason": "",
        "publish_at": AT - DAY,
        "closes_at": AT + 9 * DAY,
        "last_confirmed_at": AT - DAY,
    }
    opening = Opening(**(facts | said))
    opening.team = [
        OpeningMember(member_id=by.id, member=by, role=role) for by, role in NAMED.items()
    ]
    return opening


def applied(state: ApplicationState = S.SUBMITTED, **said: object) -> JobApplication:
    facts: dict[str, object] = {
        "opening": an_opening(),
        "applicant_id": ELSEWHERE.id,
        "submitted_at": AT - 2 * DAY,
        "message": "Bonjour",
    }
    return JobApplication(state=state, **(facts | said))


def test_what_somebody_does_at_the_desk_is_what_they_were_asked_and_ends_as_they_leave() -> None:
    opening = an_opening()
    roles = {by: role for by in READERS if (role := policy.role_at(by, opening))}
    assert roles == {
        OWNER: DeskRole.OWNER,
        DEPUTY: DeskRole.OWNER,
        CO_RECRUITER: DeskRole.CO_RECRUITER,
        READER: DeskRole.READER,
        RECRUITER: DeskRole.CO_RECRUITER,
    }
    assert policy.role_at(None, opening) is None
    assert policy.named_role(LEFT, opening) is None
    assert policy.named_at(opening) == [OWNER, *NAMED]
    assert policy.owners_of(opening) == [OWNER, DEPUTY]
    assert {by for by in READERS if policy.decides(by, opening)} == DECIDING
    assert {by for by in READERS if policy.answers_for(by, opening)} == OWNERS


def test_who_reads_cvs_has_a_second_factor_even_named_and_works_there_still() -> None:
    for number, roles in ((OWNER.id, (Role.RECRUITER,)), (DEPUTY.id, ())):
        unsafe = at_work(number, *roles, at=1)
        unsafe.lacks_factor = True
        assert policy.role_at(unsafe, an_opening()) is None
        closed = at_work(number, *roles, at=1)
        closed.closed_at = AT
        assert policy.role_at(closed, an_opening()) is None
    assert policy.role_at(at_work(OWNER.id), an_opening()) is None  # recruits no more


def test_once_its_owners_have_all_left_whoever_decides_answers_for_it() -> None:
    opening = an_opening(owner=LEFT, owner_id=LEFT.id)
    assert {by for by in READERS if policy.answers_for(by, opening)} == {DEPUTY}
    opening.team = [each for each in opening.team if each.member is not DEPUTY]
    answering = {by for by in READERS if policy.answers_for(by, opening)}
    assert answering == {OWNER, CO_RECRUITER, RECRUITER}


def test_the_desk_is_read_where_one_applies_here_and_did_not_apply() -> None:
    here, elsewhere = an_opening(), an_opening(apply_mode=ApplyMode.ELSEWHERE)
    reading = {by for by in READERS if policy.has_desk(by, here, applied=False)}
    assert reading == DECIDING | {READER}
    assert not policy.has_desk(OWNER, here, applied=True)
    assert not policy.has_desk(OWNER, elsewhere, applied=False)


def test_anyone_with_an_account_applies_but_those_who_answer_for_it() -> None:
    opening = an_opening()
    candidates = set(READERS) - {OWNER, DEPUTY, CO_RECRUITER, READER}
    assert {by for by in READERS if policy.may_begin(by, opening)} == candidates
    assert {by for by in READERS if policy.may_apply(by, opening, AT)} == candidates
    for nobody in (None, who_left(11)):
        assert not policy.may_begin(nobody, opening)
    opening.closes_at = AT
    assert policy.may_begin(ELSEWHERE, opening)
    assert not policy.may_apply(ELSEWHERE, opening, AT)
    assert not policy.may_begin(ELSEWHERE, an_opening(apply_mode=ApplyMode.EMAIL))


def test_a_real_cv_never_reaches_a_demonstration() -> None:
    shown = at_work(12)
    shown.is_demo = True
    demonstration = an_opening(is_demo=True)
    assert [policy.may_begin(by, demonstration) for by in (ELSEWHERE, shown)] == [False, True]
    assert policy.may_begin(shown, an_opening())


def test_a_message_is_passed_on_to_an_address_while_the_opening_is_live() -> None:
    by_mail = {"apply_mode": ApplyMode.EMAIL, "apply_email": "rh@essai.example"}
    assert policy.may_write_to(ELSEWHERE, an_opening(**by_mail), AT)
    assert not policy.may_write_to(OWNER, an_opening(**by_mail), AT)
    for hindered in ({"apply_mode": ApplyMode.HERE}, {"apply_email": ""}, {"closes_at": AT}):
        assert not policy.may_write_to(ELSEWHERE, an_opening(**(by_mail | hindered)), AT)


def test_whoever_had_begun_sends_within_five_minutes_of_the_date_that_closed_it() -> None:
    begun, ends = AT - DAY, AT

    def sends(at: datetime, begun_at: datetime = begun, **said: object) -> bool:
        return policy.may_send(an_opening(**({"closes_at": ends} | said)), begun_at, at)

    by_the_clock = {"state": State.CLOSED, "close_reason": CloseReason.EXPIRED, "closed_at": ends}
    by_hand = by_the_clock | {"close_reason": CloseReason.UNSUCCESSFUL}
    assert sends(ends - MOMENT)
    for late in ({}, by_the_clock):
        assert sends(ends, **late)
        assert sends(ends + timedelta(minutes=5) - MOMENT, **late)
        assert not sends(ends + timedelta(minutes=5), **late)
        assert not sends(ends, begun_at=ends, **late)
        assert not sends(ends, filled=1, **late)
    assert not sends(ends, **by_hand)
    assert not sends(ends - MOMENT, **by_the_clock)  # closed before its date, which moved since
    assert not sends(ends, closes_at=None)


def test_each_step_starts_where_the_trade_says_and_is_taken_by_whom_it_is_for() -> None:
    for member in READERS:
        opening = an_opening()
        for step in Step:
            allowed = member in (OWNERS if step in OF_THE_OWNER else DECIDING)
            of_the_desk = step in (*OF_ANY_RECRUITER, *OF_THE_OWNER)
            assert policy.may_take(member, step, opening) is (allowed and of_the_desk)


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (S.DRAFT, []),
        (S.SUBMITTED, [Step.TAKE_UP, Step.SHORTLIST, Step.HOLD, Step.REFUSE]),
        (S.IN_REVIEW, [Step.SHORTLIST, Step.HOLD, Step.REFUSE]),
        (S.ON_HOLD, [Step.SHORTLIST, Step.HOLD, Step.REFUSE]),
        (S.SHORTLISTED, [Step.MEET, Step.HOLD, Step.REFUSE, Step.OFFER]),
        (S.INTERVIEW, [Step.MEET, Step.HOLD, Step.REFUSE, Step.OFFER]),
        (S.OFFERED, [Step.REFUSE, Step.ACCEPT]),
        (S.ACCEPTED, [Step.TAKE_BACK]),
        (S.REFUSED, [Step.TAKE_BACK]),
        (S.DECLINED, []),
        (S.WITHDRAWN, []),
        (S.OPENING_CANCELLED, []),
        (S.EXPIRED, []),
    ],
)
def test_what_is_done_next_is_of_its_state(state: ApplicationState, steps: list[Step]) -> None:
    withdrawing = state in STUDIED | {S.OFFERED}
    application = applied(state, decided_at=None if withdrawing else AT - DAY)
    assert policy.steps_for(OWNER, application, AT) == steps
    theirs = [step for step in steps if step not in OF_THE_OWNER]
    assert policy.steps_for(CO_RECRUITER, application, AT) == theirs
    assert policy.steps_for(READER, application, AT) == []
    assert policy.may_withdraw(application) is withdrawing
    assert (state in MOVES[Step.CANCEL].origins) is withdrawing


def test_a_refusal_is_taken_back_within_thirty_days_a_hire_as_long_as_one_knows_whose() -> None:
    for ago, fresh in ((30 * DAY - MOMENT, True), (30 * DAY, False)):
        refused = applied(S.REFUSED, decided_at=AT - ago)
        assert policy.steps_for(OWNER, refused, AT) == ([Step.TAKE_BACK] if fresh else [])
    assert policy.steps_for(OWNER, applied(S.REFUSED), AT) == []
    hired = applied(S.ACCEPTED, decided_at=AT - 100 * DAY)
    assert policy.steps_for(OWNER, hired, AT) == [Step.TAKE_BACK]
    hired.anonymised_at = AT
    assert policy.steps_for(OWNER, hired, AT) == []


def test_a_withdrawal_is_taken_back_within_a_day_unless_the_post_was_given_up() -> None:
    def undone(ago: timedelta, **said: object) -> bool:
        withdrawn = applied(S.WITHDRAWN, decided_at=AT - ago, opening=an_opening(**said))
        return policy.may_undo_withdrawal(withdrawn, AT)

    assert undone(DAY - MOMENT)
    assert not undone(DAY)
    assert not undone(MOMENT, close_reason=CloseReason.CANCELLED)
    assert undone(MOMENT, close_reason=CloseReason.UNSUCCESSFUL)
    assert not policy.may_undo_withdrawal(applied(S.REFUSED, decided_at=AT), AT)


def test_a_public_employer_offers_the_post_after_a_month_online_and_once_everybody_was_read() -> (
    None
):
    first = datetime(2027, 1, 31, 22, 59, tzinfo=UTC)  # 23:59 in Paris
    month_after = datetime(2027, 2, 27, 23, tzinfo=UTC)  # the 28th begins in Paris

    def kept(at: datetime, waiting: int = 0, *, public: bool = True, **said: object) -> bool:
        opening = an_opening(**({"first_published_at": first} | said))
        told = policy.keeps_from_offering(opening, waiting, public_employer=public, at=at)
        return told is not None

    assert kept(month_after - MOMENT)
    assert not kept(month_after)
    assert not kept(month_after - MOMENT, urgent_reason="Absence imprévue")
    assert kept(month_after, waiting=1)
    assert kept(month_after, waiting=1, urgent_reason="Absence imprévue")
    assert not kept(month_after - MOMENT, waiting=1, public=False)
    assert not kept(month_after, waiting=1, first_published_at=None)


def test_a_post_is_accepted_while_one_is_left_or_it_was_closed_as_taken_in_the_network() -> None:
    assert policy.may_be_accepted(an_opening(positions=2, filled=1), 1)
    assert not policy.may_be_accepted(an_opening(filled=1), 0)
    in_network = an_opening(filled=1, close_reason=CloseReason.FILLED_IN_NETWORK)
    assert policy.may_be_accepted(in_network, 0) and not policy.may_be_accepted(in_network, 1)


@pytest.mark.parametrize("state", ApplicationState)
def test_one_is_kept_in_mind_who_was_not_retained_and_whose_words_are_still_there(
    state: ApplicationState,
) -> None:
    ended = state in {S.REFUSED, S.DECLINED, S.OPENING_CANCELLED}
    assert policy.may_be_kept_in_mind(applied(state)) is ended
    assert not policy.may_be_kept_in_mind(applied(state, message=""))


def test_both_write_about_it_from_its_sending_to_three_months_after_its_answer() -> None:
    assert policy.is_talked_about(applied(), AT)
    for ago, talked in ((90 * DAY - MOMENT, True), (90 * DAY, False)):
        answered = applied(S.REFUSED, decided_at=AT - ago)
        assert policy.is_talked_about(answered, AT) is talked
        writing = {by for by in READERS if policy.may_write_about(by, answered, AT)}
        assert writing == (DECIDING if talked else set())
    in_mind = applied(S.REFUSED, decided_at=AT - 100 * DAY, pool_until=AT.date())
    assert policy.is_talked_about(in_mind, AT) and policy.may_write_about(OWNER, in_mind, AT)
    assert not policy.is_talked_about(in_mind, AT + DAY)
    for silent in (
        applied(S.DRAFT, submitted_at=None),
        applied(S.WITHDRAWN, decided_at=AT - MOMENT),
        applied(applicant_id=None),
    ):
        assert not policy.is_talked_about(silent, AT)


def test_an_exchange_an_immersion_and_the_sheets_of_statuses_are_each_for_some() -> None:
    everybody: tuple[Member | None, ...] = (*READERS, None)
    assert {by for by in everybody if swaps.may_wish(by)} == set(READERS) - {ALONE}
    recruiting = {OWNER, RECRUITER, ELSEWHERE, ANIMATOR, LEFT}
    assert {by for by in everybody if immersions.may_offer(by)} == recruiting
    regional = at_work(11, Role.ANIMATOR, region="44")
    assert {by for by in (*everybody, regional) if statuses.may_write_sheets(by)} == {ANIMATOR}


def test_the_ways_that_suit_a_civil_servant_come_first_and_keep_the_category() -> None:
    def own(status: Status, category: Category | None = None) -> OwnStatus:
        return OwnStatus(status=status, category=category)

    servant = own(Status.CIVIL_SERVANT, Category.B)
    assert "B" in statuses.obstacle(Route.TRANSFER, Category.A, servant)
    for route, category, mine in (
        (Route.TRANSFER, Category.A, None),
        (Route.TRANSFER, Category.A, own(Status.PRIVATE, Category.B)),
        (Route.SECONDMENT, Category.A, servant),
        (Route.TRANSFER, Category.A, own(Status.CIVIL_SERVANT)),
        (Route.TRANSFER, None, servant),
        (Route.DETACHMENT, Category.B, servant),
        (Route.DETACHMENT, Category.A_PLUS, own(Status.CIVIL_SERVANT, Category.A)),
    ):
        assert statuses.obstacle(route, category, mine) == ""
    possible = {
        route: RouteSheet(is_possible=route is not Route.PUBLIC_CONTRACT)
        for route in (Route.TRANSFER, Route.PUBLIC_CONTRACT, Route.SECONDMENT)
    }
    offered = (Route.TRANSFER, Route.PUBLIC_CONTRACT, Route.DETACHMENT, Route.SECONDMENT)
    found = statuses.ways(offered, Category.A, servant, possible)
    assert [(way.route, way.suits) for way in found] == [
        (Route.SECONDMENT, True),
        (Route.TRANSFER, False),
        (Route.PUBLIC_CONTRACT, False),
        (Route.DETACHMENT, False),
    ]


def test_what_is_veiled_names_nobody_to_the_desk_until_it_is_lifted() -> None:
    text = "Ada de Lo, « ADA », adalo. ada@essai.example, 06 12 34 56 78, www.ada.example/cv"
    candidate = at_work(13)
    candidate.name = "Ada de Lo"
    veiled = applied(applicant=candidate, is_veiled=True)
    assert policy.unsigned(text, veiled) == (
        "[masqué] de [masqué], « [masqué] », adalo. [masqué], [masqué], [masqué]"
    )
    assert policy.unsigned("A. Lo ou A.L., de la Loire. La voie A.", veiled) == (
        "[masqué]. [masqué] ou [masqué].[masqué]., de la Loire. La voie A."
    )
    candidate.name = "Li Na"
    assert policy.unsigned("Na Li, de Lille : Na", veiled) == "[masqué] [masqué], de Lille : Na"
    veiled.applicant = None
    assert policy.unsigned("Ada, ada@essai.example", veiled) == "Ada, [masqué]"
    veiled.is_veiled = False
    assert policy.unsigned(text, veiled) == text
