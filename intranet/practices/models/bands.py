"""What lists filter by, counted from what a sheet says: how much it cost, how large its territory is."""

from __future__ import annotations

import re
from decimal import Decimal

from intranet.practices.models.sheets import Sheet

COST_LABELS = {
    0: "Sans dépense",
    1: "Moins de 10 000 €",
    2: "De 10 000 à 100 000 €",
    3: "Plus de 100 000 €",
}
SIZES = (15_000, 50_000, 100_000, 250_000)  # the inhabitants from which the next band begins
SIZE_LABELS = {
    0: "Moins de 15 000 habitants",
    1: "De 15 000 à 50 000 habitants",
    2: "De 50 000 à 100 000 habitants",
    3: "De 100 000 à 250 000 habitants",
    4: "250 000 habitants et plus",
}
# Inhabitants a commune, on average: what the register of intercommunalités lets us say of density.
DENSITIES = (1_000, 3_500)
DENSITY_LABELS = {
    0: "de petites communes (moins de 1 000 habitants en moyenne)",
    1: "des communes moyennes (1 000 à 3 500 habitants en moyenne)",
    2: "de grandes communes (3 500 habitants et plus en moyenne)",
}
_AMOUNT = re.compile(
    r"(\d[\d\s.]*(?:,\d+)?)\s*(k€|keuros?|m€|millions?|milliers?|€|euros?)", re.IGNORECASE
)
_PARTED = re.compile(r"\s|\.(?!\d{1,2}\s*$)")  # thousands; « 2.5 k€ » is a decimal point
_NOTHING = re.compile(r"\b(aucune?|rien|néant|gratuite?|zéro)\b", re.IGNORECASE)


def cost_band(sheet: Sheet) -> int | None:
    """From the largest amount of each of the two costs, added; None where no amount is told."""
    amounts = [amount_of(said) for said in (sheet.cost_investment, sheet.cost_yearly) if said]
    told = [amount for amount in amounts if amount is not None]
    if not told:
        return None
    total = sum(told)
    return 0 if total == 0 else 1 if total < 10_000 else 2 if total < 100_000 else 3


def amount_of(said: str) -> Decimal | None:
    """« 45 000 € d’équipement » → 45 000; « 2.5 k€ » → 2 500; « aucun » → 0; the largest where there are several."""
    found = [
        Decimal(_PARTED.sub("", digits).replace(",", ".")) * _unit(unit.lower())
        for digits, unit in _AMOUNT.findall(said)
    ]
    if found:
        return max(found)
    return Decimal(0) if _NOTHING.search(said) or said.strip() == "0" else None


def _unit(unit: str) -> int:
    if unit.startswith(("millier", "k")):
        return 1_000
    return 1_000_000 if unit.startswith("m") else 1


def size_band(population: int | None) -> int | None:
    if not population:
        return None
    return sum(population >= size for size in SIZES)


def density_band(population: int | None, communes: int | None) -> int | None:
    """The band of the mean number of inhabitants of its communes."""
    if not population or not communes:
        return None
    return sum(population >= least * communes for least in DENSITIES)
