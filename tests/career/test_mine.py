"""My way: jobs and posts, the nearest first, my runs and what they raise, the gaps that are asked for."""

from __future__ import annotations

from intranet.competencies.actions import Asked, require
from intranet.competencies.models import Edition, JobProfile, Owner
from intranet.kit.db import db
from tests.bookings.factories import registers
from tests.competencies.factories import says
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory
from tests.openings.factories import OpeningFactory, an_application, asking, competency
from tests.sql import counted
from tests.visitor import Page, Visitor


def block(page: Page, title: str) -> str:
    """The words of the block that bears this title."""
    [found] = [words for words in page.texts(".block") if words.startswith(title)]
    return found


def test_whoever_has_said_nothing_yet_is_told_in_each_block_what_to_do_next(
    visitor: Visitor, edition: Edition
) -> None:
    OpeningFactory()

    page = visitor.sign_in(MemberFactory()).open("/parcours")

    assert page.link("Déclarer mes niveaux") == "/moi/competences"
    assert "dès que vous aurez dit quelques niveaux" in block(page, "Des postes sur mon chemin")
    assert page.link("Parcourir les formations") == "/formations"
    assert "dès que vous aurez dit" in block(page, "Mes écarts les plus demandés")
    assert len(page.select(".block")) <= 6
    for words in (
        "Mes plans",
        "Apprendre d’un pair",
        "Mon binôme",
        "Demander une session",
        "Mon équipe",
    ):
        visitor.open(page.link(words))


def test_jobs_and_posts_come_nearest_first_with_their_score(
    visitor: Visitor, edition: Edition
) -> None:
    member = MemberFactory()
    says(member, "D1.1", 2)
    for slug, level in (("loin", 4), ("pres", 2)):
        asked = require(Owner.JOB_PROFILE, edition.id, [Asked(competency("D1.1"), level)])
        db.session.add(JobProfile(slug=slug, title=slug.title(), requirement_set=asked))
    db.session.commit()
    far = OpeningFactory(title="Poste lointain", requirement_set=asking(("D1.1", 4)))
    near = OpeningFactory(title="Poste proche", requirement_set=asking(("D1.1", 3)))

    page = visitor.sign_in(member).open("/parcours")

    assert "Pres 100 % Loin 50 %" in block(page, "Vers un métier").replace("\u00a0", " ")
    posts = block(page, "Des postes sur mon chemin").replace("\u00a0", " ")
    assert posts.index("67 %") < posts.index("50 %")
    assert page.link("Poste proche") == f"/parcours/offre/{near.id}"
    assert page.link("Poste lointain") == f"/parcours/offre/{far.id}"
    assert page.link("Pres") == "/parcours/metier/pres"


def test_what_i_applied_to_comes_before_what_i_answer_best(
    visitor: Visitor, edition: Edition
) -> None:
    member = MemberFactory()
    says(member, "D1.1", 3)
    OpeningFactory(title="Poste proche", requirement_set=asking(("D1.1", 3)))
    asked = OpeningFactory(title="Poste demandé", requirement_set=asking(("D1.1", 4)))
    an_application(asked, member)

    posts = block(visitor.sign_in(member).open("/parcours"), "Des postes sur mon chemin")

    assert posts.index("Poste demandé") < posts.index("Poste proche")
    assert "ma candidature : envoyée" in posts.replace("\u00a0", " ")
    assert posts.count("Poste demandé") == 1


def test_my_runs_say_what_they_will_raise_and_lead_to_my_registration(
    visitor: Visitor, edition: Edition
) -> None:
    member = MemberFactory()
    says(member, "D1.1", 1)
    run = a_run(CourseFactory(title="Diagnostic", raises={"D1.1": (1, 3), "D1.2": (0, 1)}))
    made = registers(run.bookable, member)
    past = a_run(CourseFactory(title="Passée", raises={"D1.1": (1, 3)}))
    registers(past.bookable, member)
    past.take_place(run.starts_on.replace(year=2020), run.starts_on.replace(year=2020))
    db.session.commit()

    page = visitor.sign_in(member).open("/parcours")
    runs = block(page, "Mes prochaines sessions")

    assert "Passée" not in runs
    assert page.link("Diagnostic") == f"/moi/inscriptions/{made.uuid}"
    assert "du niveau 1 au niveau 3" in runs
    assert "D1.2" in runs


def test_the_gaps_most_asked_for_are_known_ones_that_openings_ask_more_of(
    visitor: Visitor, edition: Edition
) -> None:
    member = MemberFactory()
    says(member, "D1.1", 1)
    says(member, "D1.2", 2)
    for _ in range(2):
        OpeningFactory(requirement_set=asking(("D1.1", 3), ("D1.2", 2), ("D2.1", 2)))
    OpeningFactory(requirement_set=asking(("D1.1", 2), ("D1.2", 3)))
    OpeningFactory(over=True, requirement_set=asking(("D1.2", 4)))

    page = visitor.sign_in(member).open("/parcours")
    gaps = block(page, "Mes écarts les plus demandés").replace("\u00a0", " ")

    assert gaps.index("3 offres en demandent") < gaps.index("1 offre en demande")
    assert "D2.1" not in gaps
    led = visitor.open(page.link("1 offre en demande"))
    assert led.texts("#results-count")[0].startswith("1 offre")
    assert page.link("s’y former") == "/formations?competence=D1.1&niveau=2"


def test_the_statements_do_not_grow_with_what_is_on_the_way(
    visitor: Visitor, edition: Edition
) -> None:
    member = MemberFactory()
    says(member, "D1.1", 1)
    visitor.sign_in(member)

    def asked() -> int:
        visitor.open("/parcours")
        with counted() as statements:
            visitor.open("/parcours")
        return len(statements)

    for _ in range(2):
        an_application(OpeningFactory(), member)
        registers(a_run(CourseFactory(raises={"D1.1": (1, 3)})).bookable, member)
        OpeningFactory()
    few = asked()
    for _ in range(4):
        an_application(OpeningFactory(), member)
        registers(a_run(CourseFactory(raises={"D1.1": (1, 3)})).bookable, member)
        OpeningFactory()

    assert asked() == few
    assert few <= 12
