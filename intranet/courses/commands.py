"""The catalogue in and out as LHÉO, from a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import or_, select

from intranet.competencies.queries import in_force
from intranet.courses import actions, queries
from intranet.courses.exchange import Where, lacks
from intranet.courses.exchange.found import FoundCourse, Unreadable
from intranet.courses.exchange.planning import FIELDS, OUTCOME_LABELS, Outcome, Plan, plan_of
from intranet.courses.models import ProviderIdentity
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.terminal import stop, why_unread, with_tables
from intranet.kit.texts import plural
from intranet.organizations.models import Organization

group = AppGroup("courses", help="Le catalogue des formations en LHÉO 2.3.")


@group.command("export")
@with_tables
def export() -> None:
    """Écrire le catalogue en ligne sur la sortie standard ; dire ce qui est laissé de côté."""
    from intranet.courses.exchange.writing import stream

    at = now()
    ids, left = queries.found(queries.Filters(), at).ids("titre"), []
    able = []
    for offered in queries.offers(ids):
        missing = lacks(offered, at)
        if missing:
            left.append(f"{offered.course.title} : {' '.join(one.sentence for one in missing)}")
        else:
            able.append(offered.course.id)
    for line in left:
        click.echo(line, err=True)
    if not able:
        stop("Aucune formation ne dit tout ce que demande LHÉO : il n’y a rien à écrire.")
    where = Where(current_app.config["SITE_URL"], at, in_force())
    for part in stream(queries.offers(able, forgets=True), where):
        click.echo(part, nl=False)


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien écrire.")
@with_tables
def import_file(file: Path, dry_run: bool) -> None:
    """Apporter un catalogue ; refusé en entier si une seule formation l’est."""
    from intranet.courses.exchange.reading import read

    try:
        found = read(file.read_bytes())
    except OSError as error:
        stop(f"« {file} » ne se lit pas : {why_unread(error)}.")
    except Unreadable as refused:
        stop(str(refused))
    plans = list(planned(found))
    for _, plan in plans:
        tell(plan)
    refused_rows = sum(plan.count(Outcome.REFUSED) for _, plan in plans)
    if refused_rows:
        stop(f"Fichier refusé : {plural(refused_rows, 'formation')}. Rien n’a été écrit.")
    written = sum(len(plan.written) for _, plan in plans)
    if not dry_run:
        for provider, plan in plans:
            if not plan.written:  # nothing is done, nor told
                continue
            actions.bring(plan.written, provider, None, now(), reviewed=False)
        db.session.commit()
    would = "donnerait" if dry_run else "a donné"
    click.echo(f"« {file.name} » {would} : {plural(written, 'formation écrite', 'formations écrites')}.")  # fmt: skip


def planned(found: Sequence[FoundCourse]) -> Iterator[tuple[Organization, Plan]]:
    """What each provider of the file gets: a formation goes to whoever bears its SIREN."""
    by_siren: dict[str, list[FoundCourse]] = {}
    for one in found:
        by_siren.setdefault(one.siret[:9], []).append(one)
    for siren, some in by_siren.items():
        provider = provider_of(siren)
        if provider is None:
            lines = ", ".join(str(one.line) for one in some[:5])
            stop(f"Ligne {lines} : aucun organisme d’ici ne porte le SIREN « {siren} ». Rien n’a été écrit.")  # fmt: skip
        yield provider, plan_of(some, queries.present_for(provider, some, current_app.config["SITE_URL"], now()))  # fmt: skip


def provider_of(siren: str) -> Organization | None:
    if not siren:
        return None
    identified = select(ProviderIdentity.organization_id).where(
        ProviderIdentity.siret.startswith(siren)
    )
    return db.session.scalars(
        select(Organization)
        .where(or_(Organization.siren == siren, Organization.id.in_(identified)))
        .order_by(Organization.id)
    ).first()


def tell(plan: Plan) -> None:
    """Each formation that is not left as it was, on the error output."""
    for row in plan.rows:
        if row.outcome is Outcome.UNCHANGED:
            continue
        said = f"ligne {row.found.line} : {OUTCOME_LABELS[row.outcome].lower()} – {row.found.title}"
        reasons = [f"ligne {one.line}, {FIELDS.get(one.field, 'formation').lower()} : {one.sentence}" for one in row.faults]  # fmt: skip
        click.echo("\n  ".join([said, *reasons]), err=True)
