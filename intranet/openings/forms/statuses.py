"""What is asked of whoever says their status, and of the animators who write the bridge."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import HiddenField

from intranet.kit.clock import today
from intranet.kit.forms import (
    BooleanField,
    DateField,
    Form,
    Length,
    Needed,
    RadioField,
    Row,
    Rows,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
    ValidationError,
    choices,
    member_of,
    of_this_century,
)
from intranet.kit.webpages import WebAddress
from intranet.openings.actions.statuses import SheetText
from intranet.openings.models import CATEGORY_LABELS, STATUS_LABELS, Category, RouteSheet, Status

OPEN, CLOSED = "oui", "non"
MOST_DOCUMENTS = 12


class StatusForm(Form):
    """One’s status; and, for a civil servant, one’s category."""

    from_status = RadioField(
        "Mon statut",
        [Needed("Choisissez votre statut.")],
        coerce=member_of(Status),
        choices=choices(STATUS_LABELS),
    )
    category = SelectField(
        "Ma catégorie, si je suis fonctionnaire",
        coerce=member_of(Category),
        choices=choices(CATEGORY_LABELS, first="Non précisée"),
    )
    back = HiddenField()


class SourceRow(Row):
    """A text of law, and where it is read."""

    title = StringField("Texte et article", [Length(max=200)])
    url = URLField("Adresse", [WebAddress()])

    def validate_title(self, field: StringField) -> None:
        if not (self.is_blank or field.data):
            raise ValidationError("Nommez le texte que l’on lit à cette adresse.")


class SheetForm(Form):
    """A sheet of the bridge; or the word that it still holds."""

    version = HiddenField()
    possible = RadioField(
        "Cette voie est-elle ouverte à ce statut ?",
        [Needed("Dites si la voie est ouverte.")],
        choices=choices({OPEN: "Oui, sous conditions", CLOSED: "Non"}),
    )
    summary = StringField(
        "En une ligne", [Needed("Résumez en une ligne."), Length(max=120)]
    )  # fmt: skip
    conditions = TextAreaField(
        "Conditions habituelles", [Needed("Dites les conditions habituelles."), Length(max=4000)]
    )
    documents = TextAreaField("Documents à préparer, un par ligne", [Length(max=2000)])
    sources = Rows(SourceRow, "Sources juridiques", blank=2, most=10)
    is_verified = BooleanField("J’ai vérifié ce texte dans le droit en vigueur")
    review_on = DateField("À relire le", [Needed("Dites quand la relire."), of_this_century])
    note = StringField("Ce qui change, pour l’historique", [Length(max=300)])

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.sources.offer_blank()

    def validate_review_on(self, field: DateField) -> None:
        if isinstance(field.data, date) and field.data <= today():
            raise ValidationError("Choisissez une date à venir.")

    def validate_documents(self, field: TextAreaField) -> None:
        if len(lines_of(field.data)) > MOST_DOCUMENTS:
            raise ValidationError(f"{MOST_DOCUMENTS} documents au plus : regroupez-en.")

    def validate_is_verified(self, field: BooleanField) -> None:
        if field.data and not self.sources.filled:
            raise ValidationError("Citez au moins un texte : c’est lui que vous avez vérifié.")

    def text(self) -> SheetText:
        """What was written, once it has been validated."""
        return SheetText(
            is_possible=self.possible.data == OPEN,
            summary=self.summary.data or "",
            conditions=self.conditions.data or "",
            documents=lines_of(self.documents.data),
            sources=[
                {"title": row.title.data, "url": row.url.data or ""} for row in self.sources.filled
            ],
        )


def lines_of(typed: str | None) -> list[str]:
    """What was typed, a line at a time, blank ones left out."""
    return [line.strip(" -•\t")[:200] for line in (typed or "").splitlines() if line.strip(" -•\t")]


def said_of(sheet: RouteSheet) -> dict[str, Any]:
    """What the form shows of a sheet."""
    return {
        "version": str(sheet.version),
        "possible": OPEN if sheet.is_possible else CLOSED,
        "summary": sheet.summary,
        "conditions": sheet.conditions,
        "documents": "\n".join(sheet.documents),
        "sources": sheet.sources,
        "is_verified": sheet.is_verified,
        "review_on": sheet.review_on,
    }
