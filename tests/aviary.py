"""A word of its own in each private text of the world, to be found with nobody whom it is not for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, Column, text, update
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from intranet.kit.db import db
from tests.words import columns_of_words, with_prose_replaced

SIGN = re.compile(r"canari\d+x\w+?z", re.IGNORECASE)
DESK = frozenset({"recruiter", "fellow recruiter"})
HOSTS = frozenset({"trainer", "fellow trainer", "animator"})
WRITERS = frozenset({"author", "colleague"})
PEOPLE_OF_A_SHEET = WRITERS | {"animator"}
AT_WORK = DESK | HOSTS | WRITERS | {"member", "other recruiter", "other trainer", "administrator"}
KEEPERS = frozenset({"animator", "administrator"})

# Each private column, and who may read it beside the people that its row names.
PRIVATE: dict[str, frozenset[str]] = {
    # to work elsewhere: the worst to leak, to one’s own employer
    "job_application.message": DESK,
    "job_application.reply": DESK,
    "job_application.answers": DESK,
    "job_application.notice": DESK,
    "job_application.profile_snapshot": DESK,
    "application_file.name": DESK | {"author"},
    "job_application.interview_place": DESK,
    "application_message.body": DESK | {"author"},
    "application_note.body": DESK,
    "application_event.note": DESK,
    "immersion_request.message": DESK,
    "immersion_request.reply": DESK,
    "immersion_request.feedback": DESK,
    "opening_report.text": frozenset({"animator"}),
    "opening_template.name": DESK,
    "opening_template.said": DESK,
    "opening.apply_email": DESK,  # never shown: what is sent there is passed on
    # what one looks for
    "recent_search.words": frozenset({"member"}),
    "saved_search.name": frozenset({"member"}),
    "follow.label": frozenset({"member"}),
    "job_question.question": frozenset(),
    # what one can and cannot do
    "assessment.comment": frozenset(),
    "competency_result.note": HOSTS | {"member"},
    "evidence.title": frozenset({"author"}),
    "evidence.about": frozenset({"author"}),
    "evidence_claim.note": frozenset({"author", "member"}),
    "profile_share.label": frozenset({"member"}),
    "plan_share.label": frozenset({"member"}),
    # learning: needs of a seat, who approves it, what went wrong
    "registration.guest_name": HOSTS | {"author"},
    "registration.guest_email": HOSTS | {"author"},
    "registration.needs": HOSTS,
    "registration.answers": HOSTS,
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
    "letter.error": frozenset({"administrator"}),
    "factor_loss.reason": frozenset(),
    "passkey.name": frozenset(),
    "identity.issuer": frozenset(),
    "identity.subject": frozenset(),
    "single_use_link.email": frozenset(),
    "single_use_link.name": frozenset(),
    "sign_in.browser": frozenset(),
}


# What else is personal, and why no word of it is looked for.
OF_THE_NETWORK = "members read it of one another"
A_CODE = "a word of the site, not of somebody"
ELSEWHERE = "looked for by the tests of its domain"
SHOWN: dict[str, str] = {
    "member.name": OF_THE_NETWORK,
    "membership.job_title": OF_THE_NETWORK,
    "membership.asked_roles": A_CODE,
    "job_application.to_strengthen": A_CODE,
    "plan.region_codes": A_CODE,
    "plan.asked_then": A_CODE,
    "subscription.family": A_CODE,
    "security_event.network": ELSEWHERE,  # its lines are chained: none may be changed
    "arrival.issuer": ELSEWHERE,  # before there is an account, for the cookie that it came with
    "arrival.subject": ELSEWHERE,
    "arrival.name": ELSEWHERE,
    "certificate.payload": "whoever is handed its code reads it, and it is signed",
    "certificate.credential": "the same",
}


@dataclass(frozen=True)
class Shelf:
    """What is private of some rows only: those that are not published yet, JSON included."""

    table: str
    rows: str  # in SQL
    who: frozenset[str]
    columns: tuple[str, ...] = ()  # all that hold words


PAIRED = " UNION ".join(  # each has the other’s address
    f"SELECT {side}_id FROM pair WHERE agreed_at IS NOT NULL"  # noqa: S608  our own words
    for side in ("one", "other")
)
# Those of two openings that could be one post, once both structures agree to speak of it.
SHARING = (
    "SELECT owner_id FROM opening JOIN shared_post ON opening.id IN (one_id, other_id)"
    " WHERE one_accepts AND other_accepts"
)
SHELVES = (
    Shelf("member", "NOT can_be_asked AND NOT is_listed", frozenset(), ("about",)),
    Shelf(
        "member",
        f"NOT can_be_asked AND id NOT IN ({PAIRED}) AND id NOT IN ({SHARING})",
        KEEPERS,
        ("email",),
    ),
    Shelf("member", f"NOT can_be_asked AND id IN ({SHARING})", KEEPERS | DESK, ("email",)),
    Shelf(
        "speaker",
        "talk_id IN (SELECT id FROM talk WHERE state = 'proposed')",
        frozenset({"author", "animator"}),
        ("name",),
    ),
    Shelf(
        "attachment",
        "id IN (SELECT attachment_id FROM evidence)",
        frozenset({"member", "author"}),
        ("name",),
    ),
    Shelf(
        "attachment",
        "id IN (SELECT attachment_id FROM application_file)",
        DESK | {"author"},
        ("name",),
    ),
    Shelf("opening", "state = 'draft'", DESK),
    Shelf("opening", "state = 'in_review'", DESK | {"animator"}),
    Shelf("job_application", "state = 'draft'", frozenset()),
    Shelf("course", "state = 'draft'", HOSTS - {"animator"}),
    Shelf("course", "state = 'submitted'", HOSTS),
    Shelf("course_version", "state = 'pending'", HOSTS),
    Shelf("practice", "published_at IS NULL AND submitted_at IS NULL", WRITERS),
    Shelf("practice", "published_at IS NULL AND submitted_at IS NOT NULL", PEOPLE_OF_A_SHEET),
    Shelf("practice_version", "published_at IS NULL AND sha256 IS NULL", WRITERS),
    Shelf("practice_version", "published_at IS NULL AND sha256 IS NOT NULL", PEOPLE_OF_A_SHEET),
    Shelf("sheet_save", "true", WRITERS),
    Shelf("sheet_line", "true", WRITERS),
    Shelf("guide_edition", "published_at IS NULL", PEOPLE_OF_A_SHEET),
    Shelf("event", "published_at IS NULL", frozenset({"author", "animator"})),
    Shelf("talk", "state = 'proposed'", frozenset({"author", "animator"})),
    Shelf("proposal", "state = 'draft'", frozenset({"author"})),
    Shelf(  # the text under way, to which members propose changes
        "revision", "edition_id IN (SELECT id FROM edition WHERE published_at IS NULL)", AT_WORK
    ),
)


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
    places = [(*place.split("."), "true", beside) for place, beside in PRIVATE.items()] + [
        (shelf.table, name, f"({shelf.rows})", shelf.who)
        for shelf in SHELVES
        for name in shelf.columns
    ]
    places += [
        (shelf.table, column.name, f"({shelf.rows}){said_in(column)}", shelf.who)
        for shelf in SHELVES
        for column in columns_of_words(db.metadata.tables[shelf.table])
        if not shelf.columns
    ]
    for number, (name, column, rows, beside) in enumerate(places):
        table = db.metadata.tables[str(name)]
        named = [
            each
            for each in table.columns
            if any(key.column.table.name == "member" for key in each.foreign_keys)
        ]
        keys = list(table.primary_key.columns)
        asked = db.select(table.c[column], *keys, *named).where(text(rows))
        for held, *row in db.session.execute(asked).all():
            word = (
                f"canari{number}x{'x'.join(str(each)[:12] for each in row[: len(keys)])}z".lower()
            )
            named_there = row if name == "member" else row[len(keys) :]
            theirs = {people[each] for each in named_there if each in people}
            if write(table.c[column], held, word, dict(zip(keys, row, strict=False))):
                aviary.known[word] = Canary(f"{name}.{column}", frozenset(beside) | theirs)
    db.session.commit()
    return aviary


def said_in(column: Column[Any]) -> str:
    """Where something was said there; what is empty may mean something."""
    return "" if isinstance(column.type, JSON) else f" AND {column.name} <> ''"


def write(column: Column[Any], held: Any, word: str, key: dict[Any, Any]) -> bool:
    """Whether it could be put there: in JSON only where there is prose, and never where it is sealed."""
    said: Any = f"Un {word} discret."
    if column.name in {"email", "recipient", "apply_email", "contact_email"}:
        said = f"{word}@essais.example"
    elif isinstance(column.type, JSON):
        said = with_prose_replaced(held, lambda: f"Un {word} discret.")
    if said == held:
        return False
    row = [named == value for named, value in key.items()]
    with suppress(IntegrityError), db.session.begin_nested():  # a guest’s name, where a member sits
        db.session.execute(update(column.table).where(*row).values({column.name: said}))
        return True
    return False


def text_of(response: TestResponse) -> str:
    """What an answer says, whatever it is packed in: spreadsheets and documents are archives."""
    if not response.data.startswith(b"PK\x03\x04"):
        return response.get_data(as_text=False).decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        return "\n".join(
            archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
        )
