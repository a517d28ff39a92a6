"""What is asked of those who write a sheet: its title first, then its twelve sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import HiddenField, MultipleFileField

from intranet.competencies.queries import Catalogue
from intranet.kit.forms import (
    BooleanField,
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
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
    choices,
    whole_or_none,
)
from intranet.kit.texts import number
from intranet.members.models import Member
from intranet.places.shapes import departments_to_choose, regions_to_choose
from intranet.practices.forms.rows import (
    CompetencyRow,
    DocumentRow,
    PartnerRow,
    RegionRow,
    ResultRow,
    SourceRow,
    StepRow,
)
from intranet.practices.models import (
    EFFORT_LABELS,
    KIND_LABELS,
    LONGEST,
    MOST_INHABITANTS,
    REVIEW_CYCLES,
    SECTIONS,
    ReviewNote,
    Sheet,
    Theme,
)

CYCLE_LABELS = {str(months): f"Tous les {months} mois" for months in REVIEW_CYCLES}
MOST_THEMES, MOST_FILES = 4, 5
NO_TITLE = "Donnez un titre : le reste peut attendre."


def lines(text: str | None) -> list[str]:
    """One item a line."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


LIVED_IN = NumberRange(
    1, MOST_INHABITANTS, f"Écrivez un nombre d’habitants, de 1 à {number(MOST_INHABITANTS)}."
)


class SheetForm(Form):
    """The sheet. Only the title is asked for to save a draft; `missing` says what else to submit."""

    lock_version = HiddenField()
    base = HiddenField()  # the version it was opened from

    title = StringField("Titre", [Needed(NO_TITLE), Length(max=LONGEST["title"])])
    kind = RadioField("Nature", choices=choices(KIND_LABELS))
    lead = TextAreaField("Résumé", [Length(max=LONGEST["lead"])])
    themes = SelectMultipleField("Thèmes")

    territory_name = StringField("Territoire", [Length(max=LONGEST["territory_name"])])
    region = SelectField("Région")
    other_regions = Rows(RegionRow, "Autres régions concernées", blank=1, most=6)
    department = SelectField("Département")
    population = IntegerField("Habitants", [Optional(), LIVED_IN])
    started = StringField("Début", [Length(max=LONGEST["started"])])
    ended = StringField("Fin", [Length(max=LONGEST["ended"])])

    context = TextAreaField("Contexte", [Length(max=LONGEST["context"])])
    problem = TextAreaField("Problème de départ", [Length(max=LONGEST["problem"])])
    approach = Rows(StepRow, "Démarche, étape par étape", blank=1, most=15)
    partners = Rows(PartnerRow, "Qui fait quoi", blank=1, most=20)

    cost_investment = StringField("Investissement", [Length(max=LONGEST["cost_investment"])])
    cost_yearly = StringField("Coût annuel", [Length(max=LONGEST["cost_yearly"])])
    fte = StringField("Temps passé", [Length(max=LONGEST["fte"])])
    cost_is_unknown = BooleanField("Le coût n’est pas connu")
    funders = TextAreaField("Financeurs", [Length(max=1000)])

    results = Rows(ResultRow, "Résultats", blank=1, most=12)
    difficulties = TextAreaField("Difficultés rencontrées", [Length(max=LONGEST["difficulties"])])
    what_failed = TextAreaField("Ce qui n’a pas marché", [Length(max=LONGEST["what_failed"])])

    success_conditions = TextAreaField(
        "Conditions de réussite", [Length(max=LONGEST["success_conditions"])]
    )
    prerequisites = TextAreaField(
        "Ce qu’il faut avoir avant de commencer", [Length(max=LONGEST["prerequisites"])]
    )
    effort = SelectField(
        "Effort à prévoir",
        choices=choices(EFFORT_LABELS, first="Non précisé"),
        coerce=whole_or_none,
    )
    adaptable_to = TextAreaField("À qui cela peut convenir", [Length(max=LONGEST["adaptable_to"])])

    competencies = Rows(CompetencyRow, "Compétences montrées", blank=1, most=8)
    sources = Rows(SourceRow, "Sources et liens", blank=1, most=12)
    documents = MultipleFileField("Documents à joindre")
    named = Rows(DocumentRow, "Nom des documents joints", blank=0, most=100)
    removed = SelectMultipleField("Documents à retirer")

    resolved = SelectMultipleField("Corrections faites")
    contact = SelectField("Contact", coerce=whole_or_none)
    substitute = SelectField("Suppléant", coerce=whole_or_none)
    review_cycle = RadioField("Vérification", choices=choices(CYCLE_LABELS))

    def validate_themes(self, field: Field) -> None:
        if len(field.data or []) > MOST_THEMES:
            raise ValidationError(f"Choisissez {MOST_THEMES} thèmes au plus.")

    def validate_documents(self, field: Field) -> None:
        if len(self.files) > MOST_FILES:
            raise ValidationError(f"Joignez {MOST_FILES} documents au plus à la fois.")

    def validate_substitute(self, field: Field) -> None:
        if field.data and field.data == self.contact.data:
            raise ValidationError("Le suppléant est une autre personne que le contact.")

    @property
    def files(self) -> list[Any]:
        """The files that were really chosen: a browser sends an empty one for none."""
        return [sent for sent in self.documents.data or [] if getattr(sent, "filename", "")]

    @property
    def names(self) -> dict[str, str]:
        """What each joined document is called, by its number."""
        rows = (row.data for row in self.named.filled)
        return {str(row["number"]): (row["label"] or "").strip() for row in rows}

    @property
    def answers_for(self) -> dict[str, Any]:
        """What belongs to the practice whatever its version."""
        return {
            "contact_id": self.contact.data,
            "substitute_id": self.substitute.data,
            "review_cycle": int(self.review_cycle.data),
        }

    def offer(
        self,
        themes: Sequence[Theme],
        catalogue: Catalogue,
        colleagues: Iterable[Member],
        documents: Sequence[Mapping[str, Any]],
    ) -> None:
        """Give every list its choices, and blank lines where there may be more."""
        regions = choices(regions_to_choose(), first="France entière, ou sans région")
        self.themes.choices = choices([(theme.slug, theme.label) for theme in themes])
        self.region.choices = regions
        self.department.choices = choices(
            departments_to_choose(), first="Plusieurs départements, ou aucun"
        )
        people = [(str(member.id), member.name) for member in colleagues]
        self.contact.choices = choices(people, first="À désigner")
        self.substitute.choices = choices(people, first="Aucun")
        self.removed.choices = choices(
            [(str(document["id"]), f"Retirer « {document['name']} »") for document in documents]
        )
        names = {str(document["id"]): document["name"] for document in documents}
        for entry in self.named.entries:
            entry.label.text = names.get(str(entry.form.number.data), "Document retiré")
        self.number_rows()
        items = [
            SelectChoice(code, label, optgroup=domain)
            for code, label, domain in catalogue.options()
        ]
        for entry in self.competencies.entries:
            entry.form.code.choices = [SelectChoice("", "Choisir une compétence"), *items]
        files = [(str(each["id"]), each["label"] or each["name"]) for each in documents]
        for entry in self.results.entries:
            entry.form.proof.choices = choices(files, first="Aucune")
        for entry in self.other_regions.entries:
            entry.form.code.choices = choices(regions_to_choose(), first="Choisir une région")

    def offer_notes(self, notes: Iterable[ReviewNote]) -> None:
        """What a reviewer asked, to be ticked as it is done."""
        found = list(notes)
        self.resolved.choices = choices(
            [(str(note.id), f"{SECTIONS.get(note.section, note.section)} : fait") for note in found]
        )
        if not self.is_submitted() and self.resolved.data is None:
            self.resolved.data = [str(note.id) for note in found if note.resolved_at]

    def number_rows(self) -> None:
        """Blank lines to fill, and a heading for each line."""
        for rows, word in (
            (self.other_regions, "Région"),
            (self.approach, "Étape"),
            (self.partners, "Partenaire"),
            (self.results, "Résultat"),
            (self.competencies, "Compétence"),
            (self.sources, "Source"),
        ):
            rows.offer_blank()
            for place, entry in enumerate(rows.entries, 1):
                entry.label.text = f"{word} {place}"

    def sheet(self, catalogue: Catalogue, documents: Sequence[Mapping[str, Any]]) -> Sheet:
        """What was typed, as a sheet; `documents` are those already joined."""
        return Sheet(
            title=self.title.data or "",
            kind=self.kind.data or "practice",
            lead=self.lead.data or "",
            themes=self.themes.data or [],
            territory_name=self.territory_name.data or "",
            region=self.region.data or "",
            other_regions=[
                row.data["code"]
                for row in self.other_regions.filled
                if row.data["code"] != self.region.data
            ],
            department=self.department.data or "",
            population=self.population.data,
            started=self.started.data or "",
            ended=self.ended.data or "",
            context=self.context.data or "",
            problem=self.problem.data or "",
            approach=[row.data["text"] for row in self.approach.filled],
            partners=_told(self.partners),
            cost_investment=self.cost_investment.data or "",
            cost_yearly=self.cost_yearly.data or "",
            fte=self.fte.data or "",
            cost_is_unknown=bool(self.cost_is_unknown.data),
            funders=lines(self.funders.data),
            results=_told(self.results),
            difficulties=self.difficulties.data or "",
            what_failed=self.what_failed.data or "",
            success_conditions=self.success_conditions.data or "",
            prerequisites=self.prerequisites.data or "",
            effort=self.effort.data,
            adaptable_to=self.adaptable_to.data or "",
            competencies=self._shown(catalogue),
            sources=[row | {"title": row["title"] or row["url"]} for row in _told(self.sources)],
            documents=[
                {**document, "label": self.names.get(str(document["id"]), document["label"])}
                for document in documents
                if str(document["id"]) not in (self.removed.data or [])
            ],
        )

    def _shown(self, catalogue: Catalogue) -> list[dict[str, Any]]:
        """Each competency once, at the highest level typed."""
        levels: dict[str, int] = {}
        for row in self.competencies.filled:
            code = row.data["code"]
            levels[code] = max(levels.get(code, 0), row.data["level"] or 0)
        return [
            {"competency_id": item.competency_id, "code": code, "level": level}
            for code, level in levels.items()
            if level and (item := catalogue.by_code.get(code))
        ]


def labels_of(form: SheetForm) -> dict[str, str]:
    """The French name of each field, to say where two versions part."""
    return {field.name: field.label.text for field in form}


def _told(rows: Rows) -> list[dict[str, Any]]:
    return [{name: value or "" for name, value in row.data.items()} for row in rows.filled]
