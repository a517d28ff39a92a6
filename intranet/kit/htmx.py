"""One view, two answers: the whole page, or the one block of it that htmx asked for."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, make_response, render_template, request


def wants(fragment: str) -> bool:
    """Whether the answer will replace only the element with this id."""
    target = request.headers.get("HX-Target", "").partition("#")[2]
    return request.headers.get("HX-Request-Type") == "partial" and target == fragment


def is_partial() -> bool:
    """Whether htmx asks: what is answered goes into a part of the page."""
    return bool(request.headers.get("HX-Request-Type"))


def asks_by_itself() -> bool:
    """Whether a part of the page asks while somebody reads it or writes: nobody pressed anything."""
    source = request.headers.get("HX-Source", "").partition("#")[0]
    return is_partial() and source not in {"", "form", "button", "a"}


def instead_of_the_page(response: Response) -> Response:
    """What is answered takes the place of all that is read, whatever part of the page asked."""
    if is_partial():
        said = {"HX-Retarget": "main", "HX-Reselect": "main", "HX-Reswap": "outerHTML"}
        response.headers.update(said)
    return response


def page(
    template: str, *, fragment: str | None = None, status: int = 200, **context: Any
) -> Response:
    """Render the page, or only its block `fragment` where that is all htmx will use.

    A fragment has one name: its block, the id of its one root element, and its htmx target.
    """
    if fragment and wants(fragment):
        html = render_block(template, fragment, context)
    else:
        html = render_template(template, **context)
    response = make_response(html, status)
    response.vary.update(["HX-Request-Type", "HX-Target"])
    return response


def render_block(template: str, block: str, context: dict[str, Any]) -> str:
    """Only one block of a template, as htmx will put it in place."""
    current_app.update_template_context(context)
    found = current_app.jinja_env.get_template(template)
    return "".join(found.blocks[block](found.new_context(context)))
