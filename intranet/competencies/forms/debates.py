"""What is asked of whoever reads a proposal: what to list, to say, to decide."""

from __future__ import annotations

from collections.abc import Iterable

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from intranet.competencies.models import (
    OPERATION_LABELS,
    POSITION_LABELS,
    PROPOSAL_LABELS,
    Operation,
    ProposalState,
)
from intranet.competencies.queries import Catalogue, ProposalSearch
from intranet.kit.forms import (
    Form,
    Length,
    Needed,
    RadioField,
    SearchForm,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    choices,
)
from intranet.kit.numbers import whole_number
from intranet.kit.texts import number

LONGEST_REASON, LONGEST_REMARK, LONGEST_DECISION = 2_000, 4_000, 4_000

# What addresses say, in French and without accents.
STATES = {
    "discussion": ProposalState.OPEN,
    "acceptee": ProposalState.ACCEPTED,
    "appliquee": ProposalState.APPLIED,
    "refusee": ProposalState.DECLINED,
    "retiree": ProposalState.WITHDRAWN,
    "brouillon": ProposalState.DRAFT,
}
OPERATIONS = {
    "modifier": Operation.EDIT,
    "ajouter": Operation.ADD,
    "deplacer": Operation.MOVE,
    "scinder": Operation.SPLIT,
    "fusionner": Operation.MERGE,
    "retirer": Operation.RETIRE,
    "relier": Operation.RELATE,
    "niveau": Operation.REWORD_LEVEL,
}
QUORUM = {"atteint": "Atteint", "attendu": "Pas encore"}


class ProposalListSearch(SearchForm):
    """The filters of the list, by the names they bear in its address."""

    etat = SelectMultipleField(
        "État", choices=choices({code: PROPOSAL_LABELS[state] for code, state in STATES.items()})
    )
    operation = SelectMultipleField(
        "Opération",
        choices=choices({code: OPERATION_LABELS[op] for code, op in OPERATIONS.items()}),
    )
    domaine = SelectMultipleField("Domaine")
    quorum = SelectMultipleField("Quorum des collèges", choices=choices(QUORUM))
    miennes = SelectField("Les miennes", choices=choices({"1": "Oui"}, first="Non"), default="")

    def __init__(self, typed: MultiDict[str, str], catalogue: Catalogue) -> None:
        super().__init__(typed)
        self.catalogue = catalogue
        self.domaine.choices = choices(
            [(domain.code, f"{domain.code} {domain.title}") for domain in catalogue.domains]
        )

    def wanted(self, member_id: int) -> ProposalSearch:
        domains = [self.catalogue.by_code[code] for code in self.domaine.data or []]
        quorum = set(self.quorum.data or [])
        return ProposalSearch(
            states=[STATES[code] for code in self.etat.data or []],
            operations=[OPERATIONS[code] for code in self.operation.data or []],
            domains=[domain.competency_id for domain in domains],
            has_quorum="atteint" in quorum if len(quorum) == 1 else None,
            taking_part=member_id if self.miennes.data else None,
        )


class OpinionForm(Form):
    """What one’s organization thinks."""

    seen = HiddenField()
    known = HiddenField()
    position = RadioField("Position de votre structure", choices=choices(POSITION_LABELS))
    reason = TextAreaField(
        "La raison",
        [
            Needed("Dites pourquoi : c’est la raison qui fait avancer la discussion."),
            Length(max=LONGEST_REASON, message=f"{number(LONGEST_REASON)} signes au plus."),
        ],
    )


class RemarkForm(Form):
    """A remark on the whole proposal or on one of its fields, or an answer."""

    field = SelectField("À propos de", default="")
    body = TextAreaField(
        "Votre remarque",
        [
            Needed("Écrivez votre remarque."),
            Length(max=LONGEST_REMARK, message=f"{number(LONGEST_REMARK)} signes au plus."),
        ],
    )
    answers = HiddenField()


class DecisionForm(Form):
    """The decision, in writing."""

    seen = HiddenField()
    decision = TextAreaField(
        "La décision, et ses raisons",
        [
            Needed("Écrivez la décision : elle reste lisible par tous les membres."),
            Length(max=LONGEST_DECISION, message=f"{number(LONGEST_DECISION)} signes au plus."),
        ],
    )


def remark_form(fields: Iterable[tuple[str, str]], *, blank: bool = False) -> RemarkForm:
    """A form that may speak of the whole proposal, or of one of these fields."""
    form = RemarkForm(formdata=None) if blank else RemarkForm()
    form.field.choices = choices(fields, first="L’ensemble de la proposition")
    return form


def whole(field: HiddenField) -> int | None:
    """The number that a hidden field carries; None for nothing, -1, which nothing bears, for noise."""
    if not field.data:
        return None
    typed = whole_number(
        str(field.data), digits=19
    )  # a number already, where the field was not sent
    return -1 if typed is None else typed
