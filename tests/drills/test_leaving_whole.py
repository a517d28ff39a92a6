"""Everything that is somebody’s is in their archive; and once they left, no byte of it stays."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from intranet.home import actions as home
from intranet.home.commands.ticking import forget_bytes
from intranet.kit import journal
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members import actions
from tests.canaries import plant
from tests.factories import MemberFactory


def places_that_hold(words: dict[tuple[str, str], str]) -> set[str]:
    """The columns of the database where any of these words still stands."""
    found = set()
    for table in db.metadata.tables.values():
        for row in db.session.execute(db.select(table)).mappings():
            for column, value in row.items():
                text = str(value)
                if any(word in text for word in words.values()):
                    found.add(f"{table.name}.{column}")
    return found


def bytes_of(site: Flask) -> list[Path]:
    """The files of an SQLite database: itself, its log, and what else lies beside; none of PostgreSQL."""
    url = site.config["SQLALCHEMY_DATABASE_URI"]
    if not url.startswith("sqlite"):
        return []
    path = Path(url.removeprefix("sqlite:///"))
    return [found for found in path.parent.glob(f"{path.name}*") if found.is_file()]


@pytest.mark.live
def test_the_archive_holds_every_word_and_nothing_of_it_outlives_the_account(
    site: Flask, tmp_path: Path
) -> None:
    with site.app_context():
        MemberFactory()
        member = MemberFactory(email="partante@exemple.fr")
        db.session.commit()
        words = plant(member, "personal", "sensitive")
        archive = io.BytesIO()
        home.carry(member, archive, now(), site="Passerelles")
        db.session.commit()
        with zipfile.ZipFile(archive) as parts:
            carried = "".join(
                parts.read(name).decode() for name in parts.namelist() if name.endswith(".json")
            )
        missing = [place for place, word in words.items() if word not in carried]
        assert not missing
        assert len(words) >= 65
        actions.close_account(member, now())
        db.session.commit()
        assert not places_that_hold(words | {("", "email"): "partante@exemple.fr"})
        forget_bytes(now())
        for there in bytes_of(site):
            body = there.read_bytes()
            assert b"partante@exemple" not in body, there
            assert not [place for place, word in words.items() if word.encode() in body], there
        assert journal.verify().fault is None
