"""How many statements a page asks of the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from tests.visitor import Page, Visitor

QUIET = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", "PRAGMA")


@contextmanager
def counted(_app: Any = None) -> Iterator[list[str]]:
    """The statements executed inside the block: `with counted() as statements: visitor.open(…)`."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(QUIET):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def sent_alone(visitor: Visitor, page: Page, form: str | None = None, **said: str) -> list[str]:
    """The statements of a form that is sent, without those of the page where it leads."""
    asked = page.form(form)
    sent = page.answers(asked) | said
    with counted() as statements:
        answer = visitor.client.post(str(asked.get("action") or page.url), data=sent)
    assert answer.status_code in {302, 303}, answer.text[:3000]
    return statements


WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')


def tables_written(statements: list[str]) -> set[str]:
    """The tables that these statements write, whether or not it was taken back."""
    return {found[1] for each in statements if (found := WRITES.match(each))}
