"""« Emporter toutes mes données »: one archive, of everything that is held of whoever asks."""

from __future__ import annotations

import tempfile

from flask import current_app, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from intranet.allowances import EXPORT
from intranet.home import actions
from intranet.home.views.blueprint import bp
from intranet.kit import journal, limits
from intranet.kit.access import me, to_prove_again
from intranet.kit.clock import now
from intranet.kit.db import db, only_read_on
from intranet.kit.journal import Kind
from intranet.kit.texts import lasting


def carry_all(_reader: object) -> str:
    """The button, on the page of one’s own data."""
    return render_template("home/_carry_all.html")


@bp.post("/moi/donnees/archive")
def carry() -> ResponseReturnValue:
    """Written on the disk first, then sent as it is read: no archive is held in memory.

    Who found this browser open does not leave with all of somebody: the password is asked again.
    """
    if first := to_prove_again(url_for("competencies.record")):
        return first
    if wait := limits.over((EXPORT, str(me().id))):
        told = f"Vous avez déjà emporté vos données {EXPORT.most} fois en {lasting(EXPORT.every)}."
        limits.stop(wait, told)
    journal.note(Kind.DATA_EXPORTED, by=me(), detail="whole")
    db.session.commit()
    only_read_on()  # files may be many, and far: nobody waits to write meanwhile
    archive = tempfile.TemporaryFile()  # noqa: SIM115  sending it closes it
    actions.carry(me(), archive, now(), site=current_app.config["SITE_NAME"])
    archive.seek(0)
    answer = send_file(
        archive, "application/zip", as_attachment=True, download_name="mes-donnees.zip"
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
