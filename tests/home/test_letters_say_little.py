"""Letters are read on machines that are not ours: they say that something came, and where to read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import nodes

from intranet.kit.register import register

# What a template calls a row of a table whose words could harm somebody.
ROWS = {
    "application": "job_application",
    "assessment": "assessment",
    "claim": "evidence_claim",
    "evidence": "evidence",
    "mentoring": "mentoring",
    "pair": "pair",
    "request": "immersion_request",
}
WORDS = {"answer", "body", "comment", "message", "note", "reply", "words"}
# What somebody asked us to send by letter, and what is told of a seat, which is no secret.
FORWARDED = {
    "openings/relayed",
    "openings/relayed_copy",
    "career/job_question",
    "bookings/organizer",
    "bookings/seat",
}


def written(tree: nodes.Template) -> Iterator[list[str]]:
    """What a template prints, by its names: `claim.evidence.title` is claim, evidence, title."""
    for output in tree.find_all(nodes.Output):
        for part in output.nodes:
            inner = {id(each.node) for each in part.find_all(nodes.Getattr)}
            if isinstance(part, nodes.Getattr):
                inner.add(id(part.node))
            for found in [part, *part.find_all((nodes.Getattr, nodes.Name))]:
                if isinstance(found, nodes.Getattr | nodes.Name) and id(found) not in inner:
                    yield list(names(found))


def names(found: nodes.Node) -> Iterator[str]:
    if isinstance(found, nodes.Getattr):
        yield from names(found.node)
        yield found.attr
    elif isinstance(found, nodes.Name):
        yield found.name


def test_no_letter_carries_what_could_harm(app: Flask) -> None:
    told = []
    paths = [name for name in app.jinja_env.list_templates() if name.startswith("letters/")]
    assert len(paths) > 100
    for path in paths:
        name = path.removeprefix("letters/").removesuffix(".txt")
        loader = app.jinja_env.loader
        assert loader
        source, _, _ = loader.get_source(app.jinja_env, path)
        rows = ROWS | ({"event": "application_event"} if name.startswith("openings/app") else {})
        for said in written(app.jinja_env.parse(source)):
            table = rows.get(said[-2]) if len(said) > 1 else None
            secret = register().lines[table].of_class("sensitive") if table else ()
            if said[-1] in secret and said[-1] not in {"state", "kind"}:
                told.append(f"{name}: {'.'.join(said)}")
            elif len(said) == 1 and said[0] in WORDS and name not in FORWARDED:
                told.append(f"{name}: {said[0]}")
    assert not told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ claim.evidence.title }}", ["claim", "evidence", "title"]),
        ("{% if a %}{{ body|upper }}{% endif %}", ["body"]),
        ("{{ 'x' ~ request.reply if b else '' }}", ["request", "reply"]),
    ],
)
def test_what_a_template_prints_is_seen(app: Flask, text: str, said: list[str]) -> None:
    assert said in list(written(app.jinja_env.parse(text)))
