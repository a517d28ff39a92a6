"""What members write, made safe: Markdown without HTML, then only the tags that we name.

The one place that declares markup safe, beside `texts.typo` and `panels`, which only pass it on.
"""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markupsafe import Markup

from intranet.kit.texts import before_ellipsis, typo

TAGS = {
    "p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "h3", "h4", "h5", "hr", "code",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_render = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_HEADING = re.compile(r"(</?)h([1-6])(?=>)")


def init_app(app: Flask) -> None:
    app.jinja_env.filters["markdown"] = markdown


@lru_cache(maxsize=1_000)
def markdown(text: str | None) -> Markup:
    """Safe HTML of a text in Markdown; its headings start at h3, below those of the page.

    What was read lately is kept: the same texts come back on every visit.
    """
    html = _HEADING.sub(
        lambda found: f"{found[1]}h{min(int(found[2]) + 2, 5)}", _render.render(text or "")
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
    """The words of a Markdown text alone, for summaries and search; cut at a word."""
    words = " ".join(nh3.clean(_render.render(text or ""), tags=set()).split())
    words = Markup(words).unescape()  # noqa: S704  read back to plain text
    if len(words) <= longest:
        return words
    return f"{before_ellipsis(words[:longest].rsplit(' ', 1)[0])}…"
