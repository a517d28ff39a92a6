"""A speaker says whether what they show may be shown: by the link of their letter."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.events import actions, queries
from intranet.events.models import Speaker
from intranet.events.views.blueprint import bp
from intranet.kit import links
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import typo


@bp.get("/intervenants/<word>")
def consent(word: str) -> Response:
    """What is asked, and what was answered; reading changes nothing."""
    return page("events/consent.html", speaker=speaker_of(word), word=word)


@bp.post("/intervenants/<word>")
def answer_consent(word: str) -> ResponseReturnValue:
    speaker, said = speaker_of(word), request.form.get("act", "")
    if said not in {"accord", "refus"}:
        abort(400)
    actions.answer_consent(speaker, now(), agrees=said == "accord")
    db.session.commit()
    flash(typo("Votre accord est noté." if said == "accord" else "C’est noté : rien de votre intervention n’est montré."))  # fmt: skip
    return redirect(url_for(".consent", word=word))


def speaker_of(word: str) -> Speaker:
    [number] = links.read_or_404(actions.CONSENT, word)
    return one_or_404(queries.speaker_numbered(int(number)))
