"""One page of a questionnaire: the level, the interest and the help that are said of each item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wtforms import HiddenField

from intranet.competencies.actions import Said
from intranet.competencies.forms.levels import (
    INTERESTS,
    NO_ANSWER,
    NOT_APPLICABLE,
    ItemsForm,
    interest_code,
    interest_of,
    level_choices,
    number,
    said,
)
from intranet.competencies.levels import NOT_ASSESSED, Level
from intranet.competencies.queries import Answer, Catalogue, Item
from intranet.kit.forms import BooleanField, RadioField, SelectField


class ChapterForm(ItemsForm):
    """The base of the form that `chapter_form` makes."""

    def interest_in(self, item: Item) -> SelectField:
        asked: SelectField = self[f"interest_{item.competency_id}"]
        return asked

    def said_of(self, item: Item) -> Said:
        level, helps = self.level_of(item).data, self.help_with(item).data
        return said(level, helps, interest_of(self.interest_in(item).data))

    def seen_of(self, item: Item) -> int:
        """The last answer on this item that the page knew of."""
        return number(self[f"seen_{item.competency_id}"].data)

    def now_knows(self, item: Item, levels: Mapping[int, Level]) -> None:
        """The answer on this item was kept while the page stays open."""
        seen = levels.get(item.competency_id, NOT_ASSESSED).answer_id
        self[f"seen_{item.competency_id}"].data = str(seen)

    def differs(self, item: Item, before: Answer) -> bool:
        """Whether the page says something else than what it was opened with."""
        return not self.said_of(item).repeats(before)


def chapter_form(
    catalogue: Catalogue, items: Iterable[Item], levels: Mapping[int, Level], erasure: int
) -> ChapterForm:
    """The questions on some items, filled with what was answered before."""

    class OneChapter(ChapterForm):
        pass

    shown: dict[str, object] = {"erasure": str(erasure)}
    for item in items:
        number_of = item.competency_id
        level, interest, helps, seen = (
            f"{name}_{number_of}" for name in ("level", "interest", "help", "seen")
        )
        label = f"{item.code} {item.title}"
        setattr(OneChapter, level, RadioField(label, choices=level_choices(catalogue, item)))
        setattr(OneChapter, interest, SelectField(f"{item.code}, intérêt", choices=INTERESTS))
        setattr(OneChapter, helps, BooleanField("Prêt à transmettre"))
        setattr(OneChapter, seen, HiddenField(default="0"))
        held = levels.get(number_of, NOT_ASSESSED)
        shown |= {
            level: declared_code(held),
            interest: interest_code(held.interest),
            helps: held.offers_help,
            seen: str(held.answer_id),
        }
    return OneChapter(data=shown)


def declared_code(held: Level) -> str:
    """What one last declared, as the field codes it."""
    if held.says_not_applicable:
        return NOT_APPLICABLE
    return NO_ANSWER if held.declared is None else str(held.declared)
