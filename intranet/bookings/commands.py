"""What the timer does for the seats, and the commands about documents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from intranet.bookings import actions, documents, queries
from intranet.bookings.models import Bookable
from intranet.kit import journal
from intranet.kit.clock import in_paris, now
from intranet.kit.db import db, every
from intranet.kit.journal import Kind
from intranet.kit.paper import NoPaper
from intranet.kit.sealing import CannotUnseal
from intranet.kit.terminal import with_tables
from intranet.kit.texts import plural
from intranet.kit.turns import Turns

group = AppGroup("certificates", help="Les certificats : leur clé de signature, leurs PDF.")


def issue_ordered(at: datetime) -> int:
    """Go on with every order, some documents a transaction; how many were issued. For `tick`."""
    issued = 0
    for order in queries.orders_under_way():
        while order.finished_at is None:
            try:
                done = actions.issue_some(order, at)
            except CannotUnseal:
                db.session.rollback()  # the order waits; nothing else does
                current_app.logger.warning("the signing key does not open: SECRET_KEY changed")
                break
            db.session.commit()
            issued += done
    return issued


def tend_meetings(at: datetime) -> int:
    """Tell of what moved, invite, end what is over, ask, settle; how much was done. For `tick`."""
    turns = Turns()
    moved = every(queries.to_tell(at - actions.QUIET))
    done = sum(turns.take(actions.announce, bookable_id, at) for bookable_id in moved)
    for doing in (
        actions.complete,
        actions.lock_due,
        actions.open_dossiers_due,
        actions.invite_due,
        actions.ask_due,
        actions.remind_due,
        actions.remind_managers_due,
    ):
        done += turns.take(doing, at)
    turns.end()
    return done


@group.group("key")
def key() -> None:
    """La clé avec laquelle le site signe les badges."""


@key.command("show")
@with_tables
def show_key() -> None:
    """Dire quelle clé signe, et depuis quand."""
    keys = every(queries.signing_keys())
    if not keys:
        click.echo("Aucune clé : la première sera créée au premier badge, ou par « key create ».")
    for one in keys:
        state = f"retirée le {one.retired_at:%Y-%m-%d}" if one.retired_at else "en service"
        click.echo(f"{one.public_key}  créée le {in_paris(one.created_at):%Y-%m-%d}, {state}")


@key.command("create")
@with_tables
def create_key() -> None:
    """Créer la clé s’il n’y en a pas ; une seconde fois ne change rien."""
    made = actions.key_in_force()
    db.session.commit()
    click.echo(f"Clé en service : {made.public_key}")


@key.command("rotate")
@with_tables
def rotate_key() -> None:
    """Changer de clé ; ce que l’ancienne a signé reste vérifiable."""
    made = actions.rotate_key(now())
    journal.note(Kind.SETTING_CHANGED, about=made, detail="signing_key")
    db.session.commit()
    click.echo(f"Nouvelle clé en service : {made.public_key}")


@group.command("check")
@with_tables
def check() -> None:
    """Vérifier que la clé s’ouvre avec SECRET_KEY ; sort avec 1 sinon."""
    from intranet.bookings import badges

    try:
        for one in every(queries.signing_keys().limit(1)):
            badges.opens(one)
    except CannotUnseal:
        raise click.ClickException(
            "La clé de signature ne s’ouvre pas : SECRET_KEY a changé depuis qu’elle fut créée. "
            "Remettez l’ancienne, ou changez de clé : flask certificates key rotate."
        ) from None
    click.echo("La clé de signature s’ouvre.")


@group.command("print")
@click.argument("bookable_id", type=int)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_tables
def print_all(bookable_id: int, folder: Path) -> None:
    """Écrire en PDF tous les documents en vigueur d’une session, dans un dossier."""
    bookable = db.session.get(Bookable, bookable_id)
    if bookable is None:
        raise click.ClickException(f"Aucune session ne porte le numéro {bookable_id}.")
    found = [one for theirs in queries.valid_of(bookable).values() for one in theirs.values()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with click.progressbar(sorted(found, key=lambda one: one.serial), label="PDF") as shown:
            for one in shown:
                (folder / documents.file_name(one)).write_bytes(documents.drawn(one))
    except NoPaper as missing:
        raise click.ClickException(f"Pas de PDF sur cette machine : {missing}") from None
    click.echo(f"{plural(len(found), 'document')} dans {folder}.")


def look_after_seats(at: datetime) -> int:
    """What is due to seats, one transaction a meeting, so that nobody at a page waits for long.

    How many meetings moved or were told of.
    """
    turns = Turns()
    for bookable_id in actions.to_settle(at):
        turns.take(actions.settle, bookable_id, at)
    told = turns.take(actions.confirm_those_with_enough, at)
    told += turns.take(actions.warn_of_minimum, at)
    turns.take(actions.forget_needs, at)
    turns.end()
    return told
