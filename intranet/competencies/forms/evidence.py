"""What one shows for one’s levels, whom one asks to attest them, and what they answer."""

from __future__ import annotations

from datetime import date, datetime

from wtforms import FileField, HiddenField

from intranet.competencies.models import (
    EVIDENCE_LABELS,
    HIGHEST,
    VISIBILITY_LABELS,
    Evidence,
    EvidenceKind,
    Visibility,
)
from intranet.competencies.queries import Catalogue, Item
from intranet.kit.clock import today
from intranet.kit.forms import (
    BooleanField,
    DateField,
    Field,
    Form,
    Length,
    Needed,
    Optional,
    RadioField,
    SearchField,
    SearchForm,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
    ValidationError,
    choices,
    member_of,
)
from intranet.kit.numbers import whole_number
from intranet.kit.webpages import WebAddress

ENDORSE, NOT_YET = "attester", "pas-encore"
PEER, MANAGER = "pair", "responsable"
EARLIEST, LATEST = date(1960, 1, 1), date(2100, 1, 1)


class VisibilityForm(Form):
    """All that still changes once somebody reads a piece of evidence."""

    visibility = RadioField(
        "Qui peut la voir",
        choices=choices(VISIBILITY_LABELS),
        default=Visibility.REVIEWERS.value,
        coerce=member_of(Visibility),
    )


class EvidenceForm(VisibilityForm):
    """A piece of evidence. What holds a file already needs no link."""

    kind = SelectField("Nature", choices=choices(EVIDENCE_LABELS), coerce=member_of(EvidenceKind))
    title = StringField("Titre", [Needed("Donnez un titre à cette preuve."), Length(max=160)])
    about = TextAreaField("Ce que j’y ai fait", [Length(max=2_000)])
    url = URLField("Lien", [WebAddress()])
    file = FileField("Fichier")
    without_file = BooleanField("Retirer le fichier")
    happened_on = DateField("Date", [Optional()])
    expires_on = DateField("Valable jusqu’au", [Optional()])
    has_file = False

    def validate_file(self, field: Field) -> None:
        """Something must be there to look at; of a talk, what one says may be all."""
        keeps_file = self.has_file and not self.without_file.data
        is_told = self.kind.data is EvidenceKind.TALK and self.about.data
        if not (self.has_sent_file or keeps_file or self.url.data or is_told):
            raise ValidationError("Joignez un fichier, ou donnez un lien.")

    def validate_happened_on(self, field: Field) -> None:
        if field.data and not EARLIEST <= field.data <= today():
            raise ValidationError("Donnez une date passée.")

    def validate_expires_on(self, field: Field) -> None:
        if field.data and not EARLIEST <= field.data <= LATEST:
            raise ValidationError("Cette date n’est pas possible.")
        if field.data and self.happened_on.data and field.data < self.happened_on.data:
            raise ValidationError("La fin de validité vient après la date.")

    @property
    def has_sent_file(self) -> bool:
        return bool(getattr(self.file.data, "filename", ""))

    def fill(self, evidence: Evidence) -> None:
        """Write what was said into the evidence; its file apart."""
        evidence.kind, evidence.title = self.kind.data, self.title.data or ""
        evidence.about, evidence.url = self.about.data or "", self.url.data or None
        evidence.happened_on, evidence.expires_on = self.happened_on.data, self.expires_on.data
        evidence.visibility = self.visibility.data


class ClaimForm(Form):
    """An item, and the level that the evidence shows: between the levels the item has."""

    competency = SelectField("Compétence", validators=[Needed("Choisissez une compétence.")])
    level = SelectField(
        "Niveau montré",
        choices=[SelectChoice(str(value), f"Niveau {value}") for value in range(1, HIGHEST + 1)],
    )

    def __init__(self, catalogue: Catalogue, code: str | None = None) -> None:
        super().__init__(data={"competency": code or ""})
        self.catalogue = catalogue
        self.competency.choices = [
            SelectChoice("", "Choisir dans le référentiel"),
            *(
                SelectChoice(code, label, optgroup=domain)
                for code, label, domain in catalogue.options()
            ),
        ]

    def validate_level(self, field: Field) -> None:
        item = self.item
        if item and not max(1, item.level_min) <= int(field.data) <= item.level_max:
            raise ValidationError(
                f"{item.code} se lit du niveau {max(1, item.level_min)} au niveau {item.level_max}."
            )

    @property
    def item(self) -> Item | None:
        return self.catalogue.by_code.get(self.competency.data or "")


class PeopleSearch(SearchForm):
    """Whom to ask, by letters."""

    q = SearchField("La personne à qui demander")


class AskForm(Form):
    """Whom, and as what."""

    person = RadioField(
        "Personnes trouvées",
        validators=[Needed("Choisissez une personne dans la liste.")],
        validate_choice=False,
    )
    role = RadioField(
        "Cette personne est pour moi",
        choices=[
            SelectChoice(PEER, "Un ou une collègue, un pair du réseau"),
            SelectChoice(MANAGER, "Mon ou ma responsable"),
        ],
        default=PEER,
    )

    @property
    def person_id(self) -> int:
        return whole_number(self.person.data) or 0

    @property
    def as_manager(self) -> bool:
        return bool(self.role.data == MANAGER)


class AnswerForm(Form):
    """Attest, or « pas encore » and why. `seen` is when the request that is read was asked."""

    note = TextAreaField("Votre mot", [Length(max=2_000)])
    seen = HiddenField()
    answer = HiddenField()  # the button that was pressed

    def validate_note(self, field: Field) -> None:
        if self.answer.data != ENDORSE and not field.data:
            raise ValidationError("Dites ce qui manque encore : la personne lira votre réponse.")

    def validate_answer(self, field: Field) -> None:
        if field.data not in {ENDORSE, NOT_YET}:
            raise ValidationError("Choisissez votre réponse par l’un des deux boutons.")

    @property
    def endorses(self) -> bool:
        return bool(self.answer.data == ENDORSE)

    @property
    def seen_at(self) -> datetime | None:
        try:
            found = datetime.fromisoformat(self.seen.data or "")
        except ValueError:
            return None
        return found if found.tzinfo else None


class RevocationForm(Form):
    reason = TextAreaField(
        "Pourquoi",
        [Needed("Dites pourquoi : la personne lira votre réponse."), Length(max=2_000)],
    )
