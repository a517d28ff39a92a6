"""The price bands of the catalogue."""

from __future__ import annotations

# Price bands, in cents: (code, label, at least, at most).
BANDS = (
    ("gratuit", "Gratuit", 0, 0),
    ("moins-500", "Jusqu’à 500\u00a0€", 1, 500_00),
    ("500-1000", "De 500 à 1\u202f000\u00a0€", 500_01, 1000_00),
    ("plus-1000", "Plus de 1\u202f000\u00a0€", 1000_01, None),
)
UNSAID = "non-publie"
PRICE_LABELS = {code: label for code, label, _, _ in BANDS} | {UNSAID: "Prix non publié"}


def price_band(cents: int | None) -> str:
    """In which price band a price is."""
    if cents is None:
        return UNSAID
    return next(
        code for code, _, least, most in BANDS if cents >= least and (most is None or cents <= most)
    )
