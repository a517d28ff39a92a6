"""What is needed must be said: blanks say nothing, on any form."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import widgets

import intranet
from intranet.kit.forms import (
    BooleanField,
    DateField,
    DecimalField,
    Form,
    IntegerField,
    Needed,
    Optional,
    Row,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    choices,
)
from tests.visitor import Visitor


class Asked(Form):
    name = StringField("Nom", [Needed("Dites qui.")])
    story = TextAreaField("Récit", [Needed("Racontez.")])
    day = DateField("Jour", [Needed("Dites quand.")])
    count = IntegerField("Nombre", [Needed("Dites combien.")])
    price = DecimalField("Prix", [Needed("Dites le prix.")])
    kinds = SelectMultipleField("Sortes", [Needed("Choisissez.")], choices=["a", "b"])
    sure = BooleanField("Oui", [Needed("Cochez.")])


def told(app: Flask, **typed: str) -> dict[str, list[str]]:
    with app.test_request_context("/", method="POST"):
        form = Asked(MultiDict(typed), meta={"csrf": False})
        form.validate()
        return {name: list(errors) for name, errors in form.errors.items()}


EVERYTHING = {
    "name": "Camille",
    "story": "Il était une fois.",
    "day": "2026-11-22",
    "count": "12",
    "price": "620.50",
    "kinds": "a",
    "sure": "on",
}


class Line(Row):
    name = StringField("Nom")
    day = DateField("Jour", [Optional()])
    count = IntegerField("Nombre", [Optional()], default=1)
    weight = SelectField("Poids", coerce=int, default=1, choices=choices({1: "Peu", 2: "Assez"}))
    sure = BooleanField("Oui")


BLANK = {"name": " ", "day": "", "count": "1", "weight": "1"}


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("typed", "is_blank"),
    [
        ({}, True),
        ({"count": ""}, True),
        ({"weight": "2"}, True),  # a list without an empty choice says nothing by itself
        ({"name": "Camille"}, False),
        ({"day": "2026-11-22"}, False),
        ({"day": "demain"}, False),
        ({"count": "0"}, False),
        ({"count": "2"}, False),
        ({"sure": "y"}, False),
    ],
)
def test_half_a_line_is_a_line(app: Flask, typed: dict[str, str], is_blank: bool) -> None:
    with app.test_request_context("/", method="POST"):
        assert Line(MultiDict(BLANK | typed)).is_blank is is_blank


@pytest.mark.no_database
def test_what_is_said_is_accepted_and_zero_is_said(app: Flask) -> None:
    assert told(app, **EVERYTHING) == {}
    assert told(app, **EVERYTHING | {"count": "0", "price": str(Decimal(0))}) == {}


@pytest.mark.parametrize("blank", ["", "   ", "\u00a0\u202f", "\t\r\n", "\x00\u200b "])
@pytest.mark.no_database
def test_blanks_say_nothing(app: Flask, blank: str) -> None:
    assert told(app, **EVERYTHING | {"name": blank, "story": blank}) == {
        "name": ["Dites qui."],
        "story": ["Racontez."],
    }


@pytest.mark.no_database
def test_each_thing_that_lacks_is_named_once(app: Flask) -> None:
    assert told(app) == {
        "name": ["Dites qui."],
        "story": ["Racontez."],
        "day": ["Dites quand."],
        "count": ["Dites combien."],
        "price": ["Dites le prix."],
        "kinds": ["Choisissez."],
        "sure": ["Cochez."],
    }


@pytest.mark.no_database
def test_what_cannot_be_read_says_why_rather_than_that_it_lacks(app: Flask) -> None:
    said = told(app, **EVERYTHING | {"day": "31/02/2026", "count": "douze"})
    assert said.keys() == {"day", "count"}
    assert "Dites quand." not in said["day"] and "Dites combien." not in said["count"]


@pytest.mark.no_database
def test_no_form_needs_anything_in_another_way() -> None:
    """WTForms’ own InputRequired is content with blanks, and DataRequired refuses zero."""
    root = Path(intranet.__file__).parent
    others = [
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if path != root / "kit" / "forms.py"
        and ("InputRequired" in path.read_text() or "DataRequired" in path.read_text())
    ]
    assert others == []


class Unreadable(Form):
    day = DateField("Jour")
    hour = TimeField("Heure")
    count = IntegerField("Nombre")
    share = DecimalField("Part")


@pytest.mark.no_database
def test_what_cannot_be_read_is_refused_with_an_example(app: Flask) -> None:
    """RGAA 11.11: the error says what could be written instead."""
    typed = dict.fromkeys(("day", "hour", "count", "share"), "n’importe quoi")
    with app.test_request_context(method="POST", data=typed):
        form = Unreadable()
        form.validate()
    said = {field.name: " ".join(field.errors) for field in form if field.name in typed}
    assert all("par exemple" in sentence for sentence in said.values()), said
    assert "24/11/2026" in said["day"]


class Chosen(Form):
    place = SelectField("Lieu", choices=choices({"54": "Meurthe & Moselle"}, first="<tous>"))
    count = SelectField("Combien", coerce=int, choices=choices({1: "un", 54: "Meurthe & Moselle"}))


def test_a_select_says_what_it_would_if_its_options_were_written_anew(app: Flask) -> None:
    with app.test_request_context("/"):
        for place, count in (("54", 1), ("", 54), ("54", 1)):
            form = Chosen(data={"place": place, "count": count}, meta={"csrf": False})
            for field in form:
                assert field() == widgets.Select()(field)
            assert str(form.place()).count(" selected") == 1


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/offres", "--"),
        ("/offres", "la"),
        ("/formations", "--"),
        ("/pratiques", "--"),
        ("/agenda", "--"),
        ("/annuaire", "--"),
        ("/referentiel", "--"),
    ],
)
def test_words_that_hold_none_are_not_said_to_narrow_a_list(
    visitor: Visitor, edition: object, address: str, typed: str
) -> None:
    page = visitor.open(f"{address}?q={typed}")
    assert not page.texts(".active-filters")
    page = visitor.open(f"{address}?q=commerce")
    assert "commerce" in page.text(".active-filters")
