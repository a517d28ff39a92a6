"""The counts of the catalogue: what is kept between two readings is what would be read again."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from random import Random

import pytest

from intranet.courses import actions, queries
from intranet.courses.models import Course, CourseRun, Mode, Track
from intranet.courses.queries.bands import PRICE_LABELS, STATE_LABELS, price_band
from intranet.kit.clock import in_paris, now
from intranet.kit.db import db, every
from tests.courses.factories import CertificationFactory, CourseFactory, a_run
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.sql import counted

pytestmark = pytest.mark.usefixtures("edition")
PLACES = ("54395", "97411", None)  # Nancy, Saint-Denis, at a distance
REGIONS = ("44", "04")


def some_courses(chance: Random) -> list[Course]:
    """Of every sort, some with runs over, coming, cancelled."""
    providers = [OrganizationFactory(provider=True) for _ in range(3)]
    ended = CertificationFactory(ended=True)
    made = []
    for _ in range(24):
        course = CourseFactory(
            provider=chance.choice(providers),
            mode=chance.choice(list(Mode)),
            track=chance.choice(list(Track)),
            price_cents=chance.choice([None, 0, 300_00, 800_00, 2000_00]),
            is_certifying=chance.random() < 0.5,
            certification=chance.choice([None, ended]),
            raises=chance.choice([None, {"D1.1": (0, 2)}, {"D1.1": (1, 3), "D2.1": (2, 4)}]),
        )
        for _ in range(chance.randrange(4)):
            a_run(course, chance.choice([-40, -1, 3, 30, 60]), at=chance.choice(PLACES), cancelled=chance.random() < 0.2, price_cents=chance.choice([None, None, 0]))  # fmt: skip
        made.append(course)
    return made


def by_reading_each(asked: queries.Filters, at: datetime) -> set[int]:
    """Those that answer, one by one."""
    runs = queries.runs_of([course.id for course in every(db.select(Course))])

    def held(course: Course) -> list[CourseRun]:
        return [run for run in runs[course.id] if not run.bookable.is_called_off]

    def answers(course: Course) -> bool:
        coming = [run for run in held(course) if run.ends_at and run.ends_at > at]
        said = [(course.price_cents if run.price_cents is None else run.price_cents, run.region_code) for run in coming]  # fmt: skip
        return (
            (not asked.modes or course.mode in asked.modes)
            and (not asked.tracks or course.track in asked.tracks)
            and (not asked.certifying or course.certifies(in_paris(at).date()))
            and any(
                (not asked.prices or price_band(price) in asked.prices)
                and (not asked.regions or region in asked.regions)
                for price, region in said or [(course.price_cents, None)]
            )
        )

    return {course.id for course in every(db.select(Course)) if answers(course)}


@pytest.mark.parametrize("seed", range(3))
def test_what_is_found_is_what_reading_each_course_finds(clean_database: None, seed: int) -> None:
    some_courses(Random(seed))
    at = now()
    for modes, tracks, prices, certifying, regions in product(
        [(), (Mode.ONSITE, Mode.MIXED)], [(), (Track.INITIAL,)], [(), ("gratuit", "non-publie")],
        [False, True], [(), ("44",), REGIONS],
    ):  # fmt: skip
        asked = queries.Filters(modes=modes, tracks=tracks, prices=prices, certifying=certifying, regions=regions)  # fmt: skip

        found = queries.found(asked, at)

        expected = by_reading_each(asked, at)
        assert set(found.ids()) == set(found.ids("titre")) == set(found.ids("recentes")) == expected
        assert found.total == len(expected)
        for region in REGIONS:
            alone = queries.Filters(modes=modes, tracks=tracks, prices=prices, certifying=certifying, regions=(region,))  # fmt: skip
            assert found.facets.of("region").get(region, 0) == len(by_reading_each(alone, at))
    for state, price in product(STATE_LABELS, PRICE_LABELS):
        both = queries.found(queries.Filters(states=(state,), prices=(price,)), at).total
        of_prices = queries.found(queries.Filters(states=(state,)), at).facets.of("prix")
        of_states = queries.found(queries.Filters(prices=(price,)), at).facets.of("etat")
        assert of_prices.get(price, 0) == of_states.get(state, 0) == both


def test_nothing_is_read_again_as_long_as_nothing_changes(clean_database: None) -> None:
    a_run(CourseFactory(), 5)
    at = now()
    queries.found(queries.Filters(), at)

    with counted() as statements:
        assert queries.found(queries.Filters(regions=("44",)), at).total == 1

    assert len(statements) == 1


def test_a_decision_is_counted_at_once(clean_database: None) -> None:
    run = a_run(CourseFactory(), 5)
    at = now()
    assert queries.found(queries.Filters(), at).facets.of("region") == {"44": 1}

    actions.cancel_run(run, MemberFactory(), at, "Trop peu d’inscrits.")
    db.session.commit()
    assert queries.found(queries.Filters(), at).facets.of("region") == {}

    actions.archive(run.course, an_animator(), at)
    db.session.commit()
    assert queries.found(queries.Filters(), at).total == 0


def test_a_run_that_begins_is_no_longer_to_come(clean_database: None) -> None:
    run = a_run(CourseFactory(title="Bientôt"), 2)
    later = a_run(run.course, 40)
    before, after = run.starts_at - timedelta(seconds=1), run.starts_at

    months = [queries.found(queries.Filters(), at).facets.of("mois") for at in (before, after)]

    then = {f"{later.starts_on:%Y%m}": 1}
    assert months == [then | {f"{run.starts_on:%Y%m}": 1}, then]


def test_what_was_counted_before_is_not_answered_to_an_earlier_instant(
    clean_database: None,
) -> None:
    run = a_run(CourseFactory(), 2)

    over = queries.found(queries.Filters(), run.ends_at + timedelta(days=1))
    before = queries.found(queries.Filters(), now())

    assert over.facets.of("region") == {}
    assert before.facets.of("region") == {"44": 1}


def test_a_provider_that_changes_its_name_bears_it_in_the_filters(clean_database: None) -> None:
    course = CourseFactory(provider=OrganizationFactory(slug="essai", name="Ancien nom", provider=True))  # fmt: skip
    queries.found(queries.Filters(), now())

    course.provider.name = "Nouveau nom"
    db.session.commit()

    assert queries.found(queries.Filters(), now()).facets.labels["organisme"] == {
        "essai": "Nouveau nom"
    }


def test_words_found_once_are_found_again_without_asking(clean_database: None) -> None:
    course = CourseFactory(title="Foncier économique", found=True)
    at = now()
    asked = queries.Filters(words="foncier")
    assert queries.found(asked, at).ids() == [course.id]

    with counted() as statements:
        assert queries.found(asked, at).ids() == [course.id]
    assert len(statements) == 1

    CourseFactory(title="Le foncier encore", found=True)
    assert queries.found(asked, at).total == 2
