"""What members write, made safe: Markdown without HTML, then only the tags that we name.

The one place that declares markup safe, beside `texts.typo` and `panels`, which only pass it on.
"""

from __future__ import annotations

import re

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markupsafe import Markup

from intranet.kit.texts import before_ellipsis, typo
from intranet.kit.ui import Drawings

TAGS = {
    "p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "h3", "h4", "h5", "hr", "code",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_render = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_HEADING = re.compile(r"(</?)h([1-6])(?=>)")


def init_app(app: Flask) -> None:
    app.jinja_env.filters["markdown"] = markdown


# The same texts come back on every visit; whoever sends long ones fills no more than these signs.
_read_lately = Drawings(most=2_000_000)


def markdown(text: str | None) -> Markup:
    """Safe HTML of a text in Markdown; its headings start at h3, below those of the page."""
    known: Markup | None = _read_lately.find((text,))
    if known is None:
        known = _read(text or "")
        _read_lately.keep((text,), known)
    return known


def _read(text: str) -> Markup:
    html = _HEADING.sub(
        lambda found: f"{found[1]}h{min(int(found[2]) + 2, 5)}", _render.render(text)
    )
    safe = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return typo(Markup(safe))  # noqa: S704  cleaned on the line above


def plain(text: str | None, longest: int = 300) -> str:
    """The words of a Markdown text alone, for summaries and search; cut at a word.

    What stands in a list is told apart: « visites · ateliers ».
    """
    drawn = _render.render(text or "").replace("</li>\n<li>", "</li> · <li>")
    words = " ".join(nh3.clean(drawn, tags=set()).split())
    words = Markup(words).unescape()  # noqa: S704  read back to plain text
    if len(words) <= longest:
        return words
    return f"{before_ellipsis(words[:longest].rsplit(' ', 1)[0])}…"
