"""Exchanges of posts: found by the search alone, anonymous until all accept, told once."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from intranet.competencies.models import JobProfile
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member, MembershipState
from intranet.openings import queries
from intranet.openings.actions import swaps
from intranet.openings.circles import Wish, circles_through
from intranet.openings.commands import find_circles
from intranet.openings.models import (
    TIME_TO_ANSWER,
    Category,
    Status,
    SwapCircle,
    SwapWish,
)
from tests.factories import MemberFactory
from tests.letters import letters_to
from tests.openings.moving import a_job, a_wish
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")
HERE = ("54", "57", "35", "76")


def circles() -> list[SwapCircle]:
    db.session.expire_all()
    return list(db.session.scalars(select(SwapCircle).order_by(SwapCircle.id)))


def two() -> tuple[SwapWish, SwapWish]:
    """Nancy would go to Rennes, Rennes to Nancy."""
    return a_wish("54", "35"), a_wish("35", "54")


def test_what_the_database_lays_before_the_search_loses_no_circle() -> None:
    """Thirty wishes drawn by lot: those around one are enough to find all that it is in."""
    lot = Random(20)
    made = [a_wish(lot.choice(HERE), *lot.sample(HERE, lot.randint(1, 2))) for _ in range(30)]
    every = [Wish(one.id, one.department_code, frozenset(one.wanted)) for one in made]
    for wish, one in zip(every, made, strict=True):
        around = queries.swaps.wishes_around(one)
        assert set(circles_through(wish, around)) == set(circles_through(wish, every))
        assert len(around) < len(every)


# ---- a circle, from wish to names


def test_a_wish_is_said_on_the_page_and_read_by_its_author_alone(visitor: Visitor) -> None:
    a_job()
    member = MemberFactory()
    visitor.sign_in(member)
    form = visitor.open(visitor.open("/offres").link("un échange de postes"))
    job = db.session.query(JobProfile).one()
    said = {"wanted-0-code": "35", "job_profile": str(job.id), "held_status": "public_contract"}
    page = visitor.send(form, here="54", agrees="y", **said)
    assert "Dans la recherche" in page.text()
    wish = db.session.query(SwapWish).one()
    assert (wish.department_code, wish.wanted, wish.status) == (
        "54", ["35"], Status.PUBLIC_CONTRACT,
    )  # fmt: skip
    visitor.send(page, here="54", agrees="y", **(said | {"wanted-0-code": "76"}))
    db.session.expire_all()
    assert wish.wanted == ["76"]
    other = said | {"wanted-0-code": "57"}
    for stale in (form, page):  # two other tabs, opened before
        told = visitor.send(stale, 409, here="54", agrees="y", **other)
        assert "votre souhait a changé" in told.text("[role=alert]")
    db.session.expire_all()
    assert wish.wanted == ["76"]
    again = visitor.send(told, here="54", agrees="y", **other)
    db.session.expire_all()
    assert wish.wanted == ["57"]
    visitor.send(again, form="form[action$=retrait]")
    gone = visitor.send(again, 409, here="54", agrees="y", **said)
    assert "votre souhait a été retiré" in gone.text("[role=alert]")
    visitor.send(gone, here="54", agrees="y", **said)
    [wish] = db.session.query(SwapWish).filter_by(withdrawn_at=None)
    assert wish.wanted == ["35"]
    visitor.sign_in(MemberFactory())
    assert "Dans la recherche" not in visitor.open("/offres/echanges").text()


def test_a_wish_without_consent_place_or_category_is_refused(visitor: Visitor) -> None:
    a_job()
    visitor.sign_in(MemberFactory())
    form = visitor.open("/offres/echanges")
    page = visitor.send(
        form, 422, here="54", held_status="civil_servant", **{"wanted-0-code": "54"}
    )
    told = page.text("#erreurs")
    for words in ("votre accord", "Votre propre département", "catégorie égale", "métier"):
        assert words.lower() in told.lower(), words
    assert db.session.query(SwapWish).count() == 0


def test_two_who_want_each_others_place_are_told_once(visitor: Visitor) -> None:
    one, other = two()
    assert find_circles(now()) == 1
    assert find_circles(now()) == 0
    [circle] = circles()
    assert {part.wish_id for part in circle.parts} == {one.id, other.id}
    for wish in (one, other):
        assert [each.subject for each in letters_to(wish.member)] == [
            "Un échange de postes est possible"
        ]


def test_a_circle_of_three_is_found_and_each_goes_to_the_next_ones_place(
    visitor: Visitor,
) -> None:
    nancy, rennes, rouen = a_wish("54", "35"), a_wish("35", "76"), a_wish("76", "54")
    assert find_circles(now()) == 1
    [circle] = circles()
    for wish, there in ((nancy, "Ille-et-Vilaine"), (rennes, "Seine-Maritime"), (rouen, "Meurthe")):
        visitor.sign_in(wish.member)
        assert there in visitor.open(circle.address).text()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"status": Status.PRIVATE}, {"status": Status.CHAMBER}),
        ({"category": Category.A}, {"category": Category.B}),
        ({"category": Category.A}, {"category": None}),
        ({"job": "foncier"}, {"job": "commerce"}),
    ],
)
def test_another_trade_status_or_category_makes_no_exchange(
    one: dict[str, object], other: dict[str, object]
) -> None:
    a_wish("54", "35", **one)
    a_wish("35", "54", **other)
    assert find_circles(now()) == 0


def walk(visitor: Visitor, member: Member, circle: SwapCircle) -> str:
    """All that the site shows to a member, and all that it wrote to them."""
    visitor.sign_in(member)
    pages = [
        visitor.open(path).html
        for path in ("/", "/offres/echanges", circle.address, "/moi", "/offres", "/plan-du-site")
    ]
    told = [f"{each.subject}\n{each.body}" for each in letters_to(member)]
    return "\n".join(pages + told)


def test_no_name_organization_nor_fine_place_is_seen_before_all_accept(visitor: Visitor) -> None:
    wishes = [a_wish("54", "35"), a_wish("35", "76"), a_wish("76", "54")]
    find_circles(now())
    [circle] = circles()

    def leaks(of: SwapWish) -> list[str]:
        mine = of.member
        others = [wish.member for wish in wishes if wish.id != of.id]
        seen = walk(visitor, mine, circle)
        secrets = [
            secret
            for each in others
            for secret in (each.name, each.email, each.organization.name, each.organization.slug)
        ]
        return [secret for secret in secrets if secret in seen]

    for wish in wishes:
        assert leaks(wish) == []
    for wish in wishes[:2]:
        swaps.accept(circle, wish.member, now())
        db.session.commit()
        for each in wishes:
            assert leaks(each) == [], "accepted by some"
    mine = visitor.sign_in(wishes[0].member).open(circle.address)
    assert "Vous avez accepté réponses attendues avant le" in mine.text("main")
    visitor.sign_in(wishes[2].member)
    page = visitor.open(circle.address)
    assert "a accepté" not in page.text()

    page = visitor.send(page, press="verdict=accept")

    assert "Votre échange est trouvé" in page.text("h1")
    for wish in wishes:
        seen = walk(visitor, wish.member, circle)
        for other in wishes:
            assert other.member.name in seen
            assert other.member.email in seen


def test_declining_frees_the_others_and_the_same_circle_is_never_proposed_again(
    visitor: Visitor,
) -> None:
    one, other = two()
    find_circles(now())
    [circle] = circles()
    visitor.sign_in(one.member)
    page = visitor.send(visitor.open(circle.address), press="verdict=decline")
    assert "défaite" in page.text("h1")
    told = [each.subject for each in letters_to(other.member)]
    assert told[-1] == "Cet échange de postes ne se fera pas"
    assert one.member.name not in letters_to(other.member)[-1].body
    assert find_circles(now()) == 0
    db.session.expire_all()
    assert (one.circle_id, other.circle_id) == (None, None)

    third = a_wish("35", "54")
    assert find_circles(now()) == 1
    assert {part.wish_id for part in circles()[-1].parts} == {one.id, third.id}
    assert other.circle_id is None


def test_silence_frees_those_who_accepted_and_puts_the_silent_to_sleep(visitor: Visitor) -> None:
    one, other = two()
    find_circles(now())
    [circle] = circles()
    swaps.accept(circle, one.member, now())
    db.session.commit()
    just_before, after = circle.answer_by - timedelta(seconds=1), circle.answer_by
    assert swaps.expire(just_before) == 0
    assert swaps.expire(after) == 1
    db.session.commit()
    assert swaps.expire(after + timedelta(days=1)) == 0
    db.session.expire_all()
    assert (one.withdrawn_at, one.circle_id) == (None, None)
    assert other.withdrawn_at == after
    assert letters_to(other.member)[-1].subject.endswith("sorti de la recherche")
    assert circle.answer_by - circle.created_at >= TIME_TO_ANSWER - timedelta(minutes=1)


def test_whoever_withdraws_breaks_the_circle_and_the_others_are_searched_again(
    visitor: Visitor,
) -> None:
    one, other = two()
    find_circles(now())
    visitor.sign_in(one.member)
    visitor.send(visitor.open("/offres/echanges"), form="form[action$=retrait]")
    [circle] = circles()
    assert circle.broken_at
    assert (one.withdrawn_at is not None, other.circle_id, other.searched_at) == (True, None, None)


def test_a_wish_in_a_circle_does_not_change_until_it_is_answered(visitor: Visitor) -> None:
    one, other = two()
    visitor.sign_in(one.member)
    stale = visitor.open("/offres/echanges")
    find_circles(now())
    held = visitor.open("/offres/echanges").text()
    assert "ne change pas d’ici là" in held
    assert "vers : Ille-et-Vilaine." in held.replace("\u00a0", " ")  # what the form no longer says
    page = visitor.send(stale, 409, **{"wanted-0-code": "76", "agrees": "y"})
    assert "Une boucle attend des réponses" in page.text("[role=alert]")
    db.session.expire_all()
    assert one.wanted == ["35"]
    [circle] = circles()
    for each in (one, other):
        swaps.accept(circle, each.member, now())
    db.session.commit()
    page = visitor.send(stale, 409, **{"wanted-0-code": "76", "agrees": "y"})
    assert "Un échange est trouvé" in page.text("[role=alert]")


def test_an_answer_that_comes_after_the_end_is_told_so_without_saying_by_whom(
    visitor: Visitor,
) -> None:
    one, other = two()
    find_circles(now())
    [circle] = circles()
    visitor.sign_in(one.member)
    stale = visitor.open(circle.address)
    swaps.decline(circle, other.member, now())
    db.session.commit()
    page = visitor.send(stale, 409, press="verdict=accept")
    assert "déjà close" in page.text("[role=alert]")
    assert other.member.name not in page.html


def test_nobody_else_knows_that_a_circle_exists(visitor: Visitor) -> None:
    two()
    find_circles(now())
    [circle] = circles()
    visitor.sign_in(MemberFactory())
    visitor.open(circle.address, status=404)
    visitor.open("/offres/echanges/999999", status=404)


def test_whoever_leaves_their_post_leaves_the_search() -> None:
    one, other = two()
    find_circles(now())
    membership = one.member.membership
    assert membership
    membership.state, membership.ended_on = MembershipState.ENDED, today()
    db.session.commit()
    assert swaps.withdraw_for_the_departed(now()) == 1
    db.session.commit()
    [circle] = circles()
    assert circle.broken_at and other.circle_id is None


def test_demonstrations_exchange_among_themselves() -> None:
    one, other = two()
    one.is_demo = True
    db.session.commit()
    assert find_circles(now()) == 0
    assert other.circle_id is None


def test_a_search_that_is_killed_is_taken_up_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    two()
    a_wish("76", "57")
    a_wish("57", "76")
    at: datetime = now()
    real, calls = swaps.search_for, list[int]()

    def dies(wish_id: int, when: datetime) -> SwapCircle | None:
        calls.append(wish_id)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(wish_id, when)

    monkeypatch.setattr(swaps, "search_for", dies)
    with pytest.raises(KeyboardInterrupt):
        find_circles(at)
    db.session.rollback()
    assert len(circles()) == 1
    monkeypatch.setattr(swaps, "search_for", real)
    assert find_circles(at) == 1
    assert db.session.query(Letter).count() == 4


def test_few_statements_whatever_the_number_of_wishes(visitor: Visitor) -> None:
    one, _ = two()
    find_circles(now())
    visitor.sign_in(one.member)

    def asked() -> int:
        visitor.open("/offres/echanges")
        with counted() as statements:
            visitor.open("/offres/echanges")
        return len(statements)

    few = asked()
    for _ in range(5):
        a_wish("76", "57")
    assert asked() == few <= 12
