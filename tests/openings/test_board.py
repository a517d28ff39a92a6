"""What the board finds and counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from random import Random

from sqlalchemy import select, text

from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.members.models import Member, Role
from intranet.openings import queries
from intranet.openings.models import Category, DeskRole, Opening, OpeningMember, Route
from intranet.openings.queries import RADII, Around, Order, Search
from intranet.organizations.models import Kind
from intranet.places.models import Municipality
from intranet.places.queries import distance_km, point_of
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter, an_animator
from tests.openings.factories import OpeningFactory, asking, competency, found_by_words
from tests.sql import counted

NANCY, METZ, RENNES, ROUEN = "54395", "57463", "35238", "76540"


def ids(search: Search) -> list[int]:
    asked = queries.lines(search, db.engine.dialect.name)
    return [line.id for line in db.session.execute(asked, queries.instants(now()))]


def town(code: str) -> Municipality:
    return db.session.get_one(Municipality, code)


def test_only_what_is_live_is_found_the_newest_first() -> None:
    older = OpeningFactory(publish_at=now() - timedelta(days=9))
    newer = OpeningFactory()
    for trait in ("draft", "in_review", "over", "closed", "forgotten"):
        OpeningFactory(**{trait: True})
    OpeningFactory(filled=1)

    assert ids(Search()) == [newer.id, older.id]
    assert queries.tally(Search(), now()).total == 2


def test_the_radius_is_inclusive_and_nothing_beyond_it_is_found() -> None:
    at_metz = OpeningFactory(municipality_code=METZ)
    far = distance_km(point_of(town(NANCY)), point_of(town(METZ)))  # type: ignore[arg-type]
    around = Search(around=Around.of(town(NANCY)))

    assert ids(replace(around, radius=far)) == [at_metz.id]  # type: ignore[arg-type]
    assert ids(replace(around, radius=far - 0.001)) == []  # type: ignore[arg-type]
    assert ids(replace(around, radius=far + 0.001)) == [at_metz.id]  # type: ignore[arg-type]


def test_what_is_near_comes_first_when_asked() -> None:
    at_metz = OpeningFactory(municipality_code=METZ)
    at_rennes = OpeningFactory(municipality_code=RENNES)
    at_nancy = OpeningFactory(municipality_code=NANCY)
    around = Search(around=Around.of(town(NANCY)), radius=1000, order=Order.NEAREST)
    assert ids(around) == [at_nancy.id, at_metz.id, at_rennes.id]


def test_what_closes_first_comes_first_when_asked() -> None:
    late = OpeningFactory(closes_at=now() + timedelta(days=50))
    soon = OpeningFactory(closes_at=now() + timedelta(days=2))
    assert ids(Search(order=Order.CLOSING)) == [soon.id, late.id]


def test_words_find_titles_first() -> None:
    in_text = found_by_words(missions="Le foncier économique. " * 20)
    in_title = found_by_words(title="Responsable foncier", publish_at=now() - timedelta(days=20))
    assert ids(Search(words="foncier", order=Order.RELEVANCE)) == [in_title.id, in_text.id]
    assert ids(Search(words="foncier", order=Order.NEWEST)) == [in_text.id, in_title.id]
    assert ids(Search(words="introuvable")) == []


def test_a_competency_and_its_level_narrow() -> None:
    asks_three = OpeningFactory(requirement_set=asking(("D1.1", 3)))
    asks_one = OpeningFactory(requirement_set=asking(("D1.1", 1)))
    OpeningFactory(requirement_set=asking(("D2.1", 4)))
    diagnose = competency("D1.1")

    assert set(ids(Search(competency_id=diagnose))) == {asks_three.id, asks_one.id}
    assert ids(Search(competency_id=diagnose, level=2)) == [asks_three.id]


def test_the_counts_of_a_facet_leave_its_own_choices_out() -> None:
    agency = OrganizationFactory(kind=Kind.AGENCY)
    OpeningFactory(municipality_code=NANCY)
    OpeningFactory(municipality_code=RENNES)
    OpeningFactory(municipality_code=RENNES, organization=agency)

    tally = queries.tally(Search(regions=("44",)), now())
    assert tally.regions == {"44": 1, "53": 2}
    assert tally.employers == {Kind.EPCI: 1}
    assert tally.total == 1

    both = queries.tally(Search(regions=("53",), employers=(Kind.AGENCY,)), now())
    assert both.regions == {"53": 1}
    assert both.employers == {Kind.EPCI: 1, Kind.AGENCY: 1}
    assert both.total == 1


def test_an_opening_counts_once_for_each_of_its_routes_and_once_in_the_total() -> None:
    OpeningFactory(routes=(Route.TRANSFER, Route.DETACHMENT))
    OpeningFactory(routes=(Route.DETACHMENT,))
    search = Search(routes=(Route.TRANSFER, Route.DETACHMENT))
    tally = queries.tally(search, now())
    assert tally.routes == {Route.TRANSFER: 1, Route.DETACHMENT: 2}
    assert tally.total == len(ids(search)) == 2


def test_every_count_is_what_choosing_it_would_find() -> None:
    """Fifty searches over sixty openings: each figure shown is the length of the list behind it."""
    chance = Random(7)
    employers = [OrganizationFactory(kind=kind) for kind in (Kind.EPCI, Kind.CCI, Kind.AGENCY)]
    for _ in range(60):
        OpeningFactory(
            organization=chance.choice(employers),
            municipality_code=chance.choice([NANCY, METZ, RENNES, ROUEN]),
            routes=tuple(chance.sample(list(Route), chance.randint(1, 3))),
            category=chance.choice([None, *Category]),
            **{chance.choice(["over", "closed", "draft"]): True} if chance.random() < 0.3 else {},
        )
    for _ in range(50):
        search = Search(
            department=chance.choice([None, None, "54", "35"]),
            around=chance.choice([None, None, Around.of(town(NANCY))]),
            radius=chance.choice(RADII),
            regions=tuple(chance.sample(["44", "53", "28"], chance.randint(0, 2))),
            employers=tuple(chance.sample(list(Kind)[:5], chance.randint(0, 2))),
            routes=tuple(chance.sample(list(Route), chance.randint(0, 2))),
            categories=tuple(chance.sample(list(Category), chance.randint(0, 2))),
        )
        tally = queries.tally(search, now())
        assert tally.total == len(ids(search))
        assert queries.counts([search], now()) == [tally.total]
        for facet, values in (
            ("regions", ["44", "53", "28"]),
            ("employers", list(Kind)),
            ("routes", list(Route)),
            ("categories", list(Category)),
        ):
            for value in values:
                alone = replace(search, **{facet: (value,)})
                assert getattr(tally, facet)[value] == len(ids(alone)), (search, facet, value)


def test_what_several_wider_searches_would_find_is_one_statement() -> None:
    OpeningFactory(municipality_code=METZ)
    OpeningFactory(municipality_code=RENNES)
    searches = [Search(around=Around.of(town(NANCY)), radius=radius) for radius in (5, 100, 800)]
    with counted() as statements:
        found = queries.counts(searches, now())
    assert found == [0, 1, 2]
    assert len(statements) == 1, statements
    assert queries.counts([], now()) == []


def test_similar_openings_ask_the_same_then_are_near() -> None:
    asked = asking(("D1.1", 3), ("D1.2", 2))
    opening = OpeningFactory(municipality_code=NANCY, requirement_set=asked)
    far_same = OpeningFactory(
        municipality_code=RENNES, requirement_set=asking(("D1.1", 1), ("D1.2", 1))
    )
    near_half = OpeningFactory(municipality_code=NANCY, requirement_set=asking(("D1.1", 1)))
    near_none = OpeningFactory(municipality_code=NANCY, requirement_set=asking(("D2.1", 1)))
    OpeningFactory(municipality_code=RENNES, requirement_set=asking(("D2.1", 1)))
    OpeningFactory(over=True)

    items = [competency("D1.1"), competency("D1.2")]
    found = queries.similar_to(opening, items, now())
    assert [each.id for each in found] == [far_same.id, near_half.id, near_none.id]


def test_a_desk_shows_what_waits_on_it() -> None:
    animator = an_animator(region="53")
    waiting = OpeningFactory(in_review=True, municipality_code=RENNES)
    OpeningFactory(in_review=True, municipality_code=NANCY)
    assert every(queries.awaiting_review(animator)) == [waiting]
    assert len(every(queries.awaiting_review(an_animator()))) == 2

    draft = OpeningFactory(draft=True)
    owner = draft.owner
    soon = OpeningFactory(
        owner=owner, organization=draft.organization, closes_at=now() + timedelta(days=5)
    )
    stale = OpeningFactory(owner=owner, organization=draft.organization, forgotten=True)
    OpeningFactory(owner=owner, organization=draft.organization)
    assert every(queries.drafts_of(owner)) == [draft]
    assert every(queries.closing_soon_of(owner, now())) == [soon]
    assert every(queries.to_confirm_of(owner, now())) == [stale]
    assert soon in every(queries.latest_live(now()))

    colleague = a_recruiter(organization=draft.organization)

    def left_to(member: Member) -> list[Opening]:
        asked = queries.closing_soon_of(member, now()), queries.to_confirm_of(member, now())
        return [*every(queries.drafts_of(member)), *every(asked[0]), *every(asked[1])]

    assert left_to(colleague) == []
    owner.roles[0].role = Role.TRAINER  # they recruit no more: who does is told of it
    db.session.commit()
    assert left_to(colleague) == [draft, soon, stale]
    db.session.add(OpeningMember(opening=stale, member=colleague, role=DeskRole.READER))
    other = MemberFactory(organization=draft.organization)
    db.session.add(OpeningMember(opening=soon, member=other, role=DeskRole.OWNER))
    db.session.commit()
    assert left_to(colleague) == [draft]


def test_what_may_be_live_is_read_from_its_index() -> None:
    """Nothing of the closed openings is read."""
    if db.engine.dialect.name != "sqlite":
        return
    for query in (
        queries.lines(Search(), "sqlite", count=20),
        queries.lines(Search(order=Order.CLOSING), "sqlite", count=20),
        select(Opening.id).where(queries.live(now())),
    ):
        plan = _plan(query)
        assert "ix_opening_online" in plan, plan


def _plan(query: object) -> str:
    compiled = query.compile(db.engine, compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]
    parameters = {
        name: value.isoformat(" ") if hasattr(value, "isoformat") else value
        for name, value in (compiled.params | queries.instants(now())).items()
    }
    sql, names = str(compiled), compiled.positiontup or []
    for name in names:
        sql = sql.replace("?", f":{name}", 1)
    rows = db.session.execute(text(f"EXPLAIN QUERY PLAN {sql}"), parameters)
    return "\n".join(row.detail for row in rows)


def test_every_pair_of_order_and_place_answers() -> None:
    OpeningFactory()
    for order, around in product(Order, (None, Around.of(town(NANCY)))):
        assert len(ids(Search(order=order, around=around))) == 1
