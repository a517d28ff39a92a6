"""The journal, from a terminal."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from intranet.kit import journal
from intranet.kit.terminal import only_reading, with_tables
from intranet.kit.texts import plural

told = AppGroup("journal", help="Le journal de sécurité.")


@told.command("verify")
@with_tables
def verify_journal() -> None:
    """Relire toute la chaîne du journal ; une ligne changée ou ôtée est nommée."""
    with only_reading():
        check = journal.verify()
    if check.fault:
        raise click.ClickException(f"{check.fault} Lignes sûres avant elle : {check.lines}.")
    click.echo(f"Le journal est entier : {plural(check.lines, 'ligne')}.")
