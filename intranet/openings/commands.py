"""What the timer does for the board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import Select, func, select

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.openings import actions
from intranet.openings.retention import Delays
from intranet.openings.views.alerts import read_again

group = AppGroup("offres", help="Les offres et leurs candidatures.")

# In this order: what is over is closed first, and what is closed is no longer reminded of.
DUTIES: tuple[Callable[[datetime], int], ...] = (
    actions.expire_drafts,
    actions.delete_expired_drafts,
    actions.close_unanswered,
    actions.call_for_answers,
    actions.remind_of_drafts,
    actions.ask_still_open,
    actions.ask_outcome,
    actions.delete_withdrawn,
    actions.delete_infected,
)


def do_duties(at: datetime) -> int:
    """All that is due at this instant, some of it a transaction; how many things were done.

    What was committed is not due any more: a run that is killed is taken up where it stopped.
    """
    done = sum(_all_of(lambda duty=duty: duty(at)) for duty in DUTIES)  # type: ignore[misc]
    actions.scan_again()
    db.session.commit()
    done += _all_of(lambda: actions.scan_files(at))
    return done + sum(retain(at).values())


def retain(at: datetime) -> dict[str, int]:
    """Erase what is no longer to be kept; by rule, of how many applications."""
    kept_for = delays()
    return {
        rule.label: _all_of(lambda rule=rule: actions.retain_some(rule, at, kept_for))  # type: ignore[misc]
        for rule in actions.RULES
    }


def delays() -> Delays:
    """Those that are set."""
    months = dict(current_app.config["RETENTION"])
    del months["inactive"]  # of accounts, not of applications
    return Delays(**months)


def _all_of(some: Callable[[], int]) -> int:
    """Do some, and commit, until nothing is left."""
    done = 0
    while count := some():
        db.session.commit()
        done += count
    return done


@group.command("retention")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait effacé, sans rien écrire.")
@with_appcontext
def retention(dry_run: bool) -> None:
    """Effacer ou anonymiser ce qui n’a plus à être gardé, règle par règle."""
    at = now()
    if dry_run:
        kept_for = delays()
        found = {rule.label: _count(rule.due(at, kept_for)) for rule in actions.RULES}
    else:
        found = retain(at)
    for label, count in found.items():
        click.echo(f"{label} : {count}")
    click.echo("Rien n’a été écrit." if dry_run else f"Total : {sum(found.values())}")


def _count(query: Select[Any]) -> int:
    found = select(func.count()).select_from(query.order_by(None).subquery())
    return db.session.scalar(found) or 0


def tell_alerts(at: datetime) -> int:
    """Tell every alert that is due, a few people a transaction; how many letters were written."""
    telling, letters = actions.Telling(at, lambda query: read_again(query)[1]), 0
    while True:
        looked_at, written = telling.tell_some()
        db.session.commit()
        letters += written
        if not looked_at:
            break
    actions.ask_whether_still_wanted(at)
    db.session.commit()
    return letters
