"""What a LHÉO document would do to the courses of a provider: created, changed, left, refused, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from intranet.competencies.queries import Catalogue
from intranet.courses.exchange.found import Fault, FoundCourse, FoundRun
from intranet.courses.models import (
    FIELD_LABELS,
    Certification,
    Course,
    CourseRun,
    Raised,
    State,
    Syllabus,
    differences,
)
from intranet.courses.models.syllabus import COLUMNS
from intranet.kit.texts import plural
from intranet.places.models import Municipality

# What a course says beside its syllabus, and the file speaks of.
BESIDE = tuple(name for name in ("expected_results", "formacodes") if name not in COLUMNS)
BESIDE_LABELS = {"expected_results": "Résultats attendus", "formacodes": "Formacodes"}


class Outcome(StrEnum):
    """What becomes of a formation of the file."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


OUTCOME_LABELS = {
    Outcome.CREATED: "À créer",
    Outcome.CHANGED: "À modifier",
    Outcome.UNCHANGED: "Inchangée",
    Outcome.REFUSED: "Refusée",
}


@dataclass(frozen=True)
class Known:
    """A course of the provider, as it stands: a revision that waits speaks for it."""

    course: Course
    said: Syllabus
    runs: Sequence[CourseRun]


@dataclass(frozen=True)
class Present:
    """What the file is compared with."""

    sirens: frozenset[str]  # of the provider; empty where none is known
    by_reference: Mapping[str, Known]  # by number of the provider, by uuid, by address
    certifications: Mapping[str, Certification]
    towns: Mapping[tuple[str, str, str], Municipality | None]
    catalogue: Catalogue
    # Why the half-days of a run cannot go with it to the days of the file, as a sentence.
    cannot_follow: Callable[[CourseRun, FoundRun, Municipality | None], str | None]


@dataclass(frozen=True)
class RunChange:
    """A run to announce, or to move."""

    found: FoundRun
    known: CourseRun | None
    town: Municipality | None


@dataclass(frozen=True)
class Row:
    """One formation of the file."""

    found: FoundCourse
    outcome: Outcome
    known: Known | None
    said: Syllabus | None
    beside: Mapping[str, Any]
    runs: tuple[RunChange, ...]
    faults: tuple[Fault, ...]
    changes: tuple[str, ...]  # labels
    notes: tuple[str, ...]

    @property
    def is_revision(self) -> bool:
        """Its course is online: what people choose it by waits for an animator."""
        return self.known is not None and self.known.course.is_online

    @property
    def words(self) -> tuple[Any, ...]:
        """All that a confirmation is given on."""
        runs = tuple((change.found, change.known and change.known.bookable_id) for change in self.runs)  # fmt: skip
        known = self.known and (self.known.course.id, self.known.course.lock_version)
        said = self.said and repr(self.said.kept())
        return (
            self.outcome,
            self.found,
            known,
            said,
            tuple(self.beside.items()),
            runs,
            self.faults,
        )


@dataclass(frozen=True)
class Plan:
    rows: tuple[Row, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr([row.words for row in self.rows]).encode()).hexdigest()

    @property
    def written(self) -> list[Row]:
        return [row for row in self.rows if row.outcome in {Outcome.CREATED, Outcome.CHANGED}]

    def count(self, outcome: Outcome) -> int:
        return sum(row.outcome is outcome for row in self.rows)


def plan_of(found: Sequence[FoundCourse], present: Present) -> Plan:
    """Each formation, in the order of the file; the second of one number is refused."""
    rows: list[Row] = []
    met: dict[str, int] = {}
    for one in found:
        known = _known(one, present)
        key = str(known.course.id) if known else one.reference
        twice = met.get(key)
        met.setdefault(key, one.line)
        rows.append(_row(one, known, present, twice))
    return Plan(tuple(rows))


def _known(found: FoundCourse, present: Present) -> Known | None:
    by_number = present.by_reference.get(found.reference) if found.reference else None
    return by_number or (present.by_reference.get(found.uri) if found.uri else None)


def _row(found: FoundCourse, known: Known | None, present: Present, twice: int | None) -> Row:
    runs, astray = _runs(found, known, present)
    faults = (*found.faults, *_refusals(found, known, present, twice), *astray)
    if faults:
        return Row(found, Outcome.REFUSED, known, None, {}, (), faults, (), ())
    current = known.said if known else Syllabus(title="")
    said, notes = _said(found, current, present)
    unnamed = said.is_certifying and not current.is_certifying and said.certification is None
    if unnamed and known and known.course.is_online:  # its form would ask for which one
        said = replace(said, is_certifying=False)
        notes.append("La page en ligne ne sera dite certifiante qu’avec sa certification : donnez-la dans la fiche.")  # fmt: skip
    beside = {name: found.said[name] for name in BESIDE if name in found.said}
    changes = _changes(current, said, known, beside, runs)
    outcome = Outcome.CREATED if known is None else Outcome.CHANGED if changes else Outcome.UNCHANGED  # fmt: skip
    return Row(found, outcome, known, said, beside, runs, (), tuple(changes), tuple(notes))


def _refusals(
    found: FoundCourse, known: Known | None, present: Present, twice: int | None
) -> list[Fault]:
    reasons = []
    if not present.sirens:
        reasons.append(("Donnez d’abord le SIRET de votre organisme : on ne sait pas si cette formation est la sienne.", "identity"))  # fmt: skip
    elif not found.siret:
        reasons.append(("Le SIRET de l’organisme manque : on ne sait pas si cette formation est la vôtre.", "identity"))  # fmt: skip
    elif found.siret[:9] not in present.sirens:
        reasons.append((f"Cette formation est celle d’un autre organisme (SIRET {found.siret[:20]}).", "identity"))  # fmt: skip
    if twice is not None:
        reasons.append((f"La même formation est déjà à la ligne {twice} de ce fichier.", "reference"))  # fmt: skip
    if known and known.course.state in {State.ARCHIVED, State.SUSPENDED}:
        state = known.course.state_label.lower()
        reasons.append((f"Cette fiche est {state} : elle ne se modifie pas par un fichier.", "title"))  # fmt: skip
    return [Fault(found.line, sentence, field) for sentence, field in reasons]


def _said(found: FoundCourse, current: Syllabus, present: Present) -> tuple[Syllabus, list[str]]:
    """The text of the course once the file is brought: what it does not speak of stays."""
    notes: list[str] = []
    told = {name: value for name, value in found.said.items() if name in COLUMNS}
    if found.certification:
        certification = present.certifications.get(found.certification)
        if certification is None:
            notes.append(
                f"La certification {found.certification} n’est pas encore dans notre liste : décrivez-la dans la fiche."
            )
        told["certification"] = certification or current.certification
    elif not told.get("is_certifying"):
        told["certification"] = None
    for name, lines in (("teaches", found.teaches), ("presupposes", found.presupposes)):
        if lines is not None:
            told[name], unknown = _raised(lines, present.catalogue)
            notes += [f"La compétence « {code} » n’est pas dans l’édition en vigueur." for code in unknown]  # fmt: skip
    return replace(current, **told), notes


def _raised(
    lines: Sequence[tuple[Any, ...]], catalogue: Catalogue
) -> tuple[tuple[Raised, ...], list[str]]:
    known = [line for line in lines if line[0] in catalogue.by_code]
    raised = tuple(
        Raised(catalogue.by_code[line[0]].competency_id, line[-1], line[1] if len(line) > 2 else None)
        for line in known
        if len(line) < 3 or line[1] < line[2]
    )  # fmt: skip
    return raised, [line[0] for line in lines if line[0] not in catalogue.by_code]


def _runs(
    found: FoundCourse, known: Known | None, present: Present
) -> tuple[tuple[RunChange, ...], list[Fault]]:
    """What the sessions of the file change; those that it does not name stay."""
    changes: list[RunChange] = []
    faults: list[Fault] = []
    ours = {name: run for run in (known.runs if known else ()) for name in names_of(run)}
    for one in found.runs:
        town = None if one.is_remote else present.towns.get(one.town)
        if not one.is_remote and town is None:
            said = " ".join(filter(None, one.town))
            faults.append(Fault(one.line, f"Le lieu de la session n’est pas reconnu : « {said} ».", "commune"))  # fmt: skip
            continue
        run = ours.get(one.reference)
        told = _completed(one, run) if run else one
        least = run.bookable.min_participants if run else None
        if least and one.seats and one.seats < least:
            faults.append(Fault(one.line, f"Cette session se tient à partir de {plural(least, 'personne')} : le fichier n’y laisse que {plural(one.seats, 'place')}.", "seats"))  # fmt: skip
            continue
        if run is None:
            changes.append(RunChange(told, None, town))
        elif not run.bookable.cancelled_at and _moved(told, run, town):
            if refusal := present.cannot_follow(run, told, town):
                faults.append(Fault(one.line, refusal, "starts_on"))
                continue
            changes.append(RunChange(told, run, town))
    return tuple(changes), faults


def names_of(run: CourseRun) -> tuple[str, ...]:
    """By what a file may name a run."""
    return tuple(filter(None, (run.reference, run.bookable.ics_uid)))


def _completed(found: FoundRun, run: CourseRun) -> FoundRun:
    """What the file does not say of a run stays as it is."""
    return replace(
        found,
        label=found.label or run.label,
        price_cents=found.price_cents if found.tells_price else run.price_cents,
        venue=found.venue or ("" if found.is_remote else run.venue),
        seats=run.bookable.in_the_room(found.seats),
    )


def _moved(found: FoundRun, run: CourseRun, town: Municipality | None) -> bool:
    """Whether the file says something else; of a postponed run, new days alone bring it back."""
    if run.bookable.is_called_off:
        return (found.starts_on, found.ends_on) != (run.starts_on, run.ends_on)
    before = (run.starts_on, run.ends_on, run.is_remote, run.municipality_code, run.price_cents, run.label, run.venue, run.bookable.capacity)  # fmt: skip
    after = (found.starts_on, found.ends_on, found.is_remote, town.code if town else None, found.price_cents, found.label, found.venue, found.seats)  # fmt: skip
    return before != after


def _changes(
    current: Syllabus,
    said: Syllabus,
    known: Known | None,
    beside: Mapping[str, Any],
    runs: Sequence[RunChange],
) -> list[str]:
    labels = [change.label for change in differences(current, _in_order(said, current))]
    if known:
        labels += [BESIDE_LABELS[name] for name, value in beside.items() if getattr(known.course, name) != value]  # fmt: skip
    new = sum(change.known is None for change in runs)
    labels += [f"Sessions nouvelles : {new}"] if new else []
    labels += [f"Sessions modifiées : {len(runs) - new}"] if len(runs) > new else []
    return labels if known is None or labels else []


def _in_order(said: Syllabus, current: Syllabus) -> Syllabus:
    """The same competencies in another order say the same."""
    same = {
        name: getattr(current, name)
        for name in ("teaches", "presupposes")
        if set(getattr(said, name)) == set(getattr(current, name))
    }
    return replace(said, **same)


FIELDS = FIELD_LABELS | BESIDE_LABELS | {
    "price": "Prix", "commune": "Lieu de la session", "seats": "Places", "starts_on": "Premier jour", "ends_on": "Dernier jour",
    "identity": "Organisme", "reference": "Numéro",
}  # fmt: skip
