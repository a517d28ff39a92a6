"""The command that a timer runs: it does all that is due, and run twice does nothing more."""

from __future__ import annotations

import click
from flask import Flask, current_app

from intranet.kit import letters, limits, search
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members import actions as members


def init_app(app: Flask) -> None:
    app.cli.add_command(tick)


@click.command("tick")
def tick() -> None:
    """Envoyer les courriers dus, oublier ce qui a expiré."""
    url = current_app.config["MAIL_URL"]
    sent = letters.send_due(letters.by_smtp(url)) if url else 0
    limits.forget_old()
    members.forget_expired(now())
    search.forget_past(now())
    db.session.commit()
    click.echo(f"Courriers envoyés : {sent}.")
