"""How long things are kept: what the register says is what the command does, and the other way round."""

from __future__ import annotations

import re
import string
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from time_machine import travel

from intranet import upkeep
from intranet.discussions.actions import announce
from intranet.discussions.models import News, NewsMark, NewsTopic, Topic, Verb
from intranet.home.commands import brought
from intranet.home.commands.delays import RULES, delays_in_words, in_words
from intranet.home.commands.forgetting import apply_delays
from intranet.home.commands.ticking import forget_bytes
from intranet.kit import backups, journal, letters, limits
from intranet.kit.clock import months_after, now
from intranet.kit.db import db
from intranet.kit.journal import Kind, SecurityEvent
from intranet.kit.letters import Letter
from intranet.kit.register import register
from intranet.members import actions as members
from intranet.members.models import Member, SignIn
from intranet.openings import actions as openings
from intranet.openings.models import FileVisit, JobApplication
from intranet.practices.models import FruitlessSearch, SheetLine
from tests.competencies.exchanges import a_file
from tests.courses.factories import a_course_file
from tests.factories import MemberFactory, a_trainer, an_administrator, an_animator
from tests.openings.factories import OpeningFactory, an_application, an_import
from tests.practices.factories import a_batch
from tests.visitor import Visitor

AT = datetime(2026, 3, 31, 9, tzinfo=UTC)
LENGTH = re.compile(r"\b(?:mois|jours?|heures?|semaines?|ans?|années?)\b")
UNIT = Path(__file__).parents[2] / "deploy" / "systemd" / "passerelles-backup.service"


def said_in(kept: str) -> set[str]:
    """The names of the delays that a purpose tells."""
    return {name for _, name, _, _ in string.Formatter().parse(kept) if name}


def test_each_delay_of_the_register_is_kept_by_a_rule_and_each_rule_is_told(app: Flask) -> None:
    kept = {purpose.name: purpose.kept for purpose in register().purposes.values()}
    told = {name for text in kept.values() for name in said_in(text)}
    with app.app_context():
        assert told == delays_in_words().keys()
    assert len({rule.name for rule in RULES}) == len(RULES)
    for name, text in kept.items():
        assert not LENGTH.search(text), f"{name}: a delay that no rule keeps: {text}"
    assert {rule.name for rule in RULES} >= upkeep.MONTHS.keys()


def test_what_is_set_is_what_is_said_and_done(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"draft": 5, "forgotten": 6, "decided": 7, "pool": 8, "anonymous": 9, "inactive": 10}
    monkeypatch.setitem(app.config, "RETENTION", said)
    words = delays_in_words()
    assert {name: words[name] for name in said} == {
        name: in_words(months) for name, months in said.items()
    }
    assert (words["warned"], words["warned_again"]) == (in_words(8), in_words(9))
    page = visitor.open("/donnees-personnelles/registre").text().replace("\u00a0", " ")
    assert "prévient après 8 mois, un autre après 9 mois" in page and "{" not in page
    assert "après 10 mois, le compte est fermé et effacé" in visitor.open(
        "/donnees-personnelles"
    ).text().replace("\u00a0", " ")


@pytest.mark.no_database
def test_an_account_is_never_erased_before_its_two_letters() -> None:
    with pytest.raises(upkeep.WrongUpkeep, match="de 3 à 120"):
        upkeep.read({"KEEP_INACTIVE_MONTHS": "2"})


@pytest.mark.no_database
def test_the_backup_of_the_night_keeps_what_the_pages_promise() -> None:
    assert f" backup --keep {backups.KEPT_DAYS} " in UNIT.read_text("utf-8")


def a_letter(key: str, **given: Any) -> Letter:
    made = Letter(key=key, recipient="a@exemple.fr", subject="Un sujet", body="Le texte.", **given)
    db.session.add(made)
    return made


def test_a_letter_that_left_loses_its_words_a_month_later_and_its_line_a_year_later(
    app: Flask,
) -> None:
    with travel(AT, tick=False):
        left = a_letter("parti", sent_at=now(), unsubscribe_link="https://x.fr/arret/secret")
        given_up = a_letter("perdu", tries=letters.LAST_TRY, secret_link="https://x.fr/secret")
        waiting = a_letter("attend", secret_link="https://x.fr/secret")
        db.session.commit()
    words = "Textes de courriels partis, effacés"
    day = months_after(AT, 1)
    with travel(day, tick=False):
        told = app.test_cli_runner().invoke(args=["retention", "--dry-run"]).output
        assert f"{words} : 0" in told
    assert apply_delays(day)[words] == 0
    day += timedelta(days=1)
    with travel(day, tick=False):
        told = app.test_cli_runner().invoke(args=["retention", "--dry-run"]).output
        assert f"{words} : 2" in told and left.body
    assert [apply_delays(day)[words] for _ in range(2)] == [2, 0]
    db.session.expire_all()
    for letter in (left, given_up):
        assert (letter.body, letter.secret_link, letter.unsubscribe_link) == ("", None, None)
        assert letter.subject
    assert waiting.body and waiting.secret_link
    assert not letters.write(
        "members/confirm", "a@exemple.fr", key="parti", secret_link="x", within=timedelta(hours=1)
    )
    apply_delays(months_after(AT, 12) + timedelta(days=1))
    assert db.session.query(Letter).count() == 0


def test_sending_forgets_the_links_that_stop_letters(app: Flask) -> None:
    letter = a_letter("parti", unsubscribe_link="https://x.fr/arret/secret")
    db.session.commit()
    assert letters.send_due(lambda _message: None) == 1
    assert letter.unsubscribe_link is None and letter.body


def test_the_outbox_says_that_the_words_are_gone(visitor: Visitor) -> None:
    letter = a_letter("parti", sent_at=now())
    letter.body = ""
    db.session.commit()
    page = visitor.sign_in(an_administrator()).open("/animer/courrier")
    assert "s’efface 1 mois après son envoi" in page.text().replace("\u00a0", " ")


def announced(key: str, at: datetime) -> None:
    announce(
        key,
        Verb.PUBLISHED,
        family="practices",
        subject=("practice", 1),
        title="Une fiche",
        address="/pratiques/une-fiche",
        topics=[(Topic.REGION, "84")],
        by=None,
        at=at,
    )
    db.session.commit()


def test_news_are_told_for_a_year_and_their_numbers_go_on(app: Flask) -> None:
    for number in range(3):
        announced(f"n{number}", AT + timedelta(days=number))
    first, _, last = db.session.scalars(db.select(News.id).order_by(News.id)).all()
    db.session.add(NewsMark(member_id=MemberFactory().id, news_id=first))
    db.session.commit()
    later = months_after(AT, 12)
    assert [apply_delays(later + timedelta(days=n))["Nouvelles oubliées"] for n in (0, 1, 9)] == [0, 1, 1]  # fmt: skip
    assert list(db.session.scalars(db.select(News.id))) == [last]  # whatever its age
    assert db.session.query(NewsMark).count() == 0
    assert set(db.session.scalars(db.select(NewsTopic.news_id))) == {last}
    announced("n3", later)
    assert db.session.scalars(db.select(News.id).order_by(News.id.desc())).first() == last + 1


def test_tries_sessions_visits_and_words_that_found_nothing_go_too(
    app: Flask, visitor: Visitor, edition: object
) -> None:
    member: Member = MemberFactory()
    with travel(AT, tick=False):
        limits.over((limits.Limit("essai", 3, timedelta(hours=24)), "quelqu’un"))
        members.open_session(member, now(), browser="essais")
        application = an_application(OpeningFactory(), member)
        a_file_of(application)
        db.session.add(FruitlessSearch(words="quelque chose", on=now().date(), times=1))
        db.session.commit()
    due = {"Comptes d’essais échus", "Sessions et liens échus", "Lectures de pièces oubliées", "Recherches sans résultat oubliées"}  # fmt: skip
    day = months_after(AT, 12) + timedelta(days=1)
    found = {rule.label: rule.due(day) for rule in RULES}
    done = apply_delays(day, RULES)
    assert {label: (found[label], done[label]) for label in due} == dict.fromkeys(due, (1, 1))
    assert (db.session.query(SignIn).count(), db.session.query(FileVisit).count()) == (0, 0)


def a_file_of(application: JobApplication) -> None:
    from intranet.openings.models import ApplicationFile, FileKind

    file = ApplicationFile(application_id=application.id, kind=FileKind.CV, name="cv.pdf")
    db.session.add(file)
    db.session.flush()
    openings.open_file(file, application.opening.owner, now())


def files_brought() -> list[Any]:
    """A file of each kind, as somebody of each trade sends it."""
    animator, trainer = an_animator(), a_trainer()
    return [a_file(animator), a_course_file(trainer), an_import(animator), a_batch(trainer)]


def test_an_imported_file_goes_a_year_after_its_use_and_thirty_days_after_nobody_used_it(
    app: Flask,
) -> None:
    names = "Fichiers importés, effacés", "Fichiers jamais appliqués, effacés"
    with travel(AT, tick=False):
        used, _, late = (files_brought() for _ in range(3))
    kept = [file.id for file in late]
    for files, at in ((used, AT), (late, AT + timedelta(days=1))):
        for file in files:
            file.applied_at = at
    db.session.commit()
    a_month, a_year, one = AT + timedelta(days=30), months_after(AT, 12), timedelta(days=1)
    due = {a_month: (0, 0), a_month + one: (0, 4), a_year: (0, 0), a_year + one: (4, 0)}
    for at, expected in due.items():
        with travel(at, tick=False):
            told = app.test_cli_runner().invoke(args=["retention", "--dry-run"]).output
        done = apply_delays(at)
        for name, count in zip(names, expected, strict=True):
            assert f"{name} : {count}" in told and done[name] == count, at
    for model, number in zip(brought.MODELS, kept, strict=True):
        assert list(db.session.scalars(db.select(model.id))) == [number]
    assert set(db.session.scalars(db.select(SheetLine.batch_id))) == {kept[-1]}


@pytest.mark.no_database
def test_whatever_keeps_a_file_that_people_import_has_a_delay() -> None:
    found = {
        each.class_
        for each in db.Model.registry.mappers
        if {"sha256", "applied_at"}.issubset(each.columns.keys())
    }
    assert found == set(brought.MODELS)


def test_what_the_delays_erase_leaves_the_disk_once_a_day(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept: list[datetime] = []
    monkeypatch.setattr("intranet.home.commands.ticking.sweep", lambda: swept.append(now()))
    for hours, kind in enumerate(
        (Kind.RETENTION_RUN, Kind.RETENTION_RUN, Kind.DATA_ERASED, Kind.SIGNED_IN)
    ):
        with travel(AT + timedelta(hours=hours), tick=False):
            journal.note(kind, detail="delays")
            db.session.commit()
            forget_bytes(now())
    assert [at - AT for at in swept] == [timedelta(hours=0), timedelta(hours=2)]
    with travel(AT + timedelta(days=1), tick=False):
        journal.note(Kind.RETENTION_RUN, detail="delays")
        db.session.commit()
        forget_bytes(now())
        forget_bytes(now())
    assert len(swept) == 3
    assert db.session.query(SecurityEvent).filter_by(detail="swept").count() == 3
