"""A visitor who reads our pages as people do, and to whom no page may be broken."""

from __future__ import annotations

import os
import re
from collections import Counter
from copy import deepcopy
from functools import cached_property
from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from flask import has_app_context
from flask.testing import FlaskClient
from html5lib import HTMLParser
from lxml import etree
from lxml.etree import _Element as Element
from sqlalchemy import insert, inspect
from werkzeug.test import TestResponse

from intranet.kit.clock import now
from intranet.members.models import Member, SignIn
from intranet.members.policy import lifetime_of
from intranet.members.queries import hashed
from tests.selecting import found_in

UNWANTED = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])| [;!?](?=\s|$)|« (?! )|\bNone\b|&(amp;)?nbsp;")
# One of them is in whatever is unwanted: texts are searched for it at once, and hold none most often.
SUSPECT = ("'", " ;", " !", " ?", "« ", "None", "nbsp;")
THEIRS = {"script", "style", "textarea", "code", "pre", "option"}
HTML = etree.HTMLParser(encoding="utf-8")
INLINE = etree.XPath("//@style | //@*[starts-with(name(), 'on')]")
SAID = etree.XPath("body//text()", smart_strings=False)
if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

OPENED = insert(SignIn.__table__)  # type: ignore[arg-type]
MADE = "tests.made"  # in the info of a session that still knows what it committed
AROUND = re.compile(
    r'<header class="masthead">.*?</header>|<footer class="site-foot">.*?</footer>', re.DOTALL
)
AROUND_SOUND: set[str] = set()  # those of pages that this worker found valid, by their shape
SOUND: set[str] = set()  # shapes of pages, as they are written in the file of TEST_SOUND


class Page:
    """One answer, parsed; a whole page is checked at once."""

    def __init__(self, response: TestResponse) -> None:
        self.response, self.status = response, response.status_code
        self.url, self.html = response.request.full_path.rstrip("?"), response.text
        if self.html.lower().startswith("<!doctype html>") and self.status < 500:
            self.check()

    @cached_property
    def tree(self) -> Element:
        """Parsed once, as elements: what is looked at most is found in them."""
        return etree.fromstring(self.html.encode() or b"<html></html>", HTML)

    @cached_property
    def soup(self) -> BeautifulSoup:
        """For whoever looks closer; it costs twenty times as much."""
        return BeautifulSoup(self.html, "lxml")

    def select(self, selector: str) -> list[Element]:
        return found_in(self.tree, selector)

    def first(self, selector: str) -> Element:
        """The first element that answers the selector."""
        return self.select(selector)[0]

    def texts(self, selector: str) -> list[str]:
        return [words(found) for found in self.select(selector)]

    def text(self, selector: str = "main") -> str:
        """The words of the only element that answers the selector."""
        [found] = self.texts(selector)
        return found

    def link(self, said: str) -> str:
        """Where the link that bears these words leads."""
        found = [a.get("href") for a in self.select("a") if said in words(a) and a.get("href")]
        assert found, f"no link « {said} » on {self.url}: {self.texts('a')}"
        return str(found[0])

    def form(self, selector: str | None = None) -> Element:
        """The form of this page: the only one of its main part that posts, unless one is named."""
        forms = self.select(selector or "main form[method=post]")
        assert forms, f"no form {selector or ''} on {self.url}"
        if selector is None and len(forms) > 1:
            forms = [max(forms, key=lambda form: len(found_in(form, "[name]")))]
        return forms[0]

    def answers(self, form: Element) -> dict[str, list[str]]:
        """What the form would send if it were sent as it is."""
        sent: dict[str, list[str]] = {}
        for field in form.iter("input", "select", "textarea"):
            name = field.get("name")
            if name is None:
                continue
            values = sent.setdefault(name, [])
            if field.tag == "select":
                options = list(field.iter("option"))
                chosen = [option for option in options if "selected" in option.attrib] or (
                    [] if "multiple" in field.attrib else options[:1]
                )
                values += [option.get("value", words(option)) for option in chosen]
            elif field.tag == "textarea":
                values.append("".join(field.itertext()).removeprefix("\n"))
            elif field.get("type") in {"checkbox", "radio"}:
                values += [field.get("value", "on")] if "checked" in field.attrib else []
            elif field.get("type") not in {"submit", "file", "button"}:
                values.append(field.get("value", ""))
        return sent

    def remove(self, selector: str) -> None:
        """As whoever changes a page in their own browser may."""
        for found in self.select(selector):
            found.getparent().remove(found)

    def swap(self, selector: str, fragment: Page) -> None:
        """Do what htmx does with `hx-swap="outerHTML"`."""
        [old] = self.select(selector)
        [new] = deepcopy(fragment.tree.find("body"))
        new.tail = old.tail
        old.getparent().replace(old, new)
        self.html = etree.tostring(
            self.tree, encoding="unicode", method="html", doctype="<!doctype html>"
        )
        self.__dict__.pop("soup", None)

    def check(self) -> None:
        """The rules of the house, kept by every whole page that any test opens: one pass, it is hot."""
        self.check_html()
        tree = self.tree
        [heading], [title] = tree.xpath("//h1"), tree.xpath("//head/title")
        assert words(title).startswith(words(heading)), (
            f"the title begins with the h1: {words(title)} / {words(heading)}"
        )
        ids = Counter(tree.xpath("//@id"))
        assert ids.total() == len(ids), f"an id twice: {ids}"
        inline = [f"{found.attrname} on <{found.getparent().tag}>" for found in INLINE(tree)]
        assert not inline, f"our CSP forbids {inline}"
        assert not tree.xpath("//img[not(@alt)]"), f"an image without words on {self.url}"
        labelled = set(tree.xpath("//label/@for"))
        for field in tree.iter("input", "select", "textarea"):
            self.check_field(field, labelled)
        for form in tree.xpath("//form[@method='post'][not(.//input[@name='csrf_token'])]"):
            assert form.get("action") == "/theme", (
                f"a form without its token on {self.url}: {form.get('action')}"
            )
        assert "{{" not in self.html, "a template leaks"
        self.check_french(tree)

    def check_field(self, field: Element, labelled: set[str]) -> None:
        if field.get("type") not in {"hidden", "submit"}:
            named = (
                field.get("aria-label")
                or field.get("id") in labelled
                or any(above.tag == "label" for above in field.iterancestors())
            )
            assert named, f"no label on {self.url}: {field.tag} {dict(field.attrib)}"

    def check_html(self) -> None:
        """Valid as browsers read it: once for each page, state and outcome, since it is slow."""
        address = re.sub(r"\d+", "#", self.url.partition("?")[0])
        is_signed_in, is_refused = "Me déconnecter" in self.html, "aria-invalid" in self.html
        shape = f"{self.status} {is_signed_in} {is_refused} {address}\n"
        if not is_sound(shape):
            parser = HTMLParser()
            parser.parse(AROUND.sub(read_once, self.html))
            assert not parser.errors, f"invalid HTML on {self.url}: {parser.errors}"
            AROUND_SOUND.update(map(shape_of, AROUND.findall(self.html)))
            with Path(os.environ["TEST_SOUND"]).open("a", encoding="utf-8") as found:
                found.write(shape)

    def check_french(self, tree: Element) -> None:
        """’ and no-break spaces in what people read (the texts of fields are theirs)."""
        said = "\n".join(SAID(tree))
        if not any(sign in said for sign in SUSPECT) or not UNWANTED.search(said):
            return
        for found in tree.xpath("body//text()"):
            if UNWANTED.search(found) and not is_theirs(found):
                raise AssertionError(f"typography on {self.url}: {found.strip()!r}")


def read_once(around: re.Match[str]) -> str:
    """Nothing in the place of a header or a footer found valid on another page: each is whole in itself."""
    return "" if shape_of(around[0]) in AROUND_SOUND else around[0]


def shape_of(around: str) -> str:
    """But for the values of fields, and for numbers, of signs that no parser stumbles over."""
    return re.sub(r"(?<![#&\w])\d+", "#", re.sub(r'value="[\w./?=:-]*"', 'value=""', around))


def is_sound(shape: str) -> bool:
    """Whether any worker of this run found a page of that shape valid."""
    if shape not in SOUND:
        with Path(os.environ["TEST_SOUND"]).open(encoding="utf-8") as found:
            SOUND.update(found)
    return shape in SOUND


WORDS = etree.XPath(".//text()[not(ancestor::script or ancestor::style or ancestor::template)]")


def words(found: Element) -> str:
    """What is read in an element."""
    return " ".join(" ".join(WORDS(found)).split())


def is_theirs(found: Any) -> bool:
    """Whether a text is that of a field or of a listing. `found` knows the element it was read from."""
    holder = found.getparent().getparent() if found.is_tail else found.getparent()
    return any(above.tag in THEIRS for above in [holder, *holder.iterancestors()])


def forget_what_was_made() -> None:
    """A visitor may change it: it is read again."""
    from intranet.kit.db import db

    if has_app_context() and db.session.info.pop(MADE, False):
        db.session.expire_all()


class Browser(FlaskClient):
    """Gives each request a `g` of its own, as a server does: no test reads as whoever read before."""

    def run_wsgi_app(self, environ: WSGIEnvironment, buffered: bool = False) -> Any:
        forget_what_was_made()
        with self.application.app_context():  # until the last byte: what is streamed reads in it
            return super().run_wsgi_app(environ, buffered=True)


class Visitor:
    """Somebody at a browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def sign_in(self, member: Member) -> Visitor:
        """Open a session for this member, as signing in does: in one statement, for it is hot."""
        from intranet.kit.db import db

        token, at = token_urlsafe(24), now()
        lasts = lifetime_of(member, is_required=False)
        [number] = inspect(member).identity or (None,)
        opened = {
            "token_hash": hashed(token),
            "member_id": number,
            "started_at": at,
            "seen_at": at,
            "proven_at": at,
            "lapses_at": at + lasts.unused,
            "ends_at": at + lasts.whole,
            "browser": "essais",
        }
        db.session.execute(OPENED, opened)
        db.session.commit()
        with self.client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return self

    def open(self, url: str, *, into: str | None = None, status: int = 200) -> Page:
        """Open a page; or, as htmx does, only the part that goes `into` the element of that id."""
        headers = {"HX-Request-Type": "partial", "HX-Target": f"section#{into}"} if into else {}
        return self._ask(status, url, headers=headers, follow_redirects=status == 200)

    def send(
        self,
        page: Page,
        status: int = 200,
        *,
        form: str | None = None,
        press: str | None = None,
        **answers: Any,
    ) -> Page:
        """Answer a form of a page, send it, and follow where it leads.

        `press` is the name (or name=value) of the button; only what is asked may be answered.
        """
        asked = page.form(form)
        sent: dict[str, Any] = page.answers(asked)
        files = {field.get("name") for field in found_in(asked, "input[type=file]")}
        unasked = answers.keys() - sent.keys() - files
        assert not unasked, f"not asked on {page.url}: {unasked}"
        sent |= answers
        if press:
            name, _, value = press.partition("=")
            buttons = found_in(asked, f"button[name='{name}']")
            assert buttons, f"no button {name}"
            sent[name] = value or str(buttons[0].get("value", ""))
        target = str(asked.get("action") or page.url)
        from_here = {"Sec-Fetch-Site": "same-origin", "Referer": f"http://localhost{page.url}"}
        return self._ask(
            status, target, method="POST", data=sent, headers=from_here, follow_redirects=True
        )

    def _ask(self, status: int, url: str, **how: Any) -> Page:
        response = self.client.open(url, **how)
        assert response.status_code == status, (
            f"{url}: {response.status_code}\n{response.text[:3000]}"
        )
        page = Page(response)
        if response.request.method == "POST":
            self.check_addresses(page)
        return page

    def check_addresses(self, page: Page) -> None:
        """A form that a refusal shows is sent where it is read, not to the act that was refused."""
        astray = page.select("form[method=post]:not([action])")
        readable = self.client.application.url_map.bind("").allowed_methods(
            page.response.request.path
        )
        assert not astray or "GET" in readable, f"a form without its address, shown by {page.url}"
