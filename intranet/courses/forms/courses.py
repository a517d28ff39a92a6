"""What is asked of a trainer about a course. Only the title is asked of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from intranet.competencies.queries import Catalogue
from intranet.courses.forms.fields import EurosField
from intranet.courses.forms.rows import PresupposedRow, TaughtRow
from intranet.courses.forms.runs import RunFields
from intranet.courses.models import (
    LEVEL_LABELS,
    MODE_LABELS,
    TRACK_LABELS,
    Certification,
    CertificationKind,
    Mode,
    Raised,
    Syllabus,
    Track,
)
from intranet.kit.forms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    Form,
    IntegerField,
    Length,
    Needed,
    NumberRange,
    Optional,
    RadioField,
    Rows,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    choices,
    is_address,
    member_of,
    of_this_century,
    whole_or_none,
)

OF_A_RUN = {"starts_on", "ends_on", "is_remote", "commune", "venue", "seats"}
MOST_CODES = 5  # LHÉO: domaine-formation
CODE = re.compile(r"^(RNCP|RS)\s*[-n°]*\s*([0-9]{1,6})$", re.IGNORECASE)


class CourseForm(RunFields, Form):
    """A course. Only the title is asked of a draft; the rest, before it is submitted."""

    provider = SelectField("Organisme de formation")
    title = StringField(
        "Intitulé",
        [Needed("Donnez au moins un intitulé : le reste peut attendre."), Length(max=255)],
    )
    track = RadioField(
        "Public",
        coerce=member_of(Track),
        choices=choices(TRACK_LABELS),
        default=Track.CONTINUING,
    )
    mode = RadioField(
        "Mode", coerce=member_of(Mode), choices=choices(MODE_LABELS), default=Mode.ONSITE
    )
    hours = IntegerField(
        "Durée, en heures",
        [Optional(), NumberRange(min=1, max=9_999, message="Écrivez un nombre de 1 à 9 999.")],
    )
    duration_note = StringField("Durée en quelques mots", [Length(max=200)])
    audience = StringField("Public visé", [Length(max=500)])
    entry_level = SelectField(
        "Niveau d’entrée", coerce=whole_or_none, choices=choices(LEVEL_LABELS, first="Sans objet")
    )
    exit_level = SelectField(
        "Niveau de sortie", coerce=whole_or_none, choices=choices(LEVEL_LABELS, first="Sans objet")
    )
    objectives = TextAreaField("Objectifs", [Length(max=3000)])
    content = TextAreaField("Programme", [Length(max=3000)])
    methods = TextAreaField("Méthodes", [Length(max=3000)])
    assessment = TextAreaField("Évaluation", [Length(max=3000)])
    expected_results = TextAreaField("Résultats attendus", [Length(max=3000)])
    formacodes = StringField("Formacodes", [Length(max=60)])
    teaches = Rows(TaughtRow, "Compétences visées")
    presupposes = Rows(PresupposedRow, "Compétences attendues à l’entrée", blank=2)
    prerequisites = TextAreaField("Prérequis", [Length(max=3000)])
    is_certifying = BooleanField("Cette formation mène à une certification RNCP ou RS")
    certification_code = StringField("Numéro RNCP ou RS", [Length(max=20)])
    certification_title = StringField("Intitulé de la certification", [Length(max=255)])
    certification_level = SelectField(
        "Niveau", coerce=whole_or_none, choices=choices(LEVEL_LABELS, first="Sans niveau")
    )
    certification_end = DateField("Fin d’enregistrement", [Optional(), of_this_century])
    certification_certifier = StringField("Certificateur", [Length(max=255)])
    access_conditions = TextAreaField("Conditions d’accès", [Length(max=3000)])
    access_delay = StringField("Délai d’accès", [Length(max=250)])
    price = EurosField("Prix par personne, en euros")
    price_note = StringField("Précisions sur le prix", [Length(max=250)])
    accessibility = StringField("Accessibilité", [Length(max=250)])
    disability_contact = StringField("Référente ou référent handicap", [Length(max=250)])
    contact_name = StringField("Nom du contact", [Length(max=120)])
    contact_email = EmailField("Courriel", [Optional(), Length(max=200), is_address])
    contact_phone = StringField("Téléphone", [Length(max=40)])

    def __iter__(self) -> Iterator[Field]:
        """As the page shows them, so that errors are listed in its order: the first run comes last."""
        return iter(sorted(super().__iter__(), key=lambda field: field.name in OF_A_RUN))

    def offer(self, catalogue: Catalogue, providers: Mapping[str, str]) -> None:
        """The choices that change, and blank lines at the end of the tables."""
        if providers:
            self.provider.choices = choices(providers)
        elif "provider" in self:
            del self.provider
        options = [
            SelectChoice("", "Choisir une compétence"),
            *(
                SelectChoice(code, label, optgroup=domain)
                for code, label, domain in catalogue.options()
            ),
        ]
        for rows in (self.teaches, self.presupposes):
            rows.offer_blank()
            for entry in rows.entries:
                entry.form.code.choices = options

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        sound = super().validate(extra_validators)
        for rows in (self.teaches, self.presupposes):
            sound = self._each_once(rows) and sound
        if self.certification_code.data and not CODE.match(self.certification_code.data):
            self.refuse(self.certification_code, "Écrivez un numéro comme RNCP41104 ou RS5616.")
            sound = False
        if self.certification_code.data and not self.is_certifying.data:
            self.refuse(
                self.is_certifying, "Cochez cette case, ou effacez le numéro de certification."
            )
            sound = False
        codes = codes_in(self.formacodes.data)
        if len(codes) > MOST_CODES or not all(re.fullmatch(r"[0-9]{5}", code) for code in codes):
            self.refuse(self.formacodes, "Écrivez un à cinq codes de cinq chiffres, comme 12523.")
            sound = False
        levels = (self.entry_level.data, self.exit_level.data)
        if None not in levels and levels[0] > levels[1]:
            self.refuse(self.exit_level, "Le niveau de sortie est en dessous du niveau d’entrée.")
            sound = False
        return sound

    def _each_once(self, rows: Rows) -> bool:
        """The same competency twice would say two things."""
        met: set[str] = set()
        sound = True
        for row in rows.filled:
            code = row["code"]
            if code.data and code.data in met:
                code.errors = [*code.errors, "Cette compétence est déjà dans la liste."]
                rows.errors = [*rows.errors, row.errors]
                sound = False
            met.add(code.data)
        return sound

    def certification(
        self, known: Certification | None, declared_by: int | None
    ) -> Certification | None:
        """The one that was typed: `known` if it is in the list, else as the trainer describes it.

        What was described and not yet checked may still be mended by whoever described it.
        """
        code = self.tidy_code
        if code is None or not self.is_certifying.data:
            return None
        if known and (known.checked_at or known.declared_by_id != declared_by):
            return known
        if not self.certification_title.data:
            if known:
                return known
            self.refuse(
                self.certification_title,
                "Cette certification n’est pas encore dans notre liste : donnez son intitulé.",
            )
        kind = CertificationKind.RNCP if code.startswith("RNCP") else CertificationKind.RS
        found = known or Certification(kind=kind, code=code, declared_by_id=declared_by)
        found.title = self.certification_title.data or ""
        found.level = self.certification_level.data
        found.certifier = self.certification_certifier.data or ""
        found.registration_end = self.certification_end.data
        return found

    @property
    def tidy_code(self) -> str | None:
        """RNCP41104, however it was typed."""
        found = CODE.match(self.certification_code.data or "")
        return f"{found[1].upper()}{found[2]}" if found else None

    def said(self, catalogue: Catalogue, certification: Certification | None) -> Syllabus:
        """What was typed, as the course will say it."""
        of_same_name = {
            name: getattr(self, name).data
            for name in (
                "title", "track", "mode", "hours", "duration_note", "entry_level", "exit_level",
                "audience", "objectives", "content", "methods", "assessment", "expected_results",
                "prerequisites",
                "access_conditions", "access_delay", "price_note", "accessibility",
                "disability_contact", "contact_name", "contact_email", "contact_phone",
                "is_certifying",
            )
        }  # fmt: skip
        texts = {name: value for name, value in of_same_name.items() if value is not None}
        known = catalogue.by_code
        return Syllabus(
            **{"title": "", "track": Track.CONTINUING, "mode": Mode.ONSITE, **texts},
            price_cents=self.price.data,
            formacodes=codes_in(self.formacodes.data),
            certification=certification,
            teaches=tuple(
                Raised(
                    known[row["code"].data].competency_id,
                    row["after"].data,
                    row["before"].data,
                    row["assessed"].data or "",
                )
                for row in self.teaches.filled
                if row["code"].data in known and None not in (row["before"].data, row["after"].data)
            ),
            presupposes=tuple(
                Raised(known[row["code"].data].competency_id, row["level"].data)
                for row in self.presupposes.filled
                if row["code"].data in known and row["level"].data is not None
            ),
        )


def codes_in(typed: str | None) -> list[str]:
    """« 12523, 13205 » → its codes, each once."""
    return list(dict.fromkeys(re.findall(r"[^\s,;]+", typed or "")))


def shown(said: Syllabus, catalogue: Catalogue) -> dict[str, Any]:
    """The answers that a form opens with, from what a course says."""
    answers = {
        name: getattr(said, name)
        for name in vars(said)
        if name not in {"teaches", "presupposes", "certification", "price_cents"}
    }
    items = catalogue.items
    return answers | {
        "price": said.price_cents,
        "formacodes": ", ".join(said.formacodes),
        **_described(said.certification),
        "teaches": [
            {
                "code": items[each.competency_id].code,
                "before": each.before,
                "after": each.after,
                "assessed": each.assessment,
            }
            for each in said.teaches
            if each.competency_id in items
        ],
        "presupposes": [
            {"code": items[each.competency_id].code, "level": each.after}
            for each in said.presupposes
            if each.competency_id in items
        ],
    }


def _described(certification: Certification | None) -> dict[str, Any]:
    """The code alone of a certification of the list; all of one that waits to be checked."""
    if certification is None:
        return {}
    if certification.checked_at:
        return {"certification_code": certification.code}
    return {
        "certification_code": certification.code,
        "certification_title": certification.title,
        "certification_level": certification.level,
        "certification_certifier": certification.certifier,
        "certification_end": certification.registration_end,
    }
