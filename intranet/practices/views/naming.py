"""What sheets and themes are called for whoever follows them: only what every member may read."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from intranet.discussions.models import Topic
from intranet.discussions.queries import Named, named_by, offered_by, placed_by
from intranet.kit.db import db, every
from intranet.kit.numbers import whole_numbers
from intranet.practices import queries
from intranet.practices.models import Guide, GuideEdition, Practice, Theme


def answer_for_sheets() -> None:
    named_by(Topic.THING, sheets, kind="practice", label="Bonnes pratiques")
    placed_by("practice", queries.region_of_subject())
    named_by(Topic.THING, guides, kind="guide", label="Guides")
    named_by(Topic.THEME, themes)
    offered_by(Topic.THEME, lambda: ((one.slug, one.label) for one in every(queries.themes())))


def sheets(keys: Collection[str]) -> Mapping[str, Named]:
    """Published, neither withdrawn nor merged into another."""
    rows = db.session.execute(
        select(Practice.id, Practice.title, Practice.slug).where(
            Practice.id.in_(whole_numbers(keys)), queries.is_published()
        )
    )
    return {str(row.id): Named(row.title, f"/pratiques/{row.slug}") for row in rows}


def themes(slugs: Collection[str]) -> Mapping[str, Named]:
    rows = db.session.execute(select(Theme.slug, Theme.label).where(Theme.slug.in_(slugs)))
    return {row.slug: Named(row.label, f"/pratiques?theme={row.slug}") for row in rows}


def guides(keys: Collection[str]) -> Mapping[str, Named]:
    """Those that have an edition online."""
    online = select(GuideEdition.guide_id).where(GuideEdition.published_at.is_not(None))
    rows = db.session.execute(
        select(Guide.id, Guide.title, Guide.slug).where(
            Guide.id.in_(whole_numbers(keys)), Guide.id.in_(online)
        )
    )
    return {str(row.id): Named(row.title, f"/guides/{row.slug}") for row in rows}
