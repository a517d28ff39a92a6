"""`backup` and `restore`: the database and the kept files in one archive, and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import perf_counter

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from intranet.home.actions.indexing import rebuild
from intranet.kit import journal
from intranet.kit.backups import BadArchive, CannotBackUp, forget_older
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.kit.storage import StorageAway
from intranet.kit.texts import moment, number, plural
from intranet.kit.turns import alone
from intranet.members import actions as members

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command("backup")
@FILE
@click.option(
    "--keep",
    "days",
    type=click.IntRange(1, 3650),
    help="Effacer du même dossier les sauvegardes de ce site qui ont plus de tant de jours.",
)
@with_appcontext
def backup(file: Path, days: int | None) -> None:
    """Mettre la base et les fichiers dans une seule archive, pendant que le site sert et écrit."""
    from intranet.kit.backups.taking import back_up  # web processes do without

    started, at, site = perf_counter(), now(), current_app.config["SITE_URL"]
    gone: list[Path] = []
    if not file.absolute().parent.is_dir():
        sys.exit(
            f"Sauvegarde impossible : le dossier {file.parent} n’existe pas. Rien n’a été gardé."
        )
    with by_ourselves("archiving"):
        try:
            taken = back_up(file, site, at)
        except CannotBackUp as refused:
            sys.exit(f"Sauvegarde impossible. {refused}")
        except (OSError, StorageAway) as failure:
            sys.exit(f"Sauvegarde impossible : {failure}. Rien n’a été gardé.")
        note(Kind.BACKED_UP)
        if days:
            gone = older_gone(file, site, at, days)
    for path in gone:
        click.echo(f"Sauvegarde de plus de {plural(days or 0, 'jour')}, effacée : {path.name}")
    for name in taken.missing:
        click.echo(f"Fichier absent du stockage, donc de l’archive : {name}", err=True)
    if taken.violations:
        lost = f"Lignes qui en nomment d’autres qui n’existent pas : {number(taken.violations)}."
        click.echo(lost, err=True)
    click.echo(
        f"Sauvegarde écrite et relue : {file}, {plural(taken.rows, 'ligne')}, {plural(taken.files, 'fichier')},"
        f" {number(round(taken.size / 1e6, 1))} Mo, en {number(round(perf_counter() - started, 1))} s."
    )


@click.command("restore")
@FILE
@click.option("--replace", is_flag=True, help="Remplacer ce que la base contient déjà.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Vérifier une archive, puis la remettre en place ; en cas d’échec, rien n’a changé."""
    from intranet.kit.backups import restoring  # web processes do without

    started = perf_counter()
    with by_ourselves("archiving"), by_ourselves("tick"):
        try:
            back = restoring.restore(file, replace=replace)
        except (BadArchive, restoring.Refused) as refused:
            sys.exit(f"Restauration refusée. {refused} Rien n’a changé.")
        except (OSError, StorageAway) as failure:
            sys.exit(f"Restauration impossible : {failure}. Rien n’a changé.")
        shut_every_door()
        note(Kind.RESTORED)
    if back.changed_kind:
        click.echo("Autre genre de base : l’index de la recherche est refait…")
        make_words_anew()
    if back.replaced:
        click.echo(f"Lignes remplacées : {number(back.replaced)}.")
    for name in back.manifest.missing_files:
        click.echo(f"Fichier déjà absent lors de la sauvegarde : {name}", err=True)
    click.echo(
        f"Sauvegarde du {moment(datetime.fromisoformat(back.manifest.taken_at))} ({back.manifest.site}) remise en place :"
        f" {plural(back.rows, 'ligne')}, {plural(back.files, 'fichier')}, en {number(round(perf_counter() - started, 1))} s."
        " Redémarrez le site : il garde en mémoire des pages d’avant."
    )


def shut_every_door() -> None:
    """Sessions closed and links spent since the backup was taken are open again in it."""
    try:
        members.shut_every_door(now())
        db.session.commit()
    except SQLAlchemyError as error:
        db.session.rollback()
        sys.exit(
            "Sauvegarde remise, mais les sessions, les liens et les codes d’alors ouvrent encore des comptes"
            f" ({getattr(error, 'orig', error)}) : recommencez avec --replace avant de servir."
        )
    click.echo(
        "Sessions fermées, liens des courriels et codes de secours éteints : chacun se reconnecte."
    )


def note(kind: Kind) -> None:
    """In the journal of the base as it now is: of a backup, the one it was taken from."""
    try:
        journal.note(kind)
        db.session.commit()
    except SQLAlchemyError as error:  # it is taken, or back, whatever the journal says of it
        db.session.rollback()
        click.echo(f"Le journal n’en dit rien : {getattr(error, 'orig', error)}", err=True)


def older_gone(taken: Path, site: str, at: datetime, days: int) -> list[Path]:
    """Those removed: the backup itself is taken, whatever happens to the others."""
    try:
        return forget_older(taken, site, at, days)
    except OSError as failure:
        sys.exit(f"Sauvegarde écrite, mais les anciennes restent : {failure}.")


@contextmanager
def by_ourselves(work: str) -> Iterator[None]:
    """No other backup meanwhile, no other restore; nor does the timer write what a restore replaces."""
    try:
        with alone(work) as ours:
            if not ours:
                sys.exit(f"Un autre passage de « {work} » est en cours : rien n’a été fait.")
            yield
    except SQLAlchemyError as error:
        sys.exit(f"La base ne répond pas ({str(getattr(error, 'orig', error)).strip()}).")


def make_words_anew() -> None:
    with current_app.test_request_context(base_url=current_app.config["SITE_URL"]):
        for _ in rebuild(now()):
            db.session.commit()
