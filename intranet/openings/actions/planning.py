"""Reading a file of openings beside what is here: each line created, changed, left as it is, or refused and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload, undefer_group

from intranet.competencies.models import RequirementSet
from intranet.competencies.queries import Catalogue, in_force
from intranet.kit.db import db
from intranet.kit.portions import portions
from intranet.kit.texts import bare_words
from intranet.members.models import Member
from intranet.openings import policy, queries
from intranet.openings.actions.planned import Becoming, Plan, Row
from intranet.openings.actions.writing import wording_of
from intranet.openings.exchange import Line, Sheet, meant, plain, read, said_again
from intranet.openings.models import (
    FIELD_LABELS,
    TEXTS,
    UNSENT,
    ImportFormat,
    Opening,
    Wording,
    source_of,
)
from intranet.organizations.models import Organization
from intranet.organizations.queries import still_there
from intranet.places.queries import named

LONGEST_REFERENCE = 120
NOBODY = "l’employeur manque : donnez son SIREN, ou son nom tel que dans l’annuaire"
CLOSED_HERE = "cette offre est close ici : elle ne se modifie plus"
OURS = re.compile(r"OFF-\d{4}-(\d{4,9})")


def plan_of(kind: ImportFormat, body: bytes, by: Member, at: datetime) -> Plan:
    """Read a file and say what it would do. Raises Unreadable; writes nothing."""
    sheet = read(kind, body)
    return Planning(sheet, by, at, in_force()).plan()


class Planning:
    """One reading of a file beside what is here."""

    def __init__(self, sheet: Sheet, by: Member, at: datetime, catalogue: Catalogue) -> None:
        self.sheet, self.by, self.at, self.catalogue = sheet, by, at, catalogue
        self.employers, self.brought = self._employers(), queries.brought()
        self.towns: dict[str, str | None] = {}
        self.seen: dict[tuple[str, str], int] = {}

    def plan(self) -> Plan:
        rows = [self._first(line) for line in self.sheet.lines]
        self._find_what_is_here(rows)
        for row, line in zip(rows, self.sheet.lines, strict=True):
            if row.outcome is not Becoming.REFUSED:
                self._compare(row, line)
        return Plan(rows, self.sheet.ignored)

    def _employers(self) -> dict[str, list[Organization]]:
        """All that a file may name as an employer, by SIREN and by each of its names."""
        found: dict[str, list[Organization]] = {}
        for each in db.session.scalars(still_there()):
            for key in (each.siren or "", *each.folded.split(" | ")):
                found.setdefault(key, []).append(each)
        return found

    def _first(self, line: Line) -> Row:
        """What a line is about, or why it is about nothing."""
        said = line.said
        label = said.get("title") or said.get("reference") or f"Ligne {line.number}"
        row = Row(line.number, label[:120], Becoming.CREATED)
        if faults := line.faults or _unsaid(said):
            return self._refused(row, *faults)
        reference = said["reference"]
        row.organization = self._employer(said)
        if row.organization is None:
            name = said.get("employer") or said.get("parent") or said.get("siren")
            unknown = f"l’employeur « {name[:80]} » n’est pas dans l’annuaire" if name else NOBODY
            return self._refused(row, unknown)
        if not self.by.animates(row.organization.region_code):
            return self._refused(row, "son employeur n’est pas dans une région que vous animez")
        row.reference = reference
        row.source = self.sheet.source or source_of(row.organization.id)
        before = self.seen.setdefault((row.source, reference), line.number)
        if before != line.number:
            return self._refused(row, f"même référence que la ligne {before}")
        return row

    def _employer(self, said: Mapping[str, str]) -> Organization | None:
        keys = [bare(said["siren"])] if "siren" in said else []
        keys += [bare_words(said[key]) for key in ("employer", "parent") if key in said]
        for key in keys:
            found = {each.id: each for each in self.employers.get(key, ())}
            if len(found) == 1:
                return next(iter(found.values()))
        return None

    def _find_what_is_here(self, rows: list[Row]) -> None:
        by_source: dict[str, list[Row]] = {}
        for row in rows:
            if row.outcome is not Becoming.REFUSED:
                by_source.setdefault(row.source, []).append(row)
        for source, some in by_source.items():
            for part in portions([row.reference for row in some]):
                known = _whole(Opening.source == source, Opening.source_ref.in_(part))
                here = {each.source_ref: each for each in known}
                for row in some:
                    row.opening = here.get(row.reference, row.opening)
        ours = {row.reference: row for row in rows if OURS.fullmatch(row.reference)}
        numbers = [int(reference.rpartition("-")[2]) for reference in ours]
        for ids in portions(numbers):
            for each in _whole(Opening.id.in_(ids)):
                told = ours.get(each.reference)
                if told and told.organization and told.organization.id == each.organization_id:
                    told.opening = each

    def _compare(self, row: Row, line: Line) -> None:
        fields, wrong = meant(line.said, self.catalogue)
        if "commune" in line.said:
            code = self._town(line.said["commune"])
            fields["municipality_code"] = code
            if code is None:
                row.lacks = (f"commune « {line.said['commune'][:60]} » inconnue : à préciser",)
                del fields["municipality_code"]
        if self.sheet.source == "csp":
            fields.setdefault("csp_reference", row.reference[:80])
        if wrong:
            self._refused(row, *wrong)
            return
        assert row.organization
        if row.opening:
            self._compare_with(row, row.opening, fields)
            return
        row.wording = Wording(**fields)
        if row.wording.closes_at and row.wording.closes_at <= self.at:
            self._refused(row, "sa date limite est passée")
            return
        row.lacks += self._lacks(row.organization, row.wording)

    def _compare_with(self, row: Row, opening: Opening, fields: dict[str, Any]) -> None:
        was = wording_of(opening)
        row.wording = replace(was, **fields)
        changed = [name for name in fields if plain(was)[name] != plain(row.wording)[name]]
        row.changes = tuple(dict.fromkeys(FIELD_LABELS[name] for name in changed))
        row.outcome = Becoming.CHANGED if changed else Becoming.LEFT
        if not changed:
            row.reasons = (CLOSED_HERE,) if opening.ended_at(self.at) else ()
            return
        if why := self._why_it_stays(opening, row.wording):
            self._refused(row, why)
            return
        assert row.organization
        lacks = self._lacks(row.organization, row.wording, opening)
        if opening.state in UNSENT:
            row.lacks += lacks
        elif lacks:
            self._refused(row, *lacks)

    def _why_it_stays(self, opening: Opening, wording: Wording) -> str:
        """What keeps a file from changing an opening that is here; nothing where it may."""
        if opening.state not in policy.EDITABLE or opening.ended_at(self.at):
            return CLOSED_HERE
        if opening.source_ref and opening.id not in self.brought:
            return "le fichier qui l’a apportée n’est plus gardé : modifiez l’offre ici"
        if self._was_edited_here(opening):
            return "cette offre a été modifiée ici depuis : rien n’est écrasé"
        if wording.positions < opening.filled:
            return "plus de postes sont déjà pourvus qu’il n’en resterait"
        if ends_before_it_begins(opening, wording):
            return "sa date limite viendrait avant sa mise en ligne, prévue ici"
        return ""

    def _was_edited_here(self, opening: Opening) -> bool:
        """Whether somebody reworded it since the file that brought it was last applied."""
        if not opening.source_ref:
            return False
        told = self.brought.get(opening.id)  # perhaps by an older version, that knew fewer fields
        return not told or plain(said_again(told)) != plain(wording_of(opening))

    def _lacks(
        self, organization: Organization, wording: Wording, opening: Opening | None = None
    ) -> tuple[str, ...]:
        online_at = (opening.first_published_at if opening else None) or self.at
        faults = policy.faults_for(organization, wording, online_at=online_at, at=self.at)
        return tuple(sentence for _, sentence in faults)

    def _town(self, label: str) -> str | None:
        if label not in self.towns:
            found = db.session.scalars(named(label).limit(1)).first()
            self.towns[label] = found.code if found else None
        return self.towns[label]

    @staticmethod
    def _refused(row: Row, *reasons: str) -> Row:
        row.outcome, row.reasons, row.lacks, row.changes = Becoming.REFUSED, reasons, (), ()
        return row


def ends_before_it_begins(opening: Opening, wording: Wording) -> bool:
    """Whoever recruits planned the day it goes online, which no file tells."""
    begins, ends = opening.publish_at, wording.closes_at
    return bool(begins and ends and ends <= begins)


def _unsaid(said: Mapping[str, str]) -> tuple[str, ...]:
    """What a line cannot do without."""
    if not said.get("reference"):
        return ("sans référence",)
    if len(said["reference"]) > LONGEST_REFERENCE:
        return (f"référence de plus de {LONGEST_REFERENCE} caractères",)
    return () if said.get("title") else ("sans intitulé",)


def bare(siren: str) -> str:
    return re.sub(r"\s", "", siren)


def _whole(*where: Any) -> list[Opening]:
    """With all that they say."""
    asked = selectinload(Opening.requirement_set).selectinload(RequirementSet.requirements)
    query = select(Opening).where(*where).options(undefer_group(TEXTS), asked)
    return list(db.session.scalars(query))
