"""Following a sheet, a theme, a territory: told once, in one letter a period, and stopped by a click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from intranet.competencies.models import Edition
from intranet.discussions.actions import announce, follow, forget_reader
from intranet.discussions.commands import tell_news
from intranet.discussions.models import Follow, Frequency, News, Subscription, Topic, Verb
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter, as_message
from intranet.members.models import Member
from intranet.practices.models import Practice
from tests.factories import MemberFactory
from tests.practices.factories import a_published, a_submitted
from tests.sql import counted
from tests.visitor import Visitor

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # six in the morning in Paris


def follows(member: Member, topic: Topic, key: str, frequency: Frequency) -> None:
    follow(member, topic, key, "Suivi")
    db.session.execute(
        update(Subscription).where(Subscription.member_id == member.id).values(frequency=frequency)
    )
    db.session.commit()


def happens(
    practice: Practice, verb: Verb = Verb.CONFIRMED, of: str = "1", by: Member | None = None
) -> None:
    announce(
        f"practice:{practice.id}:{verb}:{of}", verb, family="practices",
        subject=("practice", practice.id), title=practice.title,
        address=f"/pratiques/{practice.slug}", topics=[(Topic.REGION, "44")], by=by, at=now(),
    )  # fmt: skip
    db.session.commit()


def told() -> list[Letter]:
    return db.session.query(Letter).filter(Letter.key.startswith("news-")).order_by(Letter.id).all()


def later(**delay: float) -> datetime:
    return now() + timedelta(**delay)


def test_a_sheet_is_followed_and_left_from_its_page(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    member = MemberFactory()
    sheet = visitor.sign_in(member).open(f"/pratiques/{practice.slug}")

    followed = visitor.send(sheet, form=f"#suivre-thing-practice-{practice.id} form")

    assert "Ne plus suivre cette fiche" in followed.text()
    mine = visitor.open("/moi/abonnements")
    assert mine.link(practice.title) == f"/pratiques/{practice.slug}"
    visitor.send(mine, form=".follow-list form")
    assert "Vous ne suivez rien" in visitor.open("/moi/abonnements").text()
    assert db.session.query(Follow).count() == 0


def test_with_htmx_only_the_button_changes(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    sheet = visitor.sign_in(MemberFactory()).open(f"/pratiques/{practice.slug}")
    box = f"suivre-thing-practice-{practice.id}"
    asked = sheet.answers(sheet.form(f"#{box} form"))
    with visitor.client.application.app_context():
        answer = visitor.client.post(
            "/suivre",
            data=asked,
            headers={"HX-Request-Type": "partial", "HX-Target": f"div#{box}"},
        )
    assert answer.text.lstrip().startswith("<div") or "<main" not in answer.text
    assert "Ne plus suivre" in answer.text


def test_what_does_not_exist_or_is_not_online_is_not_followed(
    visitor: Visitor, edition: Edition
) -> None:
    draft = a_submitted(edition).practice
    visitor.sign_in(MemberFactory())
    token = visitor.open("/moi").answers(visitor.open("/moi").form("main form"))["csrf_token"]
    for topic, key in (
        ("thing", f"practice:{draft.id}"), ("thing", "practice:999999999"), ("thing", "practice:x"),
        ("thing", "inconnu:1"), ("theme", "nulle-part"), ("region", "0"), ("x", "44"),
        ("thing", "practice:" + "9" * 300),
    ):  # fmt: skip
        data = {"topic": topic, "key": key, "csrf_token": token}
        with visitor.client.application.app_context():
            assert visitor.client.post("/suivre", data=data).status_code == 404, key
    assert db.session.query(Follow).count() == 0


def test_a_first_publication_is_news_of_its_themes_and_territories_and_a_refusal_is_not(
    edition: Edition,
) -> None:
    practice = a_published(edition)
    [news] = db.session.query(News).all()
    assert news.verb is Verb.PUBLISHED
    assert {(each.topic, each.key) for each in news.topics} >= {
        (Topic.THING, f"practice:{practice.id}"),
        (Topic.THEME, "innovation"),
        (Topic.REGION, "44"),
        (Topic.DEPARTMENT, "54"),
    }
    a_submitted(edition, title="Une autre")
    assert db.session.query(News).count() == 1


def test_each_thing_is_told_once_though_followed_three_ways(edition: Edition) -> None:
    practice = a_published(edition)
    member = MemberFactory()
    for topic, key in (
        (Topic.THING, f"practice:{practice.id}"), (Topic.REGION, "44"), (Topic.THEME, "innovation"),
    ):  # fmt: skip
        follows(member, topic, key, Frequency.IMMEDIATE)
    happens(practice)
    happens(practice)  # tried again: it is written once

    with time_machine.travel(later(hours=1)):
        assert tell_news(now()) == 1
        assert tell_news(now()) == 0
    [letter] = told()
    assert letter.recipient == member.email
    assert letter.body.count(f"/pratiques/{practice.slug}") == 1
    assert letter.subject.startswith("1\u00a0nouveauté")


def test_what_came_before_one_followed_is_not_told(edition: Edition) -> None:
    practice = a_published(edition)
    follows(MemberFactory(), Topic.THING, f"practice:{practice.id}", Frequency.IMMEDIATE)
    with time_machine.travel(later(hours=1)):
        assert tell_news(now()) == 0


def test_ones_own_doings_and_what_was_withdrawn_since_are_not_told(edition: Edition) -> None:
    practice, gone = a_published(edition), a_published(edition, title="Retirée depuis")
    member = MemberFactory()
    follows(member, Topic.REGION, "44", Frequency.IMMEDIATE)
    happens(practice, by=member)
    happens(gone)
    gone.withdrawn_on = now().date()
    db.session.commit()
    with time_machine.travel(later(hours=1)):
        assert tell_news(now()) == 0
    assert told() == []


def test_letters_of_the_day_and_of_the_week_wait_for_their_morning(edition: Edition) -> None:
    with time_machine.travel(MONDAY - timedelta(days=3)):  # a Friday
        practice = a_published(edition)
        daily, weekly, never = (MemberFactory() for _ in range(3))
        key = f"practice:{practice.id}"
        follows(daily, Topic.THING, key, Frequency.DAILY)
        follows(weekly, Topic.THING, key, Frequency.WEEKLY)
        follows(never, Topic.THING, key, Frequency.NEVER)
        happens(practice, of="friday")
    with time_machine.travel(MONDAY - timedelta(days=3) + timedelta(minutes=30)):
        assert tell_news(now()) == 0
    with time_machine.travel(MONDAY - timedelta(days=2)):  # Saturday, after Friday’s seven o’clock
        assert tell_news(now()) == 1
    with time_machine.travel(MONDAY):
        assert tell_news(now()) == 0
    with time_machine.travel(MONDAY + timedelta(hours=2)):
        assert tell_news(now()) == 1
        assert tell_news(now()) == 0
    assert [letter.recipient for letter in told()] == [daily.email, weekly.email]


def test_a_run_that_is_killed_tells_the_rest_afterwards_and_nobody_twice(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intranet.discussions.actions.digests.AT_ONCE", 1)
    practice = a_published(edition)
    people = [MemberFactory() for _ in range(3)]
    for member in people:
        follows(member, Topic.REGION, "44", Frequency.IMMEDIATE)
    happens(practice)
    real, calls = db.session.commit, []

    def commit_then_die() -> None:
        real()
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with time_machine.travel(later(hours=1)):
        monkeypatch.setattr(db.session, "commit", commit_then_die)
        with pytest.raises(KeyboardInterrupt):
            tell_news(now())
        monkeypatch.setattr(db.session, "commit", real)
        assert tell_news(now()) == 1
    assert sorted(letter.recipient for letter in told()) == sorted(each.email for each in people)


def test_one_click_stops_the_letters_without_a_cookie(
    app: Flask, visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    member = MemberFactory()
    follows(member, Topic.REGION, "44", Frequency.IMMEDIATE)
    happens(practice)
    with time_machine.travel(later(hours=1)):
        tell_news(now())
    message = as_message(told()[0])
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = message["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")

    asked = visitor.open(path)
    assert "Ne plus recevoir" in asked.text("h1")
    with app.app_context():
        assert visitor.client.post(path).status_code == 200
        assert visitor.client.post(path).status_code == 200
    assert {each.frequency for each in db.session.query(Subscription)} == {Frequency.NEVER}
    assert visitor.open("/abonnements/arret/faux", status=404)


def test_what_happened_while_one_wanted_no_letter_is_not_told_afterwards(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    member = MemberFactory()
    follows(member, Topic.REGION, "44", Frequency.NEVER)
    happens(practice)
    page = visitor.sign_in(member).open("/moi/abonnements")
    visitor.send(page, form="main form", practices="immediate")
    with time_machine.travel(later(hours=1)):
        assert tell_news(now()) == 0


def test_the_bell_counts_what_is_new_in_one_statement_and_reading_marks_it_seen(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    member = MemberFactory()
    follows(member, Topic.REGION, "44", Frequency.NEVER)
    for number in range(3):
        happens(practice, of=str(number))
    happens(practice, of="mine", by=member)
    visitor.sign_in(member)

    with counted() as statements:
        page = visitor.open("/moi/abonnements")
    assert len([each for each in statements if "news_topic" in each]) == 1
    assert page.texts(".bell .count")[0].startswith("3")
    news = visitor.open("/moi/nouveautes")
    assert news.texts(".news-list .badge") == ["Nouveau"] * 3
    assert visitor.open("/moi/abonnements").texts(".bell .count") == []
    assert visitor.open("/moi/nouveautes").texts(".news-list .badge") == []


def test_an_account_that_closes_follows_nothing_any_more(edition: Edition) -> None:
    member = MemberFactory()
    follows(member, Topic.REGION, "44", Frequency.DAILY)
    forget_reader(member.id, now())
    db.session.commit()
    assert db.session.query(Follow).count() + db.session.query(Subscription).count() == 0
