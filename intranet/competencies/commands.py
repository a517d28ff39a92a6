"""The referential in and out of files, from a terminal."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from intranet.competencies import actions, exchange, queries
from intranet.competencies.exchange import OUTCOME_LABELS, Outcome, Plan, Unreadable
from intranet.competencies.models import (
    DraftInProgress,
    Edition,
    EditionState,
    FileFormat,
    NotADraft,
)
from intranet.competencies.queries import NoEdition
from intranet.competencies.views.imports import reserved_words
from intranet.kit import journal
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.kit.terminal import stop, why_unread, with_tables

group = AppGroup("referential", help="Le référentiel en fichiers.")
FORMATS = click.Choice([kind.value for kind in FileFormat])
IN_CONSULTATION = "L’édition en préparation est en consultation : elle ne change plus sous les yeux de ceux qui la lisent."
NO_EDITION = (
    "Aucune édition n’est publiée : « flask --app wsgi content load » apporte celle de départ."
)


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "kind", type=FORMATS, required=True, help="Le format du fichier.")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien écrire.")
@click.option(
    "--retire-absent", is_flag=True, help="Retirer du brouillon ce qui n’est plus dans le fichier."
)
@with_tables
def import_file(file: Path, kind: str, dry_run: bool, retire_absent: bool) -> None:
    """Apporter un fichier dans le brouillon ; refusé en entier si une seule ligne l’est."""
    try:
        body = file.read_bytes()
        base = queries.base_of_imports()
        plan = planned(kind, body, base, retires=retire_absent)
        tell(plan)
        if plan.refused:
            stop(f"Fichier refusé : {plan.words}. Rien n’a été écrit.")
        if not dry_run and plan.changes_something:
            write(kind, body, base, retires=retire_absent)
    except OSError as error:
        stop(f"« {file} » ne se lit pas : {why_unread(error)}.")
    except (Unreadable, NoEdition, NotADraft, DraftInProgress) as refused:
        stop(worded(refused))
    would = "donnerait" if dry_run else "a donné"
    click.echo(f"« {file.name} » {would} : {plan.words}.")


def planned(kind: str, body: bytes, base: Edition, *, retires: bool) -> Plan:
    present = queries.present_of(base.id, reserved_words())
    site = current_app.config["SITE_URL"]
    return actions.plan_of(FileFormat(kind), body, present, site, retires=retires)


def tell(plan: Plan) -> None:
    """Each row that is not left as it was, on the error output: the standard one stays for results."""
    for note in plan.notes:
        click.echo(note, err=True)
    for row in plan.rows:
        if row.outcome is not Outcome.LEFT:
            where = f"ligne {row.number} : " if row.number else ""
            fields = ", ".join(
                change.field for change in row.changes if row.outcome is Outcome.CHANGED
            )
            why = row.why or fields
            said = f"{where}{OUTCOME_LABELS[row.outcome].lower()} – {row.label}"
            click.echo(f"{said} ({why})" if why else said, err=True)


def write(kind: str, body: bytes, base: Edition, *, retires: bool) -> None:
    at = now()
    draft = actions.draft_for_import(base, at)
    plan = planned(kind, body, draft, retires=retires)
    for done, total in actions.bring(plan, queries.whole_of(draft.id), at):
        click.echo(f"{done} sur {total}", err=True)
    journal.note(Kind.IMPORTED, about=draft)
    db.session.commit()


def worded(refused: Exception) -> str:
    if isinstance(refused, NoEdition):
        return NO_EDITION
    if isinstance(refused, NotADraft):
        return IN_CONSULTATION
    if isinstance(refused, DraftInProgress):
        return "Quelqu’un ouvre un brouillon en ce moment même : recommencez."
    return f"Fichier refusé : {refused} Rien n’a été écrit."


@group.command("export")
@click.option("--format", "kind", type=FORMATS, required=True, help="Le format voulu.")
@click.option(
    "--edition",
    "number",
    default=None,
    help="Le numéro d’une édition ; sans lui, celle en vigueur. « brouillon » : celle qui se prépare.",
)
@click.option(
    "--mode",
    type=click.Choice(["verbatim", "strict"]),
    default="verbatim",
    help="Pour CASE : fidèle à sa source, ou selon la norme.",
)
@with_tables
def export_edition(kind: str, number: str | None, mode: str) -> None:
    """Écrire une édition sur la sortie standard."""
    try:
        edition = edition_named(number)
    except NoEdition:
        stop(NO_EDITION)
        return
    if edition is None:
        stop(f"Aucune édition ne porte le numéro « {number} ».")
        return
    whole, site = queries.whole_of(edition.id), current_app.config["SITE_URL"]
    file = exchange.export(whole, FileFormat(kind), site, is_strict=mode == "strict")
    click.echo(file.body, nl=False)


def edition_named(number: str | None) -> Edition | None:
    if number is None:
        number = queries.in_force().number
    elif number in {"brouillon", "draft"}:
        base = queries.base_of_imports()
        return base if base.state is not EditionState.PUBLISHED else None
    return db.session.scalar(queries.edition_numbered(number))
