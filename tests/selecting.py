"""What answers a selector of CSS in a page, as quickly as libxml2 finds it."""

from __future__ import annotations

from functools import cache
from typing import Any

from cssselect import SelectorError
from cssselect2 import ElementWrapper, compile_selector_list
from lxml.cssselect import CSSSelector
from lxml.etree import _Element as Element


def found_in(inside: Element, selector: str) -> list[Element]:
    """What answers a selector: as libxml2 finds it, where XPath can say the same."""
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
def path_of(selector: str) -> CSSSelector | None:
    """The same as a path; None for what is asked of what an element holds, or cannot be said so."""
    try:
        return None if ":has" in selector else CSSSelector(selector, translator="html")
    except SelectorError:
        return None
