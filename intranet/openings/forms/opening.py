"""What is asked of whoever writes an opening. A draft needs its title alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from wtforms import FileField, HiddenField

from intranet.competencies.actions import Asked
from intranet.competencies.models import JobProfile
from intranet.competencies.queries import Catalogue
from intranet.kit.clock import PARIS, today
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.kit.forms import (
    BooleanField,
    DateField,
    EmailField,
    Form,
    IntegerField,
    Length,
    Needed,
    NumberRange,
    Optional,
    RadioField,
    Rows,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
    ValidationError,
    choices,
    is_address,
    member_of,
    of_this_century,
    whole_or_none,
)
from intranet.kit.texts import lasting
from intranet.kit.webpages import WebAddress
from intranet.openings.forms.fields import END_OF_DAY, Euros, closing
from intranet.openings.forms.rows import CompetencyRow, RequiredRow
from intranet.openings.forms.search import competency_choices
from intranet.openings.models import (
    APPLY_MODE_LABELS,
    CATEGORY_LABELS,
    EXPERIENCE_LABELS,
    JOB_KIND_LABELS,
    ROUTE_LABELS,
    VACANCY_LABELS,
    WORK_TIME_LABELS,
    ApplyMode,
    Category,
    Experience,
    JobKind,
    Opening,
    Route,
    Vacancy,
    Wording,
    WorkTime,
)
from intranet.openings.policy.publication import Fault
from intranet.places.models import Municipality
from intranet.places.queries import named

LATEST_PLAN = timedelta(days=60)
PAID = NumberRange(0, 1_000_000, "Écrivez un montant de 0 à 1 000 000 €.")
TELEWORK = {0: "Aucun jour", 1: "1 jour par semaine"} | {
    days: f"{days} jours par semaine" for days in range(2, 6)
}
PLEDGES = {days: f"Sous {days} jours" for days in (7, 14, 21)}
JOB_FAMILIES = (
    "Développement économique et emploi > Action économique",
    "Habitat et politique de la ville > Politique de la ville",
    "Urbanisme, aménagement et action foncière > Outils et opérations d’aménagement",
    "Pilotage > Direction générale",
)


class OpeningForm(Form):
    """The whole opening, on one page."""

    version = HiddenField()
    double_reason = StringField("En quoi ce poste est différent", [Length(max=300)])
    title = StringField(
        "Intitulé du poste",
        [Needed("Donnez un intitulé : il suffit pour un brouillon."), Length(max=100)],
    )
    kind = SelectField(
        "Type d’emploi",
        coerce=member_of(JobKind),
        default=JobKind.JOB,
        choices=choices(JOB_KIND_LABELS),
    )
    job_profile = SelectField("Métier du référentiel", coerce=whole_or_none)
    missions = TextAreaField("Missions", [Length(max=6000)])
    profile = TextAreaField("Profil recherché", [Length(max=4000)])
    job_sheet = FileField("Fiche de poste")
    without_job_sheet = BooleanField("Retirer la fiche de poste jointe")
    experience = SelectField(
        "Expérience souhaitée",
        coerce=member_of(Experience),
        choices=choices(EXPERIENCE_LABELS, first="Non précisée"),
    )
    positions = IntegerField("Nombre de postes", [Optional(), NumberRange(1, 50)], default=1)

    commune = StringField("Commune du lieu de travail", [Length(max=80)])
    work_time = SelectField(
        "Temps de travail",
        coerce=member_of(WorkTime),
        default=WorkTime.FULL,
        choices=choices(WORK_TIME_LABELS),
    )
    work_share = IntegerField("Quotité, en pourcentage", [Optional(), NumberRange(10, 100)])
    telework_days = SelectField(
        "Télétravail", coerce=whole_or_none, choices=choices(TELEWORK, first="Non précisé")
    )
    start_on = DateField("Prise de poste souhaitée", [Optional(), of_this_century])
    end_on = DateField("Fin du contrat ou de la mission", [Optional(), of_this_century])

    routes = SelectMultipleField(
        "Modalités d’accès", coerce=member_of(Route), choices=choices(ROUTE_LABELS)
    )
    category = SelectField(
        "Catégorie",
        coerce=member_of(Category),
        choices=choices(CATEGORY_LABELS, first="Sans objet"),
    )
    grades = StringField("Grades ou cadres d’emplois", [Length(max=300)])
    pay_min = Euros("Rémunération, à partir de", [Optional(), PAID])
    pay_max = Euros("Rémunération, jusqu’à", [Optional(), PAID])
    pay_note = StringField("Précision sur la rémunération", [Length(max=200)])
    conditions = TextAreaField("Conditions d’exercice", [Length(max=3000)])
    benefits = TextAreaField("Avantages", [Length(max=1500)])

    required = Rows(RequiredRow, "Compétences attendues", blank=3, most=12)
    desired = Rows(CompetencyRow, "Compétences souhaitées", blank=2, most=12)

    vacancy = SelectField(
        "Motif", coerce=member_of(Vacancy), choices=choices(VACANCY_LABELS, first="À choisir")
    )
    vacant_on = DateField("Emploi vacant à partir du", [Optional(), of_this_century])
    recruiting_authority = StringField("Autorité de recrutement", [Length(max=200)])
    job_family = StringField("Métier de référence", [Length(max=200)])

    csp_reference = StringField("Référence sur Choisir le service public", [Length(max=80)])
    csp_published_on = DateField("Avis publié le", [Optional(), of_this_century])
    et_reference = StringField("Référence sur Emploi territorial", [Length(max=80)])

    publish_on = DateField("Mettre en ligne le", [Optional(), of_this_century])
    closes_on = DateField("Date limite de candidature", [Optional(), of_this_century])
    closes_time = TimeField("Heure limite (heure de Paris)", [Optional()], default=END_OF_DAY)
    urgent_reason = TextAreaField("Motif d’urgence", [Length(max=500)])
    apply_mode = RadioField(
        "Où candidater",
        coerce=member_of(ApplyMode),
        default=ApplyMode.ELSEWHERE,
        choices=choices(APPLY_MODE_LABELS),
    )
    pledged_days = SelectField(
        "Répondre à chaque candidature",
        coerce=whole_or_none,
        choices=choices(PLEDGES, first="Sans délai annoncé"),
    )
    is_cv_required = BooleanField("Un CV est demandé", default=True)
    is_confidential = BooleanField("Ne pas nommer l’employeur")
    is_anonymous = BooleanField("Recevoir des candidatures anonymes jusqu’à la présélection")
    question_1 = StringField("Première question", [Length(max=200)])
    question_2 = StringField("Deuxième question", [Length(max=200)])
    question_3 = StringField("Troisième question", [Length(max=200)])
    how_to_apply = TextAreaField("Comment candidater", [Length(max=1500)])
    apply_email = EmailField("Adresse qui reçoit les candidatures", [Optional(), is_address])
    apply_url = URLField("Adresse pour candidater en ligne", [WebAddress()])

    town: Municipality | None = None
    received: Attachment | None = None  # the job sheet that came, once read
    doubles: Sequence[Opening] = ()  # what looks like the same post

    def __init__(self, catalogue: Catalogue, profiles: Sequence[JobProfile], **given: Any) -> None:
        super().__init__(**given)
        self.catalogue = catalogue
        self.job_profile.choices = choices(
            ((str(each.id), each.title) for each in profiles), first="Aucun en particulier"
        )
        levels = {step.value: f"{step.value} – {step.label}" for step in catalogue.scale[1:]}
        for rows in (self.required, self.desired):
            rows.offer_blank()
            for entry in rows.entries:
                entry.form.code.choices = competency_choices(catalogue, "Choisir une compétence")
                entry.form.level.choices = choices(levels, first="Niveau")

    def validate_commune(self, field: StringField) -> None:
        if field.data:
            self.town = db.session.scalars(named(field.data).limit(1)).first()
            if self.town is None:
                raise ValidationError(
                    "Commune inconnue : écrivez son nom et son département, « Nancy (54) »."
                )
            field.data = self.town.label

    def validate_publish_on(self, field: DateField) -> None:
        if field.data and not today() <= field.data <= today() + LATEST_PLAN:
            raise ValidationError(
                f"Choisissez un jour d’ici {lasting(LATEST_PLAN)}, ou laissez vide."
            )
        if field.data and self.closes_on.data and field.data >= self.closes_on.data:
            raise ValidationError("La mise en ligne vient avant la date limite.")

    @property
    def online_at(self) -> datetime | None:
        """When it is to go online, if it was planned: at eight in the morning of that day."""
        on = self.publish_on.data
        return datetime.combine(on, time(8), PARIS) if on and on > today() else None

    def validate_end_on(self, field: DateField) -> None:
        if field.data and self.start_on.data and field.data < self.start_on.data:
            raise ValidationError("La fin du contrat vient après la prise de poste.")

    def validate_pay_max(self, field: Euros) -> None:
        if field.data is not None and self.pay_min.data and field.data < self.pay_min.data:
            raise ValidationError("Le haut de la fourchette est plus bas que le bas.")

    def validate_desired(self, field: Rows) -> None:
        rows = (*self.required.filled, *self.desired.filled)
        codes = [row.code.data for row in rows]
        twice = sorted({code for code in codes if code and codes.count(code) > 1})
        if twice:
            raise ValidationError(f"Cette compétence est demandée deux fois : {', '.join(twice)}.")

    def wording(self) -> Wording:
        """What was written, once it has been validated."""
        return Wording(
            title=self.title.data or "",
            kind=self.kind.data or JobKind.JOB,
            job_profile_id=self.job_profile.data,
            missions=self.missions.data or "",
            profile=self.profile.data or "",
            positions=self.positions.data or 1,
            work_time=self.work_time.data or WorkTime.FULL,
            work_share=self.work_share.data,
            telework_days=self.telework_days.data,
            start_on=self.start_on.data,
            end_on=self.end_on.data,
            experience=self.experience.data,
            municipality_code=self.town.code if self.town else None,
            pay_min=self.pay_min.data,
            pay_max=self.pay_max.data,
            pay_note=self.pay_note.data or "",
            category=self.category.data,
            grades=tuple(grade.strip() for grade in self._grades() if grade.strip()),
            routes=tuple(self.routes.data or ()),
            vacancy=self.vacancy.data,
            vacant_on=self.vacant_on.data,
            recruiting_authority=self.recruiting_authority.data or "",
            job_family=self.job_family.data or "",
            conditions=self.conditions.data or "",
            benefits=self.benefits.data or "",
            urgent_reason=self.urgent_reason.data or "",
            apply_mode=self.apply_mode.data or ApplyMode.ELSEWHERE,
            is_cv_required=bool(self.is_cv_required.data),
            pledged_days=self.pledged_days.data,
            is_confidential=bool(self.is_confidential.data),
            is_anonymous=bool(self.is_anonymous.data),
            questions=tuple(each.data for each in self.questions if each.data),
            apply_email=self.apply_email.data or "",
            how_to_apply=self.how_to_apply.data or "",
            apply_url=self.apply_url.data or "",
            csp_reference=self.csp_reference.data or "",
            csp_published_on=self.csp_published_on.data,
            et_reference=self.et_reference.data or "",
            closes_at=closing(self.closes_on.data, self.closes_time.data),
            asked=self._asked(),
        )

    @property
    def questions(self) -> tuple[StringField, ...]:
        """What candidates are asked, in its order."""
        return self.question_1, self.question_2, self.question_3

    def _grades(self) -> list[str]:
        return (self.grades.data or "").replace(";", ",").split(",")

    def _asked(self) -> tuple[Asked, ...]:
        lines = (*self.desired.filled, *self.required.filled)
        asked = [row.asked(self.catalogue) for row in lines if isinstance(row, CompetencyRow)]
        return tuple({each.competency_id: each for each in asked if each}.values())

    def complain(self, faults: Sequence[Fault]) -> None:
        """Put what keeps it from being published beside the fields, where nothing is said yet."""
        for name, sentence in faults:
            field = self[name]
            if not any(isinstance(error, str) for error in field.errors):
                self.refuse(field, sentence)
