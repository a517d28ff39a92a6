"""What was aimed at, and what was measured: the table that ends the benchmarks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Figure(NamedTuple):
    """One figure of one database, and the most it may be."""

    database: str
    name: str
    value: float
    unit: str
    most: float | None


@dataclass
class Aims:
    """All figures of a run; what was aimed at was said of the whole volume, and is held to it alone."""

    is_whole: bool = True
    figures: list[Figure] = field(default_factory=list)

    def add(
        self,
        database: str,
        name: str,
        value: float,
        unit: str,
        *,
        most: float,
        at_any_volume: bool = False,
    ) -> None:
        is_held = self.is_whole or at_any_volume
        self.figures.append(Figure(database, name, value, unit, most if is_held else None))

    def note(self, database: str, name: str, value: float, unit: str) -> None:
        """A figure that nothing was said of."""
        self.figures.append(Figure(database, name, value, unit, None))

    def tell(self) -> None:
        """Name, value, aim, whether it is met."""
        print("\nCe qui était visé, et ce qui est mesuré")
        for database, name, value, unit, most in self.figures:
            aim = "" if most is None else f"au plus {most:g} {unit}"
            met = "" if most is None else ("atteint" if value <= most else "MANQUÉ")
            print(f"  {database:<11}{name:<50}{value:8.2f} {unit:<5}{aim:<18}{met}")
        held = [figure for figure in self.figures if figure.most is not None]
        met_ones = sum(figure.value <= (figure.most or 0) for figure in held)
        print(f"  {met_ones} atteints sur {len(held)}")
        if not self.is_whole:
            print(
                "  Les autres buts valent pour le volume entier : ici ils ne sont ni tenus ni manqués."
            )
