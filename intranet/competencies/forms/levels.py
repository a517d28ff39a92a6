"""The levels that members say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wtforms import HiddenField

from intranet.competencies.actions import KEPT, Interest, Said
from intranet.competencies.models import INTEREST_LABELS, AssessmentState
from intranet.competencies.queries import Answer, Catalogue, Item
from intranet.kit.forms import (
    BooleanField,
    DateField,
    Field,
    Form,
    Optional,
    RadioField,
    SearchForm,
    SelectChoice,
    SelectField,
    choices,
)
from intranet.kit.numbers import whole_number

NO_ANSWER, NOT_APPLICABLE = "", "sans-objet"
INTERESTS = choices(
    {str(level): label for level, label in INTEREST_LABELS.items()}, first="Non précisé"
)


class DayForm(SearchForm):
    """The day on which one reads one’s profile again."""

    au = DateField("Mon profil à la date du", [Optional()])

    def day(self, latest: date) -> date:
        """The day asked for, the latest where none is or where it is yet to come; shown as such."""
        on = min(self.au.data or latest, latest)
        self.au.raw_data, self.au.data = None, on
        return on


class AnswersForm(Form):
    """Whatever says levels: it knows of the last erasure, so that an older page brings nothing back."""

    erasure = HiddenField(default="0")

    @property
    def known_erasure(self) -> int:
        return number(self.erasure.data)


class LevelForm(AnswersForm):
    """One’s own level of one item."""

    level = RadioField("Mon niveau aujourd’hui")
    interest = SelectField("Mon intérêt pour ce sujet", choices=INTERESTS, default="")
    offers_help = BooleanField("Prêt à transmettre")

    @property
    def said(self) -> Said:
        interest = interest_of(self.interest.data) if self.interest.raw_data else KEPT
        return said(self.level.data, self.offers_help.data, interest)


class ItemsForm(AnswersForm):
    """One’s own level of several items: what a page of them asks."""

    def level_of(self, item: Item) -> Field:
        return self[f"level_{item.competency_id}"]

    def help_with(self, item: Item) -> BooleanField:
        return self[f"help_{item.competency_id}"]

    def said_of(self, item: Item) -> Said:
        return said(self.level_of(item).data, self.help_with(item).data)


class LevelsForm(ItemsForm):
    """One’s own level of every item: the base of the form that `levels_form` makes."""

    # The last assessment that the page knew of: what another tab said since is not taken back.
    seen = HiddenField(default="0")

    @property
    def seen_id(self) -> int:
        return number(self.seen.data)


def number(typed: str | None) -> int:
    """The number that a hidden field carries; 0 for anything else."""
    return whole_number(typed, digits=15) or 0


def level_form(
    catalogue: Catalogue, item: Item, answer: Answer | None = None, erasure: int = 0
) -> LevelForm:
    """What is being sent; or, with an answer, that answer, whatever is being sent."""
    form = LevelForm()
    if answer:
        shown = {
            "level": code_of(answer),
            "interest": interest_code(answer.interest),
            "offers_help": answer.offers_help,
            "erasure": str(erasure),
        }
        form = LevelForm(formdata=None, data=shown)
    form.level.choices = level_choices(catalogue, item)
    return form


def levels_form(
    catalogue: Catalogue, answers: Mapping[int, Answer], erasure: int = 0
) -> LevelsForm:
    """A select and a box for each item of the edition."""

    class AllLevels(LevelsForm):
        pass

    shown: dict[str, object] = {
        "seen": str(max((answer.id for answer in answers.values()), default=0)),
        "erasure": str(erasure),
    }
    for item in catalogue.assessable:
        level, offers_help = f"level_{item.competency_id}", f"help_{item.competency_id}"
        setattr(
            AllLevels,
            level,
            SelectField(f"{item.code} {item.title}", choices=level_choices(catalogue, item)),
        )
        setattr(AllLevels, offers_help, BooleanField("Prêt à transmettre"))
        if answer := answers.get(item.competency_id):
            shown |= {level: code_of(answer), offers_help: answer.offers_help}
    return AllLevels(data=shown)


def level_choices(catalogue: Catalogue, item: Item) -> list[SelectChoice]:
    """The levels that exist for an item, and the two answers that are none."""
    return [
        SelectChoice(NO_ANSWER, "Pas de réponse"),
        *(
            SelectChoice(str(step.value), f"{step.value} – {step.label}")
            for step in catalogue.scale
            if step.value == 0 or item.level_min <= step.value <= item.level_max
        ),
        SelectChoice(NOT_APPLICABLE, "Sans objet pour mon poste"),
    ]


def code_of(answer: Answer) -> str:
    """An answer as the fields code it."""
    if answer.state is AssessmentState.NOT_APPLICABLE:
        return NOT_APPLICABLE
    return NO_ANSWER if answer.level is None else str(answer.level)


def interest_code(interest: int | None) -> str:
    """An interest as the field codes it."""
    return "" if interest is None else str(interest)


def interest_of(code: str | None) -> int | None:
    """What the field says of interest: nothing is not « none »."""
    return int(code) if code else None


def said(code: str | None, offers_help: bool, interest: Interest = KEPT) -> Said:
    """What the fields say. Help is offered on what one practises, so it goes with a level."""
    if code == NOT_APPLICABLE:
        return Said(AssessmentState.NOT_APPLICABLE, interest=interest)
    if not code:
        return Said(AssessmentState.CLEARED, interest=interest)
    return Said(AssessmentState.LEVEL, int(code), offers_help, interest)
