"""The components: every macro of templates/ui/ is at hand in every template, as `ui.<name>`."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from flask import Flask

# Macros that draw the same for the same plain words: a page of twenty rows draws sixty chips, and
# a site a few thousand different ones, so each is drawn once a process.
DRAWN_ONCE = frozenset(
    {"badge", "board", "bridge", "chip", "icon", "level_anchor", "mark", "pips", "tag"}
)
PLAIN = (str, int, float, bool, type(None))
THEME = "theme"  # what the cookie holds of light or dark
MOST_KEPT = 6_000_000  # signs of drawn pieces, a process: whatever is asked, memory stays bounded


def init_app(app: Flask) -> None:
    """Gather the macros once. They call one another through `ui` too, hence the global first."""
    env = app.jinja_env
    ui = SimpleNamespace()
    env.globals["ui"] = ui
    for name in env.list_templates(filter_func=lambda name: name.startswith("ui/")):
        macros: dict[str, Any] = vars(env.get_template(name).module)
        for macro in [found for found in macros if not found.startswith("_")]:
            draw = macros[macro]
            setattr(ui, macro, drawn_once(draw) if macro in DRAWN_ONCE else draw)
    ui.kept = kept


def drawn_once(draw: Callable[..., Any]) -> Callable[..., Any]:
    """The macro, remembering what it drew for plain arguments (safe markup is told from text)."""
    kept = lru_cache(maxsize=20_000, typed=True)(draw)

    def drawing(*given: Any, **named: Any) -> Any:
        plain = all(isinstance(each, PLAIN) for each in (*given, *named.values()))
        return kept(*given, **named) if plain else draw(*given, **named)

    return drawing


class Drawings:
    """Pieces of page by their facts; those read longest ago make room."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.most, self.size = most, 0
        self.pieces: OrderedDict[tuple[Hashable, ...], Any] = OrderedDict()

    def find(self, facts: tuple[Hashable, ...]) -> Any:
        """What was drawn for these facts, or None."""
        found = self.pieces.get(facts)
        if found is not None:
            with suppress(KeyError):  # another thread just made room
                self.pieces.move_to_end(facts)
        return found

    def keep(self, facts: tuple[Hashable, ...], drawn: Any) -> None:
        """Remember a piece; forget others beyond what may be held."""
        if facts in self.pieces:  # another thread drew it too
            return
        self.pieces[facts] = drawn
        self.size += _signs(facts, drawn)
        while self.size > self.most and self.pieces:
            self.size -= _signs(*self.pieces.popitem(last=False))


def _signs(facts: tuple[Hashable, ...], drawn: Any) -> int:
    """Those of the words that it is held by too: what people type may be long, and draw nothing."""
    return len(drawn) + _length(facts)


def _length(fact: Hashable) -> int:
    if isinstance(fact, tuple):
        return sum(map(_length, fact))
    return len(fact) if isinstance(fact, (str, bytes)) else 0


_drawings = Drawings()


def kept(*facts: Hashable, caller: Callable[[], Any]) -> Any:
    """A piece of page drawn once for the same facts: `{% call ui.kept("opening", line, today) %}`.

    The facts must hold everything that the piece says, and begin with its name. It is what it
    would be if drawn again: nothing has to be forgotten, the oldest pieces just make room. A piece
    whose first fact after its name is None has nothing to be held by, and is drawn anew.
    """
    if len(facts) > 1 and facts[1] is None:
        return caller()
    known = _drawings.find(facts)
    if known is None:
        known = caller()
        _drawings.keep(facts, known)
    return known
