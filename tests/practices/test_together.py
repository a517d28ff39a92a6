"""Several people in one sheet: what differs is joined, what does not is shown side by side."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from intranet.competencies.models import Edition
from intranet.kit.db import every
from intranet.members.models import Member
from intranet.practices.models import Practice, PracticeVersion, SheetSave, merged
from tests.factories import MemberFactory
from tests.pdfs import PDF
from tests.practices.factories import a_draft, a_finished_draft, a_published, an_author, reloaded
from tests.visitor import Page, Visitor

FORM = {"HX-Request-Type": "partial"}


def form_of(visitor: Visitor, practice: Practice) -> Page:
    return visitor.open(f"/pratiques/{practice.slug}/modifier")


def two_forms(visitor: Visitor, edition: Edition) -> tuple[Practice, Page, Page, Member]:
    """The same draft, open before its author and before Dominique; whose session is the author’s."""
    author = an_author()
    practice = a_finished_draft(edition, author)
    colleague = MemberFactory(name="Dominique", organization=author.organization)
    mine = form_of(visitor.sign_in(author), practice)
    theirs = form_of(visitor.sign_in(colleague), practice)
    return practice, mine, theirs, author


def by_itself(visitor: Visitor, page: Page, **typed: str) -> Page:
    """What htmx sends after twenty seconds without a key."""
    sent = page.answers(page.form("#fiche")) | {name: [said] for name, said in typed.items()}
    url = str(page.first("#saved").attrib["hx-post"])
    answer = visitor.client.post(url, data=sent, headers=FORM | {"HX-Target": "div#saved"})
    return Page(answer)


def test_what_two_people_change_in_different_fields_is_joined(
    visitor: Visitor, edition: Edition
) -> None:
    practice, mine, theirs, author = two_forms(visitor, edition)
    visitor.send(theirs, press="save", context="Le contexte de Dominique.")
    visitor.sign_in(author)

    page = visitor.send(mine, press="save", problem="Mon problème.", review_cycle="24")

    assert "fusionné avec la modification de Dominique" in page.text("[role=status]")
    sheet = reloaded(practice).working.sheet
    assert sheet.context == "Le contexte de Dominique."
    assert sheet.problem == "Mon problème."
    assert practice.review_cycle == 24
    assert page.texts("#context") == ["Le contexte de Dominique."]


def test_in_the_same_field_nothing_is_written_and_both_texts_are_shown(
    visitor: Visitor, edition: Edition
) -> None:
    practice, mine, theirs, author = two_forms(visitor, edition)
    visitor.send(theirs, press="save", context="Celui de Dominique.", lead="Son résumé.")
    visitor.sign_in(author)

    page = visitor.send(mine, 409, press="save", context="Le mien.", problem="Mon problème.")

    assert reloaded(practice).working.sheet.context == "Celui de Dominique."
    assert practice.working.sheet.problem == "Les demandes des dirigeants se perdaient."
    assert "Dominique a enregistré cette fiche" in page.text(".conflict")
    assert page.texts(".theirs dt") == ["Contexte"]
    assert page.texts("#context") == ["Le mien."]
    assert page.texts("#problem") == ["Mon problème."]
    assert page.texts("#lead") == ["Son résumé."]  # changed by her alone: nothing to choose

    visitor.send(page, press="save")
    sheet = reloaded(practice).working.sheet
    assert (sheet.context, sheet.lead) == ("Le mien.", "Son résumé.")


@pytest.mark.parametrize(
    ("button", "kept"), [("take", "Celui de Dominique."), ("leave", "Le mien.")]
)
def test_each_field_has_its_two_buttons(
    visitor: Visitor, edition: Edition, button: str, kept: str
) -> None:
    practice, mine, theirs, author = two_forms(visitor, edition)
    visitor.send(theirs, press="save", context="Celui de Dominique.", lead="Son résumé.")
    visitor.sign_in(author)
    chosen = (BytesIO(PDF), "grille.pdf")
    page = visitor.send(
        mine, 409, press="save", context="Le mien.", lead="Mon résumé.", documents=chosen
    )
    assert "Choisissez de nouveau le fichier" in " ".join(page.texts(".notice"))

    page = visitor.send(page, press=f"{button}=context", documents=(BytesIO(PDF), "grille.pdf"))
    assert "Choisissez de nouveau le fichier" in " ".join(page.texts(".notice"))

    assert page.texts("#context") == [kept]
    assert page.texts(".theirs dt") == ["Résumé"]
    assert reloaded(practice).working.sheet.context == "Celui de Dominique."
    visitor.send(page, press="save")
    sheet = reloaded(practice).working.sheet
    assert (sheet.context, sheet.lead) == (kept, "Mon résumé.")


def test_rows_of_a_list_are_joined_one_by_one(visitor: Visitor, edition: Edition) -> None:
    practice, mine, theirs, author = two_forms(visitor, edition)
    visitor.send(theirs, press="save", **{"approach-0-text": "Visiter chaque entreprise."})
    visitor.sign_in(author)

    visitor.send(mine, press="save", **{"approach-2-text": "Rendre compte."})

    assert reloaded(practice).working.sheet.approach == [
        "Visiter chaque entreprise.", "Recueillir les demandes.", "Rendre compte.",
    ]  # fmt: skip


BASE = ["a", "b", "c"]


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        (["A", "b", "c"], ["a", "B", "c"], ["A", "B", "c"]),
        (["a", "b"], ["a", "b", "c", "d"], ["a", "b", "d"]),
        (["a", "b", "c", "m"], ["a", "b", "c", "t"], ["a", "b", "c", "t", "m"]),
        (["a", "b", "c", "x"], ["a", "b", "c", "x"], ["a", "b", "c", "x"]),
        (["A", "b", "c"], ["Z", "b", "c"], None),
        (["b", "c"], ["Z", "b", "c"], None),
        (["a", "b", "x", "c"], ["a"], None),  # among rows taken away, which must not come back
    ],
)
@pytest.mark.no_database
def test_lists_are_merged_as_diff3_does(
    mine: list[str], theirs: list[str], both: list[str] | None
) -> None:
    found = merged({"rows": BASE}, {"rows": mine}, {"rows": theirs})
    assert found.values["rows"] == (mine if both is None else both)
    assert found.common == ([] if both is not None else ["rows"])


@pytest.mark.no_database
def test_the_same_competency_at_two_levels_is_to_choose() -> None:
    def shows(level: int) -> dict[str, Any]:
        return {"competencies": [{"competency_id": 1, "code": "D1.1", "level": level}]}

    assert merged({"competencies": []}, shows(1), shows(3)).common == ["competencies"]


def test_a_draft_is_saved_by_itself_and_the_form_goes_on_from_there(
    visitor: Visitor, edition: Edition
) -> None:
    author = an_author()
    practice = a_draft(author)
    page = form_of(visitor.sign_in(author), practice)

    fragment = by_itself(visitor, page, context="Écrit sans y penser.")
    page.swap("#saved", fragment)

    assert "Brouillon enregistré" in page.text("#saved")
    assert reloaded(practice).working.sheet.context == "Écrit sans y penser."
    assert len(practice.versions) == 1
    visitor.send(page, press="save", context="Puis avec le bouton.")
    assert reloaded(practice).working.sheet.context == "Puis avec le bouton."


def test_what_is_saved_by_itself_waits_for_the_button_once_somebody_else_wrote(
    visitor: Visitor, edition: Edition
) -> None:
    practice, mine, theirs, author = two_forms(visitor, edition)
    visitor.send(theirs, press="save", context="Celui de Dominique.")
    visitor.sign_in(author)

    fragment = by_itself(visitor, mine, problem="Mon problème.")
    mine.swap("#saved", fragment)

    assert "Dominique a enregistré cette fiche" in mine.text("#saved")
    assert reloaded(practice).working.sheet.problem != "Mon problème."
    visitor.send(mine, press="save", problem="Mon problème.")
    sheet = reloaded(practice).working.sheet
    assert (sheet.context, sheet.problem) == ("Celui de Dominique.", "Mon problème.")


def test_a_text_too_long_is_not_saved_by_itself(visitor: Visitor, edition: Edition) -> None:
    author = an_author()
    practice = a_draft(author)
    page = form_of(visitor.sign_in(author), practice)

    fragment = by_itself(visitor, page, lead="é" * 301)

    assert fragment.status == 422
    assert "Pas encore enregistré" in fragment.html
    assert reloaded(practice).working.sheet.lead == ""


def test_a_sheet_joined_to_another_s_text_is_read_again_before_it_is_submitted(
    visitor: Visitor, edition: Edition
) -> None:
    practice, mine, theirs, author = two_forms(visitor, edition)
    visitor.send(theirs, press="save", context="Celui de Dominique.")
    visitor.sign_in(author)

    visitor.send(mine, press="submit", problem="Mon problème.")

    assert reloaded(practice).submitted_at is None
    assert practice.working.sheet.problem == "Mon problème."


def test_who_else_writes_is_told_and_locks_nobody_out(visitor: Visitor, edition: Edition) -> None:
    practice, _, theirs, author = two_forms(visitor, edition)
    url = str(theirs.first("#presence").attrib["hx-post"])
    token = theirs.answers(theirs.form("#fiche"))["csrf_token"]
    answer = visitor.client.post(
        url, data={"csrf_token": token}, headers=FORM | {"HX-Target": "div#presence"}
    )
    assert "modifie aussi" not in answer.text
    plainly = visitor.client.post(url, data={"csrf_token": token})
    assert plainly.location == url.replace("presence", "modifier")
    visitor.sign_in(author)

    assert "Dominique modifie aussi cette fiche" in form_of(visitor, practice).text("#presence")


def test_a_revision_begun_by_another_is_merged_from_what_was_online(
    visitor: Visitor, edition: Edition
) -> None:
    author = an_author()
    practice = a_published(edition, author)
    colleague = MemberFactory(name="Dominique", organization=author.organization)
    mine = form_of(visitor.sign_in(author), practice)
    theirs = form_of(visitor.sign_in(colleague), practice)
    visitor.send(theirs, press="save", context="Celui de Dominique.")
    visitor.sign_in(author)

    visitor.send(mine, press="save", problem="Mon problème.")

    sheet = reloaded(practice).working.sheet
    assert (sheet.context, sheet.problem) == ("Celui de Dominique.", "Mon problème.")


def test_versions_tell_what_each_changed_and_one_may_begin_again_from_an_older_one(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    visitor.sign_in(practice.author)
    visitor.send(form_of(visitor, practice), press="save", context="Un autre contexte.")

    page = visitor.open(f"/pratiques/{practice.slug}/versions")
    assert page.texts("h2") == ["Version 2", "Version 1"]
    assert page.texts(".changes dt") == ["Contexte"]
    assert page.texts(".changes ins") == ["Un autre contexte."]
    page = visitor.send(page, form="form[action$='versions/1']")

    versions = every(select(PracticeVersion).order_by(PracticeVersion.number))
    assert reloaded(practice).working.sheet.context == versions[0].sheet.context
    assert practice.working.change_note == "d’après v1"
    assert versions[1].sheet.context == "Un autre contexte."  # nobody’s text is lost
    assert "d’après v1" in visitor.open(f"/pratiques/{practice.slug}/versions").text("main")


def test_readers_see_only_the_versions_that_were_online(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    visitor.sign_in(practice.author)
    visitor.send(form_of(visitor, practice), press="save", context="Secret de fabrication")
    visitor.sign_in(MemberFactory())

    page = visitor.open(f"/pratiques/{practice.slug}/versions")

    assert page.texts("h2") == ["Version 1"]
    assert "Secret" not in page.html


def test_a_restored_version_asked_from_an_old_page_writes_nothing(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    visitor.sign_in(practice.author)
    visitor.send(form_of(visitor, practice), press="save", context="Un autre contexte.")
    page = visitor.open(f"/pratiques/{practice.slug}/versions")
    visitor.send(form_of(visitor, practice), press="save", context="Encore un autre.")

    visitor.send(page, 409, form="form[action$='versions/1']")

    assert reloaded(practice).working.sheet.context == "Encore un autre."


def test_saves_are_kept_to_merge_from(visitor: Visitor, edition: Edition) -> None:
    practice = a_finished_draft(edition)
    saves = every(select(SheetSave).order_by(SheetSave.lock_version))
    assert [save.lock_version for save in saves] == [1, practice.lock_version]
