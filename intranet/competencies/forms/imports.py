"""What is asked of whoever brings a file."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired

from intranet.competencies.models import FileFormat
from intranet.kit.forms import BooleanField, Form, Needed, RadioField, choices

FORMAT_LABELS = {
    FileFormat.XLSX: "Classeur XLSX, nos colonnes",
    FileFormat.CSV: "CSV, nos colonnes",
    FileFormat.MOODLE: "CSV de Moodle, quatorze colonnes",
    FileFormat.CASE: "CASE 1.0 ou 1.1 (JSON)",
}


class ImportForm(Form):
    """A file, what it is, and what to do of what it does not hold."""

    file = FileField("Fichier", [FileRequired("Choisissez un fichier.")])
    format = RadioField(
        "Format",
        [Needed("Dites de quel format il est.")],
        choices=choices(FORMAT_LABELS),
        default=FileFormat.XLSX.value,
    )
    retires_absent = BooleanField("Retirer ce qui n’est plus dans le fichier")
