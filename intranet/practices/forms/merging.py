"""Which sheet is kept of two that say the same thing."""

from __future__ import annotations

from intranet.kit.forms import Form, Length, Needed, StringField


class MergeForm(Form):
    """The address of the other sheet, as the browser shows it."""

    kept = StringField(
        "Adresse de la fiche à garder",
        [
            Needed("Donnez l’adresse de la fiche à garder."),
            Length(max=300, message="300 signes au plus."),
        ],
    )

    @property
    def slug(self) -> str:
        return (
            (self.kept.data or "")
            .partition("?")[0]
            .partition("#")[0]
            .rstrip("/")
            .rpartition("/")[2]
        )
