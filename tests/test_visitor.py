"""The visitor refuses a page that is not valid, wherever it is not."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask, g, request, stream_with_context
from werkzeug import Response
from werkzeug.test import Client

from tests.visitor import Page

pytestmark = pytest.mark.no_database
HEADER = (
    '<header class="masthead"><form><input name="q" aria-label="Mot" value="{}"></form></header>'
)
FOOTER = '<footer class="site-foot"><p>Pied de page</p></footer>'


def opened(main: str = "", header: str = HEADER, footer: str = FOOTER) -> Page:
    """As the first page of its address, so that it is read whole."""
    html = (
        '<!doctype html><html lang="fr"><head><title>Essai</title></head>'
        f"<body>{header}<main><h1>Essai</h1>{main}</main>{footer}</body></html>"
    )
    return Page(Client(Response(html, mimetype="text/html")).get(f"/essai/{uuid4().hex}"))


def test_what_surrounds_a_page_is_read_once_and_the_page_each_time() -> None:
    opened()
    opened("<p>Une page</p>")
    with pytest.raises(AssertionError, match="invalid HTML"):
        opened("<p>Une page</div>")


@pytest.mark.parametrize(
    ("header", "footer"),
    [
        (HEADER.format('"a" b"'), FOOTER),
        (HEADER.replace("</form>", ""), FOOTER),
        (HEADER, FOOTER.replace("</p>", "</div>")),
    ],
)
def test_what_surrounds_a_page_is_read_where_it_is_another(header: str, footer: str) -> None:
    opened()
    with pytest.raises(AssertionError, match="invalid HTML"):
        opened("", header, footer)


def test_words_are_refused_that_are_not_written_as_in_print() -> None:
    for wrong in ("l'offre", "Quoi ?", "« Non", "None", "a&amp;nbsp;b"):
        with pytest.raises(AssertionError, match="typography"):
            opened(f"<p>Un mot : {wrong}</p>")
        opened(f"<p>Un mot&nbsp;: <code>{wrong}</code></p>")


def test_each_request_has_a_g_of_its_own_to_its_last_byte() -> None:
    """flask-login keeps the reader there: else all that a test asks is read by whoever asked first."""
    site = Flask(__name__)

    @site.get("/")
    def whose() -> Response:
        g.setdefault("reader", request.args["reader"])
        return site.response_class(stream_with_context(g.reader for _ in range(2)))

    with site.app_context():
        for reader in ("Ada", "Léo"):
            read = site.test_client().get("/", query_string={"reader": reader})
            assert read.text == reader * 2
