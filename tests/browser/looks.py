"""What is looked at on a page in a browser: axe, and what RGAA asks that axe does not see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

HERE = Path(__file__).parent
AXE = (HERE / "vendor" / "axe.min.js").read_text()
ASKED = (HERE / "asked.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"screen": {"width": 1280, "height": 800}, "telephone": {"width": 320, "height": 800}}

# The second theme changes colours alone: axe then looks at these alone.
WHOLE = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}
COLOURS = WHOLE | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
ONCE, AT_EACH_WIDTH = (
    ("unstyled", "added", "moving", "ordered"),
    ("too_wide", "whole", "spaced", "focused"),
)


def in_four_states(page: Page) -> Iterator[str]:
    """The faults of the page that is open: on a screen and on a telephone, by day and by night."""
    page.evaluate(AXE)
    page.evaluate(ASKED)
    states: list[tuple[str, str, Any, Sequence[str]]] = [
        ("screen", "light", WHOLE, ONCE + AT_EACH_WIDTH),
        ("screen", "dark", COLOURS, ()),
        ("telephone", "dark", WHOLE, AT_EACH_WIDTH),
        ("telephone", "light", COLOURS, ()),
    ]
    for width, theme, rules, asked in states:
        page.set_viewport_size(SIZES[width])  # type: ignore[arg-type]
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        for fault in of_axe(page, rules) + of_ours(page, asked):
            yield f"{width}, {theme}: {fault}"


def of_axe(page: Page, rules: dict[str, Any] = WHOLE) -> list[str]:
    found = page.evaluate("how => axe.run(how)", rules)["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:160]} ({len(each['nodes'])} fois)"
        for each in found
    ]


def of_ours(page: Page, names: Sequence[str]) -> list[str]:
    found: list[str] = page.evaluate("names => names.flatMap(name => asked[name]())", list(names))
    return found
