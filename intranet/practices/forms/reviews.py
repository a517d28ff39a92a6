"""What is asked of a reviewer: a decision, and notes section by section."""

from __future__ import annotations

from intranet.kit.forms import (
    Field,
    Form,
    Length,
    Row,
    Rows,
    SelectField,
    TextAreaField,
    ValidationError,
    choices,
)
from intranet.practices.models import SECTIONS


class NoteRow(Row):
    """What is asked of one section."""

    section = SelectField("Section", choices=choices(SECTIONS, first="Choisir une section"))
    text = TextAreaField("Ce qu’il faut corriger", [Length(max=2000)], render_kw={"rows": 3})

    def validate_section(self, field: Field) -> None:
        if self.text.data and not field.data:
            raise ValidationError("Dites de quelle section vous parlez.")

    def validate_text(self, field: Field) -> None:
        if self.section.data and not field.data:
            raise ValidationError("Dites ce qu’il faut corriger.")


class ReviewForm(Form):
    """What is said of the whole sheet, what is asked of its sections."""

    text = TextAreaField("Message aux auteurs", [Length(max=4000)])
    notes = Rows(NoteRow, "Corrections, section par section", blank=1, most=12)

    @property
    def said(self) -> dict[str, str]:
        """The notes by section; two on one section are joined."""
        found: dict[str, str] = {}
        for row in self.notes.filled:
            section, words = row.data["section"], row.data["text"]
            if words:
                found[section] = f"{found[section]}\n\n{words}" if section in found else words
        return found

    def offer(self) -> None:
        self.notes.offer_blank()
        for number, entry in enumerate(self.notes.entries, 1):
            entry.label.text = f"Correction {number}"
