"""What somebody wrote never lives in what another one reads: page, feed, linked data, document or calendar.

Thirteen families of attacks are written straight into every column that holds words, past the forms, and
every door is then opened by several people: an element, an attribute or an address that bears the mark of
the attack is alive.
"""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from lxml import etree, html
from werkzeug.test import TestResponse

from intranet.kit.markdown import markdown
from tests.drills import IS_WHOLE, many, tell
from tests.drills.test_leaving import ADDRESSES, filled_in
from tests.visitor import Visitor
from tests.words import write_everywhere
from tests.world import World, address_of, enter, rules

MARK = "zq7x"
FAMILIES = {
    "script": f"<script>{MARK}()</script><script src=//{MARK}.example></script>",
    "events": f"<img src=x onerror={MARK}()><b onmouseover='{MARK}()' autofocus onfocus={MARK}()>a</b>",
    "links": f"<a href='javascript:{MARK}()'>a</a> [a](javascript:{MARK}()) [b](data:text/html,{MARK}) [c](vbscript:{MARK})",
    "svg": f"<svg onload={MARK}()><animate onbegin={MARK}() attributeName=x /><use href=data:{MARK} /></svg>",
    "mathml": f"<math><mtext><mglyph><style><!--</style><a xlink:href='javascript:{MARK}()'>a</a></math>",
    "iframe": f"<iframe srcdoc='<script>{MARK}</script>' src=//{MARK}.example></iframe><object data=//{MARK}></object>",
    "base": f"<base href=//{MARK}.example/><link rel=stylesheet href=//{MARK}.example>",
    "form": f"<form action=//{MARK}.example><button formaction=javascript:{MARK}()>a</button><input name={MARK}></form>",
    "refresh": f"<meta http-equiv=refresh content='0;url=//{MARK}.example'>",
    "style": f"<style>@import '//{MARK}.example'</style><p style='background:url(//{MARK}.example)'>a</p>",
    "templates": f"<b hx-get=/{MARK} hx-trigger=load hx-on:click={MARK}() data-hx-get=/{MARK}>a</b> {{{{7*7}}}}{MARK} {{% set {MARK} %}} ${{7*7}}{MARK} #{{7*7}}{MARK}",
    "markdown": f"<javascript:{MARK}()> ![a](javascript:{MARK}() \"' onerror={MARK}()\") [a][z] [b](java&#115;cript:{MARK}()) [c](java\tscript:{MARK}()) [d](<javascript:{MARK}()>)\n\n[z]: javascript:{MARK}()",
    "encodings": f"&lt;script&gt;{MARK}&lt;/script&gt; +ADw-script+AD4-{MARK} <scr&#0;ipt>{MARK} \" {MARK}=1 ' {MARK}='1 --></title></textarea></script></style><{MARK}>\r\n{MARK}:a]]>",
}  # fmt: skip
READERS = ("visitor", "author", "recruiter", "trainer", "animator")
SLOW = {"pdf"}  # drawn for seconds: in the drill alone


def payload(rank: int, longest: int) -> str:
    """As many families as fit, a different one first for each column."""
    said, names = "", list(FAMILIES)
    for place in range(len(names)):
        family = FAMILIES[names[(rank + place) % len(names)]]
        if len(said) + len(family) + 2 <= longest:
            said += family + "\n\n"
    return said or f"<{MARK}>"[:longest]


def test_nothing_that_was_written_lives(app: Flask, world: World, visitor: Visitor) -> None:
    wrong: list[str] = []
    read = marked = 0
    for turn in range(many(1, 2)):
        columns = write_everywhere(payload, first=turn * 7)
        for rank, who in enumerate(READERS):
            enter(who, world, visitor)
            for place, rule in enumerate(rules(app)):
                small = not IS_WHOLE and (place % many(12, 1) or place // 12 % len(READERS) != rank)
                if "GET" not in (rule.methods or ()) or rule.endpoint == "static" or small:
                    continue
                with app.test_request_context():
                    address = address_of(rule, world)
                if not IS_WHOLE and address.rpartition(".")[2] in SLOW:
                    continue
                answer = visitor.client.get(address)
                read += 1
                marked += MARK in (answer.text if answer.mimetype.startswith("text/") else "")
                if answer.status_code >= 500:
                    wrong.append(f"{who} {address}: {answer.status_code}")
                wrong += [f"{who} {address}: {fault}" for fault in alive(answer)]
                answer.close()
    tell(
        f"{columns} columns, {read} answers read, {marked} of them with the mark, {len(wrong)} alive"
    )
    assert wrong == []
    assert marked > read / 10


def alive(answer: TestResponse) -> Iterator[str]:
    """What of the attack would act in the program that opens this answer."""
    kind = answer.mimetype
    if kind == "text/html":
        yield from alive_in_html(answer.text) if answer.text.strip() else ()
    elif kind in {"application/atom+xml", "application/xml", "text/xml", "application/rss+xml"}:
        yield from alive_in_xml(answer.data)
    elif kind.endswith("json"):
        json.loads(answer.data)
    elif kind == "text/calendar":
        yield from (line for line in answer.text.split("\r\n") if line.lower().startswith(MARK))
    elif "wordprocessingml" in kind:
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            for name in archive.namelist():
                yield from alive_in_xml(archive.read(name))


def alive_in_html(page: str) -> Iterator[str]:
    tree = html.document_fromstring(page)
    if re.search(rf"49{MARK}", page):
        yield "a template was computed"
    for found in tree.iter():
        if not isinstance(found.tag, str):
            continue
        if MARK in found.tag:
            yield f"element <{found.tag}>"
        elif found.tag == "script" and MARK in (found.text or ""):
            yield from alive_in_data(found)
        elif found.tag == "style" and MARK in (found.text or ""):
            yield "style"
        for name, value in found.attrib.items():
            if MARK in name:
                yield f"attribute {name} of <{found.tag}>"
            elif MARK in value and is_active(found.tag, name, value):
                yield f"<{found.tag} {name}={value[:80]!r}>"


def alive_in_data(script: Any) -> Iterator[str]:
    """Linked data is read and never run; and nothing in it ends the element that holds it."""
    if script.get("type") != "application/ld+json":
        yield "script"
        return
    json.loads(script.text)
    if "<" in script.text:
        yield "linked data with a raw <"


def is_active(tag: str, name: str, value: str) -> bool:
    if name.startswith(("on", "hx-", "data-hx")) and name != "hx-headers":
        return True
    if name in {"style", "srcdoc", "formaction", "background", "poster", "ping", "srcset", "data"}:
        return True
    if name in {"href", "src", "action", "xlink:href", "cite"}:
        plain = re.sub(r"[\x00-\x20]", "", value).lower()
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", plain)
        away = plain.startswith(("//", "/\\", "\\"))
        return bool(scheme and scheme[1] not in {"http", "https", "mailto", "tel"}) or away
    return tag in {"base", "meta"} and name in {"href", "http-equiv"}


def alive_in_xml(body: bytes) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for found in etree.fromstring(body, parser).iter():
        if isinstance(found.tag, str) and MARK in found.tag:
            yield f"element {found.tag}"
        yield from (f"attribute {name}" for name in found.attrib if MARK in name)
        if found.get("type") == "html" and found.text:
            yield from alive_in_html(f"<div>{found.text}</div>")


@pytest.mark.no_database
@pytest.mark.parametrize("family", FAMILIES)
def test_no_family_lives_in_a_long_text(family: str) -> None:
    for said in (
        FAMILIES[family],
        f"> - {FAMILIES[family]}",
        f"| a |\n| - |\n| {FAMILIES[family]} |",
    ):
        assert list(alive_in_html(f"<div>{markdown(said)}</div>")) == []


@pytest.mark.no_database
@pytest.mark.parametrize("sign", ["> ", "[", "(", "*", "- ", "`", "![", "<", "&", "|", "#", "_a", "**a", "\\", "~"])  # fmt: skip
def test_very_deep_nesting_is_read_in_good_time(sign: str) -> None:
    started = time.process_time()
    markdown(sign * (many(6_000, 20_000) // len(sign)))
    assert time.process_time() - started < 2


@pytest.mark.parametrize("place", range(len(ADDRESSES)))
def test_an_address_that_runs_is_refused_where_it_is_written(
    place: int, app: Flask, world: World, visitor: Visitor
) -> None:
    who, page, name, said = list(ADDRESSES.values())[place]
    enter(who, world, visitor)
    found = visitor.open(filled_in(page, world))
    [form] = found.select(f'main form:has([name="{name}"])')
    for typed in ("javascript:alert(1)//https://a.fr", "data:text/html,<script>alert(1)</script>", "JavaScript&colon;alert(1)", "vbscript:a", "\x01javascript:alert(1)")[: many(2, 5)]:  # fmt: skip
        answer = visitor.client.post(str(form.get("action") or found.url), data=found.answers(form) | said | {name: typed})  # fmt: skip
        assert answer.status_code == 422 or "javascript" not in visitor.open(filled_in(page, world)).html.lower()  # fmt: skip
