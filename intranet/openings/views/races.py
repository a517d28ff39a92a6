"""Who comes second is told who was first, and loses nothing of what was typed."""

from __future__ import annotations

import re

from flask import Response, request

from intranet.kit import errors
from intranet.kit.access import reader
from intranet.kit.clock import now
from intranet.kit.db import db, only_read_on
from intranet.kit.numbers import whole_number
from intranet.kit.texts import clock_time
from intranet.openings import queries
from intranet.openings.models import STATE_LABELS, AlreadyMoved, Opening, State
from intranet.openings.views.blueprint import bp
from intranet.openings.views.item import shown

TYPED = frozenset({"comment"})
REMARK = re.compile(r"remarks-\d+-text")


def sent_version() -> int:
    """The version that the page showed; 0, which is none of ours, where nothing sound was sent."""
    return whole_number(request.form.get("version")) or 0


def heed_version(opening: Opening) -> None:
    """Stop whoever decides on a page that no longer says what is. Raises AlreadyMoved."""
    if sent_version() != opening.version:
        raise AlreadyMoved(opening.id)


@bp.errorhandler(AlreadyMoved)
def explain(error: AlreadyMoved) -> Response:
    """The page as it is now, who was first, and the comment that was being sent."""
    only_read_on()
    at, opening_id = now(), int(error.args[0])
    found = queries.readable_by(reader(), at).where(Opening.id == opening_id)
    opening = db.session.scalars(queries.whole(found)).one_or_none()
    if opening is None:
        text = "Cette offre vient d’être supprimée. Rien n’a été enregistré."
        return errors.told(409, "Déjà fait", text)
    return shown(opening, at, status=409, lost=told_of_last(opening_id), kept=_typed())


def told_of_last(opening_id: int) -> str:
    """What was done last, by whom and when."""
    event = db.session.scalars(queries.last_event(opening_id)).one_or_none()
    if event is None:
        return "L’offre a changé depuis que vous l’avez ouverte. Rien n’a été enregistré."
    by_itself = "le site, à la date limite" if event.to_state is State.CLOSED else "le site"
    who = event.actor.name if event.actor else by_itself
    moved = event.from_state is not event.to_state
    what = STATE_LABELS[event.to_state].lower() if moved else "modifiée"
    return (
        f"Quelqu’un a agi avant vous : à {clock_time(event.at)}, {who}. L’offre est"
        f" maintenant : {what}. Rien de votre envoi n’a été enregistré."
    )


def _typed() -> str:
    """All that was written by hand; how an opening ended is chosen, and called a reason too."""
    by_hand = TYPED if request.endpoint == "openings.close" else TYPED | {"reason"}
    said = [
        value.strip()
        for name, value in request.form.items(multi=True)
        if name in by_hand or REMARK.fullmatch(name)
    ]
    return "\n\n".join(filter(None, said))[:4000]
