"""A person’s levels beside what a job or an opening asks for, told so that one sees what to do.

The score is `matching`’s. Here each line gets its item, both levels, where a level was brought by
an equivalent item, and what one assessed that is near; and each domain its place on the radar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from intranet.competencies.domains import DomainValue, domain_values, in_tenths
from intranet.competencies.equivalences import near, transfers
from intranet.competencies.levels import NOT_ASSESSED, Level, Mode, counted
from intranet.competencies.matching import (
    NOTHING_ASKED,
    Line,
    Match,
    Status,
    Wanted,
    in_percent,
    match,
)
from intranet.competencies.models import HIGHEST
from intranet.competencies.queries import Catalogue, Item
from intranet.kit.charts import Axis, Chart
from intranet.kit.texts import plural


@dataclass(frozen=True)
class Told:
    """One thing asked for, beside all that is known of it."""

    line: Line
    item: Item
    held: Level
    origin: Item | None  # the equivalent item that brings the level
    near: tuple[Item, ...]


@dataclass(frozen=True)
class Comparison:
    """What a page shows of a comparison, in one reading or the other."""

    mode: Mode
    match: Match
    required: tuple[Told, ...]  # what would bring most first, the unanswered last
    desired: tuple[Told, ...]
    domains: tuple[DomainValue, ...]
    chart: Chart

    @property
    def blocking(self) -> list[Told]:
        return [told for told in self.required if told.line in self.match.blocking]

    @property
    def to_confirm(self) -> list[Told]:
        return [told for told in self.required if told.line in self.match.to_confirm]

    @property
    def missing(self) -> list[Told]:
        """What is not reached, then what nothing was said of, the mandatory first."""
        told = {one.line: one for one in self.required}
        return [told[line] for line in (*self.match.gaps, *self.match.unknown)]

    @property
    def first(self) -> Told | None:
        """Where to begin: what would bring most."""
        return next((told for told in self.required if told.line.gap), None)

    @property
    def completeness(self) -> str:
        """How much of the demand, by weight, was answered."""
        share = self.match.known_share
        return NOTHING_ASKED if share is None else in_percent(share)

    @property
    def over_known(self) -> str | None:
        """The score over what was answered alone, where that is not all of it: told, never ranked."""
        part = self.match.over_known
        return in_percent(part) if part is not None and self.match.unknown else None

    @property
    def verdict(self) -> str:
        """Where it stands, in a sentence."""
        blocking, unsaid = len(self.match.blocking), len(self.match.to_confirm)
        tells_mandatory = any(line.is_mandatory for line in self.match.required)
        told = {
            Status.NOTHING_ASKED: "Rien n’est demandé pour l’instant : il n’y a pas de score.",
            Status.BLOCKED: f"Il vous manque le niveau demandé sur {plural(blocking, 'compétence indispensable')}.",
            Status.TO_CONFIRM: f"Vous n’avez pas encore répondu sur {plural(unsaid, 'compétence indispensable')}.",
            Status.GAP: "Rien d’indispensable ne vous manque ; il reste de quoi progresser."
            if tells_mandatory
            else "Il reste de quoi progresser jusqu’aux niveaux demandés.",
            Status.MATCH: "Vous avez tous les niveaux demandés.",
        }
        if self.mode is Mode.ATTESTED:
            told |= {
                Status.BLOCKED: f"Ce que l’on atteste de vous est sous le niveau demandé sur {plural(blocking, 'compétence indispensable')}.",
                Status.TO_CONFIRM: f"Rien n’est encore attesté sur {plural(unsaid, 'compétence indispensable')}.",
                Status.MATCH: "Tous les niveaux demandés sont attestés.",
            }
        return told[self.match.status]


def compare(
    catalogue: Catalogue,
    asked: Iterable[Wanted],
    levels: Mapping[int, Level],
    mode: Mode = Mode.DECLARED,
    url_of: Callable[[Item], str | None] = lambda _item: None,
) -> Comparison:
    """Compare, by the edition that the demand was written with; `url_of` leads to an item’s page."""
    order = {competency_id: place for place, competency_id in enumerate(catalogue.items)}
    wanted = sorted(
        (one for one in asked if one.competency_id in order),
        key=lambda one: order[one.competency_id],
    )
    own = counted(levels, mode)
    brought = transfers(own, catalogue.ties)
    known = own | {item: transfer.level for item, transfer in brought.items()}
    found = match(wanted, known)

    def told(line: Line) -> Told:
        transfer = brought.get(line.competency_id)
        around = [] if line.is_known else near(line.competency_id, known, catalogue.ties)
        return Told(
            line,
            catalogue.items[line.competency_id],
            levels.get(line.competency_id, NOT_ASSESSED),
            catalogue.items.get(transfer.origin) if transfer else None,
            tuple(catalogue.items[item] for item in around if item in catalogue.items),
        )

    domains = tuple(domain_values(catalogue, known, wanted))
    return Comparison(
        mode=mode,
        match=found,
        required=tuple(told(line) for line in found.in_order),
        desired=tuple(told(line) for line in found.desired),
        domains=domains,
        chart=chart_of(catalogue, found, domains, url_of),
    )


def chart_of(
    catalogue: Catalogue,
    found: Match,
    domains: Iterable[DomainValue],
    url_of: Callable[[Item], str | None],
) -> Chart:
    """One axis for each domain in which something is required."""

    def axis(value: DomainValue) -> Axis:
        here = Match(
            tuple(
                line
                for line in found.required
                if catalogue.domain_of(catalogue.items[line.competency_id]) == value.domain
            ),
            (),
        )
        covered = NOTHING_ASKED if here.lowest is None else in_percent(here.lowest)
        return Axis(
            label=value.domain.code,
            title=value.domain.title,
            values=(value.mean, value.asked),
            cells=(
                in_tenths(value.mean),
                f"{value.assessed} sur {value.total}",
                in_tenths(value.asked),
                covered,
            ),
            url=url_of(value.domain),
        )

    return Chart(
        series=("Vous, en moyenne", "Demandé, en moyenne"),
        head=("Domaine", "Vous", "Évaluées", "Demandé", "Couvert"),
        axes=tuple(axis(value) for value in domains),
        top=HIGHEST,
    )
