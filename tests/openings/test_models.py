"""What an opening is: when it is live, when it is over, and what its state promises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from intranet.competencies.models import RequirementSet
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.openings.models import (
    BITS,
    CloseReason,
    JobApplication,
    Opening,
    Route,
    State,
    mask_of,
    routes_in,
)
from intranet.openings.queries import live
from tests.openings.factories import OpeningFactory

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
AROUND = (-SECOND, timedelta(0), SECOND)


def test_live_says_the_same_in_sql_and_in_python() -> None:
    """Every state, just before, at, and just after each of the three instants; filled or not."""
    cases = [
        (state, NOW + opens, NOW + closes, NOW - 90 * DAY + confirmed, filled)
        for state, opens, closes, confirmed, filled in product(
            State, AROUND, AROUND, AROUND, (0, 1)
        )
        if opens < closes
    ]
    cases += [(State.PUBLISHED, NOW - DAY, NOW + DAY, NOW - DAY, 0)]
    template = OpeningFactory(draft=True)
    for state, opens, closes, confirmed, filled in cases:
        is_closed = state is State.CLOSED
        db.session.add(
            Opening(
                organization_id=template.organization_id,
                owner_id=template.owner_id,
                title="Essai (F/H)",
                state=state,
                publish_at=opens,
                first_published_at=opens,
                closes_at=closes,
                last_confirmed_at=confirmed,
                filled=filled,
                closed_at=NOW if is_closed else None,
                close_reason=CloseReason.CANCELLED if is_closed else None,
                employer_kind=template.employer_kind,
                region_code="44",
                routes_mask=1,
                requirement_set=_own_set() if state in ONLINE else None,
            )
        )
    db.session.commit()

    told_by_sql = set(db.session.scalars(select(Opening.id).where(live(NOW))))
    told_by_python = {
        opening.id for opening in db.session.scalars(select(Opening)) if opening.is_live(NOW)
    }

    assert told_by_sql == told_by_python
    assert 0 < len(told_by_sql) < len(cases)


ONLINE = {State.PUBLISHED, State.SUSPENDED, State.CLOSED}


def _own_set() -> RequirementSet:
    from tests.openings.factories import asking

    return asking(("D1.1", 1))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(-200, 200), st.integers(-200, 200), st.integers(-200, 10), st.integers(-50, 50))
def test_live_agrees_at_any_instant(opens: int, length: int, confirmed: int, asked: int) -> None:
    opening = OpeningFactory(
        publish_at=NOW + opens * DAY,
        closes_at=NOW + (opens + abs(length) + 1) * DAY,
        last_confirmed_at=NOW + confirmed * DAY,
    )
    at = NOW + asked * DAY
    told = db.session.scalar(select(Opening.id).where(Opening.id == opening.id, live(at)))
    assert (told is not None) == opening.is_live(at)


@pytest.mark.no_database
def test_routes_are_one_number_and_come_back() -> None:
    assert routes_in(mask_of([Route.VTE, Route.TRANSFER, Route.TRANSFER])) == [
        Route.TRANSFER,
        Route.VTE,
    ]
    assert sorted(BITS.values()) == [1 << place for place in range(len(Route))]
    assert mask_of([]) == 0


def test_an_opening_is_over_by_its_date_or_by_a_decision_whichever_is_first() -> None:
    by_date = OpeningFactory(over=True)
    by_decision = OpeningFactory(closed=True)

    assert by_date.ended_at(now()) == by_date.closes_at
    assert by_decision.ended_at(now()) == by_decision.closed_at
    of_january = OpeningFactory(first_published_at=datetime(2026, 12, 31, 23, 0, tzinfo=UTC))
    assert of_january.ended_at(now()) is None
    assert of_january.reference.startswith("OFF-2027-")  # as its page says: the 1st, in Paris


def test_its_page_answers_for_thirty_days() -> None:
    opening = OpeningFactory(over=True)
    assert opening.closes_at
    assert not opening.is_gone(opening.closes_at + timedelta(days=30) - SECOND)
    assert opening.is_gone(opening.closes_at + timedelta(days=30))


@pytest.mark.parametrize(
    "wrong",
    [
        {"filled": 2},
        {"positions": 0},
        {"telework_days": 6},
        {"pay_min": 40_000, "pay_max": 30_000},
        {"closes_at": NOW - 4000 * DAY},
        {"state": State.CLOSED},
        {"close_reason": CloseReason.CANCELLED},
        {"requirement_set": None},
        {"routes": ()},
        {"last_confirmed_at": None},
    ],
    ids=str,
)
def test_the_database_refuses_what_makes_no_sense(wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        OpeningFactory(**wrong)
    db.session.rollback()


def test_joined_levels_that_say_nothing_are_told_so_and_not_as_nought() -> None:
    def covers(*lines: tuple[str, bool]) -> str:
        told = [{"need": need, "is_known": is_known} for need, is_known in lines]
        snapshot = {"words": "au moins 0 %", "lines": told}
        return JobApplication(profile_snapshot=snapshot).covered_in_words

    assert JobApplication(profile_snapshot={"asked": []}).covered_in_words == ""
    assert covers(("required", False), ("desired", True)) == "niveaux non renseignés"
    assert covers(("required", True), ("desired", False)) == "au moins 0 %"
