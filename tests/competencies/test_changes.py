"""What a proposal may change: the rules of the tree, the words marked, the text that moved on."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.competencies import changes
from intranet.competencies.changes import Gesture, Mark, Present
from intranet.competencies.models import Operation as Op

pytestmark = pytest.mark.no_database


def an_item(parent: str = "", kind: str = "know_how", **said: Any) -> dict[str, Any]:
    levels = {f"level_{value}": f"Sait faire {value}." for value in range(5)}
    plain = {"title": "Sans titre", "statement": "Un énoncé.", "notes": "", "code": "X1"}
    lists: dict[str, Any] = {"keywords": [], "synonyms": [], "level_min": 0, "level_max": 4}
    return {"parent": parent, "kind": kind, **plain, **lists, **levels, **said}


TREE = Present(
    {
        "d1": an_item(kind="domain", code="D1", title="Observer"),
        "d2": an_item(kind="domain", code="D2", title="Conduire"),
        "a": an_item("d1", code="D1.1", title="Diagnostiquer", kind="mission"),
        "b": an_item("a", code="D1.1.1", title="Enquêter"),
        "c": an_item("b", code="D1.1.1.1", title="Interroger"),
        "e": an_item("d2", code="D2.1", title="Programmer", level_min=2, level_max=3),
        "f": an_item("d2", code="D2.2", title="Évaluer"),
        "g": an_item("d2", code="D2.3", title="Le droit", kind="knowledge"),
    },
    frozenset({("precedes", "e", "f"), ("precedes", "f", "g"), ("isRelatedTo", "e", "g")}),
)


def told(operation: Op, uuid: str | None, **payload: Any) -> dict[str, str]:
    """What is wrong, by field."""
    found = changes.faults(operation, uuid, payload, TREE)
    return {fault.field: fault.sentence for fault in found}


def add(**given: Any) -> dict[str, str]:
    plain = an_item("d2", code="D2.4", title="Négocier") | given
    return told(Op.ADD, None, **plain)


def part(code: str, title: str = "Une partie", statement: str = "Ce qu’elle recouvre.") -> Any:
    levels = {f"level_{value}": f"Sait faire {value}." for value in range(1, 5)}
    return {"code": code, "title": title, "statement": statement, **levels}


def test_a_sound_proposal_has_no_fault() -> None:
    assert told(Op.EDIT, "e", title="Programmer et suivre") == {}
    assert add() == {}
    assert told(Op.MOVE, "g", parent="d1", code="D1.2") == {}
    assert told(Op.SPLIT, "e", parts=[part("D2.1"), part("D2.9")]) == {}
    assert told(Op.MERGE, "e", others=["f"], **part("D2.2")) == {}
    assert told(Op.RETIRE, "f", successor="e") == {}
    assert told(Op.RETIRE, "f", successor="") == {}
    assert told(Op.RELATE, "f", relation="isPartOf", target="e", gesture="add") == {}
    assert told(Op.REWORD_LEVEL, "e", value=2, text="Conduit seul un programme.") == {}


def test_nothing_is_proposed_about_an_item_that_is_not_there() -> None:
    for operation in set(Op) - {Op.ADD}:
        assert list(told(operation, "gone")) == [""]
        assert list(told(operation, None)) == [""]


def test_a_title_that_is_too_long_is_refused_with_its_length_and_never_cut() -> None:
    assert "256 signes, pour 255" in told(Op.EDIT, "e", title="x" * 256)["title"]
    assert told(Op.EDIT, "e", title="x" * 255) == {}
    assert "title" in told(Op.EDIT, "e", title="  ")
    assert "title" in add(title="")


def test_an_edit_changes_something() -> None:
    assert "Rien n’est changé" in told(Op.EDIT, "e", title="Programmer")["title"]
    assert "Rien n’est changé" in told(Op.EDIT, "e")["title"]


@pytest.mark.parametrize("code", ["D2.2", "d2.2"])
def test_a_code_belongs_to_one_item(code: str) -> None:
    assert "« Évaluer »" in told(Op.EDIT, "e", code=code)["code"]
    assert "« Évaluer »" in add(code=code)["code"]
    assert "« Évaluer »" in told(Op.MOVE, "g", parent="d1", code=code)["code"]


@pytest.mark.parametrize("code", ["", "D 2", "propositions", "D2/3", "9" * 81, "D2.9\n", "été1"])
def test_a_code_can_stand_in_an_address(code: str) -> None:
    assert "code" in add(code=code)


def test_levels_stay_on_the_scale_and_in_order() -> None:
    assert "0 à 4" in add(level_min=-1)["level_min"]
    assert "0 à 4" in add(level_max=5)["level_max"]
    assert "0 à 4" in add(level_max=None)["level_max"]
    assert "sous le premier" in add(level_min=3, level_max=2)["level_max"]
    assert "sous le premier" in told(Op.EDIT, "e", level_min=4)["level_max"]


def test_domains_and_they_alone_stand_at_the_root() -> None:
    assert "Seul un domaine" in add(parent="")["parent"]
    assert "à la racine" in add(kind="domain")["parent"]
    assert add(kind="domain", parent="") == {}
    assert "Seul un domaine" in told(Op.MOVE, "e", parent="", code="D2.1")["parent"]
    assert "à la racine" in told(Op.MOVE, "d1", parent="d2", code="D1")["parent"]
    assert "racine" in told(Op.EDIT, "e", kind="domain")["kind"]
    assert "racine" in told(Op.EDIT, "d1", kind="mission")["kind"]


def test_a_branch_is_never_deeper_than_four_floors() -> None:
    assert "en ferait 5" in add(parent="c")["parent"]
    assert "en ferait 5" in told(Op.MOVE, "a", parent="e", code="D1.1")["parent"]
    assert told(Op.MOVE, "b", parent="e", code="D1.1.1") == {}
    assert "pas dans le texte" in add(parent="nowhere")["parent"]


def test_nothing_moves_under_itself_nor_where_it_is() -> None:
    assert "sous elle-même" in told(Op.MOVE, "a", parent="a", code="D1.1")["parent"]
    assert "« Interroger » est sous" in told(Op.MOVE, "a", parent="c", code="D1.1")["parent"]
    assert "déjà à cette place" in told(Op.MOVE, "a", parent="d1", code="D1.1")["parent"]


def test_one_splits_in_two_or_more_with_a_code_each() -> None:
    assert "en deux" in told(Op.SPLIT, "e", parts=[part("D2.1")])["parts"]
    assert "en deux" in told(Op.SPLIT, "e", parts=[part(f"D7.{n}") for n in range(7)])["parts"]
    twice = told(Op.SPLIT, "e", parts=[part("D2.8"), part("d2.8")])
    assert "ce code" in twice["parts-1-code"]
    assert "parts-0-code" in told(Op.SPLIT, "e", parts=[part("D2.2"), part("D2.9")])
    assert "parts-1-title" in told(Op.SPLIT, "e", parts=[part("D2.1"), part("D2.9", "x" * 256)])
    assert "parts-0-statement" in told(Op.SPLIT, "e", parts=[part("D2.1", statement=""), part("D2.9")])  # fmt: skip


def test_each_level_of_what_is_new_is_described() -> None:
    assert list(add(level_3=" ")) == ["level_3"]
    assert add(level_3="", level_max=2) == {}
    without = {**part("D2.9"), "level_1": "", "level_3": ""}
    assert list(told(Op.SPLIT, "e", parts=[part("D2.1"), without])) == ["parts-1-level_3"]


def test_one_merges_others_of_the_same_nature() -> None:
    whole = part("D2.1")
    assert "au moins une autre" in told(Op.MERGE, "e", others=[], **whole)["others"]
    assert "elle-même" in told(Op.MERGE, "e", others=["e"], **whole)["others"]
    assert "deux fois" in told(Op.MERGE, "e", others=["f", "f"], **whole)["others"]
    assert "pas dans le texte" in told(Op.MERGE, "e", others=["f", "gone"], **whole)["others"]
    assert "même nature" in told(Op.MERGE, "e", others=["g"], **whole)["others"]


def test_what_contains_others_does_not_leave() -> None:
    for wrong in (
        told(Op.SPLIT, "b", parts=[part("D1.1.1"), part("D9.9")]),
        told(Op.MERGE, "b", others=["f"], **part("D2.9")),
        told(Op.MERGE, "f", others=["b"], **part("D2.9")),
        told(Op.RETIRE, "b", successor=""),
    ):
        assert "« Enquêter » contient encore 1\u00a0élément" in wrong[""]


def test_nothing_replaces_itself() -> None:
    assert "par elle-même" in told(Op.RETIRE, "f", successor="f")["successor"]
    assert "pas dans le texte" in told(Op.RETIRE, "f", successor="gone")["successor"]


def relate(origin: str, relation: str, target: str, gesture: str = Gesture.ADD) -> dict[str, str]:
    return told(Op.RELATE, origin, relation=relation, target=target, gesture=gesture)


def test_relations_never_turn_in_circles() -> None:
    assert "en rond" in relate("f", "precedes", "e")["target"]
    assert "en rond" in relate("g", "precedes", "e")["target"]
    assert relate("e", "precedes", "g") == {}
    assert "à elle-même" in relate("e", "precedes", "e")["target"]


def test_a_relation_is_drawn_once_and_taken_away_where_it_is() -> None:
    assert "existe déjà" in relate("e", "precedes", "f")["target"]
    assert "existe déjà" in relate("g", "isRelatedTo", "e")["target"]
    assert relate("e", "precedes", "f", "remove") == {}
    assert "rien à retirer" in relate("f", "isRelatedTo", "e", "remove")["target"]
    assert "relation" in relate("e", "replacedBy", "f")
    assert "target" in relate("e", "precedes", "gone")
    assert "target" in relate("e", "precedes", "")


def test_a_level_is_reworded_where_it_exists() -> None:
    assert "0 à 4" in told(Op.REWORD_LEVEL, "e", value=5, text="…")["value"]
    assert "0 à 4" in told(Op.REWORD_LEVEL, "e", value=None, text="…")["value"]
    assert "2 à 3" in told(Op.REWORD_LEVEL, "e", value=4, text="…")["value"]
    assert "Rien n’est changé" in told(Op.REWORD_LEVEL, "e", value=2, text="Sait faire 2.")["text"]
    assert "text" in told(Op.REWORD_LEVEL, "e", value=2, text=" ")
    assert "text" in told(Op.REWORD_LEVEL, "e", value=2, text="x" * 2001)


def test_words_are_marked_one_by_one() -> None:
    pieces = changes.marked("Observer le tissu économique", "Observer le tissu industriel local")

    assert [(piece.mark, piece.text) for piece in pieces] == [
        (Mark.SAME, "Observer le tissu "),
        (Mark.GONE, "économique"),
        (Mark.NEW, "industriel local"),
    ]


@given(st.text(), st.text())
def test_marks_give_back_both_texts(before: str, after: str) -> None:
    pieces = changes.marked(before, after)

    assert "".join(one.text for one in pieces if one.mark is not Mark.NEW) == before
    assert "".join(one.text for one in pieces if one.mark is not Mark.GONE) == after
    assert 0 <= changes.ratio(before, after) <= 1
    assert changes.ratio(before, before) == 1


def test_alike_is_four_words_in_five() -> None:
    assert changes.ratio("a b c d e ", "a b c d x ") == Fraction(4, 5)
    assert changes.ratio("", "") == 1
    assert changes.ratio("a b", "c d") == 0


def test_texts_too_long_to_compare_are_told_as_rewritten() -> None:
    before, after = "a b " * 3_000, "début " + "b a " * 3_000 + "fin"

    pieces = changes.marked(before, after)

    assert [piece.mark for piece in pieces] == [Mark.GONE, Mark.NEW]


def test_only_words_change_for_form() -> None:
    assert changes.editorial_possible(Op.EDIT, {"title": "…", "synonyms": []})
    assert changes.editorial_possible(Op.REWORD_LEVEL, {})
    assert not changes.editorial_possible(Op.EDIT, {"title": "…", "code": "D9"})
    assert not changes.editorial_possible(Op.EDIT, {"level_min": 1})
    assert not changes.editorial_possible(Op.MOVE, {})


def test_each_operation_is_read_in_lines() -> None:
    def read(operation: Op, uuid: str | None, **payload: Any) -> list[tuple[str, str, str]]:
        base = {uuid: TREE.items[uuid]} if uuid else {}
        base |= {other: TREE.items[other] for other in payload.get("others", [])}
        found = changes.lines(operation, uuid, payload, base, TREE)
        return [(line.label, line.before, line.after) for line in found]

    assert read(Op.EDIT, "e", title="Suivre", level_max=4) == [
        ("Intitulé", "Programmer", "Suivre"),
        ("Dernier niveau", "3", "4"),
    ]
    assert read(Op.MOVE, "g", parent="d1", code="D2.3") == [("Rattachée à", "D2 Conduire", "D1 Observer")]  # fmt: skip
    assert read(Op.SPLIT, "e", parts=[part("D2.1", "A"), part("D2.9", "B")])[0] == ("Quitte le référentiel", "D2.1 Programmer", "")  # fmt: skip
    assert [line[1] for line in read(Op.MERGE, "e", others=["f"], **part("D2.1"))] == ["D2.1 Programmer", "D2.2 Évaluer", ""]  # fmt: skip
    assert read(Op.RETIRE, "f", successor="e")[1][2] == "D2.1 Programmer"
    assert read(Op.RELATE, "e", relation="isPartOf", target="f", gesture="add")[0][2] == "D2.1 Programmer fait partie de D2.2 Évaluer"  # fmt: skip
    assert read(Op.REWORD_LEVEL, "e", value=2, text="Conduit.") == [("Niveau 2", "Sait faire 2.", "Conduit.")]  # fmt: skip
    assert ("Rattachée à", "", "D2 Conduire") in read(Op.ADD, None, **an_item("d2"))


def test_a_text_that_moved_on_is_told_three_ways() -> None:
    base = {"e": {**TREE.items["e"], "title": "Bâtir", "statement": "Un autre énoncé."}}

    found = changes.divergences(Op.EDIT, "e", {"title": "Élaborer"}, base, TREE)

    assert [(one.label, one.base, one.now, one.proposed, one.is_contested) for one in found] == [
        ("Intitulé", "Bâtir", "Programmer", "Élaborer", True),
        ("Énoncé", "Un autre énoncé.", "Un énoncé.", None, False),
    ]
    assert changes.divergences(Op.EDIT, "e", {"title": "x"}, {"e": TREE.items["e"]}, TREE) == []
    same = changes.divergences(Op.EDIT, "e", {"title": "Programmer"}, base, TREE)
    assert not any(one.is_contested for one in same)


def test_an_item_that_left_is_contested() -> None:
    [gone] = changes.divergences(Op.RETIRE, "z", {}, {"z": an_item(title="Partie")}, TREE)

    assert gone.is_contested and gone.now is None and "Partie" in gone.base
