"""What a meeting is for people: handed by the domain above that holds it, so that it stays unknown here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

VIDEO_LINK_FROM = timedelta(days=1)  # before the start: the link is shown to whoever has a seat


@dataclass(frozen=True)
class Subject:
    """A course run or an event, as pages and letters of the seats speak of it."""

    bookable_id: int
    title: str
    address: str  # the path of its own page
    dates: str  # in words
    place: str  # in words; empty where it is not known
    starts_at: datetime | None
    ends_at: datetime | None
    organizer: str  # who holds it, in words
    board: str  # whose tint its pages take
    board_label: str
    noun: str = "session"  # what it is called in a sentence
    leader: str = "formateur"  # and who gives its half-days
    organizer_id: int | None = None
    region_code: str | None = None
    told: tuple[str, ...] = ()  # the addresses of the people who hold it
    quality_until: date | None = None  # of the quality mark of whoever holds it
    calendar: str = ""  # the path of it alone as a calendar, which people follow
    programme: str = ""  # what is done there, as its page says it (Markdown)
    is_published: bool = True  # whether anyone may read its page
    is_shown: bool = True  # and ask for a seat there
    is_withdrawn: bool = False  # for good: nobody enters any more
    postponed_at: datetime | None = None  # since when its dates hold no more

    @property
    def where_and_when(self) -> str:
        """« du 18 au 19 janvier 2027, Nancy »."""
        return ", ".join(part for part in (self.dates, self.place) if part)

    def shows_video_link(self, at: datetime) -> bool:
        """From the day before, until it is over: to whoever has a seat alone."""
        if self.starts_at is None or self.postponed_at is not None:
            return False
        return self.starts_at - VIDEO_LINK_FROM <= at and (
            self.ends_at is None or at < self.ends_at
        )

    def has_begun(self, at: datetime) -> bool:
        """Whether its first hour has come: what has no date yet, or none any more, has not begun."""
        return self.starts_at is not None and self.starts_at <= (self.postponed_at or at)
