"""What whoever runs the site does about accounts, from a terminal."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.forms import ADDRESS
from intranet.kit.terminal import with_tables
from intranet.kit.texts import fold, lasting
from intranet.members import actions, queries
from intranet.members.models import ROLE_LABELS, ROLES_TO_ASK, AddressIsTaken, Role
from intranet.members.policy import may_be_named
from intranet.organizations.queries import known_as
from intranet.places.models import Region

group = AppGroup("members", help="Les comptes.")
DEVELOPERS = frozenset({"developer", "developpeur", "member", "membre"})


@group.command("add")
@click.argument("email")
@click.option("--name", required=True, help="Prénom et nom.")
@click.option(
    "--organization", required=True, help="SIREN de la structure, ou la fin de son adresse."
)
@click.option(
    "--role",
    "role_name",
    default="developer",
    help="developer, recruiter, trainer, animator ou administrator.",
)
@click.option(
    "--region",
    default=None,
    help="Pour un animateur : le code de sa région (sinon, toute la France).",
)
@with_tables
def add(email: str, name: str, organization: str, role_name: str, region: str | None) -> None:
    """Ouvre un compte, et affiche le lien à usage unique pour choisir son mot de passe."""
    email, name = email.strip().lower(), " ".join(name.split())
    if not ADDRESS.fullmatch(email):
        raise click.ClickException(f"« {email} » n’est pas une adresse électronique.")
    if not name:
        raise click.ClickException("--name est vide : écrire le prénom et le nom.")
    role = _role(role_name)
    _check_region(role, region)
    joined = db.session.scalar(known_as(organization))
    if joined is None:
        raise click.ClickException(
            f"Aucune structure n’a « {organization} » pour SIREN ou pour adresse."
        )
    if joined.closed_on:
        raise click.ClickException(f"{joined.name} a fermé : personne n’y entre plus.")
    try:
        token = actions.add(email, name, joined, role, now(), region_code=region)
    except AddressIsTaken:
        raise click.ClickException(f"Un compte existe déjà pour {email}.") from None
    db.session.commit()
    click.echo(f"Compte ouvert : {name}, {joined.name}, {_named(role)}.")
    lasts = lasting(actions.FIRST_PASSWORD_WITHIN)
    click.echo(f"Lien à usage unique pour choisir le mot de passe, valable {lasts} :")
    click.echo(f"{current_app.config['SITE_URL']}/mot-de-passe/{token}")


@group.command("give-role")
@click.argument("email")
@click.option("--role", "role_name", required=True, help="animator ou administrator.")
@click.option(
    "--region",
    default=None,
    help="Pour un animateur : le code de sa région (sinon, toute la France).",
)
@with_tables
def give_role(email: str, role_name: str, region: str | None) -> None:
    """Nomme une personne qui a déjà un compte ; elle en est prévenue."""
    member = db.session.scalar(queries.of_address(email.strip()))
    if member is None:
        raise click.ClickException(f"Aucun compte n’a l’adresse « {email} ».")
    role = _role(role_name)
    if role is None or role in ROLES_TO_ASK:
        raise click.ClickException(
            "--role attend animator ou administrator : les autres se demandent sur le site."
        )
    _check_region(role, region)
    if not may_be_named(member, role):
        raise click.ClickException(f"{member.name} doit d’abord rejoindre une structure.")
    if not actions.give_role(member, role, None, now(), region_code=region):
        raise click.ClickException(f"{member.name} a déjà ce rôle.")
    db.session.commit()
    click.echo(f"{member.name} : {_named(role)}. Un courriel le lui dit.")


@group.command("forget-factor")
@click.argument("email")
@click.option("--reason", required=True, help="Comment vous savez que c’est bien cette personne.")
@with_tables
def forget_factor(email: str, reason: str) -> None:
    """Retire la double authentification d’une personne qui l’a perdue ; elle en est prévenue."""
    member = db.session.scalar(queries.of_address(email.strip()))
    if member is None:
        raise click.ClickException(f"Aucun compte n’a l’adresse « {email} ».")
    if not actions.take_factors_away(member, None, reason.strip()[:500], now()):
        raise click.ClickException(f"{member.name} n’a pas de double authentification.")
    db.session.commit()
    click.echo(f"Double authentification retirée et sessions fermées pour {member.name}.")


@group.command("change-address")
@click.argument("email")
@click.argument("new")
@with_tables
def change_address(email: str, new: str) -> None:
    """Donne une autre adresse à un compte, une fois sûr de qui la demande ; ses sessions sont fermées."""
    new = new.strip().lower()
    if not ADDRESS.fullmatch(new):
        raise click.ClickException(f"« {new} » n’est pas une adresse électronique.")
    member = db.session.scalar(queries.of_address(email.strip()))
    if member is None:
        raise click.ClickException(f"Aucun compte n’a l’adresse « {email} ».")
    try:
        actions.change_address(member, new, now())
    except AddressIsTaken:
        raise click.ClickException(f"Un compte existe déjà pour {new}.") from None
    db.session.commit()
    click.echo(f"{member.name} se connecte désormais avec {new}, et en est prévenu par courriel.")


def _check_region(role: Role | None, region: str | None) -> None:
    if region is not None and (role is not Role.ANIMATOR or db.session.get(Region, region) is None):
        raise click.ClickException(
            "--region attend le code d’une région, pour un animateur seulement."
        )


def _role(typed: str) -> Role | None:
    """By its English value or its French name; None for a developer, who holds no other role."""
    wanted = fold(typed.strip())
    if wanted in DEVELOPERS:
        return None
    for role, label in ROLE_LABELS.items():
        if wanted in {role.value, fold(label), fold(label).split()[0]}:
            return role
    known = ", ".join(["developer", *(role.value for role in Role)])
    raise click.ClickException(f"Le rôle « {typed} » n’existe pas. Rôles : {known}.")


def _named(role: Role | None) -> str:
    return ROLE_LABELS[role].lower() if role else "développeur économique"
