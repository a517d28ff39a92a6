"""The select of our forms."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from wtforms import fields, widgets
from wtforms.fields.choices import Choice


class Select(widgets.Select):
    """Its options are each written once a process: a hundred départements stand in form after form."""

    @classmethod
    def render_option(cls, choice: Choice, **more: Any) -> Any:
        if choice.render_kw or more:
            return super().render_option(choice, **more)
        return _option(choice.value, choice.label, choice.selected)


@lru_cache(maxsize=5_000, typed=True)
def _option(value: Any, label: str, is_chosen: bool) -> Any:
    return widgets.Select.render_option(Choice(value, label, is_chosen, {}))


class SelectField(fields.SelectField):
    widget = Select()
