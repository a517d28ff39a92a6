"""What the timer does for the board; openings in and out of files, from a terminal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from intranet.competencies.exchange import Unreadable
from intranet.competencies.queries import NoEdition, catalogue_of
from intranet.kit import journal
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.journal import Kind
from intranet.kit.terminal import stop, why_unread, with_tables
from intranet.kit.turns import Turns, all_of
from intranet.members.models import Member
from intranet.members.queries import animators_of
from intranet.openings import actions, exchange, queries
from intranet.openings.actions import Becoming
from intranet.openings.models import ImportFormat
from intranet.openings.queries import Search
from intranet.openings.retention import Delays
from intranet.openings.views.alerts import read_again

group = AppGroup("openings", help="Les offres en fichiers.")
SEVERAL = "Plusieurs personnes animent tout le réseau : dites par --by laquelle apporte ces offres."

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


def see_to_duties(at: datetime) -> int:
    """All that is due at this instant, some of it a transaction; how many things were done.

    What was committed is not due any more: a run that is killed is taken up where it stopped.
    """
    turns = Turns()
    done = sum(turns.take(all_of, partial(duty, at)) for duty in DUTIES)
    turns.take(actions.scan_again)
    done += turns.take(all_of, actions.scan_files)
    done += sum(turns.take(retain_by, rule, at) for rule in actions.RULES)
    turns.end()
    return done


def retain_by(rule: actions.Rule, at: datetime) -> int:
    """What one rule asks for now, some of it a transaction; the journal tells what was erased."""
    kept_for = delays()
    done = all_of(partial(actions.retain_some, rule, at, kept_for))
    if done and rule.erases:
        journal.note(Kind.RETENTION_RUN, detail=rule.name)
        db.session.commit()
    return done


def delays() -> Delays:
    """Those that are set."""
    months = dict(current_app.config["RETENTION"])
    del months["inactive"]  # of accounts, not of applications
    return Delays(**months)


def _asked(query: str) -> Search | None:
    again = read_again(query)
    return None if again.is_lost else again.search


def tell_alerts(at: datetime) -> int:
    """Tell every alert that is due, a few people a transaction; how many letters were written."""
    telling, letters = actions.Telling(at, _asked), 0
    while True:
        looked_at, written = telling.tell_some()
        db.session.commit()
        letters += written
        if not looked_at:
            break
    actions.ask_whether_still_wanted(at)
    db.session.commit()
    return letters


FORMATS = click.Choice([kind.value for kind in ImportFormat])
NO_EDITION = (
    "Aucune édition n’est publiée : « flask --app wsgi content load » apporte celle de départ."
)


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "kind", type=FORMATS, required=True, help="Le format du fichier.")
@click.option(
    "--by",
    "email",
    help="L’adresse de l’animateur qui les apporte ; sans elle, qui est seul à animer tout le réseau.",
)
@click.option("--publish", is_flag=True, help="Mettre en ligne ce qui est complet.")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien écrire.")
@with_tables
def import_openings(file: Path, kind: str, email: str | None, publish: bool, dry_run: bool) -> None:
    """Apporter des offres ; le fichier est refusé en entier si une seule ligne l’est."""
    at, format_ = now(), ImportFormat(kind)
    by, is_sure = brought_by(email)
    try:
        body = file.read_bytes()
        plan = actions.plan_of(format_, body, by, at)
        tell(plan)
        if plan.counts[Becoming.REFUSED]:
            stop(f"Fichier refusé : {plan.words}. Rien n’a été écrit.")
        if not dry_run and plan.changes_something:
            if not is_sure:
                stop(f"{SEVERAL} Rien n’a été écrit.")
            kept = actions.keep_import(by, format_, file.name[:120], body, publishes=publish)
            actions.bring(kept, plan, by, at)
            db.session.commit()
    except OSError as error:
        stop(f"« {file} » ne se lit pas : {why_unread(error)}.")
    except Unreadable as refused:
        stop(f"Fichier refusé : {refused} Rien n’a été écrit.")
    except NoEdition:
        stop(NO_EDITION)
    except IntegrityError:
        stop("Quelqu’un apporte les mêmes offres en ce moment même : recommencez.")
    click.echo(f"« {file.name} » {'donnerait' if dry_run else 'a donné'} : {plan.words}.")


def brought_by(email: str | None) -> tuple[Member, bool]:
    """In whose name: an opening has an author, who is written to. Not sure where several could be."""
    if email is None:
        nationals = every(animators_of(None))
        if not nationals:
            stop(
                "Personne n’anime tout le réseau : dites par --by quel animateur apporte ces offres."
            )
        return nationals[0], len(nationals) == 1
    by = db.session.scalars(select(Member).where(Member.email == email.strip().lower())).first()
    if by is None or not by.is_animator:
        stop(f"Aucun animateur n’a l’adresse « {email} ».")
    return by, True


def tell(plan: actions.Plan) -> None:
    """Each line that is not left as it was, on the error output."""
    for row in plan.rows:
        if row.outcome is not Becoming.LEFT:
            why = row.why or ", ".join(row.changes)
            told = (
                f"ligne {row.number} : {actions.BECOMING_LABELS[row.outcome].lower()}, {row.label}"
            )
            click.echo(f"{told} ({why})" if why else told, err=True)


@group.command("export")
@click.option("--format", "kind", type=FORMATS, required=True, help="Le format voulu.")
@with_tables
def export_openings(kind: str) -> None:
    """Écrire ce qui est en ligne sur la sortie standard, comme chacun peut le lire."""
    rows = []
    for opening in every(queries.whole(queries.latest_live(now()))):
        asked = opening.requirement_set
        catalogue = catalogue_of(asked.edition_id) if asked else None
        rows.append(exchange.row_of(opening, actions.wording_of(opening), catalogue))
    click.echo(exchange.export(rows, ImportFormat(kind)).body, nl=False)


AT_ONCE = 100  # wishes asked for at a time


def find_circles(at: datetime) -> int:
    """Look for circles of exchange, a wish a transaction; how many were found.

    A wish is looked at once, until something frees or changes it: a run that is killed is taken
    up where it was committed.
    """
    found = 0
    while due := queries.swaps.to_search(AT_ONCE):
        for wish_id in due:
            found += actions.swaps.search_for(wish_id, at) is not None
            db.session.commit()
    return found


def move_people(at: datetime) -> int:
    """What is due of immersions, exchanges and shared posts; how many proposals were made."""
    turns = Turns()
    turns.take(actions.calling_off.withdraw_for_the_departed, at)
    turns.take(actions.lapse_unanswered, at)
    turns.take(actions.swaps.withdraw_for_the_departed, at)
    turns.take(actions.swaps.expire, at)
    proposed = turns.take(actions.shared.propose, at) + turns.take(find_circles, at)
    turns.end()
    return proposed
