"""What befell a registration, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from intranet.bookings.models import Cause, Registration, RegistrationEvent, RegistrationState
from intranet.kit.texts import moment, typo

WAITS, SITS = RegistrationState.WAITLISTED, RegistrationState.CONFIRMED
PENDS = RegistrationState.PENDING
ENTERED = {SITS: "place confirmée", WAITS: "mise en liste d’attente", PENDS: "en attente d’accord"}
WORDS = {
    Cause.PROMOTED: "Une place s’est libérée : elle est confirmée",
    Cause.OFFERED: "Une place s’est libérée : elle est proposée",
    Cause.ACCEPTED: "Place acceptée",
    Cause.DECLINED: "Place déclinée",
    Cause.EXPIRED: "La proposition n’a pas été acceptée à temps",
    Cause.REFUSED: "Inscription refusée",
    Cause.OUT_OF_ORDER: "Place donnée hors ordre",
    Cause.MOVED: "Passage à une autre session",
    Cause.NAMED: "Place nommée",
    Cause.ATTENDANCE: "Présence relevée",
    Cause.ERASED: "Compte fermé",
}


def told(row: Registration) -> Sequence[SimpleNamespace]:
    """The latest first, as `ui.timeline` draws it."""
    return [
        SimpleNamespace(
            when=moment(event.at), title=typo(words(event, row)), text=typo(event.note) or None
        )
        for event in reversed(row.events)
    ]


def words(event: RegistrationEvent, row: Registration) -> str:
    """« Demande faite par Camille : place confirmée »."""
    by = f" par {event.actor.name}" if event.actor else ""
    after = ENTERED.get(event.to_state, "")
    if event.cause in {Cause.ASKED, Cause.ASKED_FOR_ANOTHER}:
        return f"Demande faite{by} : {after}"
    if event.cause is Cause.APPROVED:
        by = by or f" par {row.manager_name or 'la personne responsable'}"
        return f"Accord donné{by} : {after}"
    if event.cause is Cause.REFUSED and not by:
        by = f" par {row.manager_name or 'la personne responsable'}"
    if event.cause is Cause.CANCELLED:
        if event.to_state is RegistrationState.CANCELLED_BY_ORGANIZER:
            return called_off(event)
        late = " après la clôture" if event.to_state is RegistrationState.LATE_CANCELLED else ""
        return f"Annulation{late}{by}"
    if event.cause is Cause.CALLED_OFF:
        return called_off(event)
    return f"{WORDS[event.cause]}{by}"


def called_off(event: RegistrationEvent) -> str:
    """By the organizer, and by whom there."""
    return f"Annulation par l’organisateur{f', {event.actor.name}' if event.actor else ''}"
