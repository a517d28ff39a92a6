"""A site on a world of its own, which begins again as often as asked, and several who send it forms at once."""

from __future__ import annotations

import logging
import shutil
import traceback
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from threading import get_ident

from flask import Flask
from sqlalchemy import update

from intranet.kit.db import db
from intranet.members import passwords
from intranet.members.models import Member
from tests.databases import a_database, created
from tests.drills import tell
from tests.drills.portraits import Portrait, every_table, portrait
from tests.drills.promises import broken
from tests.drills.sending import Sent, forms_of
from tests.members.factories import PASSWORD
from tests.races import at_once
from tests.world import World

CODE = "/intranet/"


class Heard(logging.Handler):
    """What the site says of itself, by the thread where it says it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: dict[int, list[str]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self.said.setdefault(get_ident(), []).append(" ".join(record.getMessage().split())[:500])


class Crowd:
    """Several who send forms to one site; what went wrong, and how often each answer was given."""

    def __init__(self, site: Flask, world: World, files: Path) -> None:
        self.site, self.world, self.files = site, world, files
        self.heard = Heard()
        self.wrong: list[str] = []
        self.answers: Counter[int] = Counter()
        with site.app_context():
            known = update(Member).values(password_hash=passwords.kept(PASSWORD))
            db.session.execute(known)
            db.session.commit()

    def forms(self, people: dict[str, Container[str] | None], rng: Random) -> Iterator[Sent]:
        """What these people may send, from these pages each; from every page where none is named."""
        for who, pages in people.items():
            number = self.world.people[who]
            with self.site.app_context():
                member = db.session.get(Member, number) if number else None
                yield from forms_of(self.site, self.world, who, member, pages, rng)
                db.session.remove()

    @contextmanager
    def kept(self, folder: Path, name: str) -> Iterator[None]:
        """From here on, each beginning is as the site is now."""
        with self.site.app_context():
            url = db.engine.url.render_as_string(hide_password=False)
            self.broken = broken()
            db.session.remove()
            db.engine.dispose()
        self.site.logger.addHandler(self.heard)
        with a_database(folder, f"{name}_first", url) as first:
            self.begin = partial(created, folder, name, first)
            yield
        self.site.logger.removeHandler(self.heard)

    def begin_again(self) -> None:
        with self.site.app_context():
            db.engine.dispose()
        self.begin()
        shutil.copytree(self.files, Path(self.site.instance_path) / "files", dirs_exist_ok=True)

    def sent_alone(self, one: Sent) -> Portrait:
        """What the whole database is like once it was sent."""
        self.send(one)
        return self.portrait(every_table())

    def portrait(self, tables: set[str]) -> Portrait:
        with self.site.app_context():
            return portrait(tables)

    def keeps_its_promises(self) -> None:
        """What was not so at the beginning is told, and begun again."""
        with self.site.app_context():
            for each in sorted(broken() - self.broken):
                self.blame(each)

    def at_once(self, sent: Sequence[Sent], holding: Sequence[int]) -> None:
        """Each in a thread of its own; `holding` is told in tests/races.py."""
        ends = at_once(self.site, *(partial(self.send, one) for one in sent), holding=holding)
        if ends != {"done": len(sent)}:
            self.blame(f"{ends}: {' || '.join(map(str, sent))}")

    def send(self, one: Sent) -> None:
        """As a browser of theirs does: whatever its end, an answer that is no failure."""
        self.heard.said.pop(get_ident(), None)
        with self.site.app_context():
            client = self.site.test_client(use_cookies=False)
            try:
                answer = client.post(one.to, data=one.said, headers={"Cookie": one.cookie})
            except Exception as fault:  # noqa: BLE001  whatever it is, it is what we look for
                self.fails(one, f"{type(fault).__name__}: {str(fault)[:500]} {where(fault)}")
                return
            answer.close()
        self.answers[answer.status_code] += 1
        if answer.status_code >= 500:
            self.fails(one, str(answer.status_code))

    def fails(self, one: Sent, how: str) -> None:
        said = "; ".join(self.heard.said.get(get_ident(), ()))
        self.blame(f"{one}: {how} {said}")

    def blame(self, fault: str) -> None:
        """A drill is long: what it finds is told at once."""
        tell(fault)
        self.wrong.append(fault)


def where(fault: BaseException) -> str:
    """The lines of ours that led to it, the last first."""
    ours = [each for each in traceback.extract_tb(fault.__traceback__) if CODE in each.filename]
    return " < ".join(
        f"{each.filename.partition(CODE)[2]}:{each.lineno}" for each in reversed(ours[-6:])
    )
