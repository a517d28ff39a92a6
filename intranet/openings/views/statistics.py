"""What the board brings: to the network, region by region; to one employer. Counts that name nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Response
from sqlalchemy import literal

from intranet.competencies.coverage import FEWEST
from intranet.kit import exports
from intranet.kit.access import me, require
from intranet.kit.clock import in_paris, now
from intranet.kit.db import every
from intranet.kit.htmx import page
from intranet.openings import disclosure, policy, queries
from intranet.openings.models import CHANNEL_LABELS, CLOSE_REASON_LABELS, Channel, Opening
from intranet.openings.pledges import USUAL_DELAY, AnswerRecord
from intranet.openings.queries import FillRecord
from intranet.openings.retention import month_of
from intranet.openings.views.blueprint import bp
from intranet.places.queries import regions

WITHHELD = "non communiqué"


@dataclass(frozen=True)
class Line:
    """A region, or the whole network; None where a figure is withheld."""

    name: str
    answers: AnswerRecord | None
    fills: FillRecord | None

    @property
    def says_nothing(self) -> bool:
        """Nothing happened there, which hides nobody."""
        return self.answers == AnswerRecord() and self.fills == FillRecord()


@bp.get("/animer/offres/statistiques")
def statistics() -> Response:
    """By region, of the twelve months that ended with the last one."""
    require(me().is_animator)
    until = month_of(now())
    reasons, channels = queries.ways_of_filling(until)
    told = disclosure.told(reasons)
    return page(
        "openings/statistics.html",
        lines=_lines(until),
        until=_last_day(until),
        usual_delay=USUAL_DELAY,
        reasons=[(CLOSE_REASON_LABELS[each], reasons[each]) for each in sorted(told or ())],
        # One post may be named in several places: these counts have no total to subtract from.
        channels=[
            (CHANNEL_LABELS[each], channels[each]) for each in Channel if channels[each] >= FEWEST
        ],
    )


@bp.get("/animer/offres/statistiques.csv")
def statistics_export() -> Response:
    """The same lines, by the same count."""
    require(me().is_animator)
    at = now()
    return exports.as_csv([_entry(line, at) for line in _lines(month_of(at))])


@bp.get("/offres/statistiques")
def own_statistics() -> Response:
    """Of the employer one recruits for."""
    require(policy.may_post(me()))
    until, organization = month_of(now()), me().organization
    assert organization
    answers = queries.answer_record(organization.id, until)
    fills = queries.fill_record(organization.id, until)
    own = Line(organization.name, answers if answers.is_told or not answers.due else None,
               fills if fills.is_told or not fills.ended else None)  # fmt: skip
    return page(
        "openings/own_statistics.html",
        lines=[own, _lines(until)[0]],
        organization=organization,
        until=_last_day(until),
        usual_delay=USUAL_DELAY,
    )


def _last_day(until: datetime) -> date:
    """Of what is counted: the instant itself is the first that is not."""
    return in_paris(until).date() - timedelta(days=1)


def _lines(until: datetime) -> list[Line]:
    """The whole network first, then each region; what is withheld is decided once for all of them."""
    answers, fills = queries.answers_by_region(until), queries.fills_by(Opening.region_code, until)
    by_employer = queries.answers_by_employer(until)
    closed = disclosure.dominated(by_employer)
    told = disclosure.told({key: each.due for key, each in answers.items()}, closed)
    filled = disclosure.told({key: each.ended for key, each in fills.items()})
    if disclosure.dominated(dict(_sums(by_employer))):
        told = None
    return [
        Line(
            "Ensemble du réseau",
            queries.records_by(literal(0), until).get(0, AnswerRecord()) if told is not None else None,
            queries.fills_by(literal(0), until).get(0, FillRecord()) if filled is not None else None,
        ),
        *(
            Line(
                region.name,
                answers.get(region.code, AnswerRecord()) if _is_told(region.code, answers, told) else None,
                fills.get(region.code, FillRecord()) if _is_told(region.code, fills, filled) else None,
            )
            for region in every(regions())
        ),
    ]  # fmt: skip


def _is_told(
    code: str, found: Mapping[str | None, object], told: Collection[str | None] | None
) -> bool:
    """Where nothing happened there is nothing to hide, unless even the total is withheld."""
    return told is not None and (code in told or code not in found)


def _sums(
    by_employer: Mapping[tuple[str | None, int], int],
) -> Iterable[tuple[tuple[str, int], int]]:
    """Of each employer, over all regions."""
    sums: Counter[int] = Counter()
    for (_, employer), due in by_employer.items():
        sums[employer] += due
    return [(("", employer), due) for employer, due in sums.items()]


def _entry(line: Line, at: datetime) -> exports.Entry:
    answers, fills = line.answers, line.fills
    fields: dict[str, Any] = {
        "Candidatures dont la réponse est due": answers.due if answers else WITHHELD,
        "Candidatures répondues": answers.answered if answers else WITHHELD,
        "Délai médian de première réponse, en jours": answers.median_days if answers else WITHHELD,
        "Recrutements terminés": fills.ended if fills else WITHHELD,
        "Postes pourvus": fills.filled if fills else WITHHELD,
        "Délai médian pour pourvoir, en jours": fills.median_days if fills else WITHHELD,
    }
    return exports.Entry(
        uid="", title=line.name, url="/animer/offres/statistiques", summary="",
        published_at=at, updated_at=at, fields=fields,
    )  # fmt: skip
