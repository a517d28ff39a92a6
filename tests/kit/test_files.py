"""Attachments: what we keep, what we refuse, how it is served."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from intranet.kit import files
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.refusals import LARGEST, RefusedFile
from intranet.kit.storage import storage
from tests.pdfs import PDF


def sent(name: str, body: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(body), filename=name)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("page.html", b"<html>"),
        ("faux.pdf", b"<html>"),
        ("vide.pdf", b""),
        ("gros.pdf", b"%PDF-" + b"0" * LARGEST),
        ("script.svg", b"<svg/>"),
        ("sans-extension", b"%PDF-"),
    ],
)
@pytest.mark.no_database
def test_what_is_not_a_document_is_refused(name: str, body: bytes) -> None:
    with pytest.raises(RefusedFile):
        files.keep(sent(name, body))


def test_a_file_is_served_as_a_download_that_nothing_runs(app: Flask) -> None:
    kept = files.keep(sent("C:\\Documents\\Guide d’accueil.pdf", PDF))
    assert kept.name == "Guide d’accueil.pdf"
    with app.test_request_context():
        response = files.serve(kept)
        response.direct_passthrough = False
        assert response.get_data() == PDF
        response.close()
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["Content-Security-Policy"].startswith("sandbox")


def test_a_removed_file_leaves_the_disk_with_the_commit_and_not_before(app: Flask) -> None:
    kept, other = (files.keep(sent("a.pdf", PDF)) for _ in range(2))
    db.session.commit()
    stored = kept.stored_as
    files.remove([kept.id])
    assert storage().exists(stored)
    db.session.commit()

    assert not storage().exists(stored)
    files.remove([other.id])
    db.session.rollback()
    db.session.commit()
    assert storage().exists(other.stored_as)


def test_a_file_that_no_row_names_goes_a_day_later(app: Flask) -> None:
    kept = files.keep(sent("a.pdf", PDF))
    db.session.commit()
    orphan = "f" * 32
    storage().write(orphan, b"%PDF-1.7")

    assert files.remove_orphans(now()) == 0
    assert files.remove_orphans(now() + timedelta(days=2)) >= 1
    assert (storage().exists(orphan), storage().exists(kept.stored_as)) == (False, True)
