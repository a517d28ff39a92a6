"""What a course and a run are: states computed from instants, words, what must be said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from intranet.bookings.models import Bookable, BookableKind, Lifecycle, time_zone_of
from intranet.courses.models import (
    Certification,
    CertificationKind,
    CourseRun,
    QualityCertificate,
    Raised,
    RunState,
    Syllabus,
    Track,
    best_of,
    coming_first,
    differences,
    missing,
)
from intranet.courses.models.syllabus import duration_in_words, price_in_words
from intranet.places.models import Municipality

pytestmark = pytest.mark.no_database

NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)


def run(starts_on: date | None, ends_on: date | None = None, **more: object) -> CourseRun:
    region = more.pop("region", None)
    bookable = Bookable(
        kind=BookableKind.COURSE_RUN, tz=time_zone_of(region), capacity=more.pop("seats", None)
    )
    made = CourseRun(bookable=bookable, **more)
    made.take_place(starts_on, ends_on or starts_on)
    return made


@pytest.mark.parametrize(
    ("starts", "ends", "state"),
    [
        (date(2027, 1, 11), date(2027, 1, 12), RunState.UPCOMING),
        (date(2027, 1, 9), date(2027, 1, 11), RunState.UNDERWAY),
        (date(2027, 1, 10), date(2027, 1, 10), RunState.UNDERWAY),
        (date(2027, 1, 8), date(2027, 1, 9), RunState.PAST),
        (None, None, RunState.UNDATED),
    ],
)
def test_the_state_of_a_run_follows_from_its_days(
    starts: date | None, ends: date | None, state: RunState
) -> None:
    assert run(starts, ends).state(NOON) is state


def test_a_day_begins_and_ends_at_the_hours_of_the_place() -> None:
    there = run(date(2027, 1, 18), region="04")  # La Réunion, four hours ahead of UTC

    assert there.state(datetime(2027, 1, 17, 19, 59, tzinfo=UTC)) is RunState.UPCOMING
    assert there.state(datetime(2027, 1, 17, 20, 0, tzinfo=UTC)) is RunState.UNDERWAY
    assert there.state(datetime(2027, 1, 18, 20, 0, tzinfo=UTC)) is RunState.PAST


def test_a_day_of_23_hours_is_a_whole_day() -> None:
    changing = run(date(2027, 3, 28))  # summer time begins in Paris

    assert changing.ends_at - changing.starts_at == timedelta(hours=24)  # on the wall
    assert changing.state(datetime(2027, 3, 28, 21, 59, tzinfo=UTC)) is RunState.UNDERWAY
    assert changing.state(datetime(2027, 3, 28, 22, 0, tzinfo=UTC)) is RunState.PAST


def test_what_is_noted_in_words_is_past_and_what_is_called_off_is_neither() -> None:
    noted, off = run(None, date_note="De janvier à juin 2025"), run(date(2027, 2, 1))
    off.bookable.lifecycle = Lifecycle.POSTPONED

    assert noted.state(NOON) is RunState.PAST
    assert noted.sentence(NOON) == "De janvier à juin 2025"
    assert off.state(NOON) is RunState.CALLED_OFF


def test_a_run_is_told_in_one_sentence() -> None:
    nancy = Municipality(name="Nancy")
    told = run(date(2027, 1, 18), date(2027, 1, 19), municipality=nancy, seats=12)

    assert (
        told.sentence(NOON) == "2\u00a0jours, du 18 au 19\u00a0janvier 2027, Nancy, 12\u00a0places"
    )


def test_a_long_run_is_measured_in_hours_and_a_begun_one_offers_no_seat() -> None:
    long = run(date(2027, 1, 11), date(2027, 2, 1), is_remote=True, seats=1)

    assert long.sentence(NOON, 10) == (
        "10\u00a0h, du 11\u00a0janvier au 1er\u00a0février 2027, à distance, 1\u00a0place"
    )
    assert "place" not in long.sentence(NOON + timedelta(days=2), 10)


def test_the_next_run_speaks_for_a_course_then_the_one_under_way_then_the_last() -> None:
    past, older = run(date(2026, 6, 1)), run(date(2025, 6, 1))
    under_way = run(date(2027, 1, 9), date(2027, 1, 12))
    later, sooner = run(date(2027, 3, 1)), run(date(2027, 2, 1))

    assert coming_first([older, past, later, under_way, sooner], NOON) == [
        sooner, later, under_way, past, older,
    ]  # fmt: skip
    assert best_of([], NOON) is None


def test_a_certification_is_open_until_the_last_day_of_its_registration() -> None:
    end = date(2028, 7, 18)
    rncp = Certification(kind=CertificationKind.RNCP, code="RNCP41104", registration_end=end)

    assert rncp.url == "https://www.francecompetences.fr/recherche/rncp/41104/"
    assert rncp.label == "RNCP\u00a041104"
    assert rncp.is_open(end)
    assert not rncp.is_open(end + timedelta(days=1))


def test_a_quality_certificate_says_what_it_covers_and_when() -> None:
    qualiopi = QualityCertificate(
        valid_from=date(2026, 1, 1), valid_until=date(2028, 12, 31), covers_apprenticeship=True
    )

    assert qualiopi.scope == "actions de formation, apprentissage"
    assert qualiopi.is_valid(date(2028, 12, 31))
    assert not qualiopi.is_valid(date(2029, 1, 1))


WHOLE = Syllabus(
    title="Accueillir",
    hours=14,
    objectives="Être capable de…",
    content="Programme",
    methods="Cas",
    assessment="Cas noté",
    prerequisites="Aucun",
    access_conditions="En ligne",
    access_delay="dix jours",
    price_cents=0,
    accessibility="Oui",
    contact_phone="03 83 00 00 00",
)
RAISED = [Raised(1, 3, before=1)]


def lacking(said: Syllabus, runs: list[object], links: list[Raised]) -> list[str]:
    return [check.field for check in missing(said, runs, links)]


def test_nothing_is_missing_from_what_says_it_all() -> None:
    assert lacking(WHOLE, [object()], RAISED) == []


def test_a_title_alone_lacks_all_the_rest() -> None:
    assert lacking(Syllabus(title="Accueillir"), [], []) == [
        "hours", "objectives", "content", "methods", "assessment", "teaches", "prerequisites",
        "access_conditions", "access_delay", "price", "accessibility", "contact_email", "starts_on",
    ]  # fmt: skip


def test_initial_training_needs_no_run_and_a_certifying_course_needs_its_number() -> None:
    assert lacking(replace(WHOLE, track=Track.INITIAL), [], RAISED) == []
    assert lacking(replace(WHOLE, is_certifying=True), [object()], RAISED) == ["certification_code"]


def test_words_do_where_a_figure_is_not_known() -> None:
    said = replace(
        WHOLE, hours=None, duration_note="deux ans", price_cents=None, price_note="Sur devis"
    )

    assert lacking(said, [object()], RAISED) == []


def test_a_competency_asked_for_counts_as_a_prerequisite_and_raises_nothing() -> None:
    said = replace(WHOLE, prerequisites="")

    assert lacking(said, [object()], [Raised(2, 1)]) == ["teaches"]


def test_what_people_choose_a_course_by_is_told_apart_from_the_rest() -> None:
    changed = differences(WHOLE, replace(WHOLE, hours=21, content="Autre programme"))

    assert [(one.field, one.is_sensitive) for one in changed] == [
        ("hours", True), ("content", False),
    ]  # fmt: skip


def test_a_syllabus_kept_as_json_is_read_back_the_same() -> None:
    said = replace(WHOLE, teaches=(Raised(1, 3, 1),), presupposes=(Raised(2, 1),))

    assert Syllabus.read(said.kept(), None) == said


def test_prices_and_durations_are_told_in_words() -> None:
    assert price_in_words(0, "") == "Gratuit"
    assert price_in_words(125_050, "Repas compris") == "1\u202f250,50\u00a0€ (repas compris)"
    assert price_in_words(None, "Prix non publié") == "Prix non publié"
    assert duration_in_words(14, "Deux jours") == "14\u00a0h (deux jours)"
