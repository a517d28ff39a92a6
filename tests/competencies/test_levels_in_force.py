"""The level in force: declared, attested, effective; and what is never mixed with a level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.competencies import actions, queries
from intranet.competencies.levels import (
    HIDDEN,
    NOT_ASSESSED,
    Level,
    LevelState,
    Mode,
    counted,
    in_force,
)
from intranet.competencies.models import Assessment, AssessmentKind, AssessmentState, Edition
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.competencies.factories import attests, says, takes_back
from tests.factories import MemberFactory
from tests.sql import counted as counted_sql

T = datetime(2026, 11, 25, 12, tzinfo=UTC)


@dataclass
class Told:
    """Something said of a level, long enough ago to count."""

    kind: AssessmentKind = AssessmentKind.SELF
    level: int | None = None
    state: AssessmentState = AssessmentState.LEVEL
    days_ago: float = 10
    id: int = 1
    interest: int | None = None
    offers_help: bool = False
    is_to_confirm: bool = False
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def at(self) -> datetime:
        return T - timedelta(days=self.days_ago)


def own(level: int | None, days_ago: float = 10, **given: object) -> Told:
    state = AssessmentState.NOT_APPLICABLE if level is None else AssessmentState.LEVEL
    return Told(level=level, state=state, days_ago=days_ago, **given)  # type: ignore[arg-type]


def cleared(days_ago: float) -> Told:
    return Told(state=AssessmentState.CLEARED, days_ago=days_ago)


def peer(level: int, days_ago: float = 10, **given: object) -> Told:
    return Told(AssessmentKind.PEER, level, days_ago=days_ago, **given)  # type: ignore[arg-type]


@pytest.mark.no_database
def test_the_last_answer_is_what_one_declares() -> None:
    assert in_force([own(3, 5), own(1, 90)], T).declared == 3


@pytest.mark.no_database
def test_of_two_answers_at_one_instant_the_later_row_counts() -> None:
    assert in_force([own(3, 5, id=2), own(1, 5, id=9)], T).declared == 1


@pytest.mark.no_database
def test_an_answer_taken_back_is_silence_not_zero() -> None:
    found = in_force([own(3, 90), cleared(5)], T)

    assert (found.declared, found.state) == (None, LevelState.NOT_ASSESSED)


@pytest.mark.no_database
def test_the_highest_word_of_others_is_what_is_attested() -> None:
    assert in_force([peer(2, 5), peer(3, 90)], T).attested == 3


@pytest.mark.no_database
def test_a_word_revoked_or_expired_no_longer_counts_but_did() -> None:
    yesterday = T - timedelta(days=1)
    told = [peer(4, revoked_at=yesterday), peer(3, expires_at=yesterday), peer(1)]

    assert in_force(told, T).attested == 1
    assert in_force(told, T - timedelta(days=2)).attested == 4


@pytest.mark.no_database
def test_the_effective_level_is_the_higher_never_an_average() -> None:
    assert in_force([own(1), peer(4)], T).effective == 4
    assert in_force([own(4), peer(1)], T).effective == 4
    assert in_force([peer(2)], T).effective == 2


@pytest.mark.no_database
def test_four_things_are_never_mixed() -> None:
    states = {
        "silence": in_force([], T),
        "zero": in_force([own(0)], T),
        "sans objet": in_force([own(None)], T),
        "hidden": HIDDEN,
    }

    assert {name: level.state for name, level in states.items()} == {
        "silence": LevelState.NOT_ASSESSED,
        "zero": LevelState.LEVEL,
        "sans objet": LevelState.NOT_APPLICABLE,
        "hidden": LevelState.HIDDEN,
    }
    assert [level.is_known for level in states.values()] == [False, True, True, False]


@pytest.mark.no_database
def test_somebody_s_word_holds_over_one_s_own_not_applicable() -> None:
    found = in_force([own(None), peer(2)], T)

    assert (found.effective, found.state) == (2, LevelState.LEVEL)


@pytest.mark.no_database
def test_what_will_be_said_later_is_not_known_yet() -> None:
    assert in_force([own(4, -1)], T) == NOT_ASSESSED


@pytest.mark.parametrize(("days", "stale"), [(729, False), (730, False), (730.5, True)])
@pytest.mark.no_database
def test_a_level_older_than_two_years_is_flagged_and_still_counts(days: float, stale: bool) -> None:
    found = in_force([own(3, days)], T)

    assert (found.effective, found.is_stale) == (3, stale)


@pytest.mark.no_database
def test_a_newer_word_of_either_side_keeps_a_level_fresh() -> None:
    assert not in_force([own(3, 900), peer(1, 5)], T).is_stale


@pytest.mark.parametrize(("declared", "attested", "above"), [(4, 2, 2), (3, 2, 0), (1, 4, 0)])
@pytest.mark.no_database
def test_declaring_two_levels_above_what_others_attest_is_hinted_at(
    declared: int, attested: int, above: int
) -> None:
    assert in_force([own(declared), peer(attested)], T).overstates == above


@pytest.mark.no_database
def test_a_carried_level_counts_and_is_flagged_until_it_is_said_again() -> None:
    carried = own(3, 20, is_to_confirm=True)

    assert in_force([carried], T).is_to_confirm
    assert in_force([carried], T).effective == 3
    assert not in_force([carried, own(3, 5)], T).is_to_confirm


@pytest.mark.no_database
def test_only_what_others_attest_counts_in_the_strict_reading() -> None:
    levels = {
        1: in_force([own(4), peer(2)], T),
        2: in_force([own(3)], T),
        3: in_force([own(None)], T),
        4: HIDDEN,
        5: NOT_ASSESSED,
    }

    assert counted(levels) == {1: 4, 2: 3, 3: None}
    assert counted(levels, Mode.ATTESTED) == {1: 2}


days = st.integers(-5, 1_000).map(float)
tellings = st.lists(
    st.builds(
        Told,
        kind=st.sampled_from(AssessmentKind),
        level=st.integers(0, 4),
        days_ago=days,
        id=st.integers(1, 50),
        revoked_at=st.none() | days.map(lambda ago: T - timedelta(days=ago)),
        expires_at=st.none() | days.map(lambda ago: T - timedelta(days=ago)),
    ),
    max_size=8,
)


@given(tellings, st.integers(0, 4))
@pytest.mark.no_database
def test_a_word_more_never_lowers_a_level(told: list[Told], level: int) -> None:
    before, after = in_force(told, T), in_force([*told, peer(level)], T)

    assert (after.effective or 0) >= (before.effective or 0)
    assert after.declared == before.declared


@given(tellings)
@pytest.mark.no_database
def test_the_order_of_reading_changes_nothing(told: list[Told]) -> None:
    told = [Told(**{**one.__dict__, "id": place}) for place, one in enumerate(told)]

    assert in_force(told, T) == in_force(reversed(told), T)


@pytest.fixture
def member(edition: Edition) -> Member:
    return MemberFactory()


def held(member: Member, at: datetime) -> dict[str, Level]:
    items = queries.in_force().items
    return {items[item].code: level for item, level in queries.levels_held(member.id, at).items()}


def test_levels_are_read_as_of_any_instant(member: Member) -> None:
    long_ago = now() - timedelta(days=400)
    says(member, "D1.1", 1, at=long_ago)
    says(member, "D1.1", 3, at=long_ago + timedelta(days=300))
    takes_back(member, "D1.1", at=long_ago + timedelta(days=350))
    attests(member, "D1.2", 2, at=long_ago, expires_at=now() - timedelta(days=1))

    assert held(member, long_ago - timedelta(days=1)) == {}
    assert held(member, long_ago + timedelta(days=1))["D1.1"].effective == 1
    assert held(member, long_ago + timedelta(days=301))["D1.1"].effective == 3
    assert held(member, long_ago + timedelta(days=301))["D1.2"].attested == 2
    assert held(member, now())["D1.1"].state is LevelState.NOT_ASSESSED
    assert "D1.2" not in held(member, now())


def test_the_levels_of_many_are_one_statement_and_nobody_is_missing(member: Member) -> None:
    colleague, silent = MemberFactory(), MemberFactory()
    says(member, "D1.1", 2)
    attests(colleague, "D1.1", 4)
    item = queries.in_force().by_code["D1.1"].competency_id
    ids = [member.id, colleague.id, silent.id]

    with counted_sql() as statements:
        found = queries.levels_of(ids, now() + timedelta(seconds=5))

    assert len(statements) == 1
    assert [found[one].get(item, NOT_ASSESSED).effective for one in ids] == [2, 4, None]


def test_the_statement_reads_enough_to_say_the_level(member: Member) -> None:
    """The rows that the database leaves out never change what the rule says."""
    at = now()
    for number, ago in enumerate((900, 500, 30, 3, -2)):
        when = at - timedelta(days=ago)
        says(member, "D1.1", number % 5, at=when)
        attests(member, "D1.1", 4 - number % 3, at=when, revoked_at=when + timedelta(days=100))
        attests(member, "D1.2", number % 5, at=when, expires_at=when + timedelta(days=200))
    for ago in (1_000, 700, 450, 40, 10, 1, 0):
        then = at - timedelta(days=ago)
        for code in ("D1.1", "D1.2"):
            item = queries.in_force().by_code[code].competency_id
            rows = db.session.query(Assessment).filter_by(competency_id=item).all()
            assert held(member, then).get(code, NOT_ASSESSED) == in_force(rows, then)


def test_saying_a_carried_level_again_confirms_it(member: Member) -> None:
    says(member, "D1.1", 3, at=now() - timedelta(days=5))
    db.session.query(Assessment).update({"is_to_confirm": True})
    db.session.commit()
    assert held(member, now())["D1.1"].is_to_confirm

    says(member, "D1.1", 3, at=now() - timedelta(days=1))

    assert not held(member, now())["D1.1"].is_to_confirm


def test_what_is_not_asked_of_interest_is_kept(member: Member) -> None:
    catalogue = queries.in_force()
    item = catalogue.by_code["D1.1"].competency_id
    first = actions.Said(AssessmentState.LEVEL, 2, interest=3)
    actions.declare(member.id, item, catalogue.edition_id, first, now() - timedelta(days=2))
    says(member, "D1.1", 3, at=now() - timedelta(days=1))

    assert held(member, now())["D1.1"].interest == 3


def test_only_last_words_are_said_again(member: Member) -> None:
    old = now() - timedelta(days=800)
    says(member, "D1.1", 3, offers_help=True, at=old)
    says(member, "D1.2", 1, at=old)
    seen = {answer.id for answer in queries.answers_of(member.id).values()}
    says(member, "D1.2", 4, at=now() - timedelta(days=1))

    added = actions.confirm(member.id, queries.in_force().edition_id, seen, now())
    db.session.commit()

    assert [(one.level, one.offers_help) for one in added] == [(3, True)]
    later = held(member, now() + timedelta(seconds=1))
    assert (later["D1.1"].is_stale, later["D1.2"].declared) == (False, 4)
