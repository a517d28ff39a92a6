"""The commands that bring content, and the one that starts the site with it."""

from __future__ import annotations

import errno
import socket
import sys
from contextvars import Context
from pathlib import Path
from time import perf_counter

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DatabaseError

from intranet.config import in_an_address
from intranet.home.actions.indexing import is_behind, rebuild
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.readiness import Behind, Unreachable, check
from intranet.kit.terminal import AHEAD, faults_told, why_no_base
from intranet.kit.texts import number

content = AppGroup("content", help="Le contenu de départ, et du volume pour mesurer.")


def init_app(app: Flask) -> None:
    app.cli.add_command(content)
    app.cli.add_command(start)


@content.command("load")
def load_command() -> None:
    """Charger le contenu de départ ; une seconde fois ne change rien."""
    from intranet.content.loading import load  # the web processes load nothing: they do without

    bring_tables_up_to_date()
    with faults_told():
        load()
    click.echo("Le contenu de départ est en place.")


@content.command("scale")
@click.option("--members", default=0, type=click.IntRange(0, 1_000_000))
@click.option("--openings", "opening_count", default=0, type=click.IntRange(0, 1_000_000))
@click.option("--courses", "course_count", default=0, type=click.IntRange(0, 1_000_000))
@click.option("--practices", "practice_count", default=0, type=click.IntRange(0, 1_000_000))
@click.option("--seed", default=1, help="Le même nombre donne le même contenu.")
def scale_command(
    members: int, opening_count: int, course_count: int, practice_count: int, seed: int
) -> None:
    """Ajouter du volume synthétique, pour mesurer ; refusé en production."""
    from intranet.content.loading import is_empty, load
    from intranet.content.scale import volume

    if current_app.config["ENVIRONMENT"] == "production":
        sys.exit("Le volume synthétique est refusé en production.")
    started = perf_counter()
    bring_tables_up_to_date()
    with faults_told(), current_app.test_request_context(base_url=current_app.config["SITE_URL"]):
        if is_empty():
            load()
        volume.fill(members, opening_count, course_count, practice_count, seed)
        db.session.commit()
    click.echo(f"Volume ajouté en {number(round(perf_counter() - started, 1))} s.")


@click.command("start")
def start() -> None:
    """Préparer la base (migrations, contenu de départ si elle est vide), puis servir le site."""
    host, port = current_app.config["LISTENS_ON"]
    if obstacle := why_not_listen(host, port):
        sys.exit(f"Passerelles ne peut pas démarrer. {obstacle}")
    with faults_told():
        prepare()
    greet()
    serve(host, port, current_app.config["WORKERS"])


def prepare() -> None:
    """Migrations, starting content, index of the search: whatever is missing."""
    from intranet.content.loading import is_empty, load

    bring_tables_up_to_date()
    if is_empty():
        click.echo("Première mise en route : chargement du contenu de départ…")
        load()
    elif is_behind():
        click.echo("Mise à jour de l’index de la recherche…")
        with current_app.test_request_context(base_url=current_app.config["SITE_URL"]):
            for _ in rebuild(now()):
                db.session.commit()
    db.session.remove()
    db.engine.dispose()


def bring_tables_up_to_date() -> None:
    """Apply the migrations that are missing; where none is, the tool that runs them is not loaded."""
    try:
        return check(db.engine.url)
    except Behind as behind:
        if behind.is_ahead:
            sys.exit(f"Passerelles ne peut pas démarrer. {AHEAD}")
    except Unreachable:  # a file that does not exist yet is made by the migrations
        pass
    import flask_migrate

    try:
        with db.engine.connect():  # a file of another kind is refused here, before any migration
            pass
        flask_migrate.upgrade()
    except DatabaseError as error:
        sys.exit(f"Passerelles ne peut pas démarrer. {why_no_base(error)}")


def serve(host: str, port: int, workers: int) -> None:
    """Serve from this very process, whose site is loaded: another would load it again."""
    from gunicorn.app import wsgiapp

    root = Path(current_app.root_path).parent
    sys.argv = [
        wsgiapp.__file__, "wsgi:app", "--config", str(root / "gunicorn.conf.py"),
        "--bind", f"{in_an_address(host)}:{port}", "--workers", str(workers), "--chdir", str(root),
    ]  # fmt: skip
    # The context of this command ends here: each request makes its own.
    Context().run(wsgiapp.run)


def why_not_listen(host: str, port: int) -> str | None:
    """What keeps the server from listening there, in one sentence that names the setting."""
    try:
        kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        return f"HOST vaut « {host} » : cette adresse n’existe pas."
    with socket.socket(kind) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(address)
        except PermissionError:
            return f"PORT vaut {port} : ce compte n’a pas le droit d’y écouter."
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"PORT vaut {port} : un autre programme y écoute déjà."
            return f"HOST vaut « {host} » : ce n’est pas une adresse de cette machine."
    return None


def greet() -> None:
    """Where the site is, and who may sign in to try it."""
    click.echo(f"\n{current_app.config['SITE_NAME']} : {current_app.config['SITE_URL']}")
    if current_app.config["ENVIRONMENT"] != "production":
        from intranet.content import people

        click.echo(f"Comptes de démonstration (mot de passe « {people.PASSWORD} ») :")
        for account in people.ACCOUNTS:
            click.echo(f"  {people.address_of(account.login):<32} {account.job_title}")
    click.echo("Ctrl+C pour arrêter.\n")
