"""A PDF is read before it is kept; what does more than be read is refused, in plain words."""

from __future__ import annotations

import pytest

from intranet.kit.pdfs import MOST_OBJECTS, check
from intranet.kit.refusals import RefusedFile
from tests.pdfs import a_pdf

pytestmark = pytest.mark.no_database
LAUNCH = a_pdf().replace(
    b"/Type /Catalog", b"/OpenAction << /S /Launch /F (cmd.exe) >> /Type /Catalog"
)


def test_an_ordinary_pdf_passes() -> None:
    check(a_pdf(20), 20)


@pytest.mark.parametrize(
    ("body", "because"),
    [
        (b"<html>bonjour</html>", "ne correspond pas"),
        (b"\x89PNG\r\n\x1a\n" + a_pdf(), "ne correspond pas"),
        (a_pdf(3)[:-300], "incomplet"),
        (b"%PDF-1.7\nrien\n%%EOF", "abîmé"),
        (a_pdf(locked=True), "mot de passe"),
        (a_pdf(0), "aucune page"),
        (a_pdf(21), "21 pages"),
        (a_pdf(script=True), "programme"),
        (LAUNCH, "programme"),
        (a_pdf(carries=True), "autre fichier"),
    ],
    ids=[
        "html",
        "png",
        "truncated",
        "broken",
        "locked",
        "empty",
        "long",
        "script",
        "launch",
        "carrier",
    ],
)
def test_what_is_not_only_to_be_read_is_refused(body: bytes, because: str) -> None:
    with pytest.raises(RefusedFile, match=because):
        check(body, 20)


def test_a_file_too_intricate_to_verify_is_refused() -> None:
    many = b" ".join(b"<< /A %d >>" % n for n in range(MOST_OBJECTS + 10))
    body = a_pdf().replace(b"/Type /Catalog", b"/Names [" + many + b"] /Type /Catalog")
    with pytest.raises(RefusedFile):
        check(body, 20)
