"""The routes of the site as OpenAPI describes them, drawn from its map and from its forms.

What a form asks is read in its class; which form a view reads, which words and which filters, in the
source of the view and of what it calls beside it. Nothing here is kept by hand.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from types import CodeType
from typing import Any

from flask import Flask
from werkzeug.routing import Rule
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FieldList,
    FormField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms import Form as PlainForm

from intranet.kit.forms import Row, Rows

Schema = dict[str, Any]
_ASKED = re.compile(r"""request\.(?:form|args|values)(?:\.get(?:list)?\(|\[)\s*["'](\w+)["']""")
_PRESSED = re.compile(r"""["'](\w+)["'] in request\.(?:form|args)""")
_FORM = re.compile(r"\b(\w*(?:Form|Filters|Search))\(")
_CALLED = re.compile(r"\b([a-z_]\w+)\(")
FILE = {"type": "string", "maxLength": 200}  # a text where a file is awaited
WORDS = {"type": "string", "maxLength": 300}


def described(app: Flask) -> Schema:
    """Every route of the site but its static files."""
    paths: dict[str, Schema] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        path = re.sub(r"<(?:[^:<>]+(?:\([^)]*\))?:)?([^<>]+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(path, {})[method.lower()] = operation(app, rule, method)
    return {"openapi": "3.1.0", "info": {"title": "Passerelles", "version": "1"}, "paths": paths}


def operation(app: Flask, rule: Rule, method: str) -> Schema:
    fields = fields_of(app, rule.endpoint)
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": part_of(rule, name)}
        for name in sorted(rule.arguments)
    ]
    found: Schema = {
        "operationId": f"{method} {rule.endpoint}",
        "parameters": parameters,
        "responses": {"default": {"description": "a page"}},
    }
    if method == "GET":
        known = fields | {"q": WORDS, "page": {"type": ["integer", "string"]}}
        parameters += [
            {"name": name, "in": "query", "schema": schema} for name, schema in known.items()
        ]
        return found
    body = {"type": "object", "properties": fields, "required": sorted(fields), "additionalProperties": False}  # fmt: skip
    found["requestBody"] = {"content": {"application/x-www-form-urlencoded": {"schema": body}}}
    return found


def part_of(rule: Rule, name: str) -> Schema:
    """What may stand at a place of the address."""
    converter = rule._converters[name]
    kind = type(converter).__name__.removesuffix("Converter")
    if kind == "Integer":
        return {"type": "integer", "minimum": 0}
    if kind == "UUID":
        return {"type": "string", "format": "uuid"}
    if kind == "Any":
        return {"enum": sorted(converter.items)}  # type: ignore[attr-defined]
    return {"type": "string", "minLength": 1, "maxLength": 60}


@cache
def fields_of(app: Flask, endpoint: str) -> Mapping[str, Schema]:
    """What a view reads of what is sent: the fields of its forms, and the words that it names."""
    fields: dict[str, Schema] = {}
    for text, room in sources_of(app.view_functions[endpoint]):
        for name in (*_ASKED.findall(text), *_PRESSED.findall(text)):
            fields.setdefault(name, {"anyOf": [WORDS, {"type": "integer"}]})
        for name in _FORM.findall(text):
            made = getattr(room, name, None) or getattr(getattr(room, "forms", None), name, None)
            if inspect.isclass(made) and issubclass(made, PlainForm):
                fields |= fields_of_form(made)
    return fields


def sources_of(view: Any) -> Iterator[tuple[str, Any]]:
    """The text of a view, and of the functions of its own room that it calls."""
    room = sys.modules[view.__module__]
    waiting, seen = [inspect.unwrap(view)], set()
    while waiting:
        found = waiting.pop()
        if found in seen:
            continue
        seen.add(found)
        text = source_of(found)
        yield text, room
        for name in _CALLED.findall(text):
            called = getattr(room, name, None)
            if inspect.isfunction(called) and called.__module__.split(".")[1:3] == room.__name__.split(".")[1:3]:  # fmt: skip
                waiting.append(called)


@cache
def source_of(function: Any) -> str:
    """The lines that its instructions come from: `inspect` reads each block again, word by word."""
    lines, first = inspect.findsource(function)
    return "".join(lines[first : last_line(function.__code__)])


def last_line(code: CodeType) -> int:
    within = (last_line(each) for each in code.co_consts if isinstance(each, CodeType))
    return max(*(end or 0 for _, end, *_ in code.co_positions()), *within, code.co_firstlineno)


def fields_of_form(form: type[PlainForm], prefix: str = "") -> dict[str, Schema]:
    fields: dict[str, Schema] = {}
    for name in dir(form):
        unbound = getattr(form, name, None)
        if not hasattr(unbound, "field_class"):
            continue
        kind = unbound.field_class
        if issubclass(kind, Rows | FieldList):
            row = next((each for each in unbound.args if inspect.isclass(each) and issubclass(each, Row)), None)  # fmt: skip
            fields |= fields_of_form(row, f"{prefix}{name}-0-") if row else {}
        elif issubclass(kind, FormField):
            fields |= fields_of_form(unbound.args[0], f"{prefix}{name}-")
        else:
            fields[prefix + name] = schema_of(kind, unbound)
    return fields


def schema_of(kind: type, unbound: Any) -> Schema:  # noqa: PLR0911  one line a kind
    if issubclass(kind, BooleanField):
        return {"enum": ["y", "", "1"]}
    if issubclass(kind, IntegerField | DecimalField):
        return {"anyOf": [{"type": "integer"}, {"type": "number"}, WORDS]}
    if issubclass(kind, DateField):
        return {"anyOf": [{"type": "string", "format": "date"}, WORDS]}
    if issubclass(kind, TimeField):
        return {"anyOf": [{"enum": ["09:30", "24:00", "23:59:59"]}, WORDS]}
    if offered := [str(getattr(each, "value", each)) for each in unbound.kwargs.get("choices") or ()]:  # fmt: skip
        one: Schema = {"anyOf": [{"enum": offered}, {"enum": offered}, WORDS]}
        many = issubclass(kind, SelectMultipleField)
        return {"type": "array", "items": one, "maxItems": 4} if many else one
    if issubclass(kind, StringField):
        longest = max((each.max for each in validators_of(unbound) if getattr(each, "max", None)), default=300)  # fmt: skip
        return {"type": "string", "maxLength": min(longest + 1, 600)}
    return {"anyOf": [{"type": "integer"}, FILE]}


def validators_of(unbound: Any) -> list[Any]:
    given = [*unbound.args, *(unbound.kwargs.get("validators") or ())]
    return [each for some in given for each in (some if isinstance(some, list | tuple) else [some])]
