"""What a statement was given is somebody’s: a fault that the log tells does not say it."""

from __future__ import annotations

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

UNTOLD = {"hide_parameters": True}  # by SQLAlchemy, of any engine


@event.listens_for(Engine, "handle_error")
def tell_the_rule_alone(context: ExceptionContext) -> None:
    """PostgreSQL quotes the row beneath the rule that it breaks: « Key (email)=(…) already exists »."""
    said = getattr(context.original_exception, "diag", None)
    if said is None or not said.message_primary:
        return
    kind = type(context.original_exception)
    context.original_exception.args = (said.message_primary,)
    if context.sqlalchemy_exception:
        told = f"({kind.__module__}.{kind.__name__}) {said.message_primary}"
        context.sqlalchemy_exception.args = (told,)
