"""`/recherche`: search over everything that its reader may know of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import Response, abort, request

from intranet.home import policy
from intranet.home.queries import everything
from intranet.home.queries.everything import BY_CODE, SORTS, Answer, Question
from intranet.home.queries.recent import recent_of
from intranet.home.queries.wider import Wider, without_a_word
from intranet.home.views.blueprint import bp
from intranet.kit import asides
from intranet.kit.access import reader
from intranet.kit.clock import now, today
from intranet.kit.db import every
from intranet.kit.htmx import page
from intranet.kit.listing import Listing, address, asked_page
from intranet.kit.search import LONGEST_QUESTION, Hit, marked
from intranet.kit.texts import capital, clean
from intranet.practices import actions as practices

SUMMARY = 180  # characters shown of what a thing says of itself


@dataclass(frozen=True)
class Chip:
    """A kind that has results, how many, and the address that shows it alone; or all of them."""

    label: str
    count: int
    url: str
    current: bool
    has_more: bool


@bp.get("/recherche")
def find() -> Response:
    """Results by kind, or a page of those of one kind."""
    question = asked()
    found, member = everything.answer(question), reader()
    is_alone = question.kind is not None
    alone = found.groups.get(question.kind or "")
    shown = page(
        "home/search.html",
        typed=question.words,
        found=found,
        sorts=SORTS,
        chips=lambda: chips(found, question.kind),
        listing=listing(found, question) if is_alone else None,
        sort=SORTS[question.kind] if question.kind else None,
        count=alone.total if alone else 0,
        has_more=alone is not None and alone.has_more,
        wider=[] if found.groups else wider_than(question),
        pieces=lambda text, longest=0: marked(text, found.asked, longest),
        summary_length=SUMMARY,
        asked_for=request.query_string,
        exactly=address(exact=1, page=None),
        recent=every(recent_of(member)) if member and not found.asked else [],
        keeps=member is not None and member.keeps_searches,
        to_remember=member is not None and member.keeps_searches and bool(found.groups),
        unknown_sort=clean(request.args.get("genre", ""))[:60] if not is_alone else "",
    )
    if found.asked and not found.groups:
        asides.jot(partial(practices.note_fruitless, question.words, today()))
    return shown


def wider_than(question: Question) -> list[Wider]:
    return without_a_word(question.words, question.reader)


def asked() -> Question:
    """What the address asks for, and in whose name."""
    return Question(
        words=clean(request.args.get("q", ""))[:LONGEST_QUESTION],
        audiences=policy.audiences_of(reader()),
        at=now(),
        kind=BY_CODE.get(request.args.get("genre", "")),
        page=min(asked_page(), everything.LAST_PAGE),
        is_exact="exact" in request.args,
    )


def chips(found: Answer, kind: str | None) -> list[Chip]:
    """Everything, then each kind that has results."""
    return [
        Chip(
            "Tout",
            found.total,
            address(genre=None, page=None),
            current=kind is None,
            has_more=found.has_more,
        ),
        *(
            Chip(
                capital(SORTS[name].plural),
                group.total,
                address(genre=SORTS[name].code, page=None),
                current=name == kind,
                has_more=group.has_more,
            )
            for name, group in found.groups.items()
        ),
    ]


def listing(found: Answer, question: Question) -> Listing[Hit]:
    """The page asked for, of the one kind asked for."""
    group = found.groups.get(question.kind or "")
    hits = group.hits if group else []
    if not hits and question.page > 1:
        abort(404)
    return Listing(hits, group.total if group else 0, question.page)
