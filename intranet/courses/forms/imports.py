"""What is asked of whoever brings a catalogue."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired

from intranet.kit.forms import Form


class ImportForm(Form):
    """The file."""

    file = FileField("Fichier LHÉO", [FileRequired("Choisissez un fichier.")])
