"""Telling people what is new in what they follow: once, in one letter a person and a period."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import update

from intranet.discussions import queries
from intranet.discussions.actions.news import note_told
from intranet.discussions.models import FAMILY_LABELS, Follow, News, Subscription, Topic
from intranet.discussions.queries import Reading
from intranet.kit import letters, links
from intranet.kit.db import db, every
from intranet.kit.exports import absolute

AT_ONCE = 200  # people told in one transaction
MOST_TOLD = 30  # news in one letter; the rest is behind a link
PURPOSE = "news"  # of the links that stop the letters


class Digest:
    """One run: what happened is read once, then people are told, some a transaction.

    A watermark says up to which news each was told; it moves with the letter, in one transaction:
    a run that is killed is taken up where it was committed, and nobody is told twice.
    """

    def __init__(self, at: datetime) -> None:
        self.at, self.until = at, queries.settled_until(at)
        self.news: dict[int, News] = {}
        self.by_topic: dict[tuple[Topic, str], list[int]] = {}
        since = db.session.scalar(queries.lowest_watermark(at, self.until))
        if since is not None:
            self._read(since)

    def _read(self, since: int) -> None:
        for one in every(queries.news_between(since, self.until)):
            db.session.expunge(one)
            self.news[one.id] = one
            for topic in one.topics:
                self.by_topic.setdefault((topic.topic, topic.key), []).append(one.id)

    def tell_some(self) -> tuple[int, int]:
        """Tell the next people to whom letters are due: how many there were, and letters written."""
        due = every(queries.due_of_some(self.at, self.until, AT_ONCE))
        if not due:
            return 0, 0
        people = {each.member_id for each in due}
        follows, readings = queries.follows_of(people), queries.readings_of(people)
        found = [
            (theirs, self._of(readings[member_id], theirs, follows.get(member_id, ())))
            for member_id, theirs in _by_member(due)
        ]
        asked = {news_id for _, ids in found for news_id in ids}
        readable = self._readable(asked)
        told = queries.told_elsewhere(people, [self.news[each] for each in sorted(readable)])
        written = 0
        for theirs, ids in found:
            mine = theirs[0].member_id
            fresh = [each for each in ids if each in readable and (mine, each) not in told]
            written += self._tell(theirs, [self.news[each] for each in fresh])
        done = update(Subscription).where(Subscription.id.in_([each.id for each in due]))
        db.session.execute(done.values(told_until=self.until, last_told_at=self.at))
        return len(due), written

    def _of(
        self, reading: Reading, subscriptions: Sequence[Subscription], follows: Sequence[Follow]
    ) -> list[int]:
        """What happened to what they follow, by somebody else, since they were last told; what
        they read on the site meanwhile is told already.
        """
        member_id = subscriptions[0].member_id
        told_until = {each.family: each.told_until for each in subscriptions}
        found: set[int] = set()
        for follow in follows:
            there = self.by_topic.get((follow.topic, follow.key), [])
            found.update(there[bisect_right(there, follow.after_news_id) :])
        return sorted(
            news_id
            for news_id in found
            if news_id > told_until.get(self.news[news_id].family, news_id)
            and self.news[news_id].actor_id != member_id
            and not reading.has_read(news_id)
        )

    def _readable(self, news_ids: set[int]) -> set[int]:
        """What may still be read at this instant: a sheet withdrawn since is not told of."""
        subjects = {(self.news[each].subject_type, self.news[each].subject_id) for each in news_ids}
        named = queries.named_things(subjects)
        return {
            each
            for each in news_ids
            if (self.news[each].subject_type, self.news[each].subject_id) in named
        }

    def _tell(self, subscriptions: Sequence[Subscription], news: Sequence[News]) -> int:
        """One letter, of every family that is due; nothing to tell, no letter."""
        if not news:
            return 0
        member = subscriptions[0].member
        due = "+".join(sorted(each.family for each in subscriptions))
        told = {each.family for each in news}
        families = [family for family in FAMILY_LABELS if family in told]
        note_told(member.id, news, self.at)
        return letters.write(
            "discussions/digest",
            member.email,
            key=f"news-{member.id}-{due}-{self.until}",
            unsubscribe_link=address_to_stop(member.id, *families),
            list_name="nouveautes",
            name=member.name,
            news=news[:MOST_TOLD],
            total=len(news),
            stops=[
                (FAMILY_LABELS[each].lower(), address_to_stop(member.id, each)) for each in families
            ],
            stop=address_to_stop(member.id),
        )


def _by_member(due: Sequence[Subscription]) -> Iterator[tuple[int, list[Subscription]]]:
    for member_id, theirs in groupby(due, key=lambda each: each.member_id):
        yield member_id, list(theirs)


def address_to_stop(member_id: int, *families: str) -> str:
    """The whole address that stops by one click the letters of these families, or all of them."""
    return absolute(f"/abonnements/arret/{links.signed(PURPOSE, member_id, *families)}")
