"""What the timer does for practices; sheets in and out of files, from a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from intranet.competencies import queries as referential
from intranet.competencies.exchange import Unreadable
from intranet.competencies.queries import NoEdition
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.portions import portions
from intranet.kit.terminal import stop, why_unread, with_tables
from intranet.kit.texts import plural
from intranet.kit.turns import Turns, all_of
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.practices import actions, exchange, queries
from intranet.practices.models import ChangedMeanwhile, LineAction, Sheet

group = AppGroup("practices", help="Les fiches de bonnes pratiques en fichiers.")

DUTIES: tuple[Callable[[datetime], int], ...] = (
    actions.tell_of_orphans,
    actions.hand_over_questions,
    actions.tell_to_verify,
    actions.remind_of_drafts,
    actions.give_back_opinions,
    actions.remind_reviewers,
    actions.escalate_reviews,
    actions.weigh_again,
)


def see_to_duties(at: datetime) -> int:
    """All that is due, some of it a transaction: what was committed is not due any more."""
    turns = Turns()
    done = sum(turns.take(all_of, partial(duty, at)) for duty in DUTIES)
    turns.take(actions.forget_saves, at)
    turns.end()
    return done


FORMATS = click.Choice(["csv", "xlsx", "json"])
LARGEST, MOST_LINES = 100 * 2**20, 20_000  # of whoever runs the site; its pages take less
SOME = 500  # sheets read at once
NO_EDITION = (
    "Aucune édition n’est publiée : « flask --app wsgi content load » apporte celle de départ."
)
NOBODYS = "à quelle structure est cette fiche ? Dites-le par la colonne « SIREN », ou par --by"
STARTING = "une fiche de départ ne s’écrit pas par un fichier : la structure décrite la reprend"
OUTCOMES = {
    LineAction.CREATE: "à créer",
    LineAction.UPDATE: "à modifier",
    LineAction.CONFLICT: "laissée, écrite depuis par quelqu’un",
    LineAction.REFUSED: "refusée",
}


@dataclass(frozen=True)
class Part:
    """What a file brings to one structure, and in whose name; of none, starting sheets."""

    organization: Organization | None
    by: Member | None
    found: exchange.Read
    plan: exchange.Plan


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "form", type=FORMATS, required=True, help="Le format du fichier.")
@click.option("--by", "email", help="L’adresse de qui les apporte, pour sa structure.")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien écrire.")
@with_tables
def import_sheets(file: Path, form: str, email: str | None, dry_run: bool) -> None:
    """Apporter des fiches ; le fichier est refusé en entier si une seule ligne l’est."""
    at, by = now(), brought_by(email)
    try:
        body = file.read_bytes()
        found = exchange.read(f"fiches.{form}", body, largest=LARGEST, most=MOST_LINES)
        parts = list(parted(found, by))
        refused = sum(part.plan.count(LineAction.REFUSED) for part in parts)
        tell(parts, "fiche" if form == "json" else "ligne")
        if refused:
            stop(f"Fichier refusé : {plural(refused, 'fiche refusée', 'fiches refusées')}. Rien n’a été écrit.")  # fmt: skip
        if not dry_run:
            write(parts, file.name, body, at)
    except OSError as error:
        stop(f"« {file} » ne se lit pas : {why_unread(error)}.")
    except Unreadable as unread:
        stop(f"Fichier refusé : {unread} Rien n’a été écrit.")
    except NoEdition:
        stop(NO_EDITION)
    except ChangedMeanwhile:
        stop("Quelqu’un écrit ces fiches en ce moment même : recommencez. Rien n’a été écrit.")
    count = sum(
        part.plan.count(each) for part in parts for each in (LineAction.CREATE, LineAction.UPDATE)
    )
    would = "donnerait" if dry_run else "a donné"
    told = plural(count, "fiche écrite", "fiches écrites")
    click.echo(f"« {file.name} » {would} : {told}, en brouillon ou en révision.")


def brought_by(email: str | None) -> Member | None:
    if email is None:
        return None
    by = db.session.scalars(select(Member).where(Member.email == email.lower())).first()
    if by is None or not by.is_admitted:
        stop(f"Aucun membre rattaché à une structure n’a l’adresse « {email} ».")
    return by


def parted(found: exchange.Read, by: Member | None) -> Iterator[Part]:
    """What each structure of the file gets: a line goes to its SIREN, else to the structure of
    that very name, else to that of whoever brings the file.
    """
    known = queries.known_words(referential.in_force(), every(queries.themes()))
    lines: dict[Organization | None, list[exchange.Line]] = {}
    for line, owner in zip(found.lines, owners_of(found.lines, by), strict=True):
        lines.setdefault(owner, []).append(line)
    for owner, theirs in lines.items():
        part = exchange.Read(tuple(theirs), found.ignored)
        if owner is None:
            yield Part(None, None, part, unowned(theirs, known))
            continue
        own = by is not None and by.organization_id == owner.id
        named = by if own else next(iter(every(queries.referents_of(owner.id))), None)
        plan = queries.planned_for(owner, theirs, known)
        if named is None and plan.writes:
            plan = refused(plan, f"personne n’est inscrit pour {owner.name} : rien ne s’y écrit")
        yield Part(owner, named, part, plan)


def owners_of(lines: Sequence[exchange.Line], by: Member | None) -> Iterator[Organization | None]:
    """Whose each line is; a SIREN that nobody bears leaves it to nobody."""
    said = {exchange.SIREN: set[str](), exchange.STRUCTURE: set[str]()}
    for line in lines:
        for header, values in said.items():
            values.add(word(line, header))
    by_siren = queries.of_siren(said[exchange.SIREN] - {""})
    by_name = queries.of_name(said[exchange.STRUCTURE] - {""})
    for line in lines:
        siren, name = word(line, exchange.SIREN), word(line, exchange.STRUCTURE)
        is_starting = word(line, exchange.STARTING) == "oui"
        mine = by.organization if by and not is_starting else None
        yield by_siren.get(siren) if siren else by_name.get(name, mine)


def word(line: exchange.Line, header: str) -> str:
    said = line.cells.get(header, "")
    return "".join(said.split()) if header == exchange.SIREN else said.strip()


def unowned(lines: Sequence[exchange.Line], known: exchange.Known) -> exchange.Plan:
    """A starting sheet that says what it says already is left; nothing else is written there."""
    catalogue = referential.in_force()
    plan = exchange.plan_of(
        lines, queries.sheets_of(None), {}, known, Sheet(),
        in_words_now=lambda sheet: queries.in_step(sheet, catalogue),
    )  # fmt: skip
    changed = [line for line in plan.lines if line.action is not LineAction.SAME]
    reasons: Mapping[int, str] = {
        each.line.number: STARTING if each.practice else NOBODYS for each in changed
    }
    return exchange.Plan(
        tuple(
            replace(each, action=LineAction.REFUSED, faults=(reasons[each.line.number],))
            if each.line.number in reasons
            else each
            for each in plan.lines
        )
    )


def refused(plan: exchange.Plan, why: str) -> exchange.Plan:
    """The same with nothing to write; what is refused already keeps its own reason."""
    idle = {LineAction.SAME, LineAction.REFUSED}
    return exchange.Plan(
        tuple(
            each if each.action in idle else replace(each, action=LineAction.REFUSED, faults=(why,))
            for each in plan.lines
        )
    )


def write(parts: Sequence[Part], name: str, body: bytes, at: datetime) -> None:
    """All of it in one transaction; each structure finds its file among its imports, to undo it."""
    for part in parts:
        if part.by and part.plan.writes:
            kept = actions.keep_batch(part.by, name[:120], body, part.found)
            actions.apply_batch(kept, part.plan, part.by, at, accepted=())
    db.session.commit()


def tell(parts: Sequence[Part], noun: str) -> None:
    """Each line that is not left as it was, on the error output."""
    planned = sorted(
        (line for part in parts for line in part.plan.lines), key=lambda one: one.line.number
    )
    for line in planned:
        if outcome := OUTCOMES.get(line.action):
            why = f" ({line.message})" if line.message else ""
            click.echo(f"{noun} {line.line.number} : {outcome}, {line.title}{why}", err=True)


@group.command("export")
@click.option("--format", "form", type=FORMATS, default="csv", help="Le format voulu.")
@with_tables
def export_sheets(form: str) -> None:
    """Écrire toutes les fiches en ligne sur la sortie standard, comme chacun peut les lire."""
    ids = queries.found(queries.Wanted(chosen={"fraicheur": ()}), now()).shelf.ids
    try:
        catalogue = referential.in_force()
    except NoEdition:
        stop(NO_EDITION)
    known = queries.known_words(catalogue, every(queries.themes()))
    lines = [
        exchange.line_of(practice, queries.online(practice, catalogue), known)
        for some in portions(ids, SOME)
        for practice in queries.these(some)
    ]
    click.echo(exchange.written(form, lines), nl=False)
