"""What a page would make a browser ask of somebody else, or keep: nothing, but one cookie of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from werkzeug.test import TestResponse

COOKIE = "passerelles"  # `__Host-passerelles` where the site is served over HTTPS
HERE = "http://localhost/"
# Elements that fetch by themselves; a link (`a`) is followed by whoever chooses to.
TAG = re.compile(
    r"<(script|link|img|iframe|frame|object|embed|source|video|audio|track|use|image|form|button|input"
    r"|base|meta|portal|svg|[a-z][a-z0-9-]*(?=[^>]*\shx-))\b([^>]*)>",
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"([a-z:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
FETCHED = {
    "src", "srcset", "data", "poster", "background", "action", "formaction", "ping", "manifest",
    "xlink:href", "hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete",
}  # fmt: skip
READ_BY_NOBODY = {"canonical", "alternate", "license", "author", "help", "prev", "next"}
IN_STYLE = re.compile(r"@import|url\(\s*['\"]?(?!['\"]?(?:/|#|\.))", re.IGNORECASE)
SOURCES = {"'self'", "'none'"}


def asked_elsewhere(page: str) -> Iterator[str]:
    """The addresses of other sites that a browser would ask as it opens this page, or sends a form."""
    for tag, inside in TAG.findall(page):
        told = {
            name.lower(): unescape(double or single or bare)
            for name, double, single, bare in ATTRIBUTE.findall(inside)
        }
        named = set(FETCHED)
        if tag.lower() in {"use", "image", "base"}:
            named.add("href")
        if tag.lower() == "link" and not set(told.get("rel", "").lower().split()) <= READ_BY_NOBODY:
            named.add("href")
        if tag.lower() == "meta" and told.get("http-equiv", "").lower() == "refresh":
            yield f"<meta refresh {told.get('content', '')}>"
        for name in named & told.keys():
            for address in told[name].split(",") if name == "srcset" else [told[name]]:
                if leads_elsewhere(address.strip().split(" ")[0]):
                    yield f"<{tag} {name}={address!r}>"
    if "style=" in page or "<style" in page:
        yield from IN_STYLE.findall(page)


def leads_elsewhere(address: str) -> bool:
    found = urlsplit(urljoin(HERE, address.strip()))
    return bool(address) and (found.scheme, found.netloc) != ("http", "localhost")


def kept(answer: TestResponse) -> Iterator[str]:
    """The cookies that an answer sets, but for the one of the session."""
    for line in answer.headers.getlist("Set-Cookie"):
        name = line.partition("=")[0].strip()
        if name.removeprefix("__Host-") != COOKIE:
            yield name


def lets_elsewhere(policy: str) -> Iterator[str]:
    """What the policy of an answer allows beyond our own site."""
    for part in filter(None, map(str.strip, policy.split(";"))):
        directive, *sources = part.split()
        if directive != "sandbox" and set(sources) - SOURCES:
            yield part
