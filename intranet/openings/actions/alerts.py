"""Telling people what is new in the searches they asked to be told of: once, in one letter each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import case, delete, insert, or_, update

from intranet.competencies.matching import percent
from intranet.competencies.queries import known_levels_of
from intranet.kit import letters, links
from intranet.kit.conditional import changed_and_read, hold_row, still
from intranet.kit.db import db, every
from intranet.kit.exports import absolute
from intranet.kit.texts import fold
from intranet.members.models import Member
from intranet.openings import queries
from intranet.openings.models import AlertItem, AlertRun, Frequency, SavedSearch
from intranet.openings.queries import Asked, Levels, Search
from intranet.openings.queries.alerts import TIME_TO_ANSWER, WANTED_FOR, New

MOST_KEPT = 20  # searches of one person
MOST_TOLD = 20  # openings of one search in one letter; the rest is behind a link
AT_ONCE = 200  # people told in one transaction
STOPPING = "alerts"  # the purpose of the links that stop them

Read = Callable[[str], Search | None]  # None: it asks for what is no longer there


class TooManySearches(Exception):
    """A member keeps twenty searches at most."""


class NameTaken(Exception):
    """The member has a search of that name already."""


def keep(member: Member, name: str, query: str, frequency: Frequency, at: datetime) -> SavedSearch:
    """Keep a search under a name. Only what comes online from now on will be told.

    Raises TooManySearches, NameTaken.
    """
    hold_row(Member, member.id)
    known = every(queries.kept_by(member))
    if len(known) >= MOST_KEPT:
        raise TooManySearches
    if name in {search.name for search in known}:
        raise NameTaken(name)
    kept = SavedSearch(
        member_id=member.id, name=name, query=query, frequency=frequency, told_since=at,
        wanted_at=at,
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    return kept


def set_frequency(search: SavedSearch, frequency: Frequency, at: datetime) -> None:
    """Tell it otherwise; what came online while it was silent is not told afterwards.

    All of it is written, whatever was read: the timer may have asked whether it is wanted meanwhile.
    """
    silent = or_(SavedSearch.paused_at.is_not(None), SavedSearch.frequency == Frequency.NEVER)
    said = update(SavedSearch).where(SavedSearch.id == search.id)
    wanted = said.values(
        told_since=case((silent, at), else_=SavedSearch.told_since),
        frequency=frequency,
        wanted_at=at,
        paused_at=None,
        pause_reason="",
        asked_still_wanted_at=None,
    )
    changed_and_read(wanted, SavedSearch)


def stop_telling(member_id: int, search_id: int | None, at: datetime) -> None:
    """Pause one alert of a member, or all of them; again, nothing more."""
    paused = update(SavedSearch).where(
        SavedSearch.member_id == member_id, SavedSearch.paused_at.is_(None)
    )
    if search_id is not None:
        paused = paused.where(SavedSearch.id == search_id)
    db.session.execute(paused.values(paused_at=at, pause_reason="unsubscribed"))


def throw_away(search: SavedSearch) -> None:
    """Throw a kept search away; thrown away by another click, it stays so. What was told stays told."""
    db.session.execute(
        update(AlertItem).where(AlertItem.saved_search_id == search.id).values(saved_search_id=None)
    )
    db.session.execute(delete(SavedSearch).where(SavedSearch.id == search.id))


def note_told(member_id: int, opening_ids: Collection[int], at: datetime) -> None:
    """These openings were told in another way: no alert tells them again."""
    new = set(opening_ids) - {known for _, known in queries.told_to([member_id], opening_ids)}
    if new:
        rows = [{"member_id": member_id, "opening_id": each, "told_at": at} for each in sorted(new)]
        db.session.execute(insert(AlertItem), rows)


class Found(NamedTuple):
    """What one alert found for its author."""

    search: SavedSearch
    new: list[New]
    least: int | None  # percent of each that its author wants to cover


class Telling:
    """One run of the alerts: what several of them ask alike is looked for once."""

    def __init__(self, at: datetime, read: Read) -> None:
        self.at, self.read = at, read
        self.searched: dict[tuple[str, datetime], tuple[list[New], int | None]] = {}
        self.lines: dict[int, Any] = {}
        self.asked: dict[int, list[Asked]] = {}

    def tell_some(self) -> tuple[int, int]:
        """Tell the next alerts that are due: how many were looked at, and letters written.

        Nothing is due twice: a run that is killed is taken up where it was committed.
        """
        searches = every(queries.due_of_some(self.at, AT_ONCE))
        if not searches:
            return 0, 0
        found = [self._new_of(search) for search in searches]
        opening_ids = {one.id for each in found for one in each.new}
        told = queries.told_to({each.search.member_id for each in found}, opening_ids)
        self._read_lines(opening_ids - self.lines.keys())
        found = self._covered(found)
        written = sum(
            self._tell(list(theirs), told)
            for _, theirs in groupby(found, key=lambda each: each.search.member_id)
        )
        looked_at = update(SavedSearch).where(SavedSearch.id.in_([each.id for each in searches]))
        db.session.execute(looked_at.values(last_run_at=self.at))
        return len(searches), written

    def _new_of(self, search: SavedSearch) -> Found:
        """What came online since the search was kept, but for one's own openings."""
        since = search.last_run_at or search.told_since
        # An opening may come to answer later than it came online: a month is looked back on.
        since = max(search.told_since, since - TIME_TO_ANSWER)
        day = since.replace(hour=0, minute=0, second=0, microsecond=0)
        key = (search.query, day)
        if key not in self.searched:
            asked = self.read(search.query)
            new = queries.came_online(asked, day, self.at) if asked else []
            self.searched[key] = new, asked.fit if asked else None
        lately, least = self.searched[key]
        new = [
            new
            for new in lately
            if new.first_published_at > since and new.owner_id != search.member_id
        ]
        return Found(search, new, least)

    def _read_lines(self, opening_ids: set[int]) -> None:
        for line in queries.these(opening_ids, self.at):
            self.lines[line.id] = line

    def _covered(self, found: list[Found]) -> list[Found]:
        """Where an alert asks for it, only what its author’s own levels cover enough of."""
        asking = {each.search.member_id for each in found if each.least is not None and each.new}
        if not asking:
            return found
        levels = known_levels_of(asking, self.at)
        sets = {line.requirement_set_id for line in self.lines.values()}
        self.asked |= queries.asked_by(sets - self.asked.keys())
        return [
            each._replace(new=self._reached(each, levels[each.search.member_id]))
            if each.least is not None and each.new
            else each
            for each in found
        ]

    def _reached(self, found: Found, levels: Levels) -> list[New]:
        lines = {new.id: self.lines[new.id] for new in found.new if new.id in self.lines}
        asked = {
            line.requirement_set_id: self.asked[line.requirement_set_id]
            for line in lines.values()
            if line.requirement_set_id in self.asked
        }
        fits = queries.fits_of_lines(asked, None, levels)
        return [
            new
            for new in found.new
            if new.id in lines
            and (fit := fits.get(lines[new.id].requirement_set_id))
            and fit.lowest is not None
            and percent(fit.lowest) >= (found.least or 0)
        ]

    def _tell(self, found: Sequence[Found], told: set[tuple[int, int]]) -> int:
        """One letter to one person, if there is anything they were not told."""
        member, seen = found[0].search.member, set(told)
        parts = []
        for search, new, _ in sorted(found, key=lambda each: fold(each.search.name)):
            fresh = [one.id for one in new if (member.id, one.id) not in seen]
            fresh = [opening_id for opening_id in fresh if opening_id in self.lines]
            seen |= {(member.id, opening_id) for opening_id in fresh}
            if fresh:
                parts.append((search, fresh))
        if not parts:
            return 0
        slot = self.at.strftime("%Y-%m-%dT%H")
        written = letters.write(
            "openings/alert",
            member.email,
            key=f"alerts-{member.id}-{slot}",
            unsubscribe_link=address_to_stop(member.id),
            list_name="alertes",
            name=member.name,
            parts=[
                (search, [self.lines[each] for each in fresh[:MOST_TOLD]], len(fresh))
                for search, fresh in parts
            ],
            total=sum(len(fresh) for _, fresh in parts),
            stop_all=address_to_stop(member.id),
            stop=lambda search: address_to_stop(member.id, search.id),
        )
        if not written:
            return 0
        db.session.add(AlertRun(member_id=member.id, slot=slot, at=self.at))
        db.session.execute(
            insert(AlertItem),
            [
                {
                    "member_id": member.id,
                    "opening_id": opening_id,
                    "saved_search_id": search.id,
                    "told_at": self.at,
                }
                for search, fresh in parts
                for opening_id in fresh
            ],
        )
        return 1


def address_to_stop(member_id: int, search_id: int | None = None) -> str:
    """The whole address that stops one alert of a member, or all, by one click in a letter."""
    values = (member_id,) if search_id is None else (member_id, search_id)
    return absolute(f"/alertes/arret/{links.signed(STOPPING, *values)}")


def ask_whether_still_wanted(at: datetime) -> int:
    """After a year, ask; a month later without an answer, pause. How many were asked."""
    asked = every(still(queries.not_said_wanted_for_a_year(at).limit(AT_ONCE), SavedSearch))
    for search in asked:
        search.asked_still_wanted_at = at
        letters.write(
            "openings/alert_still_wanted",
            search.member.email,
            key=f"alert-{search.id}-still-wanted-{search.wanted_at:%Y-%m-%d}",
            unsubscribe_link=address_to_stop(search.member_id, search.id),
            list_name="alertes",
            name=search.member.name,
            search=search,
            stop=address_to_stop(search.member_id, search.id),
            wanted_for=WANTED_FOR,
            time_to_answer=TIME_TO_ANSWER,
        )
    silent = update(SavedSearch).where(
        SavedSearch.paused_at.is_(None), SavedSearch.asked_still_wanted_at < at - TIME_TO_ANSWER
    )
    db.session.execute(silent.values(paused_at=at, pause_reason="unused"))
    return len(asked)
