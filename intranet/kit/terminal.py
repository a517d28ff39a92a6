"""What a command says to whoever typed it: why a file does not open, and why it stops."""

from __future__ import annotations

import errno
import sys
from typing import NoReturn

import click

from intranet.kit.db import db

_UNREAD = {
    errno.ENOENT: "il n’existe pas",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "son chemin passe par un fichier",
    errno.EACCES: "vous n’avez pas le droit de le lire",
}


def why_unread(error: OSError) -> str:
    """Why a file given in a terminal does not open: the system says it in English alone."""
    return _UNREAD.get(error.errno or 0, f"erreur {error.errno} du système")


def stop(sentence: str) -> NoReturn:
    """End the command with 1, nothing written, and say why on the error output."""
    db.session.rollback()
    click.echo(sentence, err=True)
    sys.exit(1)
