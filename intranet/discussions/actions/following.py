"""Following something, and how often one is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, select, update

from intranet.discussions import queries
from intranet.discussions.models import (
    FAMILY_LABELS,
    Comment,
    Follow,
    Frequency,
    News,
    NewsMark,
    NewsSeen,
    Subscription,
    Topic,
)
from intranet.kit.conditional import hold_row
from intranet.kit.db import db
from intranet.members.models import Member

LONGEST_LABEL = 300
MOST_FOLLOWED = 500  # by one person


class TooManyFollowed(Exception):
    """Somebody follows five hundred things already."""


def follow(member: Member, topic: Topic, key: str, label: str) -> None:
    """From now on; what came before is not told. Again, nothing more. Raises TooManyFollowed."""
    hold_row(Member, member.id)
    if db.session.scalar(queries.follow_of(member, topic, key)):
        return
    if (db.session.scalar(queries.count_followed(member)) or 0) >= MOST_FOLLOWED:
        raise TooManyFollowed
    latest = queries.latest_news_id()
    db.session.add(
        Follow(
            member_id=member.id,
            topic=topic,
            key=key,
            label=label[:LONGEST_LABEL],
            after_news_id=latest,
        )
    )
    known = {each.family for each in queries.subscriptions_of(member)}
    for family in FAMILY_LABELS.keys() - known:
        db.session.add(Subscription(member_id=member.id, family=family, told_until=latest))
    db.session.flush()


def unfollow(member: Member, topic: Topic, key: str) -> None:
    """Its news are not told any more; again, nothing more."""
    db.session.execute(
        delete(Follow).where(
            Follow.member_id == member.id, Follow.topic == topic, Follow.key == key
        )
    )


def set_frequencies(member: Member, wanted: Mapping[str, Frequency], at: datetime) -> None:
    """Tell each family otherwise; what happened while one wanted no letter is not told afterwards."""
    hold_row(Member, member.id)
    known = {each.family: each for each in queries.subscriptions_of(member)}
    latest = queries.latest_news_id()
    for family, frequency in wanted.items():
        kept = known.get(family)
        if kept is None:
            kept = Subscription(member_id=member.id, family=family, told_until=latest)
            db.session.add(kept)
        elif kept.frequency is Frequency.NEVER and frequency is not Frequency.NEVER:
            kept.told_until, kept.last_told_at = latest, at
        kept.frequency = frequency


def stop_telling(member_id: int, families: Collection[str] = ()) -> None:
    """No letter any more, of these families or of any; what is followed stays followed. Again,
    nothing more.
    """
    theirs = select(Subscription.id).where(Subscription.member_id == member_id)
    if families:
        theirs = theirs.where(Subscription.family.in_(families))
    held = db.session.scalars(theirs.order_by(Subscription.id).with_for_update()).all()
    stopped = update(Subscription).where(Subscription.id.in_(held))
    db.session.execute(stopped.values(frequency=Frequency.NEVER))


def forget_reader(member_id: int, at: datetime) -> None:
    """Their account closes: nobody is told for them any more.

    Where they were in what is new is held before what they marked of it, as by whoever marks some.
    """
    for model in (Follow, Subscription, NewsSeen, NewsMark):
        db.session.execute(delete(model).where(model.member_id == member_id))


def carry_over(gone: tuple[str, int], kept: tuple[str, int], label: str) -> None:
    """Two things become one: what was said of it, what was news of it and who followed it go to the
    one that is kept.
    """
    for model in (Comment, News):
        said = update(model).where(model.subject_type == gone[0], model.subject_id == gone[1])
        db.session.execute(said.values(subject_type=kept[0], subject_id=kept[1]))
    key, instead = f"{gone[0]}:{gone[1]}", f"{kept[0]}:{kept[1]}"
    of_thing = Follow.topic == Topic.THING
    already = select(Follow.member_id).where(of_thing, Follow.key == instead)
    followed = update(Follow).where(of_thing, Follow.key == key, Follow.member_id.not_in(already))
    db.session.execute(
        followed.values(key=instead, label=label[:LONGEST_LABEL]).execution_options(
            synchronize_session=False
        )
    )
    db.session.execute(delete(Follow).where(of_thing, Follow.key == key))
