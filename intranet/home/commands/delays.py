"""How long things are kept: every delay of the register, each said, counted and applied alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Date, delete, func, select

from intranet import allowances
from intranet.bookings import actions as bookings
from intranet.bookings.models import NEEDS_KEPT, Registration
from intranet.career.actions import plans
from intranet.career.queries import plans as plans_kept
from intranet.discussions import actions as discussions
from intranet.discussions.models import News
from intranet.events import actions as events
from intranet.home.commands import brought
from intranet.kit import journal, letters, limits
from intranet.kit.backups import KEPT_DAYS
from intranet.kit.clock import in_paris, months_before
from intranet.kit.conditional import touched
from intranet.kit.db import db, every
from intranet.kit.journal import SecurityEvent
from intranet.kit.letters import Letter
from intranet.kit.limits import Attempt
from intranet.kit.texts import plural
from intranet.kit.turns import Turns, all_of
from intranet.members import actions as members
from intranet.members import queries as people
from intranet.members.models import Member
from intranet.openings import actions as applications
from intranet.openings import queries as openings
from intranet.openings.commands import delays, retain_by
from intranet.openings.models import FileVisit
from intranet.practices.models import FruitlessSearch

JOURNAL_MONTHS, NEWS_MONTHS, VISITS_MONTHS, FRUITLESS_MONTHS = 12, 12, 12, 12
LONGEST_TRIES = max(
    each.every for each in vars(allowances).values() if isinstance(each, limits.Limit)
)

Kept = int | timedelta | str  # months, a length of time, or in words
Count = Callable[[datetime], int]


@dataclass(frozen=True)
class Rule:
    """A delay, under the name that the register gives it: what it makes go, and how many are due."""

    name: str
    label: str
    kept: Callable[[], Kept]
    due: Count
    apply: Count
    erases: bool = True  # something of somebody: the journal tells it


def months_set(name: str) -> int:
    """A delay that is a setting."""
    return int(current_app.config["RETENTION"][name])


def midnight(at: datetime, months: int) -> datetime:
    """So many months ago, at the beginning of the day: what is old goes once a day, in one sweep."""
    morning = in_paris(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return months_before(morning, months)


def _count(*where: ColumnElement[bool], of: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(of).where(*where)) or 0


def _found(query: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def _older(name: str, label: str, model: Any, when: Any, months: int) -> Rule:
    """Rows that go once they are so old."""

    def old(at: datetime) -> ColumnElement[bool]:
        before: Any = midnight(at, months)
        return when < (before.date() if isinstance(when.type, Date) else before)  # type: ignore[no-any-return]

    def forget(at: datetime) -> int:
        return touched(db.session.execute(delete(model).where(old(at))))

    return Rule(name, label, lambda: months, lambda at: _count(old(at), of=model), forget)


def _of_applications(rule: applications.Rule) -> Rule:
    return Rule(
        rule.name,
        rule.label,
        lambda: months_set(rule.name),
        lambda at: _found(rule.due(at, delays())),
        lambda at: retain_by(rule, at),
    )


def _letter_of_inactivity(name: str, label: str, told: int) -> Rule:
    def months() -> int:
        return members.months_of(told, months_set("inactive"))

    def warn(at: datetime) -> int:
        whole = months_set("inactive")
        return all_of(partial(members.warn_inactive, at, months=whole, told=told))

    def due(at: datetime) -> int:
        return _found(people.idle_for(at, months(), told=told))

    return Rule(name, label, months, due, warn, erases=False)


def _close_inactive(at: datetime) -> int:
    """An account a transaction, for it is taken out of every table; how many."""
    months, turns = months_set("inactive"), Turns()
    silent = people.idle_for(at, months, told=members.LETTERS).with_only_columns(Member.id)
    closing = partial(members.close_inactive, at=at, months=months)
    closed = sum(turns.take(closing, member_id) for member_id in every(silent))
    turns.end()
    return closed


def _of_files_brought(name: str, label: str, kept: Kept, old: Callable[[datetime], brought.Old]) -> Rule:  # fmt: skip
    return Rule(
        name,
        label,
        lambda: kept,
        lambda at: brought.count(old(at)),
        lambda at: brought.forget(old(at)),
    )


# What the duties of a domain already do at each tick.
OF_DOMAINS = (
    *(_of_applications(rule) for rule in applications.RULES),
    Rule(
        "expired",
        "Brouillons d’offres closes, supprimés",
        lambda: openings.EXPIRED_KEPT,
        lambda at: _found(openings.drafts_expired(at)),
        lambda at: all_of(lambda: applications.delete_expired_drafts(at)),
    ),
    Rule(
        "withdrawn",
        "Candidatures retirées, vidées",
        lambda: openings.KEPT_AFTER_WITHDRAWAL,
        lambda at: _found(openings.withdrawn_with_files(at)),
        lambda at: all_of(lambda: applications.delete_withdrawn(at)),
    ),
    Rule(
        "infected",
        "Fichiers infectés, effacés",
        lambda: openings.QUARANTINE,
        lambda at: _found(openings.infected_files(at)),
        lambda at: all_of(lambda: applications.delete_infected(at)),
    ),
    Rule(
        "needs",
        "Besoins d’aménagement effacés",
        lambda: NEEDS_KEPT,
        lambda at: len(bookings.needs_outlived(at)),
        bookings.forget_needs,
    ),
    Rule(
        "guests",
        "Noms d’invités effacés",
        lambda: events.GUESTS_KEPT,
        lambda at: _count(events.guests_outlived(at), of=Registration),
        events.forget_guests,
    ),
    Rule(
        "plans",
        "Plans supprimés, effacés",
        lambda: plans.KEPT_FOR,
        lambda at: _found(plans_kept.plans_deleted_before(at - plans.KEPT_FOR)),
        plans.purge_plans,
    ),
)
OF_THE_SITE = (
    Rule(
        "sessions",
        "Sessions et liens échus",
        lambda: "jusqu’à leur fin",
        people.count_closed_by_time,
        members.forget_old,
        erases=False,
    ),
    Rule(
        "attempts",
        "Comptes d’essais échus",
        lambda: LONGEST_TRIES,
        lambda at: _count(Attempt.ends_at < at, of=Attempt),
        limits.forget_old,
        erases=False,
    ),
    Rule(
        "letter_words",
        "Textes de courriels partis, effacés",
        lambda: letters.WORDED_MONTHS,
        lambda at: _count(letters.worded_before(midnight(at, letters.WORDED_MONTHS)), of=Letter),
        lambda at: letters.forget_words(midnight(at, letters.WORDED_MONTHS)),
    ),
    _older("letters", "Courriels oubliés", Letter, Letter.created_at, letters.KEPT_MONTHS),
    Rule(
        "journal",
        "Lignes du journal oubliées",
        lambda: JOURNAL_MONTHS,
        lambda at: _count(SecurityEvent.at < midnight(at, JOURNAL_MONTHS), of=SecurityEvent),
        lambda at: journal.cut(midnight(at, JOURNAL_MONTHS), at),
    ),
    Rule(
        "news",
        "Nouvelles oubliées",
        lambda: NEWS_MONTHS,
        lambda at: _count(discussions.outlived(midnight(at, NEWS_MONTHS)), of=News),
        lambda at: discussions.forget_news(midnight(at, NEWS_MONTHS)),
    ),
    _older("visits", "Lectures de pièces oubliées", FileVisit, FileVisit.at, VISITS_MONTHS),
    _older(
        "fruitless",
        "Recherches sans résultat oubliées",
        FruitlessSearch,
        FruitlessSearch.on,
        FRUITLESS_MONTHS,
    ),
    _of_files_brought(
        "files_applied",
        "Fichiers importés, effacés",
        brought.APPLIED_MONTHS,
        lambda at: brought.applied_before(midnight(at, brought.APPLIED_MONTHS)),
    ),
    _of_files_brought(
        "files_waiting",
        "Fichiers jamais appliqués, effacés",
        brought.WAITING,
        lambda at: brought.unapplied_since(midnight(at, 0) - brought.WAITING),
    ),
    _letter_of_inactivity("warned", "Comptes inactifs prévenus une première fois", 0),
    _letter_of_inactivity("warned_again", "Comptes inactifs prévenus une seconde fois", 1),
    Rule(
        "inactive",
        "Comptes inactifs effacés",
        lambda: months_set("inactive"),
        lambda at: _found(people.idle_for(at, months_set("inactive"), told=members.LETTERS)),
        _close_inactive,
        erases=False,  # each is told by itself
    ),
)
RULES = (*OF_DOMAINS, *OF_THE_SITE)


def delays_in_words() -> dict[str, str]:
    """Each delay as pages say it, and that of backups, which the command that takes them keeps."""
    return {rule.name: in_words(rule.kept()) for rule in RULES} | {
        "backups": in_words(timedelta(days=KEPT_DAYS))
    }


def in_words(kept: Kept) -> str:
    if isinstance(kept, str):
        return kept
    if isinstance(kept, int):
        return plural(kept, "mois")
    return (
        plural(kept.days, "jour")
        if kept.days > 1
        else plural(kept.total_seconds() // 3600, "heure")
    )
