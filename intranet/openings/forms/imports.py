"""What is asked of whoever brings a file of openings."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired

from intranet.kit.forms import BooleanField, Form, Needed, RadioField, choices
from intranet.openings.models import ImportFormat

FORMAT_LABELS = {
    ImportFormat.CSV: "CSV : nos colonnes, ou celles de Choisir le service public",
    ImportFormat.XLSX: "Classeur XLSX, nos colonnes",
    ImportFormat.JSON: "JSON, nos colonnes",
}


class OpeningsFileForm(Form):
    """A file, what it is, and whether what is complete goes online."""

    file = FileField("Fichier", [FileRequired("Choisissez un fichier.")])
    format = RadioField(
        "Format",
        [Needed("Dites de quel format il est.")],
        choices=choices(FORMAT_LABELS),
        default=ImportFormat.CSV.value,
    )
    publishes = BooleanField("Mettre en ligne ce qui est complet")
