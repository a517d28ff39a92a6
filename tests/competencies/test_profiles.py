"""The jobs of the trade, and how far a member is from each."""

from __future__ import annotations

from intranet.competencies import queries
from intranet.competencies.queries import Catalogue
from intranet.kit.db import db, one_or_404
from intranet.kit.texts import fold
from tests.competencies.factories import says
from tests.factories import MemberFactory
from tests.visitor import Visitor

JOB = "/referentiel/metiers/conseiller-creation-reprise"


def test_a_visitor_reads_the_jobs(visitor: Visitor, catalogue: Catalogue) -> None:
    queries.job_profiles()[0].title = "Éclaireur des territoires"
    db.session.commit()

    page = visitor.open("/referentiel/metiers")

    titles = [profile.title for profile in queries.job_profiles()]
    assert page.texts(".card h2") == titles == sorted(titles, key=fold)
    assert not page.select(".score-line")


def test_a_job_shows_what_it_asks_for_by_domain(visitor: Visitor, catalogue: Catalogue) -> None:
    profile = one_or_404(queries.job_profile("conseiller-creation-reprise"))
    asked = queries.requirements_of([profile.requirement_set_id])[profile.requirement_set_id]

    page = visitor.open(JOB)

    codes = page.texts(".chips .chip-code")
    assert set(codes) == {catalogue.items[one.competency_id].code for one in asked}
    assert codes == sorted(codes, key=list(catalogue.by_code).index)
    assert page.texts(".chip-need") == ["indispensable"] * sum(one.is_mandatory for one in asked)
    assert "Connectez-vous" in page.text(".item-side .notice")
    assert not page.select(".gaps, .score")


def test_an_unknown_job_is_a_404(visitor: Visitor, catalogue: Catalogue) -> None:
    visitor.open("/referentiel/metiers/astronaute", status=404)


def test_a_member_who_said_nothing_is_not_a_zero(visitor: Visitor, catalogue: Catalogue) -> None:
    page = visitor.sign_in(MemberFactory()).open(JOB)

    assert "au moins 0" in page.text(".score-words")
    assert "jusqu’à 100" in page.text(".score-words")
    assert "pas encore répondu" in page.text(".score .notice")
    assert "–" in page.texts(".gaps td")


def test_a_member_reads_their_gaps_in_words_the_heaviest_first(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    member = MemberFactory()
    says(member, "D3.1", 1)
    says(member, "T1", 1)
    says(member, "D7.3", None)

    page = visitor.sign_in(member).open(JOB)

    rows = page.texts(".gaps tbody tr")
    assert rows[0].startswith("D3.1")
    assert "indispensable 3 1 – 2 niveaux" in rows[0]
    assert any("sans objet" in row for row in rows)
    chips = page.texts(".chip")
    assert [chip.endswith("vous : sans objet sans objet") for chip in chips if "D7.3" in chip] == [
        True
    ]
    assert "vous : 1, il manque 2 niveaux" in " ".join(chips)
    assert "1 compétence indispensable" in page.text(".score .notice")


def test_a_member_who_has_it_all_is_told_so(visitor: Visitor, catalogue: Catalogue) -> None:
    member = MemberFactory()
    for item in catalogue.assessable:
        says(member, item.code, 4)

    page = visitor.sign_in(member).open(JOB)

    assert page.text(".score-words") == "100 %"
    assert "tous les niveaux" in page.text(".score .notice")
    assert not page.select(".gaps")
    assert page.select(".score-words")
    listed = visitor.open("/referentiel/metiers")
    assert set(listed.texts(".score-line strong")) == {"100 %"}
    assert len(listed.texts(".score-line")) == len(queries.job_profiles())
