"""The command that a timer runs: it does all that is due, and run twice does nothing more."""

from __future__ import annotations

from datetime import datetime

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
from intranet.kit import files, journal, letters, search
from intranet.kit.clock import in_paris, now
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.kit.sweeping import sweep
from intranet.kit.turns import alone
from intranet.openings import actions as openings
from intranet.openings.commands import all_of, do_duties, move_people, tell_alerts
from intranet.practices import commands as practices

ERASING = (Kind.ACCOUNT_CLOSED, Kind.ACCOUNT_ERASED, Kind.DATA_ERASED)  # swept at once
SWEPT = "swept"


words = AppGroup("search", help="L’index de la recherche.")


@words.command("rebuild")
def rebuild_index() -> None:
    """Refaire l’index de tout ce qui se cherche ; une seconde fois ne change rien."""
    for kind, count in rebuild(now()):
        db.session.commit()
        if count:
            click.echo(f"{kind} : {count}")


@click.command("tick")
def tick() -> None:
    """Faire tout ce qui est dû : clore les offres échues, envoyer les courriers, oublier l’expiré."""
    with alone("tick") as ours:
        click.echo(
            do_all_due(now()) if ours else "Un autre passage est en cours : rien à faire ici."
        )
        if ours:
            forget_bytes(now())


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


def do_all_due(at: datetime) -> str:
    """Each duty of the site, in turn; in words, what was done."""
    closed = all_of(lambda: openings.close_overdue(at))
    openings.find_what_came_online(at)
    competencies.end_outlived_consents(at)
    search.forget_past(at)
    files.remove_orphans(at)
    db.session.commit()
    duties = do_duties(at)
    apply_delays(at)
    look_after_seats(at)
    tend_meetings(at)
    look_after_events(at)
    issue_ordered(at)
    courses.ask_later(at)
    courses.keep_promises(at)
    db.session.commit()
    practices.do_duties(at)
    look_after_mentoring(at)
    look_after_needs(at)
    look_after_plans(at)
    told = tell_alerts(at)
    news = tell_news(at)
    move_people(at)
    url = current_app.config["MAIL_URL"]
    sent = letters.send_due(letters.by_smtp(url)) if url else 0
    return (
        f"Offres closes : {closed}. Échéances : {duties}. Alertes : {told}. Nouveautés : {news}."
        f" Courriers envoyés : {sent}."
    )
