"""A backup comes back whole, on either kind of database, or is refused and nothing changes."""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import psycopg
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from intranet.kit import backups, files, journal
from intranet.kit.backups import Archive, BadArchive, restoring, rows
from intranet.kit.backups.archive import Manifest, Writer
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.kit.journal import Kind, SecurityEvent
from intranet.kit.storage import storage
from intranet.members.actions import renew_codes
from intranet.members.models import Member, RecoveryCode, SignIn, SingleUseLink
from tests.databases import DIALECT, empty_postgresql
from tests.factories import MemberFactory
from tests.grounds import site_on
from tests.pdfs import PDF
from tests.visitor import Visitor

pytestmark = pytest.mark.live

ODD = "Rétro\\N\tplanning ’\n✓"


def run(site: Flask, *words: object) -> Result:
    return site.test_cli_runner().invoke(args=[str(word) for word in words])


def keep(text: str) -> Attachment:
    kept = files.keep(FileStorage(io.BytesIO(PDF), filename=f"{text}.pdf"))
    db.session.commit()
    return kept


@pytest.fixture
def lived_in(site: Flask) -> Flask:
    """A site with members and two kept files, one of which nothing holds any more."""
    with site.app_context():
        MemberFactory(name="Camille Durand", about=ODD, is_listed=True)
        keep("gardé")
        storage().remove(keep("perdu").stored_as)
        db.session.remove()
    return site


@contextmanager
def elsewhere(folder: Path, worker_id: str, dialect: str = DIALECT) -> Iterator[Flask]:
    """A site on another machine: no table yet."""
    folder.mkdir()
    if dialect == "sqlite":
        yield site_on(folder, f"sqlite:///{folder}/restored.db")
        return
    with empty_postgresql(f"restored_{worker_id}") as url:
        app = site_on(folder, url)
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def everything(site: Flask) -> dict[str, list[Any]]:
    """Every row of every table, as Python reads it; but the journal, which tells of the backup itself."""
    with site.app_context():
        found = {
            name: sorted(db.session.execute(table.select()).all(), key=repr)
            for name, table in db.metadata.tables.items()
            if name not in {"security_event", "event_chain"}
        }
        db.session.remove()
    return found


def told_by(site: Flask) -> list[Kind]:
    """What its journal tells; the chain is sound."""
    with site.app_context():
        assert journal.verify().fault is None
        kinds = list(db.session.scalars(select(SecurityEvent.kind).order_by(SecurityEvent.number)))
        db.session.remove()
    return kinds


def test_it_comes_back_whole_elsewhere(lived_in: Flask, tmp_path: Path, worker_id: str) -> None:
    path = tmp_path / "site.zip"
    taken = run(lived_in, "backup", path)
    assert taken.exit_code == 0, taken.output
    assert "absent du stockage, donc de l’archive : perdu.pdf" in taken.output
    assert path.stat().st_mode & 0o777 == 0o600
    assert not [
        one for one in tmp_path.iterdir() if one.name.startswith((".site", "site.zip.part"))
    ]

    with elsewhere(tmp_path / "there", worker_id) as there:
        back = run(there, "restore", path)
        assert back.exit_code == 0, back.output
        assert everything(there) == everything(lived_in)
        assert (told_by(lived_in), told_by(there)) == ([Kind.BACKED_UP], [Kind.RESTORED])
        with there.app_context():
            kept = db.session.scalars(select(Attachment).filter_by(name="gardé.pdf")).one()
            with files.opened(kept) as opened:
                assert opened.read() == PDF
            assert MemberFactory().id > 1  # numbers go on
            db.session.remove()
        again = run(there, "restore", path)
        assert again.exit_code == 1 and "--replace" in again.output
        assert Visitor(there.test_client()).client.get("/readyz").status_code == 200


def test_nothing_that_opened_an_account_opens_it_again(
    lived_in: Flask, tmp_path: Path, worker_id: str
) -> None:
    """A session closed since, a link or a code used since: the archive knows nothing of it."""
    path, someone = tmp_path / "site.zip", Visitor(lived_in.test_client())
    with lived_in.app_context():
        member = MemberFactory(email="camille@exemple.fr")
        someone.sign_in(member)
        renew_codes(member, now())
        db.session.commit()
        db.session.remove()
    someone.send(someone.open("/mot-de-passe"), email="camille@exemple.fr")
    assert someone.open("/moi").texts("h1") == ["Mon profil"]
    assert run(lived_in, "backup", path).exit_code == 0
    back = run(lived_in, "restore", path, "--replace")
    assert "chacun se reconnecte" in back.output
    assert re.search(r"Sauvegarde du \d+\S*\s\w+\s\d{4} à \d", back.output)
    assert not re.search(r"\d\.\d", back.output)
    assert someone.open("/moi").texts("h1") == ["Se connecter"]
    with lived_in.app_context():
        assert not db.session.scalars(select(SignIn)).all()
        [link] = db.session.scalars(select(SingleUseLink))
        assert link.used_at
        assert all(db.session.scalars(select(RecoveryCode.used_at)))
        db.session.remove()


def test_what_was_here_stays_where_the_archive_does_not_say_what_it_holds(
    lived_in: Flask, tmp_path: Path
) -> None:
    path = tmp_path / "site.zip"
    assert run(lived_in, "backup", path).exit_code == 0
    before = everything(lived_in)
    with Archive(path) as archive:
        archive.manifest.rows["member"] += 1
        told = {name: b"".join(archive.pieces(name)) for name in archive.manifest.members}
        forged = sealed(tmp_path / "forged.zip", archive.manifest, told)

    refused = run(lived_in, "restore", forged, "--replace")
    assert refused.exit_code == 1 and "sommaire" in refused.output
    assert everything(lived_in) == before


def sealed(path: Path, manifest: Manifest, members: dict[str, bytes]) -> Path:
    """An archive that is whole, whatever it says."""
    with path.open("w+b") as file:
        writer = Writer(file)
        for name, body in members.items():
            writer.put(name, io.BytesIO(body))
        writer.end(manifest)
    return path


def a_manifest(**more: Any) -> Manifest:
    return Manifest("sqlite", "0001", "http://localhost", "2026-11-26T08:00:00+00:00", {}, **more)


@pytest.mark.no_database
def test_one_byte_altered_anywhere_or_an_end_that_is_missing_is_seen(tmp_path: Path) -> None:
    path = sealed(tmp_path / "whole.zip", a_manifest(), {f"files/{'a' * 32}": b"%PDF" * 20})
    whole = path.read_bytes()
    Archive(path).file.close()

    for place in range(0, len(whole), 11):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BadArchive):
            Archive(path)
        path.write_bytes(whole[:place])
        with pytest.raises(BadArchive):
            Archive(path)


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("../../etc/passwd", {}, "n’y a rien à faire"),
        ("files/../../x", {}, "n’y a rien à faire"),
        ("/etc/passwd", {}, "n’y a rien à faire"),
        (f"files/{'a' * 32}", {"format": 2}, "autre format"),
        (f"files/{'a' * 32}", {}, "version plus récente"),
    ],
)
def test_what_is_not_ours_to_restore_is_refused(
    name: str, more: dict[str, Any], said: str, site: Flask, tmp_path: Path
) -> None:
    manifest = a_manifest(**more)
    manifest.revision = "9999"
    refused = run(
        site, "restore", sealed(tmp_path / "odd.zip", manifest, {name: b"x"}), "--replace"
    )

    assert refused.exit_code == 1 and said in refused.output
    assert "Rien n’a changé" in refused.output
    with site.app_context():
        assert db.session.scalar(select(func.count()).select_from(files.Attachment)) == 0


@pytest.mark.no_database
def test_older_backups_of_this_site_go_and_nothing_else(tmp_path: Path) -> None:
    at, body = datetime(2026, 12, 1, 3, tzinfo=UTC), {f"files/{'a' * 32}": b"%PDF"}
    for name, site, days in (
        ("2026-10-31.zip", "http://localhost", 31),
        ("2026-11-01.zip", "http://localhost", 30),
        ("2026-11-30.zip", "http://localhost", 1),
        ("voisin.zip", "https://ailleurs.example", 90),
        ("ancienne.archive", "http://localhost", 90),
        ("today.zip", "http://localhost", 90),  # just taken, whatever it says
    ):
        manifest = a_manifest()
        manifest.site, manifest.taken_at = site, (at - timedelta(days=days)).isoformat()
        sealed(tmp_path / name, manifest, body)
    (tmp_path / "lien.zip").symlink_to(tmp_path / "2026-10-31.zip")
    (tmp_path / "abîmé.zip").write_bytes((tmp_path / "2026-10-31.zip").read_bytes()[:200])
    with zipfile.ZipFile(tmp_path / "vacances.zip", "w") as other:
        other.writestr("manifest.json", json.dumps({"format": 1, "site": "http://localhost"}))
    before = {path.name for path in tmp_path.iterdir()}

    gone = backups.forget_older(tmp_path / "today.zip", "http://localhost", at, 30)
    assert [path.name for path in gone] == ["2026-10-31.zip"]
    assert {path.name for path in tmp_path.iterdir()} == before - {"2026-10-31.zip"}


def test_the_command_removes_them_once_the_new_one_is_whole(site: Flask, tmp_path: Path) -> None:
    manifest = a_manifest()
    manifest.site = site.config["SITE_URL"]
    manifest.taken_at = "2020-01-01T00:00:00+00:00"
    old = sealed(tmp_path / "old.zip", manifest, {})
    failed = run(site, "backup", "--keep", "30", tmp_path / "nowhere" / "new.zip")
    assert failed.exit_code == 1 and old.exists()
    assert "nowhere n’existe pas" in failed.output
    assert run(site, "backup", "--keep", "0", tmp_path / "new.zip").exit_code == 2
    done = run(site, "backup", "--keep", "30", tmp_path / "new.zip")
    assert "effacée : old.zip" in done.output and not old.exists()
    assert re.search(r"Sauvegarde écrite et relue.* \d+(,\d)? Mo, en \d+(,\d)? s\.", done.output)


@pytest.mark.no_database
def test_another_zip_is_no_backup(site: Flask, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("manifest.json", json.dumps({"format": 1}))
    for name in ("other.zip", "nowhere.zip"):
        assert run(site, "restore", tmp_path / name, "--replace").exit_code == 1


def test_files_that_come_and_go_meanwhile_do_no_harm(
    lived_in: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the first is read one comes; while that one is read, after the snapshot, it goes again."""
    gone: list[int] = []

    def meanwhile(name: str, opening: Callable[[str], IO[bytes]]) -> IO[bytes]:
        if not gone:
            gone.extend([keep("venu").id, keep("resté").id])
        elif len(gone) == 2:
            files.remove([gone.pop()])
            gone.clear(), gone.append(0)
            db.session.commit()
        db.session.remove()
        return opening(name)

    with lived_in.app_context():
        kind, opening = type(storage()), type(storage()).open
    monkeypatch.setattr(
        kind, "open", lambda self, name: meanwhile(name, lambda one: opening(self, one))
    )
    assert run(lived_in, "backup", tmp_path / "site.zip").exit_code == 0
    monkeypatch.undo()

    with Archive(tmp_path / "site.zip") as archive:
        manifest, held = archive.manifest, archive.files()
    assert manifest.missing_files == ["perdu.pdf"]
    assert manifest.rows["attachment"] == 3 and len(held) >= 2
    with lived_in.app_context():
        assert {
            *db.session.scalars(select(Attachment.stored_as).where(Attachment.name != "perdu.pdf"))
        } <= {*held}
        db.session.remove()


def test_nothing_is_left_of_a_backup_that_failed(
    lived_in: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site.zip").write_text("hier")

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    before = set(tmp_path.iterdir())
    monkeypatch.setattr(os, "fsync", full)
    failed = run(lived_in, "backup", tmp_path / "site.zip")

    assert failed.exit_code == 1 and "Rien n’a été gardé" in failed.output
    assert "Traceback" not in failed.output
    assert {one for one in tmp_path.iterdir() if ".archiving" not in one.name} == before
    assert (tmp_path / "site.zip").read_text() == "hier"


def test_where_the_base_itself_refuses_the_archive_is_not_said_to_be_at_fault(
    lived_in: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(lived_in, "backup", tmp_path / "site.zip").exit_code == 0

    def refused(*_: object) -> None:
        raise psycopg.errors.InsufficientPrivilege("permission denied for database site")

    monkeypatch.setattr(restoring, "_build", refused)
    told = run(lived_in, "restore", tmp_path / "site.zip", "--replace").output
    assert "La base d’ici ne la prend pas (permission denied for database site)." in told
    assert "ne se relit pas" not in told and "Rien n’a changé." in told


@pytest.mark.no_database
def test_what_postgresql_tells_is_read_as_sqlite_keeps_it() -> None:
    types = [
        "integer",
        "boolean",
        "timestamp with time zone",
        "text",
        "double precision",
        "bytea",
        "date",
    ]
    line = b"7\tt\t2026-11-26 08:00:00.5+00\t\\\\N\\tdeux\\nlignes\t0.1\t\\\\x00ff\t2026-11-26"
    [row] = rows.read([line], types)

    assert row == [
        7,
        1,
        "2026-11-26 08:00:00.500000",
        "\\N\tdeux\nlignes",
        0.1,
        b"\x00\xff",
        "2026-11-26",
    ]
    assert list(rows.read([b"\\N\t\\N"], ["integer", "text"])) == [[None, None]]


if DIALECT == "sqlite":

    def test_it_takes_the_place_of_one_that_others_have_open(
        lived_in: Flask, tmp_path: Path
    ) -> None:
        """Who reads goes on with what they read, and nobody goes on writing into what was replaced."""
        assert run(lived_in, "backup", tmp_path / "site.zip").exit_code == 0
        before = everything(lived_in)
        with lived_in.app_context():
            MemberFactory(name="Venue depuis")
            path = str(db.engine.url.database)
        with closing(sqlite3.connect(path)) as reader:
            many = "SELECT count(*) FROM member"
            reader.execute("BEGIN")
            there = reader.execute(many).fetchone()
            back = run(lived_in, "restore", tmp_path / "site.zip", "--replace")
            assert back.exit_code == 0 and "Lignes remplacées" in back.output, back.output
            assert reader.execute(many).fetchone() == there
            reader.rollback()
            assert reader.execute(many).fetchone() == (there[0] - 1,)
        assert everything(lived_in) == before

    def test_a_database_that_cannot_be_read_is_kept_aside(lived_in: Flask, tmp_path: Path) -> None:
        assert run(lived_in, "backup", tmp_path / "site.zip").exit_code == 0
        before = everything(lived_in)
        with lived_in.app_context():
            path = Path(str(db.engine.url.database))
            db.engine.dispose()
        path.write_bytes(b"no database at all " * 1_000)

        refused = run(lived_in, "restore", tmp_path / "site.zip")
        assert refused.exit_code == 1 and "ne se lit pas" in refused.output
        assert run(lived_in, "restore", tmp_path / "site.zip", "--replace").exit_code == 0
        assert everything(lived_in) == before
        assert path.with_name(f"{path.name}.illisible").read_bytes().startswith(b"no database")

else:

    def test_it_moves_from_one_kind_of_database_to_the_other_and_back(
        lived_in: Flask, tmp_path: Path, worker_id: str
    ) -> None:
        before = everything(lived_in)
        assert run(lived_in, "backup", tmp_path / "large.zip").exit_code == 0
        with elsewhere(tmp_path / "small", worker_id, "sqlite") as small:
            back = run(small, "restore", tmp_path / "large.zip")
            assert back.exit_code == 0, back.output
            assert told(everything(small)) == told(before)
            assert run(small, "backup", tmp_path / "small.zip").exit_code == 0
            assert finds(small)
        back = run(lived_in, "restore", tmp_path / "small.zip", "--replace")
        assert back.exit_code == 0, back.output
        assert told(everything(lived_in)) == told(before)
        assert finds(lived_in)
        with lived_in.app_context():
            assert MemberFactory().id > 1
            db.session.remove()

    def told(found: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """All but what is made anew: the index, and the word of what can be found."""
        return {
            name: all_rows
            for name, all_rows in found.items()
            if name not in {"search_entry", "known_word", "word_stamp"}
        }

    def finds(site: Flask) -> bool:
        with site.app_context():
            member = db.session.scalars(select(Member).filter_by(name="Camille Durand")).one()
            visitor = Visitor(site.test_client()).sign_in(member)
        return "Camille Durand" in visitor.open("/recherche?q=durand").text()
