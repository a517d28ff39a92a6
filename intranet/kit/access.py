"""Closed by default: a view is for members unless it says otherwise; who reads, and who may act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Flask, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import ScalarSelect

if TYPE_CHECKING:
    from intranet.members.models import Member

View = TypeVar("View", bound=Callable[..., object])


def public(view: View) -> View:
    """Let anyone read it, where the site is public (INTRANET_PUBLIC=1)."""
    setattr(view, "is_public", True)
    return view


def always_open(view: View) -> View:
    """Let anyone in, even on a closed site: signing in, static files, whether the site lives."""
    setattr(view, "is_always_open", True)
    return view


def is_public(endpoint: str) -> bool:
    return getattr(current_app.view_functions.get(endpoint), "is_public", False)


def is_always_open(endpoint: str) -> bool:
    return getattr(current_app.view_functions.get(endpoint), "is_always_open", False)


def init_app(app: Flask) -> None:
    always_open(app.view_functions["static"])
    app.extensions.setdefault("learned_of_readers", {})
    app.before_request(let_in)


def let_in() -> ResponseReturnValue | None:
    """Stop whoever has no business here, before any view runs."""
    endpoint = request.endpoint
    if endpoint is None or is_always_open(endpoint):
        return None
    if is_public(endpoint) and current_app.config["SITE_IS_PUBLIC"]:
        return None
    if current_user.is_authenticated:
        return None
    return cast(ResponseReturnValue, current_app.login_manager.unauthorized())  # type: ignore[attr-defined]


def reader() -> Member | None:
    """The member who reads this page, if it is one."""
    return me() if current_user.is_authenticated else None


def me() -> Member:
    """The member who reads this page, where only members may: the object itself, not its proxy."""
    return cast("Member", current_user._get_current_object())  # noqa: SLF001


def learn_of_readers(app: Flask, name: str, what: ScalarSelect[Any]) -> None:
    """Learn something of whoever signs in, as each page needs it, in the statement that knows them.

    `what` is correlated to the member being read.
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


def correct_of_reader(name: str, answer: Any) -> None:
    """They just changed it: this page knows."""
    g.known_of_reader[name] = answer


def require(allowed: bool) -> None:
    """Stop with a 403 unless the policy allows it."""
    if not allowed:
        abort(403)
