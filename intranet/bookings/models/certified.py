"""What a certificate may say: handed by the domain that holds the meeting, and the hours done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from intranet.bookings.models.certificates import Certificate, CertificateKind
from intranet.bookings.models.registrations import Registration


@dataclass(frozen=True)
class CertifiedMeeting:
    """What was attended, as a document names it."""

    bookable_id: int
    title: str
    address: str  # the path of its page
    nature: str  # « action de formation », « rencontre »
    organizer: str
    dates: str  # in words
    place: str
    starts_on: date | None = None
    ends_on: date | None = None
    organizer_number: str = ""  # its declaration of activity
    assesses: bool = False  # whether levels may be attested


@dataclass(frozen=True)
class Reached:
    """The level that somebody reached in one competency, as it was established."""

    competency_id: int
    edition_id: int
    uri: str  # the permanent path of the competency
    code: str
    title: str
    edition: str  # the number of the edition
    level: int
    level_label: str
    method: str
    assessor: str
    assessor_id: int | None = None


@dataclass(frozen=True)
class Hours:
    """Minutes attended, and minutes that there were."""

    attended: int = 0
    planned: int = 0

    @property
    def rate(self) -> Fraction | None:
        """The part attended, exact; None where nothing was planned."""
        return Fraction(self.attended, self.planned) if self.planned else None


@dataclass(frozen=True)
class Facts:
    """All that is known of one person at one meeting, from which documents are made."""

    registration: Registration
    name: str
    employer: str
    meeting: CertifiedMeeting
    hours: Hours
    is_locked: bool
    is_called_off: bool
    reached: tuple[Reached, ...] | None  # None: not assessed, or not wholly
    valid: dict[CertificateKind, Certificate]
    revoked: dict[CertificateKind, Certificate]  # the last one of each kind
