"""A word of its own in each private text of the world, to be found with nobody whom it is not for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import Table, update
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from intranet.kit.db import db

SIGN = re.compile(r"canari\d+x\w+?z", re.IGNORECASE)
DESK = frozenset({"recruiter", "fellow recruiter"})
HOSTS = frozenset({"trainer", "fellow trainer", "animator"})
PEOPLE_OF_A_SHEET = frozenset({"author", "colleague", "animator"})

# Each private column, and who may read it beside the people that its row names.
PRIVATE: dict[str, frozenset[str]] = {
    # to work elsewhere: the worst to leak, to one’s own employer
    "job_application.message": DESK,
    "job_application.reply": DESK,
    "job_application.to_strengthen": DESK,
    "job_application.interview_place": DESK,
    "application_message.body": DESK | {"author"},
    "application_note.body": DESK,
    "application_event.note": DESK,
    "immersion_request.message": DESK,
    "immersion_request.reply": DESK,
    "immersion_request.feedback": DESK,
    "opening_report.text": frozenset({"animator"}),
    "opening_template.name": DESK,
    # what one can and cannot do
    "assessment.comment": frozenset(),
    "competency_result.note": HOSTS,
    "evidence.title": frozenset({"author"}),
    "evidence.about": frozenset({"author"}),
    "evidence_claim.note": frozenset({"author", "member"}),
    "profile_share.label": frozenset({"member"}),
    "plan_share.label": frozenset({"member"}),
    # learning: needs of a seat, who approves it, what went wrong
    "registration.guest_name": HOSTS | {"author"},
    "registration.guest_email": HOSTS | {"author"},
    "registration.needs": HOSTS,
    "registration.manager_name": HOSTS,
    "registration.manager_email": HOSTS,
    "registration.decision_note": HOSTS,
    "registration_event.note": HOSTS | {"author"},
    "registration_group.note": HOSTS | {"author"},
    "difficulty.text": HOSTS | {"author"},
    "survey_answer.comment": HOSTS,
    # between two people
    "mentoring.message": frozenset({"author", "member"}),
    "mentoring.reply": frozenset({"author", "member"}),
    "mentoring.words": frozenset({"author", "member"}),
    "pair.day_where": frozenset({"member"}),
    # what is reported, noted, refused
    "practice_report.text": PEOPLE_OF_A_SHEET,
    "comment_report.text": frozenset({"animator"}),
    "capture.text": frozenset({"animator"}),
    "capture.presenter_name": frozenset({"animator"}),
    "membership.reason": frozenset({"animator", "administrator"}),
    "speaker.email": frozenset({"author", "animator"}),
    # letters, and what lets somebody in
    "letter.recipient": frozenset({"administrator"}),
    "letter.subject": frozenset({"administrator"}),
    "letter.body": frozenset({"administrator"}),
    "single_use_link.email": frozenset(),
    "single_use_link.name": frozenset(),
    "sign_in.browser": frozenset(),
}


@dataclass(frozen=True)
class Canary:
    """Where a word was put, and who may come upon it."""

    column: str
    who: frozenset[str]


@dataclass
class Aviary:
    """All the words put in one world."""

    known: dict[str, Canary] = field(default_factory=dict)

    def words_in(self, response: TestResponse) -> set[str]:
        return {each.lower() for each in SIGN.findall(text_of(response))}

    def not_for(self, who: str, words: set[str]) -> Iterator[str]:
        """The private columns that these words tell to somebody whom they are not for."""
        for word in words:
            if who not in self.known[word].who:
                yield self.known[word].column


def plant(people: dict[int, str]) -> Aviary:
    """Put them in; `people` are those of the world, by their number."""
    aviary = Aviary()
    for number, (place, beside) in enumerate(PRIVATE.items()):
        table = db.metadata.tables[place.partition(".")[0]]
        named = [
            column
            for column in table.columns
            if any(key.column.table.name == "member" for key in column.foreign_keys)
        ]
        keys = list(table.primary_key.columns)
        for row in db.session.execute(db.select(*keys, *named)).all():
            word = (
                f"canari{number}x{'x'.join(str(each)[:12] for each in row[: len(keys)])}z".lower()
            )
            theirs = {people[each] for each in row[len(keys) :] if each in people}
            aviary.known[word] = Canary(place, beside | theirs)
            write(table, place.partition(".")[2], word, dict(zip(keys, row, strict=False)))
    db.session.commit()
    return aviary


def write(table: Table, name: str, word: str, key: dict[object, object]) -> None:
    said = f"{word}@essais.example" if name in {"email", "recipient"} else f"Un {word} discret."
    where = [column == value for column, value in key.items()]  # type: ignore[comparison-overlap]
    with suppress(IntegrityError), db.session.begin_nested():  # a guest’s name, where a member sits
        db.session.execute(update(table).where(*where).values({name: said}))  # type: ignore[arg-type]


def text_of(response: TestResponse) -> str:
    """What an answer says, whatever it is packed in: spreadsheets and documents are archives."""
    if not response.data.startswith(b"PK\x03\x04"):
        return response.get_data(as_text=False).decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        return "\n".join(
            archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
        )
