"""What a command says to whoever typed it: why a file does not open, and why it stops."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import NoReturn, ParamSpec, TypeVar

import click
from flask import g
from flask.cli import with_appcontext
from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError, InternalError, OperationalError

from intranet.kit.db import ONLY_READS, db
from intranet.kit.readiness import Behind, Unreachable, check

P = ParamSpec("P")
R = TypeVar("R")

_UNREAD = {
    errno.ENOENT: "il n’existe pas",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "son chemin passe par un fichier",
    errno.EACCES: "vous n’avez pas le droit de le lire",
}

BEHIND = (
    "La base n’est pas celle de cette version : rien n’est fait. Passez d’abord les"
    " migrations (« flask --app wsgi db upgrade »)."
)
AHEAD = (
    "La base est celle d’une version plus récente du site : rien n’est fait. Installez cette"
    " version, ou remettez une sauvegarde d’avant (« flask --app wsgi restore --replace »)."
)


def why_unread(error: OSError) -> str:
    """Why a file given in a terminal does not open: the system says it in English alone."""
    return _UNREAD.get(error.errno or 0, f"erreur {error.errno} du système")


def stop(sentence: str) -> NoReturn:
    """End the command with 1, nothing written, and say why on the error output."""
    db.session.rollback()
    click.echo(sentence, err=True)
    sys.exit(1)


def with_tables(command: Callable[P, R]) -> Callable[P, R]:
    """A command of this site's tables: where they are missing, it says so before it begins.

    Where the database fails it on the way, it stops with one sentence too.
    """

    @wraps(command)
    def ready(*args: P.args, **named: P.kwargs) -> R:
        refuse_unready()
        with faults_told():
            return command(*args, **named)

    return with_appcontext(ready)


@contextmanager
def faults_told() -> Iterator[None]:
    """Where the database fails on the way, the command stops, and says it in one sentence."""
    try:
        yield
    except (OperationalError, InternalError) as fault:
        stop(f"La base est occupée, pleine ou arrêtée ({fault.orig}). Relancez la commande.")


def refuse_unready() -> None:
    """Each statement would fail, in English: said once instead. Raises ClickException."""
    try:
        check(db.engine.engine.url)
    except Unreachable:
        raise click.ClickException(
            "La base ne répond pas, ou n’existe pas encore : rien n’est fait. Celle qui manque se"
            " crée par « flask --app wsgi db upgrade »."
        ) from None
    except Behind as behind:
        raise click.ClickException(AHEAD if behind.is_ahead else BEHIND) from None


def is_ahead(url: URL) -> bool:
    """Whether the base there is of a later version; where it does not answer, others say so."""
    try:
        check(url)
    except Behind as behind:
        return behind.is_ahead
    except Unreachable:
        pass
    return False


def why_no_base(error: DatabaseError) -> str:
    """Why it is of no use, by its own first words."""
    reason = str(error.orig).strip().splitlines()[0]
    return f"DATABASE_URL : la base ne répond pas, ou refuse ({reason})."


@contextmanager
def only_reading() -> Iterator[None]:
    """A command that only reads: nobody who writes waits for it, however long it reads."""
    setattr(g, ONLY_READS, True)
    try:
        yield
    finally:
        db.session.rollback()
        g.pop(ONLY_READS)
