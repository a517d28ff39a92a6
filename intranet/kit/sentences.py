"""What forms say in French, and how what is sent is sorted and cleaned before anything reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import Field, FileField, HiddenField, PasswordField, StringField, TextAreaField

from intranet.kit.texts import clean

_LINES = re.compile(r"[\r\n\t\x85\u2028\u2029]+")

# What the library says of what it cannot read: ours says what could be (RGAA 11.11).
WITH_AN_EXAMPLE = {
    "Not a valid date value.": "Cette date ne se lit pas. Écrivez-la par exemple ainsi : 24/11/2026.",
    "Not a valid datetime value.": (
        "Ce moment ne se lit pas. Écrivez-le par exemple ainsi : 24/11/2026 14:30."
    ),
    "Not a valid time value.": "Cette heure ne se lit pas. Écrivez-la par exemple ainsi : 14:30.",
    "Not a valid integer value.": "Écrivez un nombre entier, en chiffres, par exemple 12.",
    "Not a valid decimal value.": "Écrivez un nombre, en chiffres, par exemple 12,5.",
    "Not a valid float value.": "Écrivez un nombre, en chiffres, par exemple 12,5.",
    "Invalid URL.": "Écrivez une adresse complète, par exemple https://www.structure.fr.",
    "Not a valid choice.": "Ce choix n’est pas proposé. Choisissez dans la liste.",
}


class Sentences:
    """The translations of the library, but for what we say better."""

    def __init__(self, theirs: Any) -> None:
        self.ngettext, self._gettext = theirs.ngettext, theirs.gettext

    def gettext(self, text: str) -> str:
        return WITH_AN_EXAMPLE.get(text) or str(self._gettext(text))


class FrenchMeta:
    """Messages in French, texts cleaned of control characters and blank ends, nothing endless."""

    locales = ("fr",)

    def get_translations(self, form: Any) -> Sentences:
        return Sentences(super().get_translations(form))  # type: ignore[misc]

    def wrap_formdata(self, form: Any, formdata: Any) -> Any:
        """What pages send: words for fields of words, files for those of files; no JSON, whose values
        are of any kind.
        """
        if formdata is None or hasattr(formdata, "getlist") or not form.is_submitted():
            return super().wrap_formdata(form, formdata)  # type: ignore[misc]
        sent = None if request.is_json else super().wrap_formdata(form, formdata)  # type: ignore[misc]
        if sent is None:
            return MultiDict()
        of_files = {field.name for field in form if isinstance(field, FileField)}
        return MultiDict(
            (name, value)
            for name, value in sent.items(multi=True)
            if isinstance(value, FileStorage) == (name in of_files)
        )

    def bind_field(self, form: Any, unbound: Any, options: Mapping[str, Any]) -> Field:
        filters = list(unbound.kwargs.pop("filters", ()))
        kind = unbound.field_class
        if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
            takes_lines = issubclass(kind, TextAreaField | HiddenField)
            filters.insert(0, _cleaned if takes_lines else _cleaned_to_one_line)
        field: Field = unbound.bind(form=form, filters=filters, **options)
        unbound.kwargs["filters"] = [
            found for found in filters if found not in {_cleaned, _cleaned_to_one_line}
        ]
        return field


def _cleaned(typed: object) -> object:
    return clean(typed) if isinstance(typed, str) else typed


def _cleaned_to_one_line(typed: object) -> object:
    """What no browser sends in a field of one line, and a subject or a cell would break on."""
    return _LINES.sub(" ", clean(typed)) if isinstance(typed, str) else typed
