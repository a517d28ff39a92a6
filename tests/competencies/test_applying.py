"""What each accepted proposal writes in the draft, and what it never touches."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from intranet.competencies import actions, queries
from intranet.competencies.models import (
    PRECEDES,
    RELATED,
    REPLACED_BY,
    Competency,
    Edition,
    FileFormat,
    LevelDescriptor,
    NotADraft,
    Operation,
    ProposalMovedOn,
    ProposalState,
    Relation,
    TextMovedOn,
)
from intranet.competencies.queries import Catalogue
from intranet.kit.canonical import digest
from intranet.kit.clock import now
from intranet.kit.db import db, every
from tests.competencies.exchanges import brought, exported, outcomes, planned
from tests.competencies.factories import the_next
from tests.competencies.proposing import a_proposal, accepted, an_open_draft, applied, uuid_of
from tests.factories import an_animator


@pytest.fixture
def draft(edition: Edition) -> Edition:
    return an_open_draft()


def carried(draft: Edition, operation: Operation, about: str = "D1.1", **payload: Any) -> Catalogue:
    """The draft, once a proposal was accepted and carried into it."""
    applied(accepted(a_proposal(about=about, operation=operation, **payload)), draft)
    return queries.catalogue_of(draft.id)


def replacements(draft: Edition) -> set[tuple[str, str]]:
    uuids = {known.id: known.uuid for known in every(select(Competency))}
    query = select(Relation).where(Relation.edition_id == draft.id, Relation.kind == REPLACED_BY)
    return {(uuids[tie.origin_id], uuids[tie.target_id or 0]) for tie in every(query)}


def test_the_published_edition_says_what_it_said(draft: Edition) -> None:
    before = queries.contents(queries.in_force())

    carried(draft, Operation.EDIT, title="Observer")
    carried(draft, Operation.RETIRE, "D1.2", successor="")

    assert queries.contents(queries.catalogue_of(queries.in_force().edition_id)) == before


def test_an_edit_changes_only_what_it_names(draft: Edition) -> None:
    before = queries.catalogue_of(draft.id).by_code["D1.1"]

    catalogue = carried(
        draft, Operation.EDIT, title="Observer", kind="knowledge", synonyms=["voir"]
    )

    after = catalogue.items[before.competency_id]
    assert (after.title, after.kind.value, after.code) == ("Observer", "knowledge", "D1.1")
    assert catalogue.sheets[before.competency_id].synonyms == ["voir"]
    assert catalogue.sheets[before.competency_id].statement == "Diagnostiquer le tissu économique."


def test_levels_that_an_item_loses_lose_their_words(edition: Edition) -> None:
    draft = the_next(edition)
    item = queries.catalogue_of(draft.id).by_code["D1.1"].competency_id

    catalogue = carried(draft, Operation.EDIT, level_min=0, level_max=3)

    assert list(catalogue.sheets[item].descriptors) == [1, 2, 3]
    ours = exported(draft, FileFormat.CSV)  # what we write is never refused when it comes back
    assert set(outcomes(planned(draft, FileFormat.CSV, ours))) == {"left"}
    head, domain, line = "Niveau;Code;Intitulé;Niveau maximum", "1;D1;Observer le territoire;", "2;D1.1;Observer;2"  # fmt: skip
    brought(draft, FileFormat.CSV, f"{head}\n{domain}\n{line}".encode())
    assert list(queries.catalogue_of(draft.id).sheets[item].descriptors) == [1, 2]
    ours = exported(draft, FileFormat.CSV)
    assert set(outcomes(planned(draft, FileFormat.CSV, ours))) == {"left"}


def test_a_new_item_comes_last_under_its_parent(draft: Edition) -> None:
    new = {
        "code": "D1.0",
        "kind": "attitude",
        "title": "Écouter",
        "statement": "Être là.",
        "notes": "",
    }
    lists: dict[str, Any] = {"synonyms": [], "keywords": [], "level_min": 1, "level_max": 3}

    catalogue = carried(
        draft,
        Operation.ADD,
        parent=uuid_of("D1"),
        level_1="Écoute.",
        level_2="Reformule.",
        level_3="Relie.",
        **new,
        **lists,
    )

    assert [item.code for item in catalogue.under(catalogue.by_code["D1"])] == [
        "D1.1",
        "D1.2",
        "D1.0",
    ]
    added = catalogue.by_code["D1.0"]
    assert (added.level_min, added.level_max, added.is_assessable) == (1, 3, True)
    assert catalogue.sheets[added.competency_id].descriptors[2] == "Reformule."
    identity = db.session.get_one(Competency, added.competency_id)
    assert identity.created_in_id == draft.id and added.uuid in identity.uri


def test_a_branch_moves_with_all_it_holds(draft: Edition) -> None:
    catalogue = carried(draft, Operation.MOVE, parent=uuid_of("D2"), code="D2.2")

    moved = catalogue.by_code["D2.2"]
    assert moved.uuid == uuid_of("D1.1")
    assert [item.code for item in catalogue.path(moved)] == ["D2", "D2.2"]
    assert [item.code for item in catalogue.under(catalogue.by_code["D2"])] == ["D2.1", "D2.2"]


def test_a_split_leaves_two_new_identities_in_its_place(draft: Edition) -> None:
    old = uuid_of("D1.1")
    levels = {f"level_{value}": f"Fait {value}." for value in range(1, 5)}
    parts = [
        {"code": "D1.1", "title": "Enquêter", "statement": "Aller voir.", **levels},
        {"code": "D1.3", "title": "Interpréter", "statement": "Comprendre.", **levels},
    ]

    catalogue = carried(draft, Operation.SPLIT, parts=parts)

    found = [catalogue.by_code[code] for code in ("D1.1", "D1.3")]
    assert old not in {item.uuid for item in catalogue.items.values()}
    assert replacements(draft) == {(old, item.uuid) for item in found}
    assert catalogue.sheets[found[1].competency_id].descriptors[4] == "Fait 4."
    assert [item.code for item in catalogue.under(catalogue.by_code["D1"])] == [
        "D1.1",
        "D1.3",
        "D1.2",
    ]


def test_a_merge_leaves_one_new_identity_with_the_levels_of_the_first(
    catalogue: Catalogue,
) -> None:
    draft = an_open_draft()
    catalogue = queries.in_force()
    first, other = next(
        (one, two)
        for one in catalogue.assessable
        for two in catalogue.assessable
        if one != two and one.kind == two.kind and one.parent_id == two.parent_id
        and not catalogue.under(one) and not catalogue.under(two)
    )  # fmt: skip

    after = carried(
        draft, Operation.MERGE, first.code, others=[other.uuid], code=first.code,
        title="Les deux à la fois", statement="Ce que disaient les deux.",
    )  # fmt: skip

    made = after.by_code[first.code]
    assert replacements(draft) >= {(first.uuid, made.uuid), (other.uuid, made.uuid)}
    sheets = catalogue.sheets
    assert after.sheets[made.competency_id].descriptors == sheets[first.competency_id].descriptors
    words = {*sheets[first.competency_id].synonyms, *sheets[other.competency_id].synonyms}
    assert set(after.sheets[made.competency_id].synonyms) == words
    assert other.code not in after.by_code


def test_a_merge_words_the_levels_that_the_first_has_not_as_the_others_do(draft: Edition) -> None:
    for about, value, text in (
        ("D1.1", 2, "Sait faire."), ("D1.2", 2, "Saurait faire."), ("D1.2", 4, "Enseigne."),
    ):  # fmt: skip
        carried(draft, Operation.REWORD_LEVEL, about, value=value, text=text)

    after = carried(
        draft, Operation.MERGE, others=[uuid_of("D1.2")], code="D1.1", title="Les deux",
        statement="Ce que disaient les deux.",
    )  # fmt: skip

    made = after.by_code["D1.1"].competency_id
    assert after.sheets[made].descriptors == {2: "Sait faire.", 4: "Enseigne."}


def test_what_is_retired_leaves_nothing_behind_but_its_successor(draft: Edition) -> None:
    carried(draft, Operation.RELATE, relation=PRECEDES, target=uuid_of("D1.2"), gesture="add")
    carried(draft, Operation.REWORD_LEVEL, value=2, text="Sait faire.")

    catalogue = carried(draft, Operation.RETIRE, successor=uuid_of("D1.2"))

    assert "D1.1" not in catalogue.by_code
    assert replacements(draft) == {(uuid_of("D1.1"), uuid_of("D1.2"))}
    left = select(Relation).where(Relation.edition_id == draft.id, Relation.kind != REPLACED_BY)
    assert every(left) == []
    assert every(select(LevelDescriptor).where(LevelDescriptor.edition_id == draft.id)) == []


def test_relations_are_drawn_and_taken_away_either_way(draft: Edition) -> None:
    def known() -> list[str]:
        return [tie.kind for tie in every(select(Relation).where(Relation.edition_id == draft.id))]

    carried(draft, Operation.RELATE, relation=RELATED, target=uuid_of("D2.1"), gesture="add")
    assert known() == [RELATED]

    other_way = {"relation": RELATED, "target": uuid_of("D1.1"), "gesture": "remove"}
    carried(draft, Operation.RELATE, "D2.1", **other_way)
    assert known() == []


def test_a_level_is_reworded_or_worded_for_the_first_time(draft: Edition) -> None:
    for text in ("Sait mener.", "Mène seul."):
        catalogue = carried(draft, Operation.REWORD_LEVEL, value=3, text=text)
        item = catalogue.by_code["D1.1"]
        assert catalogue.sheets[item.competency_id].descriptors == {3: text}


def test_two_new_items_do_not_take_one_code(draft: Edition) -> None:
    new = {
        "code": "D1.9",
        "kind": "attitude",
        "title": "Écouter",
        "statement": "Être là.",
        "notes": "",
    }
    lists: dict[str, Any] = {"synonyms": [], "keywords": [], "level_min": 0, "level_max": 4}
    levels = {f"level_{value}": f"Fait {value}." for value in range(1, 5)}
    first, second = (
        accepted(
            a_proposal(operation=Operation.ADD, parent=uuid_of("D1"), **new, **lists, **levels)
        )
        for _ in range(2)
    )
    applied(first, draft)

    with pytest.raises(TextMovedOn):
        actions.apply_proposal(second, draft.id, an_animator(), now())


def test_relations_never_turn_in_circles_even_by_two_proposals(draft: Edition) -> None:
    there = a_proposal(
        operation=Operation.RELATE, relation=PRECEDES, target=uuid_of("D1.2"), gesture="add"
    )
    back = a_proposal(
        about="D1.2",
        operation=Operation.RELATE,
        relation=PRECEDES,
        target=uuid_of("D1.1"),
        gesture="add",
    )
    accepted(back)
    applied(accepted(there), draft)

    with pytest.raises(TextMovedOn):
        actions.apply_proposal(back, draft.id, an_animator(), now())


def test_a_proposal_is_applied_once_and_never_to_a_published_edition(
    catalogue: Catalogue,
) -> None:
    draft = an_open_draft()
    proposal, waiting = accepted(a_proposal()), accepted(a_proposal(about="D1.2", title="Veiller"))
    applied(proposal, draft)
    assert (proposal.applied_in_id, proposal.state) == (draft.id, ProposalState.APPLIED)

    proposal.base, proposal.base_hash = {}, digest({})
    db.session.commit()
    with pytest.raises((ProposalMovedOn, TextMovedOn)):
        actions.apply_proposal(proposal, draft.id, an_animator(), now())
    db.session.rollback()
    actions.publish(db.session.get_one(Edition, draft.id), now())
    db.session.commit()
    with pytest.raises(NotADraft):
        actions.apply_proposal(waiting, draft.id, an_animator(), now())


def test_an_abandoned_draft_gives_its_proposals_back(draft: Edition) -> None:
    proposal = accepted(a_proposal(operation=Operation.RETIRE, successor=uuid_of("D1.2")))
    applied(proposal, draft)
    draft_id = draft.id

    actions.abandon(db.session.get_one(Edition, draft_id))
    db.session.commit()

    assert proposal.state is ProposalState.ACCEPTED
    with pytest.raises(NotADraft):  # abandoned a moment before
        actions.apply_proposal(proposal, draft_id, an_animator(), now())
    again = an_open_draft()
    applied(proposal, again)
    assert "D1.1" not in queries.catalogue_of(again.id).by_code
