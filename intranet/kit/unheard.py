"""What was typed in a form that could not be heard: the page that says so gives it back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from flask import request
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import HTTPException
from wtforms import FileField, MultipleFileField
from wtforms.fields.core import UnboundField

from intranet.kit.forms import Form, HiddenField, PasswordField, Row, Rows, StringField
from intranet.kit.security import door_of, is_sent_by_our_page

TOKEN = "csrf_token"  # noqa: S105  the name of its field
# A field that no form names (one for each question of a survey) holds a text from so many characters on.
LONG = 60

Named = dict[str, tuple[UnboundField, str]]  # fields of a form by their names, with their labels


class Typed(NamedTuple):
    label: str
    text: str

    @property
    def lines(self) -> int:
        """How high its field is shown: as what it holds, within reason."""
        return min(1 + len(self.text) // 70 + self.text.count("\n"), 12)


def typed() -> list[Typed]:
    """Each text of the form that was sent, under its label; what proves who one is, never.

    Only to our own pages: another site would have words of its own read here.
    """
    fields, meant = _sent(), _meant()
    said = [(_own_name(name), text) for name, text in fields if text.strip()]
    return [
        Typed(meant[name][1] if name in meant else "Votre texte", text)
        for name, text in said
        if (_is_text(meant[name][0]) if name in meant else len(text) >= LONG)
    ]


def as_shown(*, is_sent_again: bool = True) -> dict[str, Any]:
    """The texts, and the whole form to send again, as their part of a page is drawn."""
    texts = typed()
    sent = _whole_form() if texts and is_sent_again else None
    along = [*sent, (TOKEN, generate_csrf())] if sent else None
    return {"typed": texts, "along": along, "to": request.full_path.rstrip("?")}


def _whole_form() -> list[tuple[str, str]] | None:
    """The whole form, to be sent again by one press.

    None where that would be another form than the one that was sent (no page can send a file for
    somebody), and where a password came with it.
    """
    fields, meant = _sent(), _meant()
    names = {_own_name(name) for name, _ in fields}
    is_secret = any(_proves_who(meant[name][0]) for name in names & meant.keys())
    return fields if fields and not is_secret and not _brings_a_file(meant) else None


def _brings_a_file(meant: Named) -> bool:
    """As a form reads it that asks for every file that any of ours asks for."""
    asked = {name: field for name, (field, _) in meant.items() if _is_a_file(field)}
    made: type[Form] = type("Files", (Form,), asked)
    return bool(made(meta={"csrf": False}).lost_files)


def _is_a_file(field: UnboundField) -> bool:
    return issubclass(field.field_class, FileField | MultipleFileField)


def _sent() -> list[tuple[str, str]]:
    """Empty where the form is not ours, opens something by itself, or cannot be read."""
    if door_of(request.endpoint).is_bearer or not is_sent_by_our_page():
        return []
    try:
        sent = list(request.form.items(multi=True))
    except HTTPException:  # too much of it: that is what the page says
        return []
    return [(name, text) for name, text in sent if name != TOKEN]


def _own_name(name: str) -> str:
    """In a line of several, or under a prefix: `sources-0-title` is a title."""
    return name.rpartition("-")[2]


def _is_text(field: UnboundField) -> bool:
    is_hidden = issubclass(field.field_class, HiddenField)
    return issubclass(field.field_class, StringField) and not is_hidden and not _proves_who(field)


def _proves_who(field: UnboundField) -> bool:
    asked = (field.kwargs.get("render_kw") or {}).get("autocomplete")
    return issubclass(field.field_class, PasswordField) or asked == "one-time-code"


def _meant() -> Named:
    """What the names that were sent mean: in the form that is most like it, then in any other."""
    names = {_own_name(name) for name, _ in _sent()}
    likest_last = sorted(
        _forms(), key=lambda form: len(form.keys() & names) - len(form.keys() - names)
    )
    return {name: field for form in likest_last for name, field in form.items()}


@cache
def _forms() -> list[Named]:
    """The fields of each form of the site by their names, those of its lines among them."""
    return [dict(_fields_of(form)) for form in _all(Form)]


def _all(base: type[Any]) -> Iterator[type[Any]]:
    for made in base.__subclasses__():
        yield made
        yield from _all(made)


def _fields_of(form: type[Any]) -> Iterator[tuple[str, tuple[UnboundField, str]]]:
    for name in dir(form):
        field = getattr(form, name)
        if not isinstance(field, UnboundField):
            continue
        first = field.args[0] if field.args else None
        if (
            issubclass(field.field_class, Rows)
            and isinstance(first, type)
            and issubclass(first, Row)
        ):
            yield from _fields_of(first)
        label = first if isinstance(first, str) else field.kwargs.get("label", "")
        yield name, (field, label)
