"""The eight things that can be asked of the referential, one form each, begun with the present text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField

from intranet.competencies import changes
from intranet.competencies.changes import EDITABLE, RELATABLE, Facts, Gesture, Present
from intranet.competencies.forms.proposals import (
    ItemSelect,
    LevelSelect,
    ProposalForm,
    WordsForm,
    as_typed,
    lines_of,
)
from intranet.competencies.models import HIGHEST, KIND_LABELS, LOWEST, ItemKind, Operation
from intranet.kit.forms import (
    RadioField,
    Row,
    Rows,
    SelectField,
    StringField,
    TextAreaField,
    choices,
)
from intranet.kit.numbers import whole_number

SHORT = {"rows": 2}


class EditForm(WordsForm):
    operation = Operation.EDIT
    title = StringField("Intitulé")
    statement = TextAreaField("Énoncé")
    notes = TextAreaField("Notes")
    synonyms = TextAreaField("On dit aussi")
    keywords = TextAreaField("Mots-clés")
    code = StringField("Code")
    kind = SelectField("Nature", validate_choice=False, choices=choices(KIND_LABELS))
    level_min = LevelSelect("Premier niveau")
    level_max = LevelSelect("Dernier niveau")

    def payload(self, facts: Facts) -> dict[str, Any]:
        typed = {name: self[name].data for name in EDITABLE}
        typed |= {name: lines_of(typed[name]) for name in ("synonyms", "keywords")}
        return {name: value for name, value in typed.items() if value != as_typed(facts[name])}

    @classmethod
    def start(cls, facts: Facts, payload: Mapping[str, Any]) -> dict[str, Any]:
        shown = super().start(facts, payload)
        return shown | {name: "\n".join(shown[name]) for name in ("synonyms", "keywords")}


class AddForm(ProposalForm):
    operation = Operation.ADD
    parent = ItemSelect("Où la ranger")
    code = StringField("Code")
    kind = SelectField("Nature", validate_choice=False, choices=choices(KIND_LABELS))
    title = StringField("Intitulé")
    statement = TextAreaField("Énoncé")
    notes = TextAreaField("Notes")
    synonyms = TextAreaField("On dit aussi")
    keywords = TextAreaField("Mots-clés")
    level_min = LevelSelect("Premier niveau")
    level_max = LevelSelect("Dernier niveau")
    level_1 = TextAreaField("Au niveau 1", render_kw=SHORT)
    level_2 = TextAreaField("Au niveau 2", render_kw=SHORT)
    level_3 = TextAreaField("Au niveau 3", render_kw=SHORT)
    level_4 = TextAreaField("Au niveau 4", render_kw=SHORT)

    LISTS = ("synonyms", "keywords")
    TEXTS = ("code", "title", "statement", "notes", "level_1", "level_2", "level_3", "level_4")

    def offer(self, present: Present, uuid: str | None) -> None:
        self.parent.offer(present, "À la racine : un nouveau domaine")

    def payload(self, facts: Facts) -> dict[str, Any]:
        return {
            "parent": self.parent.data or "",
            "kind": self.kind.data or "",
            "level_min": self.level_min.data,
            "level_max": self.level_max.data,
            **{name: self[name].data or "" for name in self.TEXTS},
            **{name: lines_of(self[name].data) for name in self.LISTS},
        }

    @classmethod
    def start(cls, facts: Facts, payload: Mapping[str, Any]) -> dict[str, Any]:
        shown = {"level_min": LOWEST, "level_max": HIGHEST, "kind": ItemKind.KNOW_HOW, **payload}
        return shown | {name: "\n".join(payload.get(name, ())) for name in cls.LISTS}


class MoveForm(ProposalForm):
    operation = Operation.MOVE
    parent = ItemSelect("La ranger sous")
    code = StringField("Son code, à sa nouvelle place")

    def offer(self, present: Present, uuid: str | None) -> None:
        self.parent.offer(present, "La racine du référentiel", but=[uuid or ""])

    def payload(self, facts: Facts) -> dict[str, Any]:
        return {"parent": self.parent.data or "", "code": self.code.data or ""}


class PartRow(Row):
    """One of the items that a split makes."""

    code = StringField("Code")
    title = StringField("Intitulé")
    statement = TextAreaField("Énoncé")
    level_1 = TextAreaField("Au niveau 1", render_kw=SHORT)
    level_2 = TextAreaField("Au niveau 2", render_kw=SHORT)
    level_3 = TextAreaField("Au niveau 3", render_kw=SHORT)
    level_4 = TextAreaField("Au niveau 4", render_kw=SHORT)

    NAMED = ("code", "title", "statement")
    begun: Mapping[str, str] = {}  # the levels that every part begins with

    @property
    def is_blank(self) -> bool:
        """Nothing was typed: of its levels, nothing but what it began with."""
        said = (field.data for field in self if field.data != self.begun.get(field.short_name))
        return not any(said)


class SplitForm(ProposalForm):
    operation = Operation.SPLIT
    parts = Rows(PartRow, "Les nouvelles compétences", blank=0, most=changes.MOST_PARTS + 1)

    def offer(self, present: Present, uuid: str | None) -> None:
        """Two parts at least, each begun with the levels of what is split; only its own levels."""
        facts = present.items.get(uuid or "", {})
        levels = {name: as_typed(facts.get(name, "")) for name in changes.LEVEL_FIELDS}
        for entry in self.parts.entries:
            entry.form.begun = levels
        wanted = max(2, min(len(self.parts.filled) + self.parts.blank, self.parts.most))
        while len(self.parts.entries) < wanted:
            self.parts.append_entry(levels)
        for number, entry in enumerate(self.parts.entries, 1):
            entry.label.text, entry.form.begun = f"Compétence {number}", levels
            for value in range(1, HIGHEST + 1):
                if not facts.get("level_min", 0) <= value <= facts.get("level_max", HIGHEST):
                    del entry.form[f"level_{value}"]

    def payload(self, facts: Facts) -> dict[str, Any]:
        return {
            "parts": [
                {field.short_name: field.data or "" for field in row} for row in self.parts.filled
            ]
        }

    @classmethod
    def start(cls, facts: Facts, payload: Mapping[str, Any]) -> dict[str, Any]:
        kept = (*PartRow.NAMED, *changes.LEVEL_FIELDS)
        return {"parts": payload.get("parts") or [{name: facts.get(name, "") for name in kept}]}


class OtherRow(Row):
    """One more item to merge."""

    uuid = ItemSelect("Avec")


class MergeForm(ProposalForm):
    operation = Operation.MERGE
    others = Rows(OtherRow, "À fusionner avec", blank=1, most=changes.MOST_PARTS)
    code = StringField("Code de la compétence qui les réunit")
    title = StringField("Intitulé")
    statement = TextAreaField("Énoncé")

    def offer(self, present: Present, uuid: str | None) -> None:
        self.others.offer_blank()
        for number, entry in enumerate(self.others.entries, 1):
            entry.label.text = f"Autre compétence {number}"
            entry.form.uuid.offer(present, "Choisir une compétence", but=[uuid or ""])

    def payload(self, facts: Facts) -> dict[str, Any]:
        return {
            "others": [row.uuid.data for row in self.others.filled],
            **{name: self[name].data or "" for name in ("code", "title", "statement")},
        }

    @classmethod
    def start(cls, facts: Facts, payload: Mapping[str, Any]) -> dict[str, Any]:
        others = [{"uuid": uuid} for uuid in payload.get("others", ())]
        return {**super().start(facts, payload), "others": others}


class RetireForm(ProposalForm):
    operation = Operation.RETIRE
    successor = ItemSelect("Ce qui la remplace")

    def offer(self, present: Present, uuid: str | None) -> None:
        self.successor.offer(present, "Rien ne la remplace", but=[uuid or ""])

    def payload(self, facts: Facts) -> dict[str, Any]:
        return {"successor": self.successor.data or ""}


class RelateForm(ProposalForm):
    operation = Operation.RELATE
    gesture = RadioField(
        "Que proposez-vous ?",
        choices=choices({Gesture.ADD: "Relier", Gesture.REMOVE: "Retirer une relation"}),
        default=Gesture.ADD.value,
    )
    relation = SelectField("Cette compétence", validate_choice=False, choices=choices(RELATABLE))
    target = ItemSelect("L’autre compétence")

    def offer(self, present: Present, uuid: str | None) -> None:
        self.target.offer(present, "Choisir une compétence", but=[uuid or ""])

    def payload(self, facts: Facts) -> dict[str, Any]:
        return {
            "gesture": self.gesture.data or Gesture.ADD.value,
            "relation": self.relation.data or "",
            "target": self.target.data or "",
        }


class RewordForm(WordsForm):
    operation = Operation.REWORD_LEVEL
    value = HiddenField()
    text = TextAreaField("Ce que l’on fait à ce niveau")

    def payload(self, facts: Facts) -> dict[str, Any]:
        value = whole_number(str(self.value.data or ""), digits=4)
        return {"value": value, "text": self.text.data or ""}

    @classmethod
    def start(cls, facts: Facts, payload: Mapping[str, Any]) -> dict[str, Any]:
        value = payload.get("value")
        if value is None:
            value = max(facts["level_min"], 1)
        return {"value": value, "text": payload.get("text", facts.get(f"level_{value}", ""))}


FORMS: dict[Operation, type[ProposalForm]] = {
    form.operation: form
    for form in (
        EditForm, AddForm, MoveForm, SplitForm, MergeForm, RetireForm, RelateForm, RewordForm,
    )
}  # fmt: skip
