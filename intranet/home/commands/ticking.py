"""The command that a timer runs: it does all that is due, and run twice does nothing more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import click
from flask import current_app
from flask.cli import AppGroup

from intranet.bookings.commands import issue_ordered, look_after_seats, tend_meetings
from intranet.career.commands import look_after_mentoring, look_after_needs, look_after_plans
from intranet.competencies import actions as competencies
from intranet.courses import actions as courses
from intranet.discussions.commands import tell_news
from intranet.events.commands import look_after_events
from intranet.home.actions.indexing import rebuild
from intranet.home.commands.forgetting import apply_delays
from intranet.home.queries.everything import SORTS
from intranet.kit import files, journal, letters, search
from intranet.kit.clock import in_paris, now
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.kit.sweeping import sweep
from intranet.kit.terminal import with_tables
from intranet.kit.texts import capital, number
from intranet.kit.turns import Turns, all_of, alone, leave
from intranet.openings import actions as openings
from intranet.openings.commands import move_people, see_to_duties, tell_alerts
from intranet.practices import commands as practices

ERASING = (Kind.ACCOUNT_CLOSED, Kind.ACCOUNT_ERASED, Kind.DATA_ERASED)  # swept at once
SWEPT = "swept"

# In this order: what is over is closed first, and what is closed is told to nobody.
DUTIES: dict[str, Callable[[datetime], object]] = {
    "closed": lambda at: all_of(partial(openings.close_overdue, at)),
    "online": openings.find_what_came_online,
    "requests": lambda at: all_of(partial(competencies.give_back_requests, at)),
    "consents": competencies.end_outlived_consents,
    "past": search.forget_past,
    "orphans": files.remove_orphans,
    "duties": see_to_duties,
    "delays": lambda at: sum(apply_delays(at).values()),
    "seats": look_after_seats,
    "sessions": tend_meetings,
    "events": look_after_events,
    "certificates": issue_ordered,
    "effects": courses.ask_later,
    "promises": courses.keep_promises,
    "practices": practices.see_to_duties,
    "mentoring": look_after_mentoring,
    "needs": look_after_needs,
    "plans": look_after_plans,
    "alerts": tell_alerts,
    "news": tell_news,
    "people": move_people,
}

words = AppGroup("search", help="L’index de la recherche.")


@words.command("rebuild")
@with_tables
def rebuild_index() -> None:
    """Refaire l’index de tout ce qui se cherche ; une seconde fois ne change rien."""
    for kind, count in rebuild(now()):
        db.session.commit()
        if count:
            click.echo(f"{capital(SORTS[kind].plural)} : {number(count)}")


@click.command("tick")
@with_tables
def tick() -> None:
    """Faire tout ce qui est dû : clore les offres échues, envoyer les courriels, oublier l’expiré."""
    turns = Turns()
    with alone("tick") as ours:
        if not ours:
            click.echo("Un autre passage est en cours : rien à faire ici.")
            return
        click.echo(see_to_all_due(now(), turns))
        turns.take(forget_bytes, now())
    leave(turns.failed)


def forget_bytes(at: datetime) -> None:
    """What was erased leaves the file too: at once for whoever asked, once a day for the delays.

    Writers wait while a file is swept: delays end at every hour of the day.
    """
    swept_at = journal.last_told(SWEPT)
    is_first = swept_at is None or in_paris(swept_at).date() < in_paris(at).date()
    if journal.told_since((*ERASING, Kind.RETENTION_RUN) if is_first else ERASING, after=SWEPT):
        db.session.rollback()
        sweep()
        journal.note(Kind.RETENTION_RUN, detail=SWEPT)
        db.session.commit()


def see_to_all_due(at: datetime, turns: Turns) -> str:
    """Each duty of the site, in turn, then the letters; in words, what was done."""
    done = {name: turns.take(duty, at) for name, duty in DUTIES.items()}
    sent = turns.take(send_letters)
    return (
        f"Offres closes : {done['closed']}. Échéances : {done['duties']}. Alertes : {done['alerts']}."
        f" Nouveautés : {done['news']}. Courriels envoyés : {sent}."
    )


def send_letters() -> int:
    url = current_app.config["MAIL_URL"]
    return letters.send_due(letters.by_smtp(url)) if url else 0
