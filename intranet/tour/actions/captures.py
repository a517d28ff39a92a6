"""From what is told at a stage to sheets: a line noted on a phone, a presentation, each one once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Update, select, update

from intranet.competencies.queries import in_force, links_of
from intranet.events.models import Material, MaterialReach, Talk
from intranet.kit import letters
from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed_one, inserting
from intranet.kit.db import db
from intranet.kit.workdays import working_days_after
from intranet.members import queries as members
from intranet.members.models import Member
from intranet.practices import actions as practices
from intranet.practices.models import LONGEST, Kind, Practice
from intranet.tour.models import Capture, Stage, TalkSheet

WRITTEN_WITHIN = 15  # working days, from the line to the sheet


def note(
    stage: Stage, text: str, presenter: str, by: Member, at: datetime, *, nonce: str
) -> tuple[Capture, bool]:
    """A line of the board, and whether it is new: the same line sent twice is one, and another one
    written in a page that one went back to is another.

    `presenter` is an address or a name: of a member, the line becomes their draft at once.
    """
    member = db.session.scalars(members.of_address(presenter)).one_or_none()
    nonce = str(uuid5(NAMESPACE_URL, f"{nonce}\n{text}\n{presenter}"))
    line = inserting(Capture).values(
        stage_id=stage.id,
        text=text,
        noted_by_id=by.id,
        presenter_name=member.name if member else presenter,
        nonce=nonce,
    )
    once = line.on_conflict_do_nothing(index_elements=["nonce"]).returning(Capture.id)
    is_new = db.session.scalar(once) is not None
    capture = db.session.scalars(select(Capture).where(Capture.nonce == nonce)).one()
    if is_new and member:
        assign(capture, member, at)
    return capture, is_new


def assign(capture: Capture, presenter: Member, at: datetime) -> Practice | None:
    """The line becomes a draft of its presenter's organization, once; None where it is one already.

    Of somebody without an organization only the name is kept. Of two who give it at once, the
    first says whose it is.
    """
    organization = presenter.organization
    said: dict[str, Any] = {"presenter_id": presenter.id, "presenter_name": presenter.name}
    may_write = organization is not None and presenter.is_admitted
    if organization and may_write:
        on = in_paris(at).date()
        said["due_on"] = working_days_after(on, WRITTEN_WITHIN, organization.department_code)
    is_first = changed_one(_free(capture).values(**said))
    db.session.refresh(capture)
    if not (is_first and may_write):
        return None
    practice = practices.begin(presenter, title_of(capture.text), Kind.PRACTICE, at)
    _enrich(practice, presenter, at, **told_in(capture.text))
    capture.practice_id = practice.id
    db.session.flush()
    letters.write(
        "tour/captured",
        presenter.email,
        key=f"capture-{capture.id}-{presenter.id}",
        name=presenter.name,
        capture=capture,
        stage=capture.stage,
        practice=practice,
    )
    return practice


def drop(capture: Capture, at: datetime) -> bool:
    """Take a line back from the board; False where it became a sheet, or was dropped."""
    return changed_one(_free(capture).values(dropped_at=at))


def _free(capture: Capture) -> Update:
    """The line, while it is no sheet and was not taken back."""
    return update(Capture).where(
        Capture.id == capture.id, Capture.practice_id.is_(None), Capture.dropped_at.is_(None)
    )


def sheet_of_talk(talk: Talk, by: Member, at: datetime) -> tuple[Practice, bool]:
    """The draft that a presentation becomes, and whether it is new; the talk's row is held meanwhile.

    Its author is the speaker who is a member, who is told where somebody else asks; else whoever asks.
    """
    db.session.execute(
        update(Talk).where(Talk.id == talk.id).values(lock_version=Talk.lock_version)
    )
    known = select(TalkSheet).where(TalkSheet.talk_id == talk.id)
    if found := db.session.scalars(known).one_or_none():
        return found.practice, False
    speakers = [each.member for each in talk.speakers if each.member]
    able = [each for each in speakers if each.organization and each.is_admitted]
    author = able[0] if able else by
    practice = practices.begin(author, title_of(talk.title), Kind.PRACTICE, at)
    event = talk.event
    items = in_force()
    shown = [
        {"competency_id": link.competency_id, "code": item.code, "level": link.level_to}
        for link in links_of("talk", [talk.id])[talk.id]
        if (item := items.items.get(link.competency_id))
    ]
    documents = []
    for material in _open_to_all(talk):
        kept = practices.attach(practice, material.attachment, author)
        documents.append(kept | {"label": material.label})
    _enrich(
        practice,
        author,
        at,
        **told_in(talk.abstract),
        region=next(iter(event.region_codes), ""),
        partners=[
            {"organization": each.name, "role": "Hôte de la rencontre"} for each in event.organizers
        ],
        competencies=shown,
        documents=documents,
    )
    db.session.add(TalkSheet(talk_id=talk.id, practice_id=practice.id))
    db.session.flush()
    if author.id != by.id:
        letters.write(
            "tour/told",
            author.email,
            key=f"talk-sheet-{talk.id}",
            name=author.name,
            talk=talk,
            practice=practice,
            by=by.name,
        )
    return practice, True


def _open_to_all(talk: Talk) -> Collection[Material]:
    """What a sheet may carry, which anyone reads once it is online: the last version of each."""
    if not talk.may_be_shown:
        return ()
    last = {each.label: each for each in talk.materials}  # the older ones first
    return [each for each in last.values() if each.reach is MaterialReach.EVERYONE]


def title_of(text: str) -> str:
    """The beginning of a line, at the end of a word."""
    return _cut(text.strip().splitlines()[0], LONGEST["title"])


def told_in(text: str) -> dict[str, str]:
    """As its lead, where a lead may be so long; else whole as its context, which the lead begins."""
    if len(text) <= LONGEST["lead"]:
        return {"lead": text}
    return {"lead": _cut(text, LONGEST["lead"]), "context": text}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def _enrich(practice: Practice, author: Member, at: datetime, **said: object) -> None:
    """Write what is known in the working version, as the author would."""
    assert practice.working
    known = {name: value for name, value in said.items() if value}
    sheet = replace(practice.working.sheet, **known)  # type: ignore[arg-type]
    practices.save(practice, sheet, author, at, lock=practice.lock_version)
