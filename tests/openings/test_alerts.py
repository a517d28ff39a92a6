"""Kept searches: told only if asked, once, in one letter, and stopped by one click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from intranet.kit import links
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter, as_message
from intranet.members.models import Member
from intranet.openings import actions
from intranet.openings.commands import tell_alerts
from intranet.openings.models import AlertItem, Frequency, Opening, SavedSearch
from intranet.openings.queries.alerts import kept_by_name, slot_start
from tests.competencies.factories import says
from tests.factories import MemberFactory
from tests.openings.factories import OpeningFactory, asking
from tests.visitor import Visitor


def keep(member: Member, query: str = "", **given: object) -> SavedSearch:
    said = {"name": "Ma recherche", "frequency": Frequency.IMMEDIATE} | given
    kept = SavedSearch(member_id=member.id, query=query, told_since=now(), wanted_at=now(), **said)
    db.session.add(kept)
    db.session.commit()
    return kept


def comes_online(**given: Any) -> Opening:
    return OpeningFactory(first_published_at=now(), **given)


def letters() -> list[Letter]:
    return db.session.query(Letter).filter(Letter.key.startswith("alert")).order_by(Letter.id).all()


def an_hour_later(hours: float = 1) -> datetime:
    return now() + timedelta(hours=hours)


def test_a_search_is_kept_from_the_board_and_tells_nothing_unless_asked(
    visitor: Visitor, edition: object
) -> None:
    member = MemberFactory()
    board = visitor.sign_in(member).open("/offres?region=44&q=foncier&depuis=31&page=1&tri=date")
    form = visitor.open(board.link("Être prévenu quand une offre"))
    assert form.answers(form.form())["name"] == ["« foncier », Grand Est"]
    assert "Les filtres de date n’en font pas partie" in form.text("main")

    page = visitor.send(form, name="Le foncier dans l’Est")

    kept = db.session.query(SavedSearch).one()
    assert (kept.query, kept.frequency) == ("q=foncier&region=44", Frequency.NEVER)
    assert page.link("Le foncier dans l’Est") == "/offres?q=foncier&region=44"
    comes_online()
    with time_machine.travel(an_hour_later()):
        assert tell_alerts(now()) == 0


def test_the_same_search_is_written_the_same_way(visitor: Visitor, edition: object) -> None:
    visitor.sign_in(MemberFactory())
    for number, query in enumerate(("region=44&q=a", "q=a&region=44&rayon=25&inconnu=1")):
        visitor.send(visitor.open(f"/moi/alertes/nouvelle?{query}"), name=str(number))
    assert {kept.query for kept in db.session.query(SavedSearch)} == {"q=a&region=44"}


def test_a_name_taken_twice_and_a_twenty_first_search_are_refused(
    visitor: Visitor, edition: object
) -> None:
    member = MemberFactory()
    keep(member, name="Prise")
    page = visitor.sign_in(member).open("/moi/alertes/nouvelle?q=foncier")
    refused = visitor.send(page, 422, name="Prise")
    assert "déjà une recherche de ce nom" in refused.text(".error-summary")
    assert refused.answers(refused.form())["name"] == ["Prise"]
    for name in ("Éligible", *map(str, range(18))):
        keep(member, name=f"{name} ?")
    assert [kept.name for kept in kept_by_name(member)][-2:] == ["Éligible ?", "Prise"]
    assert "supprimez-en une" in visitor.send(page, 422, name="De trop").text(".error-summary")


def test_what_comes_online_is_told_once_in_one_letter_a_person(edition: object) -> None:
    member = MemberFactory()
    keep(member, "region=44", name="Grand Est")
    keep(member, "", name="Partout")
    keep(member, "region=53", name="Bretagne")
    opening = comes_online(title="Chargée de mission (F/H)")

    with time_machine.travel(an_hour_later()):
        assert tell_alerts(now()) == 1
        assert tell_alerts(now()) == 0
    with time_machine.travel(an_hour_later(2)):
        assert tell_alerts(now()) == 0

    [letter] = letters()
    assert letter.subject.startswith("1\u00a0nouvelle offre : Grand Est")
    assert letter.body.count(f"/offres/{opening.id}") == 1
    assert db.session.query(AlertItem).count() == 1


def test_what_was_online_before_the_search_is_not_news(edition: object) -> None:
    OpeningFactory(first_published_at=now() - timedelta(days=2))
    keep(MemberFactory())
    with time_machine.travel(an_hour_later()):
        assert tell_alerts(now()) == 0


def test_one_is_not_told_of_ones_own_opening_nor_of_what_is_no_longer_live(edition: object) -> None:
    member = MemberFactory()
    keep(member)
    comes_online(owner=member)
    comes_online(closed=True)
    with time_machine.travel(an_hour_later()):
        assert tell_alerts(now()) == 0


def test_a_run_that_is_killed_tells_the_rest_afterwards_and_nobody_twice(
    edition: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intranet.openings.actions.alerts.AT_ONCE", 1)
    for _ in range(3):
        keep(MemberFactory())
    comes_online()
    calls = []

    def commit_then_die() -> None:
        real_commit()
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt

    real_commit = db.session.commit
    with time_machine.travel(an_hour_later()):
        monkeypatch.setattr(db.session, "commit", commit_then_die)
        with pytest.raises(KeyboardInterrupt):
            tell_alerts(now())
        monkeypatch.setattr(db.session, "commit", real_commit)
        assert len(letters()) == 2
        tell_alerts(now())
    assert len({letter.recipient for letter in letters()}) == len(letters()) == 3


def test_the_letter_leaves_with_a_link_that_one_post_obeys(
    visitor: Visitor, edition: object
) -> None:
    """RFC 8058: read on the very bytes that leave."""
    keep(MemberFactory())
    comes_online()
    with time_machine.travel(an_hour_later()):
        tell_alerts(now())
    raw = as_message(letters()[0]).as_bytes()
    [link] = [
        line.split(b": ", 1)[1].strip(b"<>").decode()
        for line in raw.splitlines()
        if line.startswith(b"List-Unsubscribe: ")
    ]
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    path = link.removeprefix("http://localhost")

    page = visitor.open(path)
    assert "Arrêter toutes mes alertes" in page.text("main form")
    db.session.expire_all()
    assert db.session.query(SavedSearch).one().paused_at is None

    for _ in range(2):
        answer = visitor.client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    db.session.expire_all()
    assert db.session.query(SavedSearch).one().paused_at is not None


@pytest.mark.parametrize("of_one", [True, False])
def test_stopping_says_what_is_stopped(visitor: Visitor, edition: object, of_one: bool) -> None:
    kept = keep(MemberFactory())
    word = links.signed(actions.STOPPING, kept.member_id, *([kept.id] if of_one else []))
    page = visitor.send(visitor.open(f"/alertes/arret/{word}"))
    assert page.text("h1") == ("Alerte arrêtée" if of_one else "Alertes arrêtées")


@pytest.mark.parametrize("word", ["x", "WzFd.forge", "a" * 500])
def test_a_forged_link_stops_nothing(visitor: Visitor, edition: object, word: str) -> None:
    keep(MemberFactory())
    visitor.open(f"/alertes/arret/{word}", status=404)
    assert visitor.client.post(f"/alertes/arret/{word}").status_code == 404
    assert db.session.query(SavedSearch).one().paused_at is None


def test_a_paused_alert_starts_again_without_what_it_missed(
    visitor: Visitor, edition: object
) -> None:
    member = MemberFactory()
    kept = keep(member)
    kept.paused_at, kept.pause_reason = now(), "unsubscribed"
    db.session.commit()
    OpeningFactory(first_published_at=now() + timedelta(minutes=1))
    with time_machine.travel(an_hour_later()):
        page = visitor.sign_in(member).open("/moi/alertes")
        assert "En pause" in page.text(".kept-search")
        visitor.send(page, form=f"form[action='/moi/alertes/{kept.id}']")
    db.session.expire_all()
    with time_machine.travel(an_hour_later(3)):
        assert tell_alerts(now()) == 0
    assert kept.paused_at is None


def test_somebody_elses_search_does_not_exist(visitor: Visitor, edition: object) -> None:
    kept = keep(MemberFactory())
    page = visitor.sign_in(MemberFactory()).open("/moi/alertes")
    assert "Aucune recherche enregistrée" in page.text()
    assert "0 sur" not in page.text(".page-head")
    token = page.first("[name=csrf_token]").get("value")
    for path in (f"/moi/alertes/{kept.id}", f"/moi/alertes/{kept.id}/suppression"):
        sent = visitor.client.post(path, data={"csrf_token": token})
        assert sent.status_code == 404
    assert db.session.query(SavedSearch).count() == 1


def test_after_a_year_one_is_asked_then_the_alert_rests(edition: object) -> None:
    kept = keep(MemberFactory(), frequency=Frequency.WEEKLY)
    for days, asked in ((366, 1), (380, 1), (400, 1)):
        with time_machine.travel(now() + timedelta(days=days)):
            tell_alerts(now())
        assert len(letters()) == asked
    db.session.expire_all()
    assert kept.pause_reason == "unused"


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("frequency", "at", "began"),
    [
        (Frequency.IMMEDIATE, (2026, 11, 25, 21, 30), (2026, 11, 25, 21, 0)),
        (Frequency.DAILY, (2026, 11, 25, 5, 59), (2026, 11, 24, 6, 0)),  # 6 h 59 in Paris
        (Frequency.DAILY, (2026, 11, 25, 6, 0), (2026, 11, 25, 6, 0)),
        (Frequency.DAILY, (2026, 7, 1, 5, 0), (2026, 7, 1, 5, 0)),  # summer
        (Frequency.WEEKLY, (2026, 11, 25, 12, 0), (2026, 11, 23, 6, 0)),
        (Frequency.WEEKLY, (2026, 11, 23, 5, 0), (2026, 11, 16, 6, 0)),
    ],
)
def test_letters_leave_at_seven_in_the_morning_in_paris(
    frequency: Frequency, at: tuple[int, ...], began: tuple[int, ...]
) -> None:
    start = slot_start(frequency, datetime(*at, tzinfo=UTC))  # type: ignore[arg-type,misc]
    assert start == datetime(*began, tzinfo=UTC)  # type: ignore[arg-type,misc]


def test_a_kept_search_is_a_feed_for_whoever_holds_its_address(
    app: Flask, visitor: Visitor, edition: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = MemberFactory()
    kept = keep(member, "region=44", name="L’Est")
    OpeningFactory(title="À Nancy (F/H)")
    OpeningFactory(title="À Rennes (F/H)", municipality_code="35238")
    OpeningFactory(title="Brouillon (F/H)", draft=True)
    address = visitor.sign_in(member).open("/moi/alertes").link("Flux Atom")
    monkeypatch.setitem(app.config, "SITE_IS_PUBLIC", False)
    stranger = app.test_client()

    def read() -> TestResponse:
        return stranger.get(address)

    assert "À Nancy" in read().text
    assert "À Rennes" not in read().text
    assert "Brouillon" not in read().text
    assert read().headers["Cache-Control"] == "private"
    assert stranger.get(address.replace("flux/", "flux/x")).status_code == 404

    db.session.delete(db.session.get_one(SavedSearch, kept.id))
    db.session.commit()
    assert read().status_code == 404
    keep(MemberFactory(), "region=53")  # may be given the same number
    assert read().status_code == 404


def test_a_feed_follows_its_author_s_own_levels(visitor: Visitor, edition: object) -> None:
    member = MemberFactory()
    keep(member, "adequation=100")
    OpeningFactory(title="Couverte (F/H)", requirement_set=asking(("D1.1", 2)))
    OpeningFactory(title="Trop haute (F/H)", requirement_set=asking(("D1.1", 4)))
    address = visitor.sign_in(member).open("/moi/alertes").link("Flux Atom")

    def read() -> str:
        return visitor.client.get(address).text

    assert "<entry>" not in read()
    says(member, "D1.1", 2)
    assert "Couverte" in read()
    assert "Trop haute" not in read()


def test_a_feed_ends_with_the_account(visitor: Visitor, edition: object) -> None:
    member = MemberFactory()
    keep(member)
    address = visitor.sign_in(member).open("/moi/alertes").link("Flux Atom")
    member.closed_at = now()
    db.session.commit()
    assert visitor.client.get(address).status_code == 404


def test_a_filter_that_names_nothing_any_more_does_not_let_everything_through(
    visitor: Visitor, edition: object
) -> None:
    """An item goes with its edition, a structure with its address: what they kept out stays out."""
    member = MemberFactory()
    keep(member, "competence=D9.9", frequency=Frequency.IMMEDIATE)
    comes_online()
    tell_alerts(an_hour_later())
    assert letters() == []

    page = visitor.sign_in(member).open("/moi/alertes")
    assert "un de ses filtres n’existe plus" in page.text(".kept-search")
    feed = visitor.client.get(page.link("Flux Atom de cette recherche"))
    assert (feed.status_code, feed.text.count("<entry>")) == (200, 0)

    form = visitor.open("/moi/alertes/nouvelle?competence=D9.9&region=44")
    visitor.send(form, name="Grand Est")
    assert db.session.query(SavedSearch).filter_by(name="Grand Est").one().query == "region=44"
