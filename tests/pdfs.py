"""PDFs as people send them, and as nobody should."""

from __future__ import annotations

import io

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def a_pdf(
    pages: int = 1, *, script: bool = False, carries: bool = False, locked: bool = False
) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=200)
    if script:
        action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
        said = DictionaryObject({NameObject(key): value for key, value in action.items()})
        writer.root_object[NameObject("/OpenAction")] = said
    if carries:
        writer.add_attachment("facture.exe", b"MZ")
    if locked:
        writer.encrypt("secret")
    body = io.BytesIO()
    writer.write(body)
    return body.getvalue()


# Its header names bytes that are not letters; without them, it is also read as a text.
PDF, ANOTHER = (a_pdf(pages).replace(b"\xe2\xe3\xcf\xd3", b"PDF!") for pages in (1, 2))


def sent(body: bytes, name: str = "cv.pdf") -> tuple[io.BytesIO, str]:
    """As a form sends it."""
    return io.BytesIO(body), name
