"""How the catalogue sorts what is a number or a state into a few choices that people read."""

from __future__ import annotations

from intranet.bookings.models import Standing

# (code, label, at least, at most): prices in cents, durations in hours.
PRICES = (
    ("gratuit", "Gratuit", 0, 0),
    ("moins-500", "Jusqu’à 500\u00a0€", 1, 500_00),
    ("500-1000", "De 500 à 1\u202f000\u00a0€", 500_01, 1000_00),
    ("plus-1000", "Plus de 1\u202f000\u00a0€", 1000_01, None),
)
UNSAID = "non-publie"
PRICE_LABELS = {code: label for code, label, _, _ in PRICES} | {UNSAID: "Prix non publié"}
DURATIONS = (
    ("jour", "Un jour (7\u00a0h au plus)", 1, 7),
    ("jours", "Deux ou trois jours (8 à 21\u00a0h)", 8, 21),
    ("semaines", "De 22 à 70\u00a0h", 22, 70),
    ("longue", "Plus de 70\u00a0h", 71, None),
)
UNCOUNTED = "non-dite"
DURATION_LABELS = {code: label for code, label, _, _ in DURATIONS} | {
    UNCOUNTED: "Durée dite en mots"
}
# Where registration stands for a course: that of its best run, the first of these that one meets.
BEST = {
    Standing.OPEN: ("ouvertes", "Inscriptions ouvertes"),
    Standing.LAST_SEATS: ("dernieres-places", "Dernières places"),
    Standing.WAITING_LIST: ("liste-d-attente", "Complet, liste d’attente"),
    Standing.SOON: ("bientot", "Ouvre bientôt"),
    Standing.FULL: ("complet", "Complet"),
    Standing.CLOSED: ("closes", "Inscriptions closes"),
    Standing.UNDERWAY: ("en-cours", "En cours"),
    Standing.UNDATED: ("a-programmer", "À programmer"),
    Standing.PAST: ("passees", "Sessions passées"),
}
RANKS = {standing: rank for rank, standing in enumerate(BEST)}
CODES = {standing: code for standing, (code, _) in BEST.items()}
STATE_LABELS = dict(BEST.values())

Band = tuple[str, str, int, int | None]


def price_band(cents: int | None) -> str:
    """In which price band a price is."""
    return UNSAID if cents is None else _band(PRICES, cents)


def duration_band(hours: int | None) -> str:
    """In which band a duration is."""
    return UNCOUNTED if not hours else _band(DURATIONS, hours)


def _band(bands: tuple[Band, ...], number: int) -> str:
    return next(
        code
        for code, _, least, most in bands
        if number >= least and (most is None or number <= most)
    )
