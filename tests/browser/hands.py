"""Two ways to use a page: by the keyboard alone, or by pointing. The journeys are told once, for both.

The keyboard goes by the skip link, Tab, Shift+Tab, Enter, Space, arrows and letters, and nothing
else; at each stop it sees where it is, and it is never held.
"""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import ElementHandle, Locator, Page, expect

# At each Tab, as its key is released, the page says where the focus is and whether it can be seen. It is asked
# once for several: what was said since; are we on what we look for? before it? how many stops away?
STOPS = """target => {
  const before = (one, other) => Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  const stop = () => {
    const here = document.activeElement, box = here.getBoundingClientRect(), style = getComputedStyle(here);
    const drawn = here.matches("svg a") ? here.querySelector("path") : null;
    const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const thick = drawn !== null && parseFloat(getComputedStyle(drawn).strokeWidth) >= 4;
    const on_screen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
    const moved = window.keyboardWasOn !== here;
    window.keyboardWasOn = here;
    return {
      outside: here === document.body,
      seen: here.matches("body, main") || (on_screen && (ringed || thick)),
      moved,
      words: `<${here.localName}> ${(here.innerText || here.name || "").trim().slice(0, 60)}`,
    };
  };
  if (!window.keyboardStops) {
    window.keyboardStops = [];
    addEventListener("keyup", ({ key }) => key === "Tab" && window.keyboardStops.push(stop()), true);
  }
  const told = [...window.keyboardStops.splice(0), stop()];
  if (!target) return { told };
  const here = document.activeElement, comes = before(here, target);
  const [from, to] = comes ? [here, target] : [target, here];
  const group = each => each.type === "radio" ? `${each.form?.action} ${each.name}` : each;
  const between = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter(each => before(from, each) && before(each, to) && !each.disabled && each.type !== "hidden" && each.checkVisibility())
    .map(group).filter(each => each !== group(target));
  const mates = target.type === "radio" && here.type === "radio" && here.name === target.name;
  return {
    told,
    found: here === target || Boolean(mates && here.form === target.form),
    comes,
    skips: here.matches(".skip") && Boolean(target.closest("main")),
    outside: here === document.body,
    away: 1 + new Set(between).size,
  };
}"""
# Whether a page comes next, and has come: another document, or another address put in its place by htmx. What
# Playwright calls a navigation is also the skip link, and htmx as it notes where it is: told of late, these would
# pass for the page that is awaited.
LEAVE = """what => {
  window.leftFrom = location.pathname + location.search;
  return what.matches('a:not([href^="#"]), form[method=post] button');
}"""
ARRIVED = """() => document.readyState === "complete"
  && (window.leftFrom === undefined || window.leftFrom !== location.pathname + location.search)"""
MOST_STOPS = 500
AT_ONCE = 20
TYPED = 8  # letters, key by key; the rest of a text comes at once
PATIENCE = 15  # a date has four stops of its own, and a busy browser moves late


class Hands:
    """Somebody before a page, who points at things; without JavaScript."""

    scripted = False  # whether their pages have JavaScript

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto(address)

    def follow(self, words: str | re.Pattern[str], within: str = "main") -> None:
        """The first link that bears these words."""
        self.activate(self.page.locator(within).get_by_role("link", name=words).first)

    def press(self, words: str | re.Pattern[str], within: str = "main") -> None:
        self.activate(self.page.locator(within).get_by_role("button", name=words).first)

    def activate(self, what: Locator) -> None:
        what.click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def enter(self, field: Locator, text: str) -> None:
        """Write, and send with the Enter key."""
        self.write(field, text)
        self.page.keyboard.press("Enter")

    def choose(self, field: Locator, value: str) -> None:
        field.select_option(value)

    def check(self, box: Locator) -> None:
        box.check()


class Keyboard(Hands):
    """Somebody who has no mouse."""

    scripted = True

    def activate(self, what: Locator) -> None:
        """Press Enter there; where that leads elsewhere, arrive."""
        leaves = self.reach(what).evaluate(LEAVE)
        self.page.keyboard.press("Enter")
        if leaves:
            self.page.wait_for_function(ARRIVED)

    def write(self, field: Locator, text: str) -> None:
        kind = self.reach(field).get_attribute("type")
        if kind == "date":
            self._write_date(field, date.fromisoformat(text))
            return
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text[:TYPED])
        if text[TYPED:]:
            self.page.keyboard.insert_text(text[TYPED:])

    def choose(self, field: Locator, value: str) -> None:
        """Type the first letters of the option, as a closed list allows; then by the arrows."""
        words, place = self.reach(field).evaluate(
            """(list, value) => { const options = [...list.options].map(each => each.value);
               return [list.options[options.indexOf(value)].label, options.indexOf(value)]; }""",
            value,
        )
        plain = re.match(r"[\w .–]*", words, re.ASCII)
        self.page.keyboard.type(plain[0] if plain else "")
        for _ in range(place):
            if field.input_value() == value:
                break
            self.page.keyboard.press("ArrowDown")
        expect(field).to_have_value(value)

    def check(self, box: Locator) -> None:
        handle = self.reach(box)
        if handle.get_attribute("type") == "radio":
            for _ in range(20):
                if box.is_checked():
                    return
                focused = handle.evaluate("radio => radio === document.activeElement")
                self.page.keyboard.press("Space" if focused else "ArrowDown")
        elif not box.is_checked():
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def reach(self, what: Locator) -> ElementHandle:
        """Move the focus there, forwards or backwards, and see each stop; by the skip link first."""
        expect(what).to_be_visible()
        target, still, stops = what.element_handle(), 0, 0
        assert target
        while stops < MOST_STOPS:
            now = self.page.evaluate(STOPS, target)
            for stop in now["told"]:
                assert stop["seen"], f"the focus is not seen on {stop['words']}"
                still = 0 if stop["moved"] else still + 1
                assert still < PATIENCE, f"the keyboard is held on {stop['words']}"
            if now["found"]:
                return target
            stops += len(now["told"])
            if now["skips"]:
                self.page.keyboard.press("Enter")
                expect(self.page.locator("main")).to_be_focused()
            elif now["outside"]:
                self.page.keyboard.press("Tab")
            else:
                self._tab("Tab" if now["comes"] else "Shift+Tab", now["away"])
        raise AssertionError(f"the keyboard does not reach {what}")

    def go_round(self) -> list[str]:
        """Every stop of the page, from the skip link to the last one, each seen."""
        stops: list[str] = []
        self.page.evaluate(STOPS, None)
        while len(stops) < MOST_STOPS:
            self._tab("Tab", AT_ONCE)
            for stop in self.page.evaluate(STOPS, None)["told"][:AT_ONCE]:
                if stop["outside"] or (stops and stop["words"] == stops[0]):
                    return stops
                assert stop["seen"], f"the focus is not seen on {stop['words']}"
                stops.append(stop["words"])
        raise AssertionError(f"the keyboard never comes round: {stops[-6:]}")

    def _tab(self, keys: str, times: int) -> None:
        """As fast as a hand may: what costs most is that a page is drawn again at each stop."""
        for _ in range(min(times, AT_ONCE)):
            self.page.keyboard.press(keys)

    def _write_date(self, field: Locator, day: date) -> None:
        """In the order of this browser: the day first, or the month."""
        for order in ("%d%m%Y", "%m%d%Y"):
            self.page.keyboard.type(day.strftime(order))
            if field.input_value() == day.isoformat():
                return
            self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.press("ArrowLeft")
        expect(field).to_have_value(day.isoformat())
