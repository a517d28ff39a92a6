"""What every proposal says, whatever it asks; and how what is wrong is put beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from wtforms import HiddenField

from intranet.competencies import changes
from intranet.competencies.actions import Change
from intranet.competencies.changes import Facts, Fault, Present
from intranet.competencies.models import (
    HIGHEST,
    LOWEST,
    NATURE_LABELS,
    Nature,
    Operation,
)
from intranet.kit.forms import (
    Form,
    RadioField,
    SelectField,
    TextAreaField,
    choices,
    whole_or_none,
)
from intranet.kit.texts import clean

LEVELS = choices([(str(value), str(value)) for value in range(LOWEST, HIGHEST + 1)])


def lines_of(text: str | None) -> list[str]:
    """What was typed, one entry a line."""
    return [entry for line in (text or "").splitlines() if (entry := clean(line))]


class ItemSelect(SelectField):
    """An item of the referential by its uuid; the rules of the tree word what is wrong with it."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, validate_choice=False, default="", **kwargs)

    def offer(self, present: Present, first: str, but: Iterable[str] = ()) -> None:
        hidden = set(but)
        self.choices = choices(
            [
                (uuid, f"{'– ' * (present.depth(uuid) - 1)}{facts['code']} {facts['title']}")
                for uuid, facts in present.items.items()
                if uuid not in hidden
            ],
            first=first,
        )


class LevelSelect(SelectField):
    """A level of the scale; the rules word what is wrong with it."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(
            label, validate_choice=False, choices=LEVELS, coerce=whole_or_none, **kwargs
        )


class ProposalForm(Form):
    """What every proposal says: why, and whether it changes more than words."""

    asked_last = ("rationale", "nature")

    operation: ClassVar[Operation]
    read = HiddenField(default="")  # the hash of the text that the form started from
    seen = HiddenField(default="0")  # the version of the proposal that the page showed
    rationale = TextAreaField("Pourquoi ce changement ?")

    def offer(self, present: Present, uuid: str | None) -> None:
        """Fill the lists with the items that can be chosen."""

    def payload(self, facts: Facts) -> dict[str, Any]:
        """What is asked, in plain values; `facts` is what the item says now."""
        raise NotImplementedError

    @classmethod
    def start(cls, facts: Facts, payload: Mapping[str, Any]) -> dict[str, Any]:
        """What the form shows at first: the present text, and over it what is asked already."""
        return {**facts, **payload}

    def change(self, uuid: str | None, facts: Facts) -> Change:
        nature = Nature.SUBSTANTIVE
        if "nature" in self and self["nature"].data == Nature.EDITORIAL:
            nature = Nature.EDITORIAL
        return Change(self.operation, uuid, self.payload(facts), nature, self.rationale.data or "")

    def is_complete(self, asked: Change, present: Present) -> bool:
        """Whether it can be opened; what lacks or is wrong is said beside its field."""
        found = changes.faults(asked.operation, asked.uuid, asked.payload, present)
        if len(asked.rationale) < changes.SHORTEST_RATIONALE:
            found.append(
                Fault(
                    "rationale", f"Dites pourquoi, en {changes.SHORTEST_RATIONALE} signes au moins."
                )
            )
        if asked.nature is Nature.EDITORIAL and not changes.editorial_possible(
            asked.operation, asked.payload
        ):
            found.append(
                Fault(
                    "nature",
                    "Changer un code, une nature ou des niveaux est un changement de fond.",
                )
            )
        for fault in found:
            self.place(fault)
        return not found

    def place(self, fault: Fault) -> None:
        """Put a sentence beside its field; at the top where it is about the whole."""
        name, *inside = fault.field.split("-")
        if not name or name not in self:
            self.form_errors.append(fault.sentence)
        elif inside:
            row = self[name].filled[int(inside[0])]
            self.refuse(row[inside[1]], fault.sentence)
            self[name].errors = [*self[name].errors, row.errors]  # the summary asks the whole list
        else:
            self.refuse(self[name], fault.sentence)


class WordsForm(ProposalForm):
    """A change that may be one of form."""

    nature = RadioField(
        "Ce changement est", choices=choices(NATURE_LABELS), default=Nature.SUBSTANTIVE.value
    )


def as_typed(value: Any) -> Any:
    """A stored text as a form sends it back untouched."""
    return clean(value) if isinstance(value, str) else value
