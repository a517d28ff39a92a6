"""How everything is found at once: by words, over all that its reader may know of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from intranet.competencies.synonyms import ALIKE
from intranet.home.queries import spelling
from intranet.home.queries.pages import pages_found
from intranet.kit import search
from intranet.kit.kept import Kept
from intranet.kit.listing import PER_PAGE, first_of
from intranet.kit.search import Asked, Audience, Group, Reader, Wanted

FIRST = 4  # results of each kind, where all kinds are shown
LAST_PAGE = search.MOST_RANKED // PER_PAGE


@dataclass(frozen=True)
class Sort:
    """A kind of thing that can be found: its words, its board’s tint, where its own list is.

    `address` is that of the list that understands the same words, where there is one.
    """

    code: str  # in addresses
    word: str
    plural: str
    board: str
    address: str | None = None


SORTS = {
    "competency": Sort("competences", "compétence", "compétences", "referential", "/referentiel"),
    "profile": Sort("metiers", "métier", "métiers", "referential"),
    "opening": Sort("offres", "offre", "offres", "openings", "/offres"),
    "course": Sort("formations", "formation", "formations", "courses", "/formations"),
    "provider": Sort("organismes-de-formation", "organisme de formation", "organismes de formation", "courses"),
    "practice": Sort("pratiques", "bonne pratique", "bonnes pratiques", "practices", "/pratiques"),
    "guide": Sort("guides", "guide", "guides", "practices"),
    "event": Sort("rencontres", "rencontre", "rencontres", "tour", "/agenda"),
    "stage": Sort("etapes", "étape du Tour", "étapes du Tour", "tour"),
    "organization": Sort("structures", "structure", "structures", "none", "/annuaire"),
    "person": Sort("personnes", "personne", "personnes", "none", "/annuaire/personnes"),
    "proposal": Sort("evolutions", "évolution proposée", "évolutions proposées", "referential"),
    "page": Sort("pages", "page du site", "pages du site", "none"),
}  # fmt: skip
BY_CODE = {sort.code: kind for kind, sort in SORTS.items()}
INDEXED = tuple(kind for kind in SORTS if kind != "page")


@dataclass(frozen=True)
class Question:
    """What is asked, by whom: the words, one kind or all, the page; `is_exact` forgives nothing."""

    words: str
    audiences: Sequence[Audience]
    at: datetime
    kind: str | None = None
    page: int = 1
    is_exact: bool = False

    @property
    def reader(self) -> Reader:
        return asking(self.audiences, self.at)

    @property
    def asks(self) -> tuple[object, ...]:
        """All that its answer depends on, but the instant."""
        return self.words, tuple(self.audiences), self.kind, self.page, self.is_exact


@dataclass(frozen=True)
class Answer:
    """What was found, of each kind, for the words that were read (`words`)."""

    words: str
    asked: Asked
    groups: dict[str, Group]
    is_corrected: bool = False
    kept_under: tuple[object, ...] | None = None  # while this is true, what was drawn still holds

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups.values())

    @property
    def has_more(self) -> bool:
        """Than its total: counting the commonest words stops."""
        return any(group.has_more for group in self.groups.values())


def asking(audiences: Sequence[Audience], at: datetime) -> Reader:
    """Who asks for anything that the index holds."""
    return Reader(audiences, at, INDEXED)


def answer(question: Question) -> Answer:
    """What holds all the words; asked of the database once, while the index says the same."""
    under = search.holds_under(question.at)
    if under is None:
        return _answer(question)
    key = (*under, *question.asks)
    return _kept(key, lambda: replace(_answer(question), kept_under=key))


_kept = Kept(128)  # of a few dozen results each


def _answer(question: Question) -> Answer:
    """What holds all the words; where nothing does, what does once a slip is forgiven."""
    found = found_by(question)
    if found.groups or question.is_exact or not found.asked:
        return found
    meant = spelling.meant(question.words, question.reader)
    if meant is None:
        return found
    forgiven = found_by(replace(question, words=meant))
    return replace(forgiven, is_corrected=True) if forgiven.groups else found


def found_by(question: Question) -> Answer:
    """The results of each kind, or a page of those of one; each kind always counted."""
    asked = search.read(question.words, ALIKE)
    if not asked:
        return Answer(question.words, asked, {})
    wanted = Wanted(FIRST)
    if question.kind:
        after = first_of(question.page)
        wanted = Wanted(0, question.kind, after, after + PER_PAGE)
    groups = search.by_kind(asked, question.reader, wanted)
    if pages := pages_found(asked, question.audiences, wanted):
        groups["page"] = pages
    return Answer(question.words, asked, {kind: groups[kind] for kind in SORTS if kind in groups})
