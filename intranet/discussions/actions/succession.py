"""Whoever followed a structure that closes follows the one that takes its place."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from intranet.discussions.actions.following import LONGEST_LABEL
from intranet.discussions.models import Follow, Topic
from intranet.kit.db import db
from intranet.organizations.actions import Closing


def follow_successor(closing: Closing) -> None:
    """Once, whoever followed both; without a successor there is nothing more to follow."""
    theirs = Follow.topic == Topic.ORGANIZATION, Follow.key == str(closing.former.id)
    if closing.successor:
        key = str(closing.successor.id)
        both = select(Follow.member_id).where(Follow.topic == Topic.ORGANIZATION, Follow.key == key)
        moved = update(Follow).where(*theirs, Follow.member_id.not_in(both))
        label = closing.successor.name[:LONGEST_LABEL]
        db.session.execute(moved.values(key=key, label=label))
    db.session.execute(delete(Follow).where(*theirs))
