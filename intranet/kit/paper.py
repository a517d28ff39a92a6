"""Pages on paper: a template as a tagged PDF (PDF/UA-1), made from this site's own files alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

HERE = "http://site.invalid/"  # what the paths of a page are joined to: no such host exists
NO_PAPER = (
    "Le PDF n’est pas disponible sur ce serveur (il y manque une bibliothèque, Pango) : "
    "imprimez cette page, ou enregistrez-la en PDF depuis votre navigateur."
)
_ONE_AT_A_TIME = Lock()  # Pango keeps the fonts of the process; renderings take turns


class NoPaper(Exception):
    """WeasyPrint, or the system library that it draws with (Pango), is missing on this machine."""


def as_pdf(html: str) -> bytes:
    """The bytes of the PDF; nothing is fetched but our own static files. Raises NoPaper."""
    document, fonts, fetcher = _drawing()
    with _ONE_AT_A_TIME:
        page = document(string=html, base_url=HERE, url_fetcher=fetcher)
        return bytes(page.write_pdf(font_config=fonts, pdf_variant="pdf/ua-1"))


@cache
def _drawing() -> tuple[Any, Any, Any]:
    """The library, imported at the first document: it is heavy, and asks for Pango."""
    try:
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except (ImportError, OSError) as missing:
        raise NoPaper(str(missing)) from missing

    folder = Path(str(current_app.static_folder)).resolve()

    class OwnFiles(URLFetcher):
        """Files of the static folder; any other address is refused, and nothing leaves the machine."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):  # what the page itself carries
                return super().fetch(url)
            path = unquote(urlsplit(url).path).partition("/static/")[2]
            found = (folder / path).resolve()
            if not path or folder not in found.parents or not found.is_file():
                raise ValueError(f"refused: {url}")
            kind = "text/css" if found.suffix == ".css" else "image/svg+xml"
            return URLFetcherResponse(url, found.read_bytes(), {"Content-Type": kind})

    return HTML, FontConfiguration(), OwnFiles()


def forget() -> None:
    """Import the library anew at the next document."""
    _drawing.cache_clear()
