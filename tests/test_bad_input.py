"""Bad input, on every form of the site: whoever may open it, what is refused is said where it is, and kept.

As in the census, each person opens each page; here they also fill its forms with what no form can keep.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from lxml.etree import _Element as Element
from werkzeug.test import TestResponse

from tests.selecting import found_in
from tests.sql import counted, tables_written
from tests.visitor import Page, Visitor
from tests.world import DOORS, World, enter, rules

WRITERS = ("visitor", "newcomer", "recruiter", "trainer", "author", "animator")
TEXTS = {"text", "textarea", "email", "url", "tel"}
# Pages that hold a form only in one state of the thing.
IN_OTHER_STATES = {
    "openings.show": ("draft opening", "opening in review", "closed opening"),
    "courses.show": ("draft course", "submitted course"),
}
# What a browser or the site itself counts, whatever is sent.
COUNTED = ("attempt", "sign_in", "search_words")
TRIED: set[tuple[str, ...]] = set()  # the forms already filled, by their fields: once is enough
FILES: set[str] = set()  # the routes that answer no page: documents, exports, calendars


@pytest.mark.parametrize("who", WRITERS)
def test_each_form_says_what_is_wrong_loses_nothing_and_writes_nothing(
    who: str, app: Flask, world: World, visitor: Visitor
) -> None:
    wrong: list[str] = []
    for page, form in forms_of(who, app, world, visitor):
        where = f"{page.url} → {form.get('action', '')}"
        for check in (refused, needed, endured):
            wrong += [f"{where}: {fault}" for fault in check(visitor, page, form)]
    assert wrong == []


def refused(visitor: Visitor, page: Page, form: Element) -> Iterator[str]:
    """What no field can hold is refused beside each, all of it kept, and nothing is written."""
    typed = filled(form, too_much)
    if not typed:
        return
    with counted() as statements:
        answer = send(visitor, page, form, typed)
    if answer.status in {422, 429}:
        yield from faults_of(answer, typed)
    elif answer.status != 400:  # a form whose button says what is decided, sent without one
        yield f"answers {answer.status}"
    written = tables_written(statements)
    yield from (f"writes {table}" for table in written if not table.startswith(COUNTED))


def needed(visitor: Visitor, page: Page, form: Element) -> Iterator[str]:
    """Blanks are not words."""
    fields = [field for field in found_in(form, "[required]") if kind_of(field) in TEXTS]
    if fields:
        answer = send(visitor, page, form, filled(form, blanks))
        said = {each.get("id") for each in answer.select("[aria-invalid]")}
        asked = (field.attrib["id"] for field in fields)
        yield from out_of_order(answer, [link.get("href") for link in answer.select("#erreurs a")])
        yield from (f"takes blanks for {each}" for each in asked if each not in said)


def endured(visitor: Visitor, page: Page, form: Element) -> Iterator[str]:
    """Choices that were never offered, words that mean harm: an answer, whatever the button."""
    typed = filled(form, unknown) | filled(form, hostile)
    for pressed in [{}, *pressing(form)]:
        status = send(visitor, page, form, typed | pressed).status if typed or pressed else 200
        if status >= 500:
            yield f"fails on {pressed}"
    for how, status in sent_otherwise(visitor, page, form):
        if status >= 500:
            yield f"fails on {how}"


def sent_otherwise(visitor: Visitor, page: Page, form: Element) -> Iterator[tuple[str, int]]:
    """As no page sends: files where words are awaited and words where files are, and JSON.

    A form without a word to write is a button: it would do what it says.
    """
    sent = page.answers(form)
    token = {"X-CSRFToken": sent.get("csrf_token", "")}
    fields = {field.attrib["name"]: kind_of(field) for field in found_in(form, "[name]")}
    if not TEXTS & set(fields.values()):
        return
    turned = {
        name: "essai.pdf" if kind == "file" else (BytesIO(b"essai"), "essai.pdf")
        for name, kind in fields.items()
    }
    here = form.get("action") or page.url
    post = partial(visitor.client.post, here, headers=token)
    yield "files for words", post(data=turned, content_type="multipart/form-data").status_code
    for json in ([1], dict.fromkeys(fields, 1)):
        yield f"JSON: {type(json).__name__}", post(json=json).status_code


def pressing(form: Element) -> list[dict[str, str]]:
    """What each button of a form sends, those that say something."""
    buttons = found_in(form, "button[name]")
    return [{button.attrib["name"]: button.get("value", "")} for button in buttons]


def test_a_file_that_is_too_large_answers_a_readable_page(
    app: Flask, world: World, visitor: Visitor
) -> None:
    enter("author", world, visitor)
    slug = world.samples["draft practice"]["slug"]
    answer = visitor.client.post(f"/pratiques/{slug}/modifier", data={"documents": "x" * 7_000_000})
    page = Page(answer)
    assert page.status == 413
    assert page.texts("h1") == ["Envoi trop lourd"]
    assert "5 Mo" in page.text()


@pytest.mark.parametrize(
    "address",
    ["/offres", "/formations", "/pratiques", "/agenda", "/annuaire", "/referentiel", "/recherche"],
)
def test_a_filter_that_is_not_known_is_ignored_and_said(
    address: str, app: Flask, world: World, visitor: Visitor
) -> None:
    """Every filter of the list at once, with a code of nobody's; and in its other forms."""
    page = visitor.open(address)
    fields = page.select("main form[action] [name]")
    names = {field.attrib["name"] for field in fields} - {"q"}
    asked = "&".join(f"{name}=nulle%27part" for name in sorted(names | {"page", "tri"}))
    found = visitor.open(f"{address}?{asked}")
    choices = {"checkbox", "radio", "select"}
    offered = {field.attrib["name"] for field in fields if kind_of(field) in choices}
    notices = found.texts(".notice")
    assert len([said for said in notices if "Filtre ignoré" in said]) >= len(offered), notices
    for form in ("csv", "json", "atom"):
        assert visitor.client.get(f"{address}.{form}?{asked}").status_code in {200, 404}


def forms_of(
    who: str, app: Flask, world: World, visitor: Visitor
) -> Iterator[tuple[Page, Element]]:
    """Each form that this person may fill and that nobody has filled yet, with its page."""
    enter(who, world, visitor)
    for name, page in pages_of(who, app, world, visitor):
        for form in page.select("main form[method=post]"):
            shape = (name, *sorted({field.attrib["name"] for field in found_in(form, "[name]")}))
            if shape not in TRIED:
                TRIED.add(shape)
                yield page, form


def pages_of(
    who: str,
    app: Flask,
    world: World,
    visitor: Visitor,
    *,
    as_a: type[Page] = Page,
    only: Container[str] | None = None,
) -> Iterator[tuple[str, Page]]:
    """Each page with forms that this person may open, with its route."""
    for name, address in addresses(app, world, who):
        if name in FILES or (only is not None and name not in only):
            continue
        response = visitor.client.get(address)
        if response.status_code == 200 and response.mimetype != "text/html":
            FILES.add(name)
        page = as_a(response) if is_page_with_forms(response) else None
        response.close()
        if page:
            yield name, page


def is_page_with_forms(response: TestResponse) -> bool:
    """Whether its main part posts anything: the rest of the page always does."""
    html = response.mimetype == "text/html" and response.status_code == 200
    return html and 'method="post"' in response.text.partition("<main")[2].partition("</main>")[0]


def addresses(app: Flask, world: World, who: str) -> Iterator[tuple[str, str]]:
    """The pages that somebody may open, in each state of the thing."""
    for rule in rules(app):
        if who not in DOORS[rule.endpoint].who or rule.endpoint == "static":
            continue
        if "GET" in (rule.methods or ()):
            for sample in (DOORS[rule.endpoint].sample, *IN_OTHER_STATES.get(rule.endpoint, ())):
                known = world.samples[sample]
                built = rule.build(
                    {name: known[name] for name in rule.arguments}, append_unknown=False
                )
                assert built
                yield rule.endpoint, built[1]


def filled(form: Element, invent: Callable[[Element], str | None]) -> dict[str, str]:
    """What is put in each field, by a rule; nothing where the rule leaves it alone."""
    found = {
        field.attrib["name"]: invent(field)
        for field in found_in(form, "input[name], select[name], textarea[name]")
    }
    return {name: value for name, value in found.items() if value is not None}


def kind_of(field: Element) -> str:
    return str(field.get("type", "text") if field.tag == "input" else field.tag)


def too_much(field: Element) -> str | None:
    """One sign more than it holds, a day that does not exist, a number in letters."""
    kind = kind_of(field)
    if kind in TEXTS:
        return "é" * (int(field.get("maxlength", 20_000)) + 1)
    return {"date": "31/02/2026", "time": "25:99", "number": "douze"}.get(kind)


def blanks(field: Element) -> str | None:
    return " \u00a0\t " if kind_of(field) in TEXTS else None


def unknown(field: Element) -> str | None:
    return "nulle’part" if kind_of(field) in {"select", "radio", "checkbox"} else None


def hostile(field: Element) -> str | None:
    return "a\x00\u202e<script>'; --" if kind_of(field) in TEXTS else None


def send(visitor: Visitor, page: Page, form: Element, typed: dict[str, Any]) -> Page:
    target = str(form.get("action") or page.url)
    return Page(visitor.client.post(target, data=page.answers(form) | typed))


def faults_of(answer: Page, typed: dict[str, str]) -> Iterator[str]:
    """The errors are listed, each leads to a field that says it too, and all that was typed is there."""
    links = [link.get("href") for link in answer.select("#erreurs a[href]")]
    if not links:
        yield "no list of errors"
        return
    known = {each.get("id"): each for each in answer.select("[id]")}
    for link in links:
        field = known.get(link.removeprefix("#"))
        if field is None:
            yield f"{link} leads nowhere"
        elif not found_in(around(field), ".field-error"):
            yield f"no error beside {link}"
    yield from out_of_order(answer, links)
    shown: dict[str, list[str]] = defaultdict(list)
    for field in answer.select("main [name]"):
        shown[field.attrib["name"]].append(
            field.get("value") or "".join(field.itertext()).removeprefix("\n")
        )
    for name, value in typed.items():
        if value not in shown[name]:
            yield f"what was typed in {name} is lost"


def out_of_order(answer: Page, links: list[str]) -> Iterator[str]:
    """Errors are listed as one meets them down the page."""
    places = {each.get("id"): place for place, each in enumerate(answer.select("[id]"))}
    told = [places[link.removeprefix("#")] for link in links if link.removeprefix("#") in places]
    if told != sorted(told):
        yield f"lists its errors out of order: {links}"


def around(field: Element) -> Element:
    """What holds a field and what is said of it."""
    above = (each for each in field.iterancestors() if "field" in each.get("class", "").split())
    return next(above, field)
