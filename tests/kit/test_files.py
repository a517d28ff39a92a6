"""Attachments: what we keep, what we refuse, how it is served."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from intranet.kit import files
from intranet.kit.files import RefusedFile


def sent(name: str, body: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(body), filename=name)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("page.html", b"<html>"),
        ("faux.pdf", b"<html>"),
        ("vide.pdf", b""),
        ("gros.pdf", b"%PDF-" + b"0" * files.LARGEST),
        ("script.svg", b"<svg/>"),
        ("sans-extension", b"%PDF-"),
    ],
)
def test_what_is_not_a_document_is_refused(name: str, body: bytes) -> None:
    with pytest.raises(RefusedFile):
        files.keep(sent(name, body))


def test_a_file_is_served_as_a_download_that_nothing_runs(app: Flask) -> None:
    kept = files.keep(sent("../../Guide d’accueil.pdf", b"%PDF-1.7 essai"))
    assert kept.name == "Guide d’accueil.pdf"
    with app.test_request_context():
        response = files.serve(kept)
        response.direct_passthrough = False
        assert response.get_data() == b"%PDF-1.7 essai"
        response.close()
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
