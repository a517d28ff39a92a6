"""An edition is published: numbered by what it changes, sealed, and what was said follows."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from intranet.competencies import actions, queries
from intranet.competencies.actions import Asked
from intranet.competencies.levels import Level, LevelState
from intranet.competencies.matching import match
from intranet.competencies.models import (
    Assessment,
    AssessmentKind,
    AssessmentState,
    Carrying,
    Competency,
    DraftMovedOn,
    Edition,
    EditionState,
    LevelDescriptor,
    NotADraft,
    NothingChanged,
    Owner,
    Proposal,
    ProposalState,
    Relation,
    Revision,
    Succession,
    SuccessionKind,
    Unsound,
)
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.competencies.factories import brings, drops, of, says, takes_back, the_next
from tests.factories import MemberFactory
from tests.sql import counted


def goes_out(draft: Edition) -> Edition:
    actions.publish(draft, now())
    db.session.commit()
    return draft


def level_of(member: Member, competency_id: int) -> Level:
    db.session.expire_all()
    return queries.levels_held(member.id, now()).get(competency_id, Level())


def id_of(code: str) -> int:
    return queries.in_force().by_code[code].competency_id


def vouches(member: Member, code: str, level: int) -> None:
    """A colleague attests a level."""
    db.session.add(
        Assessment(
            member_id=member.id,
            author_id=MemberFactory().id,
            competency_id=id_of(code),
            edition_id=queries.in_force().edition_id,
            kind=AssessmentKind.PEER,
            level=level,
            at=now(),
        )
    )
    db.session.commit()


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (lambda draft: setattr(of(draft, "D1.1"), "title", "Lire le tissu économique"), "0.10.1"),
        (lambda draft: brings(draft, "D1.3", "D1"), "0.11.0"),
        (lambda draft: drops(draft, "D1.2"), "1.0.0"),
    ],
)
def test_the_number_follows_from_what_the_draft_changes(
    edition: Edition, change: Any, number: str
) -> None:
    first = goes_out(the_next(edition))
    draft = the_next()
    change(draft)

    goes_out(draft)

    assert (first.number, first.state) == ("0.10.0", EditionState.RETIRED)
    assert (draft.number, queries.in_force().number) == (number, number)


def test_a_draft_that_says_nothing_new_is_not_published(edition: Edition) -> None:
    goes_out(the_next(edition))
    draft = actions.open_draft(edition.framework, now())

    with pytest.raises(NothingChanged):
        actions.publish(draft, now())


def test_a_draft_goes_out_once_and_only_as_it_was_read(edition: Edition) -> None:
    draft = the_next(edition)
    seen = actions.fingerprint(draft.id)
    of(draft, "D1.1").title = "Réécrit entre-temps"
    db.session.commit()

    with pytest.raises(DraftMovedOn):
        actions.publish(draft, now(), seen=seen)
    actions.publish(draft, now(), seen=actions.fingerprint(draft.id))
    db.session.commit()
    with pytest.raises(NotADraft):
        actions.publish(draft, now())


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (lambda d: setattr(of(d, "D1.1"), "title", " "), "n’a pas d’intitulé"),
        (lambda d: setattr(of(d, "D1.1"), "code", "d1.2"), "est porté par plusieurs compétences"),
        (lambda d: drops(d, "D1"), "rangée sous une compétence qui n’est pas dans le brouillon"),
        (lambda d: setattr(of(d, "D1"), "parent_id", of(d, "D1.1").competency_id), "se contient elle-même"),
        (lambda d: ties(d, "D1.1", "D1.2", "D2.1", "D1.1"), "se précède elle-même"),
        (lambda d: wordless(d, "D1.1", 3), "ne décrit pas le niveau 3"),
    ],
)  # fmt: skip
def test_an_unsound_draft_is_refused_with_the_reason(
    edition: Edition, harm: Any, sentence: str
) -> None:
    draft = the_next(edition)
    harm(draft)
    db.session.commit()

    with pytest.raises(Unsound) as refused:
        actions.publish(draft, now())

    assert any(sentence in flaw.sentence for flaw in refused.value.args[0])


def ties(draft: Edition, *codes: str) -> None:
    for before, after in pairwise(codes):
        origin, target = of(draft, before).competency_id, of(draft, after).competency_id
        db.session.add(
            Relation(edition_id=draft.id, kind="precedes", origin_id=origin, target_id=target)
        )


def wordless(draft: Edition, code: str, value: int) -> None:
    key = (draft.id, of(draft, code).competency_id, value)
    db.session.delete(db.session.get_one(LevelDescriptor, key))


def test_levels_of_what_stays_are_not_touched(edition: Edition) -> None:
    member = MemberFactory()
    says(member, "D1.1", 3)
    draft = the_next(edition)
    of(draft, "D1.1").title = "Lire le tissu économique"
    of(draft, "D1.1").parent_id = of(draft, "D2").competency_id
    db.session.commit()

    goes_out(draft)

    assert db.session.scalar(select(func.count(Assessment.id))) == 1
    held = level_of(member, id_of("D1.1"))
    assert (held.declared, held.is_to_confirm) == (3, False)
    assert {one.carrying for one in successions()} == {Carrying.CARRY}


def successions() -> list[Succession]:
    return list(db.session.scalars(select(Succession).order_by(Succession.id)))


def test_what_takes_a_place_receives_the_level_in_force_to_confirm(edition: Edition) -> None:
    member, other = MemberFactory(), MemberFactory()
    says(member, "D1.1", 2, offers_help=True)
    vouches(member, "D1.1", 3)
    draft = the_next(edition)
    parts = [brings(draft, code, "D1") for code in ("D1.3", "D1.4")]
    gone = drops(draft, "D1.1", *parts)

    goes_out(draft)

    for part in parts:
        held = level_of(member, part)
        assert (held.declared, held.attested, held.is_to_confirm) == (3, None, True)
        assert held.offers_help
        assert level_of(other, part).state is LevelState.NOT_ASSESSED
    assert level_of(member, gone).declared == 2  # archived: in the history, in no edition
    assert gone not in queries.in_force().items
    assert {one.kind for one in successions() if one.from_competency_id == gone} == {SuccessionKind.SPLIT}  # fmt: skip


def test_what_unites_several_receives_the_lowest_known(edition: Edition) -> None:
    both, one, none = MemberFactory(), MemberFactory(), MemberFactory()
    says(both, "D1.1", 3)
    says(both, "D1.2", 1)
    says(one, "D1.1", 2)
    says(none, "D1.1", 4)
    takes_back(none, "D1.1")
    draft = the_next(edition)
    whole = brings(draft, "D1.3", "D1")
    for code in ("D1.1", "D1.2"):
        drops(draft, code, whole)

    goes_out(draft)

    assert [level_of(m, whole).declared for m in (both, one, none)] == [1, 2, None]
    assert level_of(none, whole).state is LevelState.NOT_ASSESSED


def test_an_item_into_which_another_is_merged_keeps_its_history(edition: Edition) -> None:
    member, says_nothing_else = MemberFactory(), MemberFactory()
    says(member, "D1.1", 1, at=now() - timedelta(days=9))
    says(member, "D1.2", 3, at=now() - timedelta(days=9))
    says(says_nothing_else, "D1.2", 3)
    draft = the_next(edition)
    drops(draft, "D1.1", of(draft, "D1.2").competency_id)

    goes_out(draft)

    held = level_of(member, id_of("D1.2"))
    assert (held.declared, held.is_to_confirm) == (1, True)
    before = queries.levels_held(member.id, now() - timedelta(days=1))[id_of("D1.2")]
    assert before.declared == 3
    assert level_of(says_nothing_else, id_of("D1.2")).declared == 3


def test_not_applicable_stays_so_unless_a_level_is_known(edition: Edition) -> None:
    neither, half = MemberFactory(), MemberFactory()
    for member in (neither, half):
        says(member, "D1.1", None)
    says(half, "D1.2", 2)
    draft = the_next(edition)
    whole = brings(draft, "D1.3", "D1")
    for code in ("D1.1", "D1.2"):
        drops(draft, code, whole)

    goes_out(draft)

    assert level_of(neither, whole).state is LevelState.NOT_APPLICABLE
    assert level_of(half, whole).declared == 2


def test_a_level_is_brought_within_those_that_the_new_item_has(edition: Edition) -> None:
    high, low = MemberFactory(), MemberFactory()
    says(high, "D1.1", 4)
    says(low, "D1.1", 1)
    draft = the_next(edition)
    heir = brings(draft, "D1.3", "D1", level_min=2, level_max=3)
    drops(draft, "D1.1", heir)

    goes_out(draft)

    assert (level_of(high, heir).declared, level_of(low, heir).declared) == (3, 0)


def test_what_is_retired_is_archived(edition: Edition) -> None:
    member = MemberFactory()
    says(member, "D1.1", 3)
    draft = the_next(edition)
    gone = drops(draft, "D1.1")

    goes_out(draft)

    [told] = [one for one in successions() if one.from_competency_id == gone]
    assert (told.kind, told.carrying, told.to_competency_id) == (SuccessionKind.RETIRED, Carrying.ARCHIVE, None)  # fmt: skip
    assert db.session.get_one(Competency, gone).retired_in_id == draft.id
    assert level_of(member, gone).declared == 3


@pytest.mark.parametrize("code", ["D1.1", "D1.2", "D2.1"])
@pytest.mark.parametrize("how", ["retired", "replaced", "split", "merged", "edited"])
def test_the_score_of_a_pinned_opening_does_not_move(edition: Edition, code: str, how: str) -> None:
    member = MemberFactory()
    levels = {"D1.1": 2, "D1.2": 1, "D2.1": 4}
    for known, level in levels.items():
        says(member, known, level)
    asked = [
        Asked(id_of(known), level, weight)
        for known, level, weight in (("D1.1", 3, 3), ("D1.2", 2, 2), ("D2.1", 4, 1))
    ]
    pinned = actions.require(Owner.OPENING, edition.id, asked)
    db.session.commit()

    def score() -> tuple[Fraction | None, Fraction | None]:
        found = match(pinned.requirements, queries.known_levels(member.id, now()))
        return found.lowest, found.highest

    before = score()
    draft = the_next(edition)
    if how == "edited":
        of(draft, code).statement = "Dit autrement."
        db.session.commit()
    else:
        new = {"replaced": ["D2.8"], "split": ["D2.8", "D2.9"], "merged": ["D2.8"]}.get(how, [])
        heirs = [brings(draft, each, "D2") for each in new]
        drops(draft, code, *heirs)
        if how == "merged":
            drops(draft, next(known for known in levels if known != code), *heirs)

    goes_out(draft)

    assert before == score()
    assert pinned.edition_id == edition.id


def test_ten_thousand_levels_take_a_few_statements(edition: Edition) -> None:
    people = [MemberFactory().id for _ in range(30)]
    db.session.execute(
        insert(Assessment),
        [
            {"member_id": m, "author_id": m, "competency_id": id_of(code), "edition_id": edition.id,
             "level": 2, "at": now()}
            for m in people for code in ("D1.1", "D1.2")
        ],
    )  # fmt: skip
    draft = the_next(edition)
    parts = [brings(draft, code, "D1") for code in ("D1.3", "D1.4", "D1.5")]
    for code in ("D1.1", "D1.2"):
        drops(draft, code, *parts)

    with counted() as statements:
        actions.publish(draft, now())

    carried = select(func.count(Assessment.id)).where(Assessment.is_to_confirm)
    assert db.session.scalar(carried) == 90
    about_levels = [one for one in statements if "assessment" in one]
    assert len(about_levels) <= 4


def test_an_abandoned_draft_leaves_nothing_behind(edition: Edition) -> None:
    member = MemberFactory()
    draft = the_next(edition)
    brings(draft, "D1.3", "D1")
    proposal = Proposal(
        framework_id=edition.framework_id,
        edition_id=draft.id,
        operation="retire",
        competency_id=id_of("D1.1"),
        author_id=member.id,
        organization_id=member.organization_id,
        state=ProposalState.APPLIED,
        decision="Oui.",
        decided_by_id=member.id,
        decided_at=now(),
        applied_in_id=draft.id,
        applied_at=now(),
    )
    db.session.add(proposal)
    db.session.commit()

    actions.abandon(draft)
    db.session.commit()

    assert db.session.scalars(select(Edition.id)).all() == [edition.id]
    assert (proposal.state, proposal.applied_in_id) == (ProposalState.ACCEPTED, None)
    assert not db.session.scalars(
        select(Revision.id).where(Revision.edition_id != edition.id)
    ).all()
    assert actions.open_draft(edition.framework, now()).number == "0.9.0+brouillon"


def test_a_published_edition_is_not_abandoned(edition: Edition) -> None:
    with pytest.raises(NotADraft):
        actions.abandon(edition)


def test_what_is_carried_is_an_answer_of_its_own(edition: Edition) -> None:
    member = MemberFactory()
    says(member, "D1.1", 2)
    draft = the_next(edition)
    drops(draft, "D1.1", brings(draft, "D1.3", "D1"))
    goes_out(draft)

    [carried] = db.session.scalars(select(Assessment).where(Assessment.is_to_confirm))

    assert (carried.author_id, carried.kind, carried.state) == (member.id, AssessmentKind.SELF, AssessmentState.LEVEL)  # fmt: skip
    assert carried.edition_id == draft.id
