"""A document drawn from what it froze: the page to print, and the same page as a PDF."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from flask import current_app

from intranet.bookings.hours import hours_in_words, percent
from intranet.bookings.models import Certificate, Facts, Hours
from intranet.kit.codes import Qr, qr
from intranet.kit.exports import absolute
from intranet.kit.paper import as_pdf


def as_page(certificate: Certificate, *, is_pdf: bool = False) -> str:
    """The page, from the payload alone: it says what was true that day.

    Its code is drawn in the page, since ours load no image that they carry; as an image, it has
    words in a PDF.
    """
    said = certificate.payload
    page = current_app.jinja_env.get_template("bookings/certificates/document.html")
    code = qr(absolute(certificate.address))
    return page.render(
        site_name=current_app.config["SITE_NAME"],
        certificate=certificate,
        label=certificate.label,
        said=said,
        issued_on=date.fromisoformat(said["issued_on"]),
        code=code,
        picture=picture(code) if is_pdf else None,
        absolute=absolute,
        **in_words(said),
    )


def drawn(certificate: Certificate) -> bytes:
    """Its PDF. Raises NoPaper."""
    return as_pdf(as_page(certificate, is_pdf=True))


def in_words(said: dict[str, Any]) -> dict[str, Any]:
    """The hours of a payload, as one reads them."""
    hours = Hours(**said["hours"])
    return {
        "attended": hours_in_words(hours.attended),
        "planned": hours_in_words(hours.planned),
        "rate": percent(hours.rate) if hours.rate is not None else 0,
    }


def followed(facts: Facts) -> str:
    """« 13 h 30 sur 14 h »."""
    hours = facts.hours
    return f"{hours_in_words(hours.attended)} sur {hours_in_words(hours.planned)}"


def archive(found: Sequence[Certificate]) -> Iterator[bytes]:
    """A ZIP of their PDFs, sent piece by piece: never more than one document in memory."""
    sent = Sent()
    with ZipFile(sent, "w", ZIP_STORED) as kept:
        for one in found:
            kept.writestr(file_name(one), drawn(one))
            yield sent.taken()
    yield sent.taken()


class Sent(io.RawIOBase):
    """Where the archive is written: what was written leaves, and cannot be gone back to."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, piece: Any) -> int:
        self.waiting.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        whole, self.waiting = b"".join(self.waiting), []
        return whole


def file_name(certificate: Certificate) -> str:
    return f"certificat-{certificate.serial}.pdf"


def picture(code: Qr) -> str:
    """A code as an image that the page carries within itself."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.size} {code.size}">'
        f'<path fill="#fff" d="M0 0h{code.size}v{code.size}H0z"/><path d="{code.path}"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
