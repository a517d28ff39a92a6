"""« Fiches proches »: which sheets are called nearly so, while one types the title of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import Any

from sqlalchemy import select

from intranet.competencies.synonyms import ALIKE
from intranet.kit.db import db
from intranet.kit.search import Asked, stems, with_others
from intranet.kit.texts import fold
from intranet.members.models import Member
from intranet.practices.models import Practice
from intranet.practices.queries.lists import these
from intranet.practices.queries.shelf import Shelf, shelf

SHORTEST_TITLE = 8  # letters: under that, everything is near
NEAR = 0.5  # from nothing in common, 0, to the same title, 1
MOST_OURS = 500  # drafts of one structure that are looked at
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Near:
    """A sheet whose title is near, and whether it is a draft of the reader’s own structure."""

    score: float
    id: int
    title: str
    slug: str
    where: str = ""
    is_draft: bool = False


def near_titles(title: str, member: Member, at: datetime, *, most: int = 5) -> list[Near]:
    """The sheets that are called nearly so, the nearest first: those that are listed, and the drafts
    of the reader’s own structure. For anyone else a draft does not exist.
    """
    typed = title.strip()[:LONGEST_TITLE]
    asked = with_others(stems(typed), ALIKE)
    if len(typed) < SHORTEST_TITLE or not asked:
        return []
    known = shelf(at)
    weights = [_weight(phrases, known) for phrases in asked]
    places = {place for phrases in asked for place in _holding(phrases, known)}
    scores = {
        known.ids[place]: _likeness(typed, asked, weights, known.titles[place]) for place in places
    }
    best = sorted(scores, key=lambda one: (-scores[one], -one))[:most]
    found = [
        Near(scores[one.id], one.id, one.title, one.slug, one.territory_name)
        for one in these([one for one in best if scores[one] >= NEAR])
    ]
    found += [
        Near(score, row.id, row.title, row.slug, is_draft=True)
        for row in _drafts_of(member)
        if (score := _likeness(typed, asked, weights, row.title)) >= NEAR
    ]
    return sorted(found, key=lambda one: (-one.score, -one.id))[:most]


def trigrams(words: str) -> set[str]:
    """Three letters at a time, as pg_trgm counts them: two blanks before each word, one after."""
    found: set[str] = set()
    for word in fold(words).replace("’", " ").replace("'", " ").split():
        padded = f"  {word} "
        found.update(padded[start : start + 3] for start in range(len(padded) - 2))
    return found


def _likeness(typed: str, asked: Asked, weights: Sequence[float], title: str) -> float:
    """The better of two: the letters that both titles share (Dice’s coefficient over trigrams), and
    the words of what is typed that the other says too, the rare ones weighing more. Words in common
    alone never make the same title: a long one says something else besides.
    """
    mine, other = trigrams(typed), trigrams(title)
    letters = 2 * len(mine & other) / (len(mine) + len(other) or 1)
    theirs = set(stems(title))
    said = sum(
        weight
        for phrases, weight in zip(asked, weights, strict=True)
        if any(theirs.issuperset(phrase) for phrase in phrases)
    )
    alike = sum(any(theirs.issuperset(phrase) for phrase in phrases) for phrases in asked)
    covered = said / (sum(weights) or 1)
    words = covered * (0.5 + alike / (len(asked) + len(theirs))) if alike > 1 else 0.0
    return max(letters, min(words, 1.0))


def _weight(phrases: Sequence[Sequence[str]], known: Shelf) -> float:
    """How much it says that a title holds this: as its inverse frequency among titles."""
    holding = len(_holding(phrases, known))
    return log(1 + len(known.ids) / (1 + holding)) + 0.1


def _holding(phrases: Sequence[Sequence[str]], known: Shelf) -> set[int]:
    found: set[int] = set()
    for phrase in phrases:
        places = [set(known.titled.get(stem, ())) for stem in phrase]
        found |= set.intersection(*places) if places else set()
    return found


def _drafts_of(member: Member) -> Iterator[Any]:
    under_way = select(Practice.id, Practice.title, Practice.slug).where(
        Practice.owner_id == (member.organization_id or 0),
        Practice.published_version_id.is_(None),
        Practice.archived_on.is_(None),
        Practice.withdrawn_on.is_(None),
        Practice.merged_into_id.is_(None),
    )
    yield from db.session.execute(under_way.order_by(Practice.id.desc()).limit(MOST_OURS))
