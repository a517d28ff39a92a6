"""When something is wrong with an opening: two voices freeze it, an animator decides."""

from __future__ import annotations

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member, Role
from intranet.openings import queries
from intranet.openings.models import Opening, OpeningReport, State
from intranet.openings.queries import Search
from intranet.organizations.models import Kind
from tests.factories import MemberFactory, OrganizationFactory, an_administrator, an_animator
from tests.openings.factories import OpeningFactory, an_application
from tests.visitor import Page, Visitor


def report(visitor: Visitor, opening: Opening, member: Member | None = None) -> Page:
    page = visitor.sign_in(member or MemberFactory()).open(f"/offres/{opening.id}")
    form = visitor.open(page.link("Signaler cette offre"))
    return visitor.send(form, reason="filled", text="La personne est déjà arrivée.")


def live() -> int:
    return queries.tally(Search(), now()).total


def fresh(opening: Opening) -> Opening:
    db.session.expire_all()
    return opening


def test_two_members_freeze_an_opening_and_one_twice_does_not(
    visitor: Visitor, edition: object
) -> None:
    opening, one = OpeningFactory(), MemberFactory()
    report(visitor, opening, one)
    report(visitor, opening, one)
    assert fresh(opening).state is State.PUBLISHED
    assert db.session.query(OpeningReport).count() == 1

    report(visitor, opening)

    assert (fresh(opening).state, live()) == (State.SUSPENDED, 0)
    assert opening.frozen_at is not None
    told = [letter.recipient for letter in db.session.query(Letter).all()]
    assert opening.owner.email in told
    assert "retirée du tableau" in visitor.open(f"/offres/{opening.id}").text()
    page = visitor.sign_in(opening.owner).open(f"/offres/{opening.id}")
    assert page.text("blockquote") == "Plusieurs membres l’ont signalée."


def test_candidates_are_told_that_it_leaves_the_board_and_comes_back(
    visitor: Visitor, edition: object
) -> None:
    opening, writer, waiting = OpeningFactory(), MemberFactory(), MemberFactory()
    an_application(opening, writer, sent=False)
    an_application(opening, waiting)

    def told(member: Member) -> list[str]:
        mine = db.session.query(Letter).filter_by(recipient=member.email).order_by(Letter.id)
        return [letter.subject.partition(" :")[0] for letter in mine]

    report(visitor, opening)
    report(visitor, opening)
    assert told(writer) == told(waiting)[1:] == ["Offre retirée du tableau"]
    page = visitor.sign_in(an_animator()).open(f"/animer/signalements/{opening.id}")
    visitor.send(page, press="verdict=uphold", reason="La rémunération manque.")
    assert len(told(writer)) == 1  # it was off already
    page = visitor.open(f"/offres/{opening.id}")
    visitor.send(page, form="form[action$=remise-en-ligne]")
    assert told(writer)[1:] == told(waiting)[2:] == ["Offre reprise"]


def test_only_an_animator_puts_a_frozen_opening_back(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory()
    for _ in range(2):
        report(visitor, opening)
    owner = fresh(opening).owner
    recruiter = MemberFactory(organization=opening.organization, roles={Role.RECRUITER})
    page = visitor.sign_in(recruiter).open(f"/offres/{opening.id}")
    assert "Reprendre" not in page.text()
    assert "Clôturer l’offre" in page.text()

    visitor.sign_in(an_animator())
    queue = visitor.open("/animer/signalements")
    page = visitor.open(queue.link(opening.title))
    assert "Garder l’offre hors du tableau" in page.texts("button")
    done = visitor.send(page, press="verdict=dismiss")

    assert "de nouveau sur le tableau" in done.text()
    assert (fresh(opening).state, opening.frozen_at, live()) == (State.PUBLISHED, None, 1)
    told = visitor.open(f"/offres/{opening.id}").texts(".timeline-title")
    assert told == ["Remise en ligne", "Suspendue"]
    subjects = {letter.subject for letter in db.session.query(Letter).all()}
    assert f"Votre signalement : {opening.title}" in subjects
    assert owner.email


def test_keeping_it_off_needs_a_reason_that_its_owner_reads(
    visitor: Visitor, edition: object
) -> None:
    opening = OpeningFactory()
    report(visitor, opening)
    visitor.sign_in(an_animator())
    page = visitor.open(f"/animer/signalements/{opening.id}")
    visitor.send(page, 422, press="verdict=uphold", reason="")
    assert fresh(opening).state is State.PUBLISHED
    assert "Retirer l’offre du tableau" in page.texts("button")

    done = visitor.send(page, press="verdict=uphold", reason="Le poste est pourvu depuis mars.")

    assert "L’offre est retirée du tableau." in done.text()
    assert fresh(opening).state is State.SUSPENDED
    seen = visitor.open(f"/offres/{opening.id}")
    assert seen.text("blockquote") == "Le poste est pourvu depuis mars."
    letter = db.session.query(Letter).filter_by(recipient=opening.owner.email).one()
    assert "pourvu depuis mars" in letter.body


def test_what_stays_off_is_told_so_in_its_history(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory()
    for _ in range(2):
        report(visitor, opening)
    page = visitor.sign_in(an_animator()).open(f"/animer/signalements/{opening.id}")

    done = visitor.send(page, press="verdict=uphold", reason="Le poste est pourvu.")

    assert "L’offre reste hors du tableau." in done.text()
    seen = visitor.open(f"/offres/{opening.id}")
    told = ["Reste hors du tableau : Le poste est pourvu.", "Suspendue"]
    assert [words.replace("\u00a0", " ") for words in seen.texts(".timeline-title")] == told
    assert seen.text("blockquote") == "Le poste est pourvu."


def test_the_second_animator_reads_that_it_is_done(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory()
    report(visitor, opening)
    page = visitor.sign_in(an_animator()).open(f"/animer/signalements/{opening.id}")
    done = visitor.send(page, press="verdict=dismiss")
    assert "rien ne change pour l’offre" in done.text()
    visitor.send(page, 404, press="verdict=uphold", reason="Trop tard.")
    assert fresh(opening).state is State.PUBLISHED


def test_an_animator_of_the_employer_does_not_judge_it(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory()
    report(visitor, opening)
    visitor.sign_in(an_animator(organization=opening.organization))
    assert "Rien n’est signalé" in visitor.open("/animer/signalements").text()
    visitor.open(f"/animer/signalements/{opening.id}", status=404)


def test_a_recruiter_suspends_and_resumes(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory()
    recruiter = MemberFactory(organization=opening.organization, roles={Role.RECRUITER})
    page = visitor.sign_in(recruiter).open(f"/offres/{opening.id}")
    page = visitor.send(page, form=f"form[action='/offres/{opening.id}/suspension']")
    assert (fresh(opening).state, live()) == (State.SUSPENDED, 0)
    visitor.send(page, form=f"form[action='/offres/{opening.id}/reprise']")
    assert (fresh(opening).state, live()) == (State.PUBLISHED, 1)
    told = visitor.open(f"/offres/{opening.id}").texts(".timeline-title")
    assert told == ["Remise en ligne", "Suspendue"]


def test_an_animator_who_works_for_its_employer_is_not_told_that_it_is_reported(
    visitor: Visitor, edition: object
) -> None:
    opening = OpeningFactory()
    theirs, running = an_animator(organization=opening.organization), an_administrator()
    report(visitor, opening)
    told = {letter.recipient for letter in db.session.query(Letter)}
    assert (running.email in told, theirs.email in told) == (True, False)  # nobody else may answer
    todo = visitor.sign_in(running).open("/").text(".todo")
    assert f"une offre de {opening.organization.name} est signalée, et personne" in todo
    other = an_animator(opening.region_code)
    assert "et personne" not in visitor.open("/").text(".todo")
    report(visitor, opening)
    told = [letter.recipient for letter in db.session.query(Letter)]
    assert other.email in told
    assert told.count(running.email) == 1
    assert theirs.email not in told


def kept_off(visitor: Visitor, opening: Opening) -> Page:
    """Two members report it, an animator finds them right."""
    for _ in range(2):
        report(visitor, opening)
    page = visitor.sign_in(an_animator()).open(f"/animer/signalements/{opening.id}")
    return visitor.send(page, press="verdict=uphold", reason="La rémunération manque.")


def test_what_is_kept_off_and_mended_is_put_back_by_an_animator(
    visitor: Visitor, edition: object
) -> None:
    opening = OpeningFactory()
    queue = kept_off(visitor, opening)
    assert queue.texts("h2") == ["Gardées hors du tableau"]
    page = visitor.open(queue.link(opening.title))

    done = visitor.send(page, form="form[action$=remise-en-ligne]")

    assert "de nouveau sur le tableau" in done.text("[role=status]")
    assert (fresh(opening).state, opening.frozen_at, live()) == (State.PUBLISHED, None, 1)
    written = db.session.query(Letter).filter_by(recipient=opening.owner.email)
    *_, letter = written.order_by(Letter.id)
    assert "ce qui était signalé est corrigé" in letter.body
    visitor.send(page, 409, form="form[action$=remise-en-ligne]")


def test_its_employer_does_not_put_back_what_is_kept_off_nor_opens_it_again(
    visitor: Visitor, edition: object
) -> None:
    opening = OpeningFactory(
        organization=OrganizationFactory(kind=Kind.AGENCY), pay_min=31_000, pay_max=39_000
    )
    kept_off(visitor, opening)
    page = visitor.sign_in(fresh(opening).owner).open(opening.address)
    assert "Remettre en ligne" not in page.text()
    closed = visitor.send(visitor.open(page.link("Clôturer l’offre")), reason="unsuccessful")

    assert "elle ne se rouvre pas" in closed.text()
    assert "Rouvrir l’offre" not in closed.text()
    visitor.open(f"{opening.address}/reouverture", status=403)
