"""Each act that the journal knows is told by the gesture that does it: once, and without a secret."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from intranet.bookings import actions as seats
from intranet.competencies import actions as referential
from intranet.competencies import queries as items
from intranet.courses import actions as courses
from intranet.courses.models import State as CourseState
from intranet.discussions import actions as talk
from intranet.events import actions as events
from intranet.home.queries.journal import DETAILS, SUBJECTS
from intranet.home.views.journal import DETAILS as WORDS
from intranet.kit import journal
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.journal import Kind, SecurityEvent
from intranet.members import actions as members
from intranet.members.models import Member, Role, SingleUseLink
from intranet.openings import actions as openings
from intranet.openings.models import ApplicationFile, FileKind
from intranet.organizations.models import Organization
from intranet.practices import actions as practices
from intranet.practices import exchange
from intranet.practices import queries as sheets
from tests.bookings.proofs import a_held_run, issued, seated
from tests.competencies.evidence import about, attested, some_evidence
from tests.competencies.exchanges import a_file
from tests.competencies.factories import drops, the_next
from tests.competencies.proposing import a_proposal
from tests.courses.factories import (
    CourseFactory,
    a_course_file,
    a_declared_certificate,
    a_run,
    identified,
)
from tests.events.factories import a_proposal as a_meeting
from tests.factories import (
    MemberFactory,
    OrganizationFactory,
    a_trainer,
    an_administrator,
    an_animator,
)
from tests.members.factories import CAMILLE, a_request, last_link, signed_up
from tests.openings.factories import (
    OpeningFactory,
    a_trusted_organization,
    an_application,
    an_import,
)
from tests.practices.factories import (
    a_batch,
    a_guide,
    a_minor_correction,
    a_published,
    a_submitted,
    a_theme,
)
from tests.visitor import Visitor

# A gesture makes its world, yields, then acts: what is told from there on is of the act alone.
Gesture = Callable[[Visitor, Any], Iterator[None]]
GESTURES: dict[str, tuple[Kind, Gesture]] = {}

# Told where these tests are: what they need stands there.
ELSEWHERE = {
    Kind.SIGNED_IN: "home/test_journal.py",
    Kind.SIGN_IN_FAILED: "home/test_journal.py",
    Kind.SIGN_IN_LIMITED: "home/test_journal.py",
    Kind.SIGNED_OUT: "home/test_journal.py",
    Kind.FACTOR_ADDED: "members/test_second_factor.py",
    Kind.FACTOR_REMOVED: "members/test_second_factor.py",
    Kind.FACTOR_FAILED: "members/test_second_factor.py",
    Kind.RECOVERY_CODE_USED: "members/test_second_factor.py",
    Kind.RECOVERY_CODES_RENEWED: "members/test_second_factor.py",
    Kind.FACTOR_TAKEN_AWAY: "members/test_desk.py",
    Kind.PROVIDER_LINKED: "members/test_openid.py",
    Kind.PROVIDER_UNLINKED: "members/test_openid.py",
    Kind.ACCOUNT_ERASED: "members/test_inactivity.py",
    Kind.BACKED_UP: "kit/test_backups.py",
    Kind.RESTORED: "kit/test_backups.py",
    Kind.RETENTION_RUN: "home/test_retention.py",
}


def tells(kind: Kind) -> Callable[[Gesture], Gesture]:
    def add(gesture: Gesture) -> Gesture:
        GESTURES[gesture.__name__] = kind, gesture
        return gesture

    return add


# Accounts


@tells(Kind.ACCOUNT_OPENED)
def one_confirms_their_address(visitor: Visitor, _edition: Any) -> Iterator[None]:
    signed_up(visitor)
    yield
    visitor.send(visitor.open(last_link(CAMILLE["email"])), password=CAMILLE["password"])


@tells(Kind.ACCOUNT_CLOSED)
def one_closes_their_account(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    leaving = MemberFactory()
    yield
    members.close_account(leaving, now())


@tells(Kind.ADDRESS_CHANGED)
def one_is_given_another_address(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    moving = MemberFactory()
    yield
    members.change_address(moving, "ailleurs@exemple.fr", now())


@tells(Kind.PASSWORD_CHANGED)
def one_changes_their_password(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    one = MemberFactory()
    yield
    members.change_password(one, "marron tulipe 43 canif", now(), token="")


@tells(Kind.PASSWORD_FORGOTTEN)
def one_asks_for_another(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    one = MemberFactory()
    yield
    members.ask_for_a_new_password(one.email, now(), lambda token: f"/x/{token}")


@tells(Kind.PASSWORD_CHOSEN)
def one_chooses_it_by_the_link(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    members.ask_for_a_new_password(MemberFactory().email, now(), lambda token: f"/x/{token}")
    db.session.commit()
    yield
    [link] = db.session.query(SingleUseLink).all()
    members.choose_password(link, "marron tulipe 43 canif", now())


@tells(Kind.SESSION_CLOSED)
def one_closes_their_other_sessions(visitor: Visitor, _edition: Any) -> Iterator[None]:
    one = MemberFactory()
    members.open_session(one, now(), browser="ailleurs")
    page = visitor.sign_in(one).open("/moi/sessions")
    yield
    visitor.send(page, form="form[action$='/fermeture'], form[action$='/autres']")


@tells(Kind.MEMBERSHIP_ADMITTED)
def somebody_is_admitted(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    asked, animator = a_request(OrganizationFactory()), an_animator()
    yield
    members.admit(asked, animator, now(), roles=[])


@tells(Kind.MEMBERSHIP_REFUSED)
def somebody_is_refused(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    asked, animator = a_request(OrganizationFactory()), an_animator()
    yield
    members.refuse(asked, animator, now(), reason="Inconnu ici.")


@tells(Kind.ROLE_GIVEN)
def a_role_is_granted(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    one, animator = MemberFactory(), an_animator()
    members.ask_for_roles(one.membership, now(), roles=[Role.TRAINER])
    yield
    members.decide_on_roles(one.membership, animator, now(), roles=[Role.TRAINER], reason="")


@tells(Kind.ROLE_WITHDRAWN)
def a_role_ends_with_its_structure(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    one = a_trainer()
    yield
    members.leave(one.membership, now())


# Publications


@tells(Kind.PUBLISHED)
def a_trusted_structure_publishes_an_opening(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    opening = OpeningFactory(draft=True, organization=a_trusted_organization())
    yield
    openings.send(opening, opening.owner, now(), version=opening.version)


@tells(Kind.PUBLISHED)
def an_animator_approves_an_opening(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    opening, animator = OpeningFactory(in_review=True), an_animator()
    yield
    openings.approve(opening, animator, now(), version=opening.version)


@tells(Kind.PUBLISHED)
def an_animator_publishes_a_sheet(_visitor: Visitor, edition: Any) -> Iterator[None]:
    review, animator = a_submitted(edition), an_animator()
    yield
    practices.publish(review, animator, now())


@tells(Kind.PUBLISHED)
def an_author_corrects_a_detail(_visitor: Visitor, edition: Any) -> Iterator[None]:
    practice = a_published(edition)
    yield
    a_minor_correction(edition, practice)


@tells(Kind.PUBLISHED)
def a_guide_has_its_edition(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    author = MemberFactory()
    yield
    a_guide(author)


@tells(Kind.PUBLISHED)
def an_animator_publishes_a_course(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    course, animator = CourseFactory(submitted=True), an_animator()
    yield
    courses.publish(course, animator, now())


@tells(Kind.PUBLISHED)
def an_animator_reinstates_a_course(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    course, animator = (
        CourseFactory(state=CourseState.SUSPENDED, reason="À vérifier."),
        an_animator(),
    )
    yield
    courses.reinstate(course, animator, now())


@tells(Kind.PUBLISHED)
def an_animator_puts_a_meeting_in_the_agenda(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    event, animator = a_meeting(), an_animator()
    yield
    events.publish(event, now(), by=animator)


@tells(Kind.PUBLISHED)
def an_animator_publishes_the_referential(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    animator, draft = an_animator(), the_next()
    drops(draft, "D2.1")
    yield
    referential.publish(draft, now(), by_id=animator.id)


# Reviews


@tells(Kind.REVIEWED)
def an_opening_is_sent_back(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    opening, animator = OpeningFactory(in_review=True), an_animator()
    yield
    openings.ask_changes(opening, animator, now(), comment="Le lieu.", version=opening.version)


@tells(Kind.REVIEWED)
def an_opening_is_refused(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    opening, animator = OpeningFactory(in_review=True), an_animator()
    yield
    openings.reject(opening, animator, now(), comment="Hors sujet.", version=opening.version)


@tells(Kind.REVIEWED)
def a_sheet_is_sent_back(_visitor: Visitor, edition: Any) -> Iterator[None]:
    review, animator = a_submitted(edition), an_animator()
    yield
    practices.ask_corrections(review, animator, now(), text="Les chiffres.", notes={})


@tells(Kind.REVIEWED)
def a_minor_correction_is_read(_visitor: Visitor, edition: Any) -> Iterator[None]:
    version, animator = a_minor_correction(edition), an_animator()
    yield
    practices.check(version, animator, now())


@tells(Kind.REVIEWED)
def a_course_is_sent_back(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    course, animator = CourseFactory(submitted=True), an_animator()
    yield
    courses.ask_corrections(course, animator, now(), "Les objectifs.")


@tells(Kind.REVIEWED)
def a_certificate_of_quality_is_read(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    declared, animator = a_declared_certificate(a_trainer()), an_animator()
    yield
    courses.verify_quality(declared, animator, now())


@tells(Kind.REVIEWED)
def a_meeting_is_refused(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    event, animator = a_meeting(), an_animator()
    yield
    events.refuse(event, animator, now(), "Le lieu manque.")


@tells(Kind.REVIEWED)
def a_proposal_is_declined(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    proposal, animator = a_proposal(), an_animator()
    yield
    referential.decline_proposal(
        proposal, animator, now(), decision="Déjà dit ailleurs.", seen=proposal.version
    )


@tells(Kind.REVIEWED)
def a_level_is_attested(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    member, reviewer = MemberFactory(), MemberFactory()
    claim = some_evidence(member, asked_of=reviewer).claims[0]
    yield
    referential.endorse(claim, reviewer, claim.asked_at, about(claim), now(), note="Vu.")


@tells(Kind.REVIEWED)
def an_attestation_is_taken_back(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    member, reviewer = MemberFactory(), MemberFactory()
    claim = attested(member, reviewer)
    yield
    referential.revoke_attestation(claim, reviewer, about(claim), now(), note="À revoir.")


# Suspensions


@tells(Kind.SUSPENDED)
def a_course_is_suspended(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    course, animator = CourseFactory(), an_animator()
    yield
    courses.suspend(course, animator, now(), "À vérifier.")


@tells(Kind.SUSPENDED)
def a_remark_is_hidden(_visitor: Visitor, edition: Any) -> Iterator[None]:
    practice, animator = a_published(edition), an_animator()
    remark = talk.say("practice", practice.id, MemberFactory(), "Hors sujet.", now())
    yield
    talk.hide(remark, animator, now())


# Imports


@tells(Kind.IMPORTED)
def openings_are_brought(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    animator = an_animator()
    kept = an_import(animator)
    plan = openings.plan_of(kept.format, kept.body, animator, now())
    yield
    openings.bring(kept, plan, animator, now())


@tells(Kind.IMPORTED)
def sheets_are_brought(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    author = MemberFactory()
    batch = a_batch(author)
    plan = _plan_of(author.organization)
    yield
    practices.apply_batch(batch, plan, author, now(), accepted=())


@tells(Kind.IMPORTED)
def sheets_are_taken_back(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    author = MemberFactory()
    batch = a_batch(author)
    practices.apply_batch(batch, _plan_of(author.organization), author, now(), accepted=())
    yield
    practices.undo_batch(batch, author, now())


def _plan_of(organization: Organization | None) -> exchange.Plan:
    assert organization
    body = b"Titre;Contexte\nUne fiche;Un territoire"
    known = sheets.known_words(items.in_force(), db.session.scalars(sheets.themes()).all())
    return sheets.planned_for(organization, exchange.read("fiches.csv", body).lines, known)


@tells(Kind.IMPORTED)
def a_catalogue_is_brought(visitor: Visitor, _edition: Any) -> Iterator[None]:
    trainer = a_trainer()
    identified(CourseFactory(provider=trainer.organization))
    page = visitor.sign_in(trainer).open(f"/formations/importer/{a_course_file(trainer).id}")
    yield
    visitor.send(page, form="form[action$='/appliquer']")


@tells(Kind.IMPORTED)
def the_referential_is_brought(visitor: Visitor, _edition: Any) -> Iterator[None]:
    animator = an_animator()
    page = visitor.sign_in(animator).open(f"/referentiel/importer/{a_file(animator).id}")
    yield
    visitor.send(page, form="form[action$='/appliquer']")


# Settings, and acts of whoever runs the site


@tells(Kind.SETTING_CHANGED)
def an_expert_is_named(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    theme, member, animator = a_theme(), MemberFactory(), an_animator()
    yield
    practices.name_expert(theme.id, member, animator, now())


@tells(Kind.SETTING_CHANGED)
def an_expert_is_unnamed(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    theme, member, animator = a_theme(), MemberFactory(), an_animator()
    practices.name_expert(theme.id, member, animator, now())
    yield
    practices.unname_expert(theme.id, member.id, animator)


@tells(Kind.SETTING_CHANGED)
def the_page_of_a_structure_changes(visitor: Visitor, _edition: Any) -> Iterator[None]:
    organization: Organization = OrganizationFactory()
    page = visitor.sign_in(an_administrator()).open(f"{organization.address}/modifier")
    yield
    visitor.send(page, about="Ce qu’elle fait.")


@tells(Kind.SETTING_CHANGED)
def a_certificate_is_revoked(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    run, trainer = a_held_run(), a_trainer()
    certificate = issued(seated(run), trainer)
    yield
    seats.revoke(certificate, trainer, now(), reason="Une erreur.")


# What is carried away, read, erased


@tells(Kind.FILE_READ)
def a_recruiter_reads_a_file(_visitor: Visitor, _edition: Any) -> Iterator[None]:
    application = an_application(OpeningFactory(), MemberFactory())
    file = ApplicationFile(application_id=application.id, kind=FileKind.CV, name="cv.pdf")
    db.session.add(file)
    yield
    openings.open_file(file, application.opening.owner, now())


@tells(Kind.DATA_EXPORTED)
def one_carries_everything_away(visitor: Visitor, _edition: Any) -> Iterator[None]:
    page = visitor.sign_in(MemberFactory()).open("/moi/donnees")
    yield
    token = page.first("form[action$='/archive'] [name=csrf_token]").get("value")
    with visitor.client.post("/moi/donnees/archive", data={"csrf_token": token}) as answer:
        assert answer.mimetype == "application/zip"


def _opened(visitor: Visitor, who: Member, path: str) -> Iterator[None]:
    visitor.sign_in(who)
    yield
    with visitor.client.get(path) as answer:
        assert answer.status_code == 200


@tells(Kind.DATA_EXPORTED)
def one_carries_their_levels_away(visitor: Visitor, _edition: Any) -> Iterator[None]:
    yield from _opened(visitor, MemberFactory(), "/moi/donnees.json")


@tells(Kind.DATA_EXPORTED)
def one_carries_their_levels_to_a_spreadsheet(visitor: Visitor, _edition: Any) -> Iterator[None]:
    yield from _opened(visitor, MemberFactory(), "/moi/donnees.csv")


@tells(Kind.DATA_EXPORTED)
def one_carries_their_applications_away(visitor: Visitor, _edition: Any) -> Iterator[None]:
    yield from _opened(visitor, MemberFactory(), "/moi/candidatures/donnees.zip")


@tells(Kind.DATA_EXPORTED)
def a_trainer_carries_the_list_of_seats(visitor: Visitor, _edition: Any) -> Iterator[None]:
    trainer = a_trainer()
    run = a_run(CourseFactory(provider=trainer.organization))
    yield from _opened(visitor, trainer, f"/animer/inscriptions/{run.id}.csv")


@tells(Kind.DATA_EXPORTED)
def one_carries_the_levels_of_the_team(visitor: Visitor, _edition: Any) -> Iterator[None]:
    one = MemberFactory()
    referential.consent(one.id, one.organization_id, now())
    yield from _opened(visitor, one, "/moi/equipe.csv")


@tells(Kind.DATA_EXPORTED)
def one_carries_what_the_team_lacks(visitor: Visitor, _edition: Any) -> Iterator[None]:
    one = MemberFactory()
    referential.consent(one.id, one.organization_id, now())
    yield from _opened(visitor, one, "/parcours/equipe.csv")


@tells(Kind.DATA_ERASED)
def one_erases_their_levels(visitor: Visitor, _edition: Any) -> Iterator[None]:
    page = visitor.sign_in(MemberFactory()).open("/moi/donnees/effacement")
    yield
    visitor.send(page, sure="y")


@tells(Kind.DATA_ERASED)
def one_withdraws_a_certificate(visitor: Visitor, _edition: Any) -> Iterator[None]:
    holder = MemberFactory()
    certificate = issued(seated(a_held_run(), holder), a_trainer())
    page = visitor.sign_in(holder).open(certificate.address)
    yield
    visitor.send(page, form="form[action$='/retrait']")


@pytest.mark.parametrize("gesture", GESTURES)
def test_the_gesture_is_told_once_and_names_nobody(
    gesture: str, app: Flask, visitor: Visitor, edition: Any
) -> None:
    kind, acts = GESTURES[gesture]
    act = acts(visitor, edition)
    next(act)
    db.session.commit()
    before = db.session.scalar(db.select(db.func.max(SecurityEvent.number))) or 0
    next(act, None)
    db.session.commit()
    told = db.session.scalars(db.select(SecurityEvent).where(SecurityEvent.number > before))
    [line] = [line for line in told if line.kind is not Kind.SIGNED_IN]
    assert line.kind is kind
    assert line.about is None or line.about in SUBJECTS
    assert line.detail is None or line.detail in WORDS
    assert journal.verify().fault is None


@pytest.mark.no_database
def test_no_kind_of_act_is_declared_that_no_gesture_tells() -> None:
    assert {kind for kind, _ in GESTURES.values()} | ELSEWHERE.keys() == set(Kind)
    for kind, place in ELSEWHERE.items():
        told = (Path(__file__).parents[1] / place).read_text("utf-8")
        assert f"Kind.{kind.name}" in told or f'"{kind.value}"' in told, (kind, place)


@pytest.mark.no_database
def test_each_word_that_the_code_adds_is_one_of_the_list() -> None:
    """`detail` is one word that the pages say in French, never what somebody typed."""
    unknown = []
    for path in Path(journal.__file__).parents[2].rglob("*.py"):
        text = path.read_text("utf-8")
        for call in ast.walk(ast.parse(text)) if "journal.note" in text else ():
            if not (
                isinstance(call, ast.Call) and ast.unparse(call.func).startswith("journal.note")
            ):
                continue
            for given in call.keywords:
                if given.arg == "detail" and isinstance(given.value, ast.Constant):
                    unknown += [given.value.value] if given.value.value not in DETAILS else []
    assert not unknown
