"""A self-assessment in minutes: the items that a job asks for, one domain a page, and how far one is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intranet.competencies.levels import NOT_ASSESSED, Level
from intranet.competencies.queries import Catalogue, Item


@dataclass(frozen=True)
class Chapter:
    """One page: a domain, and the items of it that the job asks for."""

    domain: Item
    items: tuple[Item, ...]
    answered: int

    @property
    def is_done(self) -> bool:
        return self.answered == len(self.items)


@dataclass(frozen=True)
class Questionnaire:
    """The pages of a job, in the order of the tree."""

    slug: str
    title: str
    chapters: tuple[Chapter, ...]

    @property
    def items(self) -> list[Item]:
        return [item for chapter in self.chapters for item in chapter.items]

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def answered(self) -> int:
        return sum(chapter.answered for chapter in self.chapters)

    @property
    def resumes_at(self) -> Chapter | None:
        """The first page with something left to answer; the first of all where nothing is left."""
        left = (chapter for chapter in self.chapters if not chapter.is_done)
        return next(left, self.chapters[0] if self.chapters else None)

    def on(self, code: str) -> Chapter | None:
        """The page of a domain."""
        return next((found for found in self.chapters if found.domain.code == code), None)

    def after(self, chapter: Chapter) -> Chapter | None:
        place = self.chapters.index(chapter) + 1
        return self.chapters[place] if place < len(self.chapters) else None

    def before(self, chapter: Chapter) -> Chapter | None:
        place = self.chapters.index(chapter)
        return self.chapters[place - 1] if place else None


def questionnaire(
    slug: str,
    title: str,
    asked: Iterable[int],
    catalogue: Catalogue,
    levels: Mapping[int, Level],
) -> Questionnaire:
    """What a job asks for (ids of items) that is still in the edition, as pages to answer."""
    wanted = set(asked)
    items = [item for item in catalogue.assessable if item.competency_id in wanted]
    by_domain: dict[int, list[Item]] = {}
    for item in items:
        by_domain.setdefault(catalogue.domain_of(item).competency_id, []).append(item)
    chapters = [
        Chapter(
            domain=catalogue.items[domain_id],
            items=tuple(here),
            answered=sum(levels.get(item.competency_id, NOT_ASSESSED).is_answered for item in here),
        )
        for domain_id, here in by_domain.items()
    ]
    return Questionnaire(slug, title, tuple(chapters))
