"""Each template of a letter, as its lines fall: nothing runs into the next sentence."""

from __future__ import annotations

import re

import pytest
from flask import Flask

# After a tag that ends a line, its end of line goes: what follows needs one of its own.
RUNS_ON = re.compile(r"[^\s%{}][^\n]*\{% end(?:if|for) %\}\n(?=\{% if [^\n]*%\}\S)")


@pytest.mark.parametrize(
    ("text", "runs_on"),
    [
        ("Elle est là.{% endif %}\n{% if b %}Elle part.\n", True),
        ("Elle est là.{% endif %}\n\n{% if b %}Elle part.\n", False),
    ],
)
def test_what_runs_on_is_seen(text: str, *, runs_on: bool) -> None:
    assert bool(RUNS_ON.search(text)) is runs_on


def test_no_sentence_of_a_letter_runs_into_the_next(app: Flask) -> None:
    loader = app.jinja_env.loader
    assert loader
    paths = [name for name in app.jinja_env.list_templates() if name.startswith("letters/")]
    sources = {path: loader.get_source(app.jinja_env, path)[0] for path in paths}
    assert not [path for path, source in sources.items() if RUNS_ON.search(source)]
