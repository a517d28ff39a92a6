"""Closed by default: a view is for members unless `doors.toml` says otherwise; who reads, who may act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import ScalarSelect

from intranet.kit import doors

if TYPE_CHECKING:
    from intranet.members.models import Member


def init_app(app: Flask) -> None:
    """The last of all: every route is known. Raises doors.WrongTable."""
    table = doors.read()
    doors.check(table, app.view_functions)
    app.extensions["doors"] = table
    app.extensions.setdefault("learned_of_readers", {})
    app.before_request(let_in)


def let_in() -> ResponseReturnValue | None:
    """Stop whoever has no business here, before any view runs: the table says for whom it is."""
    if not is_kept_out():
        return None
    return cast(ResponseReturnValue, current_app.login_manager.unauthorized())  # type: ignore[attr-defined]


def is_kept_out() -> bool:
    """Whether this is for members, and nobody is signed in."""
    if request.endpoint is None:
        return False
    door: doors.Door = current_app.extensions["doors"].get(request.endpoint, doors.CLOSED)
    if door.is_always_open or (door.is_public and current_app.config["SITE_IS_PUBLIC"]):
        return False
    return not current_user.is_authenticated


def reader() -> Member | None:
    """The member who reads this page, if it is one."""
    return me() if current_user.is_authenticated else None


def me() -> Member:
    """The member who reads this page, where only members may: the object itself, not its proxy."""
    return cast("Member", current_user._get_current_object())  # noqa: SLF001


def learn_of_readers(app: Flask, name: str, what: ScalarSelect[Any]) -> None:
    """Ask something more of the reader, that each page needs, in the statement that loads them.

    `what` is a subquery correlated to `Member`; `known_of_reader(name)` gives its answer.
    """
    app.extensions.setdefault("learned_of_readers", {})[name] = what


def asked_of_readers() -> list[ScalarSelect[Any]]:
    return list(current_app.extensions["learned_of_readers"].values())


def note_of_reader(answers: Sequence[Any]) -> None:
    """What that statement answered, in the order of `asked_of_readers`."""
    names = current_app.extensions["learned_of_readers"]
    g.known_of_reader = dict(zip(names, answers, strict=True))


def known_of_reader(name: str) -> Any:
    """What was learned of whoever reads this page; None for a visitor."""
    return g.get("known_of_reader", {}).get(name) if current_user.is_authenticated else None


def to_prove_again(back: str) -> ResponseReturnValue | None:
    """The way to the page that asks for the password again; None where it was given lately.

    `back`: the page to go on from, then.
    """
    ask: Callable[[str], ResponseReturnValue | None] = current_app.extensions["to_prove_again"]
    return ask(back)


def require(allowed: bool) -> None:
    """Stop with a 403 unless the policy allows it."""
    if not allowed:
        abort(403)
