"""What answers a selector of CSS in a page, as quickly as libxml2 finds it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from cssselect2 import ElementWrapper, compile_selector_list
from lxml import etree
from lxml.etree import _Element as Element

# `form.post[method=post]`: a tag, then what is asked of it; and what stands between two of them.
ASKED = re.compile(r"""#([\w-]+)|\.([\w-]+)|\[([\w-]+)(?:([*^$]?)=("[^"]+"|'[^']+'|[\w/.-]+))?\]""")
ASKED_AT_ONCE = re.sub(r"[(](?![?])", "(?:", ASKED.pattern)  # the same, without its groups
STEP = re.compile(rf"(?=\S)(\*|\w*)((?:{ASKED_AT_ONCE})*)(\s*>\s*|\s+|$)")


def found_in(inside: Element, selector: str) -> list[Element]:
    """What answers a selector of CSS: as libxml2 finds it, where XPath can say the same."""
    if (path := path_of(selector)) is not None:
        found: list[Element] = path(inside)
        return found
    answering = ElementWrapper.from_html_root(inside).query_all(*compiled(selector))
    return [each.etree_element for each in answering]


@cache
def compiled(selector: str) -> list[Any]:
    answering: list[Any] = compile_selector_list(selector)
    return answering


@cache
def path_of(selector: str) -> etree.XPath | None:
    """The same as a path; None where it holds more than tags, names, classes and attributes."""
    paths = []
    for each in re.split(r",\s*", selector):
        path, at, way = "", 0, "descendant-or-self"
        while at < len(each):
            step = STEP.match(each, at)
            if step is None or step.end() == at:
                return None
            tag, asked, between = step.groups()
            conditions = "".join(f"[{condition(*one)}]" for one in ASKED.findall(asked))
            path += f"/{way}::{tag or '*'}{conditions}"
            way, at = "child" if ">" in between else "descendant", step.end()
        paths.append(path.removeprefix("/"))
    return etree.XPath(" | ".join(paths))


def condition(name: str, of_class: str, attribute: str, how: str, value: str) -> str:
    """One of `#name`, `.class` and `[attribute="value"]`, as XPath asks it."""
    if name:
        return f"@id='{name}'"
    if of_class:
        return f"contains(concat(' ', normalize-space(@class), ' '), ' {of_class} ')"
    if not value:
        return f"@{attribute}"
    said = value if value[0] in "\"'" else f"'{value}'"
    tail = f"substring(@{attribute}, string-length(@{attribute}) - {len(said) - 3})"
    asked = {"^": f"starts-with(@{attribute}, {said})", "*": f"contains(@{attribute}, {said})"}
    return asked.get(how) or (f"{tail}={said}" if how else f"@{attribute}={said}")
