"""Twenty people who save the same sheet at the very same moment."""

from __future__ import annotations

import time
from threading import Barrier, Thread

from flask import Flask

from bench.bases import said_by

WRITERS = 20


def measure(url: str) -> None:
    """On a site with its starting content, in a process of its own."""
    print(said_by("from bench.edits import edit; edit()", url), end="")


def edit() -> None:
    """In this process, on the database of its settings: what became of twenty saves at once, and
    how long they took against twenty, one after the other. Fails where something is lost.
    """
    from wsgi import app

    with app.test_request_context():
        alone = sum(saved(app, *begun(), number, "context") for number in range(WRITERS))
        for field, told in (("context", "même champ"), ("approach", "une étape chacun")):
            practice_id, *page = begun()
            ready, ends, started = Barrier(WRITERS), list[float](), time.perf_counter()
            threads = [
                Thread(target=save, args=(app, practice_id, *page, number, field, ready, ends))
                for number in range(WRITERS)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            taken = time.perf_counter() - started
            print(
                f"  {WRITERS} à la fois, {told:<18} {sum(ends):2.0f} enregistrés,"
                f" {WRITERS - sum(ends):2.0f} gardent leur texte à côté de l’autre,"
                f" {taken / alone:4.2f} fois vingt à la suite"
            )
            assert len(ends) == WRITERS, ends
            check(practice_id, field, int(sum(ends)))


def begun() -> tuple[int, int, int, int]:
    """A draft, its author, and what its page was opened on."""
    from intranet.kit.clock import now
    from intranet.kit.db import db
    from intranet.members.models import Member
    from intranet.practices.actions import begin
    from intranet.practices.models import Kind

    author = db.session.query(Member).filter_by(email="developpeur@demo.example").one()
    practice = begin(author, "Vingt à la fois", Kind.PRACTICE, now())
    db.session.commit()
    page = practice.id, author.id, practice.lock_version, practice.current.id
    db.session.remove()
    return page


def saved(
    app: Flask, practice_id: int, author_id: int, lock: int, base: int, number: int, field: str
) -> float:
    """The seconds that one save takes, alone."""
    ends: list[float] = []
    started = time.perf_counter()
    save(app, practice_id, author_id, lock, base, number, field, Barrier(1), ends)
    assert ends == [1]
    return time.perf_counter() - started


def save(
    app: Flask, practice_id: int, author_id: int, lock: int, base: int,
    number: int, field: str, ready: Barrier, ends: list[float],
) -> None:  # fmt: skip
    """One person’s save: 1 where it is written, 0 where their text stays beside the other’s."""
    from intranet.kit.clock import now
    from intranet.kit.db import db
    from intranet.members.models import Member
    from intranet.practices.actions import save as write
    from intranet.practices.models import Practice, SameFields, Sheet

    with app.test_request_context(method="POST"):
        kept = db.session.get_one(Practice, practice_id).current.sheet.kept()
        mine = f"Texte de {number}"
        kept[field] = [*kept[field], mine] if field == "approach" else mine
        db.session.rollback()
        ready.wait()
        practice = db.session.get_one(Practice, practice_id)
        author = db.session.get_one(Member, author_id)
        try:
            write(practice, Sheet.read(kept), author, now(), lock=lock, base_id=base)
            db.session.commit()
            ends.append(1)
        except SameFields as beside:
            db.session.rollback()
            if beside.values[field] == kept[field]:
                ends.append(0)  # their text is still theirs
        finally:
            db.session.remove()


def check(practice_id: int, field: str, written: int) -> None:
    """One text won; or every step that was said to be written is there."""
    from intranet.kit.db import db
    from intranet.practices.models import Practice

    kept = getattr(db.session.get_one(Practice, practice_id).current.sheet, field)
    db.session.remove()
    assert written == (len(kept) if field == "approach" else 1), (written, kept)
