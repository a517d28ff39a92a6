"""A page of a list: twenty items, how many there are, and the address of the other pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from flask import abort, request
from sqlalchemy import Select, func, select
from werkzeug.datastructures import MultiDict
from werkzeug.urls import iri_to_uri

from intranet.kit.db import db, every
from intranet.kit.numbers import whole_number

T = TypeVar("T")

PER_PAGE = 20
LAST_PAGE = 5_000


@dataclass
class Listing(Generic[T]):
    """One page of a list, with what `ui.pages` needs to lead to the others."""

    items: Sequence[T]
    total: int
    page: int = 1
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    def __iter__(self) -> Any:
        return iter(self.items)

    def url(self, number: int) -> str:
        """The address being read, at another page."""
        return address(page=number if number > 1 else None)


def listed(query: Select[T], per_page: int = PER_PAGE) -> Listing[T]:
    """The page of a query that is asked for, with how many there are in all; a 404 past the last."""
    number = asked_page()
    whole = select(func.count()).select_from(query.order_by(None).subquery())
    items = every(query.limit(per_page).offset(first_of(number, per_page)))
    if not items and number > 1:
        abort(404)
    return Listing(items, db.session.scalar(whole) or 0, number, per_page)


def paged(items: Sequence[T], per_page: int = PER_PAGE) -> Listing[T]:
    """The page that is asked for of what is at hand; a 404 past the last."""
    number = asked_page()
    shown = items[first_of(number, per_page) :][:per_page]
    if not shown and number > 1:
        abort(404)
    return Listing(shown, len(items), number, per_page)


class ReadWhenDrawn(Sequence[T]):
    """The items of a page, read when it is drawn: not at all where a kept drawing still holds."""

    def __init__(self, read: Callable[[], Sequence[T]]) -> None:
        self.read = read

    @cached_property
    def items(self) -> Sequence[T]:
        return self.read()

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, place: Any) -> Any:
        return self.items[place]


def asked_page() -> int:
    """The number of the page asked for; 1 for anything that is not a sound number."""
    asked = whole_number(request.args.get("page"), digits=5)
    return min(max(asked or 1, 1), LAST_PAGE)


def page_within(total: int, per_page: int = PER_PAGE) -> int:
    """The number of the page asked for, of a list whose length is known; a 404 past the last."""
    number = asked_page()
    if number > 1 and first_of(number, per_page) >= total:
        abort(404)
    return number


def first_of(page: int, per_page: int = PER_PAGE) -> int:
    """How many items come before this page."""
    return (page - 1) * per_page


def address(path: str | None = None, **changes: Any) -> str:
    """The address being read with some of its filters changed; None takes a filter away."""
    args: MultiDict[str, str] = MultiDict(
        (name, value) for name, value in request.args.items(multi=True) if value
    )
    for name, value in changes.items():
        args.poplist(name)
        if value is not None:
            args.setlist(name, [str(v) for v in (value if isinstance(value, list) else [value])])
    return _with_query(path or request.path, args)


def without(name: str, value: str) -> str:
    """The address being read without one value of one filter, back on its first page."""
    kept = [found for found in request.args.getlist(name) if found != value]
    changes: dict[str, Any] = {"page": None, name: kept or None}
    return address(**changes)


def _with_query(path: str, args: MultiDict[str, str]) -> str:
    from urllib.parse import urlencode

    query = urlencode(list(args.items(multi=True)))
    return iri_to_uri(f"{path}?{query}" if query else path)
