"""How long things are kept: every rule of the site, each said, counted and applied alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click
from flask import current_app
from sqlalchemy import delete, func, select

from intranet.kit import journal
from intranet.kit.clock import months_before, now
from intranet.kit.db import db
from intranet.kit.journal import Kind, SecurityEvent
from intranet.kit.letters import Letter
from intranet.members import queries as members
from intranet.openings.commands import retain, retention_due

KEPT_MONTHS = 12  # of the journal, and of letters that left


@dataclass(frozen=True)
class Rule:
    """What goes, how many are due now, and what makes them go: how many went."""

    label: str
    due: Callable[[datetime], int]
    apply: Callable[[datetime], int]


def _count(query: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _old_letters(at: datetime) -> Any:
    return Letter.created_at < months_before(at, KEPT_MONTHS)


def _forget_letters(at: datetime) -> int:
    gone: Any = db.session.execute(delete(Letter).where(_old_letters(at)))
    return int(gone.rowcount)


RULES = (
    Rule(
        "Courriers de plus de douze mois",
        lambda at: _count(select(Letter.id).where(_old_letters(at))),
        _forget_letters,
    ),
    Rule(
        "Lignes du journal de plus de douze mois",
        lambda at: _count(
            select(SecurityEvent.number).where(SecurityEvent.at < months_before(at, KEPT_MONTHS))
        ),
        lambda at: journal.cut(months_before(at, KEPT_MONTHS), at),
    ),
)


def apply_delays(at: datetime) -> dict[str, int]:
    """By rule, how many things went; the journal tells that it was done."""
    gone = {rule.label: rule.apply(at) for rule in RULES}
    if any(gone.values()):
        journal.note(Kind.RETENTION_RUN, detail="delays")
    db.session.commit()
    return gone


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait effacé, sans rien écrire.")
def retention(dry_run: bool) -> None:
    """Effacer ce qui n’a plus à être gardé, règle par règle : candidatures, courriers, journal, comptes."""
    at, months = now(), current_app.config["RETENTION"]["inactive"]
    if dry_run:
        found = retention_due(at) | {rule.label: rule.due(at) for rule in RULES}
        found["Comptes inactifs à prévenir"] = _count(members.idle_since(at, months))
    else:
        found = retain(at) | apply_delays(at)
    for label, count in found.items():
        click.echo(f"{label} : {count}")
    click.echo("Rien n’a été écrit." if dry_run else f"Total : {sum(found.values())}")
