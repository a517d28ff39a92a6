"""What is no longer to be kept goes: at each passage of the timer, or by a command."""

from __future__ import annotations

from datetime import datetime

import click

from intranet.home.commands.delays import OF_THE_SITE, RULES, Rule
from intranet.kit import files, journal
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.kit.terminal import only_reading, with_tables
from intranet.kit.turns import Turns, leave


def apply_delays(at: datetime, rules: tuple[Rule, ...] = OF_THE_SITE) -> dict[str, int]:
    """By rule, how many things went; the journal tells that it was done."""
    turns = Turns()
    gone = {rule.label: turns.take(rule.apply, at) for rule in rules}
    if any(gone[rule.label] for rule in rules if rule.erases):
        journal.note(Kind.RETENTION_RUN, detail="delays")
        db.session.commit()
    turns.end()
    return gone


def counted(at: datetime) -> dict[str, int]:
    with only_reading():
        return {rule.label: rule.due(at) for rule in RULES}


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait effacé, sans rien écrire.")
@with_tables
def retention(dry_run: bool) -> None:
    """Effacer ce qui n’a plus à être gardé, règle par règle : candidatures, courriels, journal, comptes…"""
    at = now()
    try:
        found = counted(at) if dry_run else apply_delays(at, RULES)
    except ExceptionGroup as unfinished:
        leave(unfinished.exceptions)
        return
    for label, count in found.items():
        click.echo(f"{label} : {count}")
    with only_reading():
        missing = files.missing()
    for name in missing:
        click.echo(f"Pièce jointe dont le fichier manque : {name}")
    click.echo("Rien n’a été écrit." if dry_run else f"Total : {sum(found.values())}")
