"""What is asked of those who bring sheets by a file."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired

from intranet.kit.forms import Form


class SheetsFileForm(Form):
    """The file; its ending says what it is."""

    file = FileField("Fichier", [FileRequired("Choisissez un fichier.")])
