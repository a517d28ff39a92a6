"""The French base of all forms, and its fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    EmailField,
    Field,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    PasswordField,
    RadioField,
    SearchField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
    ValidationError,
)

from intranet.kit.numerals import IntegerField, whole_or_none
from intranet.kit.search.words import stems
from intranet.kit.selects import SelectField
from intranet.kit.sentences import FrenchMeta
from intranet.kit.texts import clean, number

__all__ = [
    "CENTURY",
    "BooleanField",
    "DateField",
    "DecimalField",
    "EmailField",
    "Field",
    "Form",
    "HiddenField",
    "IntegerField",
    "Length",
    "Needed",
    "NumberRange",
    "Optional",
    "PasswordField",
    "RadioField",
    "Row",
    "Rows",
    "SearchField",
    "SearchForm",
    "SelectChoice",
    "SelectField",
    "SelectMultipleField",
    "StringField",
    "TextAreaField",
    "TimeField",
    "URLField",
    "ValidationError",
    "WordsField",
    "address_of",
    "choices",
    "is_address",
    "of_this_century",
    "whole_or_none",
]  # fmt: skip

LONGEST_TEXT = 20_000  # characters of one field, where the form says nothing shorter


class Needed(InputRequired):
    """Something must be said: blanks say nothing, once they are cleaned away; zero does.

    What was said and cannot be read keeps the sentence that says why.
    """

    def __call__(self, form: Any, field: Any) -> None:
        is_zero = isinstance(field.data, int | Decimal) and not isinstance(field.data, bool)
        if field.data or is_zero:
            return
        if _is_unreadable(field):
            raise StopValidation("")
        field.errors = []
        raise StopValidation(self.message)


def _is_unreadable(field: Field) -> bool:
    """Something was typed, of which nothing can be made."""
    typed = map(clean, map(str, field.raw_data or ()))
    return bool(field.process_errors) and any(typed)


class Form(FlaskForm):
    """A form that changes something: CSRF token, French messages, fields in the order of its page."""

    # Fields of a base that the page asks after those of what is made of it.
    asked_last: ClassVar[tuple[str, ...]] = ()

    class Meta(FrenchMeta):
        pass

    def __iter__(self) -> Iterator[Field]:
        last = [self[name] for name in self.asked_last if name in self]
        yield from [field for field in super().__iter__() if field not in last] + last

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        sound = bool(super().validate(extra_validators))
        for field in self:
            if isinstance(field.data, str) and len(field.data) > LONGEST_TEXT:
                field.errors = [
                    *field.errors,
                    f"Ce texte est trop long : {number(LONGEST_TEXT)} caractères au plus.",
                ]
                sound = False
        return sound

    @property
    def lost_files(self) -> list[Any]:
        """What came with it and has to be chosen again wherever it is shown again: no browser keeps it.

        A file that is refused says so itself, where it came alone.
        """
        found: list[Any] = []
        for field in self:
            if isinstance(field, FileField):
                data = field.data if isinstance(field.data, list) else [field.data]
                sent = [each for each in data if getattr(each, "filename", "")]
                found += sent if not field.errors or len(sent) > 1 else []
        return found

    def refuse(self, field: Field, sentence: str) -> None:
        """Put an error found later (a taken name, a lost race) where the mistake is."""
        field.errors = [*field.errors, sentence]


class WordsField(SearchField):
    """Words to find. What holds none (a dash; an article, where a text is read) asks for nothing, and
    must not be shown as if it narrowed the list.
    """

    data: str | None

    def __init__(
        self, label: str, *, read: Callable[[str], Sequence[str] | str] = stems, **given: Any
    ) -> None:
        super().__init__(label, **given)
        self.read = read

    def process_formdata(self, valuelist: Any) -> None:
        super().process_formdata(valuelist)
        if self.data and not self.read(self.data):
            self.data = ""


class Row(PlainForm):
    """One line of a form that has several (`Rows`): no token of its own."""

    class Meta(FrenchMeta):
        pass

    @property
    def is_blank(self) -> bool:
        """Nothing was typed or chosen in any of its fields: half a line is kept, and told what it lacks."""
        return not any(map(_says_something, self))


def _says_something(field: Field) -> bool:
    """More than a blank line does; a list without an empty choice says nothing by itself."""
    if isinstance(field, SelectField) and field.default:
        return False
    is_silent = field.data is None or field.data is False or field.data in ("", field.default)
    return _is_unreadable(field) or not is_silent


class Rows(FieldList):
    """Several lines of the same fields; blank ones are offered, and never kept.

    A button named `add` with this field's name as value asks for three more blank lines.
    """

    def __init__(
        self, row: type[Row], label: str, *, blank: int = 3, most: int = 20, **kwargs: Any
    ) -> None:
        super().__init__(FormField(row), label, **kwargs)
        self.blank, self.most = blank, most

    def _add_entry(self, *args: Any, **kwargs: Any) -> FormField:
        """Each line has a name that people read, where the page gives it no other."""
        entry = super()._add_entry(*args, **kwargs)
        entry.label.text = f"Ligne {len(self.entries)}"
        return entry

    @property
    def filled(self) -> list[Row]:
        """The lines that say something."""
        return [entry.form for entry in self.entries if not entry.form.is_blank]

    def offer_blank(self) -> None:
        """Always show some blank lines at the end."""
        empty = sum(entry.form.is_blank for entry in self.entries)
        while empty < self.blank and len(self.entries) < self.most:
            self.append_entry()
            empty += 1


class SearchForm(FlaskForm):
    """A search in an address: no token; what it does not know is ignored, and said."""

    class Meta(FrenchMeta):
        csrf = False

    def heed(self) -> list[str]:
        """Drop the values that are not offered, and return a notice for each."""
        ignored = []
        for field in self:
            if not field.raw_data:
                continue  # not asked of: it says what it says by default
            if isinstance(field, SelectMultipleField):
                known = {str(choice.value) for choice in field.iter_choices()}
                unknown = [value for value in field.data or [] if str(value) not in known]
                field.data = [value for value in field.data or [] if str(value) in known]
                ignored += [_ignored(field, value) for value in unknown]
            elif not field.validate(self):
                ignored.append(_ignored(field, " ".join(field.raw_data or [""])))
                field.data = field.object_data
                field.raw_data = None
                field.errors = []
        return ignored


def _ignored(field: Field, value: object) -> str:
    return f"Filtre ignoré : « {clean(str(value))[:60]} » n’existe pas pour « {field.label.text} »."


def choices(
    labels: Mapping[Any, str] | Iterable[tuple[str, str]], *, first: str | None = None
) -> list[SelectChoice]:
    """The options of a select, from a mapping of codes to French labels; `first` is the empty one."""
    pairs: Iterable[tuple[Any, str]] = labels.items() if isinstance(labels, Mapping) else labels
    offered = [SelectChoice(str(value), label) for value, label in pairs]
    return [SelectChoice("", first), *offered] if first is not None else offered


def member_of(enum: type[StrEnum]) -> Callable[[Any], Any]:
    """Coerce a posted value into an enum member; raises ValueError, which WTForms words itself."""
    return lambda value: enum(value) if value else None


CENTURY = range(2000, 2100)  # the years of what is planned, and of a working life


def of_this_century(_form: PlainForm, field: DateField) -> None:
    """A year mistyped is a date that nobody meant."""
    if field.data and field.data.year not in CENTURY:
        raise ValidationError("Vérifiez l’année de cette date.")


LONGEST_ADDRESS = 254
ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")


def address_of(field: EmailField) -> str:
    """An address as we keep it."""
    return (field.data or "").strip().lower()


def is_address(_form: PlainForm, field: EmailField) -> None:
    field.data = address_of(field)
    if len(field.data) > LONGEST_ADDRESS or not ADDRESS.fullmatch(field.data):
        raise ValidationError(
            "Écrivez une adresse électronique complète : prenom.nom@structure.fr."
        )
