"""Following a sheet, a theme, a territory: told once, in one letter a period, and stopped by a click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from intranet.competencies.models import Edition
from intranet.discussions.actions import PURPOSE, announce, follow, forget_reader
from intranet.discussions.commands import tell_news
from intranet.discussions.models import Follow, Frequency, News, Subscription, Topic, Verb
from intranet.kit import links
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter, as_message
from intranet.members.models import Member
from intranet.practices.actions import publish_edition, write_edition
from intranet.practices.models import Practice
from tests.factories import MemberFactory
from tests.practices.factories import (
    a_guide,
    a_minor_correction,
    a_published,
    a_submitted,
    an_author,
)
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


def test_one_click_stops_a_family_of_letters_without_a_cookie(
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
    assert "les bonnes pratiques" in asked.text("main")
    assert visitor.client.post(path).status_code == 200
    assert visitor.client.post(path).status_code == 200
    stopped = {each.family: each.frequency for each in db.session.query(Subscription)}
    assert stopped.pop("practices") is Frequency.NEVER
    assert set(stopped.values()) == {Frequency.IMMEDIATE}
    assert visitor.open("/abonnements/arret/faux", status=404)


def test_a_letter_of_two_families_stops_each_apart_or_all(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    member = MemberFactory()
    follows(member, Topic.REGION, "44", Frequency.IMMEDIATE)
    happens(practice)
    announce(
        "course:1", Verb.PUBLISHED, family="courses", subject=("practice", practice.id),
        title="Une formation", address="/formations", topics=[(Topic.REGION, "44")], by=None,
        at=now(),
    )  # fmt: skip
    db.session.commit()
    with time_machine.travel(later(hours=1)):
        assert tell_news(now()) == 1
    [letter] = told()
    lines = letter.body.replace("\u00a0", " ").splitlines()
    stops = {
        line.partition(" : ")[0]: line.partition("http://localhost")[2]
        for line in lines
        if "/abonnements/arret/" in line
    }
    assert list(stops) == [
        "Ne plus recevoir les bonnes pratiques et les guides",
        "Ne plus recevoir les formations",
        "Ne plus recevoir aucune nouveauté",
    ]

    def kept() -> set[str]:
        db.session.expire_all()
        still = db.session.query(Subscription).filter(Subscription.frequency != Frequency.NEVER)
        return {each.family for each in still}

    assert "courses" in kept()
    visitor.send(visitor.open(stops["Ne plus recevoir les formations"]), form="main form")
    assert {"courses", "practices"} & kept() == {"practices"}
    visitor.send(visitor.open(stops["Ne plus recevoir aucune nouveauté"]), form="main form")
    assert kept() == set()


def test_a_link_for_a_family_that_is_no_more_stops_nothing(
    visitor: Visitor, edition: Edition
) -> None:
    member = MemberFactory()
    follows(member, Topic.REGION, "44", Frequency.DAILY)

    visitor.open(f"/abonnements/arret/{links.signed(PURPOSE, member.id, 'autre')}", status=404)

    assert {each.frequency for each in db.session.query(Subscription)} == {Frequency.DAILY}


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


def unread(visitor: Visitor) -> int:
    """What the bell of the next page counts, which is what the list says is new."""
    page = visitor.open("/moi/nouveautes")
    count = len(page.texts(".news-list .badge"))
    bell = page.texts(".bell .count")
    assert bell[0].startswith(str(count)) if count else bell == [], (bell, count)
    return count


def three_news(edition: Edition) -> Member:
    practice = a_published(edition)
    member = MemberFactory()
    follows(member, Topic.REGION, "44", Frequency.IMMEDIATE)
    for number in range(3):
        happens(practice, of=str(number))
    happens(practice, of="mine", by=member)
    return member


def test_the_bell_counts_what_is_new_in_the_statement_that_knows_who_reads(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.sign_in(three_news(edition))

    with counted() as statements:
        page = visitor.open("/moi/abonnements")

    assert len([each for each in statements if "news_topic" in each]) == 1
    assert page.texts(".bell .count")[0].startswith("3")
    assert (unread(visitor), unread(visitor)) == (3, 3)  # looking marks nothing


def test_one_piece_of_news_is_marked_read_and_unread_again(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.sign_in(three_news(edition))
    news = visitor.open("/moi/nouveautes")

    visitor.send(news, form=".news-list li:nth-child(2) form")
    assert unread(visitor) == 2
    again = visitor.open("/moi/nouveautes")
    assert "Nouveau" not in again.text(".news-list li:nth-child(2)")
    visitor.send(again, form=".news-list li:nth-child(2) form")
    assert unread(visitor) == 3


def test_going_to_read_it_marks_it_read(visitor: Visitor, edition: Edition) -> None:
    visitor.sign_in(three_news(edition))
    link = visitor.open("/moi/nouveautes").soup.select_one(".news-list a")
    assert link

    assert visitor.open(str(link["href"])).url.startswith("/pratiques/")
    assert unread(visitor) == 2


def test_all_is_marked_read_at_once_and_that_is_undone(visitor: Visitor, edition: Edition) -> None:
    visitor.sign_in(three_news(edition))
    visitor.send(visitor.open("/moi/nouveautes"), form=".news-list li:first-child form")

    done = visitor.send(visitor.open("/moi/nouveautes"), form=".news-acts form")
    assert unread(visitor) == 0
    visitor.send(done, form=".news-acts form")
    assert unread(visitor) == 2
    assert "Nouveau" not in visitor.open("/moi/nouveautes").text(".news-list li:first-child")


def test_marking_all_spares_what_came_meanwhile_and_is_undone_only_at_once(
    visitor: Visitor, edition: Edition
) -> None:
    member = three_news(edition)
    page = visitor.sign_in(member).open("/moi/nouveautes")
    happens(db.session.query(Practice).first(), of="meanwhile")

    visitor.send(page, form=".news-acts form")
    assert unread(visitor) == 1
    before = visitor.open("/moi/nouveautes")
    visitor.send(before, form=".news-list li:nth-child(2) form")
    visitor.send(before, form=".news-acts form")
    assert unread(visitor) == 2


def test_what_comes_once_all_was_read_is_marked_read_in_its_turn(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.sign_in(three_news(edition))
    visitor.send(visitor.open("/moi/nouveautes"), form=".news-acts form")
    happens(db.session.query(Practice).first(), of="afterwards")

    page = visitor.open("/moi/nouveautes")

    assert "Tout est marqué comme lu" not in page.text(".news-acts")
    visitor.send(page, form=".news-acts form[action$=lues]")
    assert unread(visitor) == 0


def test_what_is_not_read_of_any_more_does_not_stay_in_the_bell(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.sign_in(three_news(edition))
    db.session.query(Practice).one().withdrawn_on = now().date()
    db.session.commit()

    page = visitor.open("/moi/nouveautes")

    assert "3 nouvelles que compte la cloche ne sont pas ici" in page.text("main")
    visitor.send(page, form=".news-acts form")
    assert visitor.open("/moi/abonnements").texts(".bell .count") == []


def test_what_was_read_on_the_site_is_not_told_again_by_letter(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.sign_in(three_news(edition))
    visitor.send(visitor.open("/moi/nouveautes"), form=".news-list li:first-child form")
    with time_machine.travel(later(hours=1)):
        assert tell_news(now()) == 1
    [letter] = told()
    assert letter.subject.startswith("2\u00a0nouveautés")


def test_the_news_of_others_do_not_exist(visitor: Visitor, edition: Edition) -> None:
    three_news(edition)
    [first, *_] = db.session.query(News).order_by(News.id.desc())

    visitor.sign_in(MemberFactory()).open(f"/moi/nouveautes/{first.id}", status=404)


def test_a_competency_is_followed_from_its_page_and_told_of_a_sheet_that_shows_it(
    visitor: Visitor, edition: Edition
) -> None:
    member = MemberFactory()
    visitor.send(visitor.sign_in(member).open("/referentiel/D1.1"), form=".follow-box form")
    assert "D1.1" in visitor.open("/moi/abonnements").text(".follow-list")
    a_published(edition, shows={"D1.1": 2})
    a_published(edition, title="Tout autre chose", shows={"D1.2": 2})

    assert visitor.open("/moi/nouveautes").texts(".news-list a") == [
        "Un référent visite toutes les entreprises"
    ]


def test_a_theme_and_a_territory_are_chosen_in_a_list(visitor: Visitor, edition: Edition) -> None:
    a_published(edition)
    visitor.sign_in(MemberFactory())
    for topic, key in (("theme", "innovation"), ("region", "44"), ("department", "54")):
        page = visitor.open("/moi/abonnements")
        form = page.soup.select_one(f"form:has(#suivre-{topic})")
        assert form
        visitor.send(page, form=f"form:has(#suivre-{topic})", key=key)
    assert db.session.query(Follow).count() == 3


def test_a_correction_is_told_to_whoever_follows_the_sheet(edition: Edition) -> None:
    practice = a_published(edition)
    a_minor_correction(edition, practice)

    assert [each.told for each in db.session.query(News).order_by(News.id)] == [
        "Fiche publiée",
        "Fiche corrigée",
    ]


def test_each_edition_of_a_guide_is_told(visitor: Visitor, edition: Edition) -> None:
    author = an_author()
    guide = a_guide(author)
    member = MemberFactory()
    page = visitor.sign_in(member).open(f"/guides/{guide.slug}")
    visitor.send(page, form=".follow-box form")
    said = {"number": "V2", "dated_on": now().date(), "whats_new": "Tout.", "body": "Le texte."}
    draft = write_edition(guide, said, lock=0)
    publish_edition(draft, author, now(), lock=1)
    db.session.commit()

    [shown] = visitor.open("/moi/nouveautes").texts(".news-list li > div")
    assert "Nouvelle édition du guide" in shown
    assert "Accueillir une entreprise, V2" in shown


def test_an_account_that_closes_follows_nothing_any_more(edition: Edition) -> None:
    member = MemberFactory()
    follows(member, Topic.REGION, "44", Frequency.DAILY)
    forget_reader(member.id, now())
    db.session.commit()
    assert db.session.query(Follow).count() + db.session.query(Subscription).count() == 0
