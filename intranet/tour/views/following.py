"""A stage is followed: its meetings and its sheets are news of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from intranet.discussions.actions import led_to_by
from intranet.discussions.models import Topic
from intranet.discussions.queries import Named, named_by
from intranet.kit.db import db, every
from intranet.kit.numbers import whole_numbers
from intranet.tour import queries
from intranet.tour.models import Stage


def answer_for_stages() -> None:
    named_by(Topic.THING, stages, kind="stage", label="Étapes du Tour")
    led_to_by("event", lambda event_id: leading(queries.stages_of_meeting(event_id)))
    led_to_by("practice", lambda practice_id: leading(queries.stages_of_sheet(practice_id)))


def stages(keys: Collection[str]) -> Mapping[str, Named]:
    found = every(
        select(Stage).where(Stage.id.in_(whole_numbers(keys))).options(joinedload(Stage.region))
    )
    return {
        str(stage.id): Named(f"Étape {stage.region.name}", f"/tour/{stage.region.slug}")
        for stage in found
    }


def leading(found: Select[int]) -> set[tuple[Topic, str]]:
    return {(Topic.THING, f"stage:{stage_id}") for stage_id in db.session.scalars(found)}
