"""The world of the census: somebody of each kind, a sample of each thing, and who may enter what.

Who may enter is law in `intranet/doors.toml`; here its words are given faces. The things belong to
the author, the member, the recruiter or the trainer; beside each stand somebody of the same
organization, and somebody who does the same for another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from werkzeug.routing import Rule

from intranet.bookings.actions import path_of, path_of_approval, path_of_invitation, renew_calendar
from intranet.bookings.models import Approval
from intranet.competencies.actions import Asked, open_draft, require
from intranet.competencies.models import Competency, Edition, JobProfile, Owner
from intranet.competencies.queries import in_force
from intranet.discussions.actions import say
from intranet.discussions.models import Comment, CommentKind
from intranet.events.actions import consent_path
from intranet.events.models import Event
from intranet.kit import doors, links
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.storage.disk import Disk
from intranet.members.models import Member, Role
from intranet.openings.actions import OUTCOME, STILL_OPEN
from intranet.openings.models import ApplyMode, OpeningReport, ReportReason
from intranet.organizations.models import Kind
from intranet.practices.actions import EXACT
from intranet.practices.models import PracticeReport, Review
from intranet.practices.models import ReportReason as SheetReason
from intranet.tour.actions import note
from intranet.tour.models import Stage, Tour
from tests.aviary import Aviary, plant
from tests.belongings import a_material, belongings
from tests.bookings.factories import a_group, registers, uuid_of_a_group
from tests.bookings.proofs import a_badge, a_held_run, seated
from tests.bookings.running import (
    a_coming_run,
    a_difficulty,
    a_line_with_proof,
    a_pass,
    a_survey,
    slot_names,
)
from tests.career.factories import a_contact, a_formed_pair, a_mentor, an_accompaniment
from tests.career.planned import the_doors_of_plans
from tests.competencies.evidence import a_share, some_evidence
from tests.competencies.exchanges import a_file
from tests.competencies.proposing import a_proposal
from tests.courses.factories import (
    CourseFactory,
    a_course_file,
    a_declared_certificate,
    a_run,
    identified,
    to_confirm,
)
from tests.databases import beside
from tests.events.factories import a_presence, a_talk, an_event
from tests.events.factories import a_proposal as a_meeting_proposed
from tests.factories import MemberFactory, OrganizationFactory, an_administrator, an_animator
from tests.members.factories import a_newcomer, a_request
from tests.members.keys import an_account_of_another
from tests.openings.factories import (
    OpeningFactory,
    a_trusted_organization,
    an_application,
    an_import,
)
from tests.openings.moving import a_pair, a_request_for, an_immersion
from tests.practices.factories import (
    a_batch,
    a_finished_draft,
    a_guide,
    a_minor_correction,
    a_published,
    a_submitted,
)
from tests.visitor import Visitor

if TYPE_CHECKING:
    from tests.grounds import Grounds

PEOPLE = (
    "visitor",
    "newcomer",
    "member",
    "recruiter",
    "trainer",
    "author",
    "animator",
    "administrator",
)
# Those who stand beside: of the same organization, or with the same role in another.
NEIGHBOURS = (
    "colleague",
    "fellow recruiter",
    "other recruiter",
    "fellow trainer",
    "other trainer",
)
EVERYBODY = frozenset(PEOPLE + NEIGHBOURS)
SIGNED_IN = EVERYBODY - {"visitor"}
AT_WORK = SIGNED_IN - {"newcomer"}

# The words of the law, each with its faces in this world.
FACES: dict[str, frozenset[str]] = {
    "anyone": EVERYBODY,
    "anyone always": EVERYBODY,
    "bearer": EVERYBODY,
    "bearer always": EVERYBODY,
    "signed in": SIGNED_IN,
    "at work": AT_WORK,
    "recruiters": frozenset({"recruiter", "fellow recruiter", "other recruiter"}),
    "trainers": frozenset({"trainer", "fellow trainer", "other trainer"}),
    "animators": frozenset({"animator"}),
    "animators of any region": frozenset({"animator"}),
    "administrators": frozenset({"administrator"}),
    "its author": frozenset({"author"}),
    "its people": frozenset({"author", "colleague"}),
    "its owner": frozenset({"recruiter"}),
    "its referent": frozenset({"author", "member"}),
    "its recruiters": frozenset({"recruiter", "fellow recruiter"}),
    "its trainers": frozenset({"trainer", "fellow trainer"}),
    "its organizers": frozenset({"trainer", "fellow trainer"}),
    "its candidate": frozenset({"author"}),
    "its holder": frozenset({"member"}),
    "its attester": frozenset({"author"}),
    "its expert": frozenset({"trainer"}),
    "its contact": frozenset({"author"}),
    "its mentor": frozenset({"author"}),
    "its learner": frozenset({"member"}),
    "its members": frozenset({"member"}),
    "its recipient": frozenset({"member"}),
}
HELD_BY_THE_AUTHOR = {
    "seat of a group",
    "group",
    "agreed group",
    "seat to come",
    "pass",
    "registration",
}
APPLIED_BY_THE_MEMBER = {"openings.discard_application"}
# What everybody may have, and one person of this world has.
HAD_BY_ONE = {
    "competencies.team_export": "author",  # their levels are shown to their team
    "career.team_as": "author",
    "competencies.item_history": "member",  # a level
    "members.renew_codes": "member",  # a passkey
    "openings.withdraw_wish": "member",  # a wish
}
OFFERED_TO_THE_COLLEAGUE = {"offered practice"}
SPOKEN_FOR_BY_THE_MEMBER = {"organization of the member", "membership of the member"}
# Where there is nothing to do for anybody in this world: who sees a door open there is told by the
# tests of its domain. None names a thing.
NOTHING_THERE = {
    "members.to_provider",  # where the settings name none
    "members.from_provider",
    "members.arrival",
    "members.link_identity",
    "members.withdraw",
    "members.remove_code_app",  # before one has an application
}

# Drafts say all that one may say, so that all of it is looked for.
WHOLE_OPENING: dict[str, Any] = {
    "profile": "Vous aimez le terrain.",
    "pay_note": "Selon le profil.",
    "conditions": "Deux jours de terrain.",
    "questions": ["Pourquoi ce poste ?"],
    "recruiting_authority": "Conseil communautaire",
    "job_family": "Développement économique",
    "apply_url": "https://emplois.example/poste",
}
WHOLE_COURSE: dict[str, Any] = {
    "audience": "Qui accueille des entreprises.",
    "contact_name": "Camille Contact",
    "contact_phone": "03 83 00 00 00",
    "disability_contact": "Dominique Contact",
    "duration_note": "deux jours",
    "price_note": "repas compris",
    "sources": [{"title": "Une page du site", "url": "https://x.example", "date": ""}],
}

# Which sample fills the address of a door; the others name nothing.
SAMPLES: dict[str, str] = {
    "static": "static",
    "together": "together",
    "home.person": "listed person",
    "home.forget_search": "recent search",
    "organizations.index_as": "list",
    "organizations.show": "organization",
    "organizations.edit": "organization",
    "organizations.close": "organization",
    "organizations.reopen": "organization",
    "members.confirm": "token",
    "members.confirm_identity": "token",
    "members.unlink_identity": "identity",
    "members.new_password": "token",
    "members.take_address": "address link",
    "members.close_session": "session",
    "members.remove_passkey": "passkey",
    "members.account": "account",
    "members.close_all_sessions": "account",
    "members.take_factors_away": "account",
    "members.give_role": "account",
    "members.withdraw_role": "role",
    "members.admission": "membership",
    "members.admit": "membership",
    "members.refuse": "membership",
    "members.decide_on_roles": "membership",
    "members.referents": "organization of the member",
    "members.name_referent": "membership of the member",
    "competencies.export": "list",
    "competencies.show": "item",
    "competencies.uri": "uri",
    "competencies.edition": "edition",
    "competencies.edition_file": "edition",
    "competencies.difference": "two editions",
    "competencies.difference_as": "two editions as",
    "competencies.for_me": "edition",
    "competencies.confirm_levels": "edition",
    "competencies.to_confirm": "edition",
    "competencies.confirm_unchanged": "edition",
    "competencies.confirm_profile": "profile",
    "competencies.case_document": "case edition",
    "competencies.case_package": "case edition",
    "competencies.case_item_associations": "case item",
    "competencies.case_thing": "case item",
    "competencies.edition_as": "edition as",
    "competencies.preview_import": "imported file",
    "competencies.apply_import": "imported file",
    "competencies.import_template": "list",
    "competencies.draft_as": "list",
    "competencies.profile": "profile",
    "competencies.proposal": "proposal",
    "competencies.item_proposals": "item",
    "competencies.propose": "item",
    "competencies.propose_change": "operation",
    "competencies.edit_proposal": "draft proposal",
    "competencies.open_proposal": "draft proposal",
    "competencies.withdraw_proposal": "proposal",
    "competencies.reword_proposal": "proposal",
    "competencies.take_position": "proposal",
    "competencies.remark": "proposal",
    "competencies.check_proposal": "proposal",
    "competencies.decide_proposal": "proposal",
    "competencies.apply_proposal": "accepted proposal",
    "discussions.hide": "remark",
    "discussions.show": "remark",
    "discussions.report": "remark",
    "discussions.keep": "remark",
    "discussions.read_news": "news",
    "discussions.mark_news": "news",
    "discussions.stop_letters": "stop",
    "competencies.coverage_of_item": "item",
    "competencies.coverage_of_item_export": "item",
    "competencies.item_history": "item",
    "competencies.questions": "profile",
    "competencies.chapter": "chapter",
    "competencies.answer": "chapter",
    "competencies.declare": "item",
    "competencies.edit_evidence": "evidence",
    "competencies.delete_evidence": "evidence",
    "competencies.claim_level": "evidence",
    "competencies.ask_to_attest": "claim to ask",
    "competencies.withdraw_request": "claim",
    "competencies.drop_claim": "claim to ask",
    "competencies.evidence": "evidence",
    "competencies.evidence_file": "evidence",
    "competencies.shown_for": "item",
    "competencies.review": "review of a claim",
    "competencies.answer_review": "review of a claim",
    "competencies.revoke_attestation": "review of a claim",
    "competencies.revoke_share": "share",
    "competencies.shared": "shared levels",
    "competencies.open_share": "shared levels",
    "openings.export": "list",
    "openings.show": "live opening",
    "openings.comparison": "live opening",
    "openings.edit": "draft opening",
    "openings.delete": "draft opening",
    "openings.publish": "draft opening",
    "openings.review": "opening in review",
    "openings.close": "live opening",
    "openings.confirm": "live opening",
    "openings.reopen": "closed opening",
    "openings.extend": "live opening",
    "openings.copy": "live opening",
    "openings.keep_template": "live opening",
    "openings.delete_template": "template",
    "openings.report": "live opening",
    "openings.answer_reports": "reported opening",
    "openings.put_back": "reported opening",
    "openings.read_first": "live opening",
    "openings.suspend": "live opening",
    "openings.resume": "live opening",
    "openings.immersions_as": "list",
    "openings.immersion": "immersion",
    "openings.edit_immersion": "immersion",
    "openings.close_immersion": "immersion",
    "openings.ask_immersion": "immersion",
    "openings.immersion_request": "immersion request",
    "openings.answer_immersion": "immersion request",
    "openings.call_off_immersion": "immersion request",
    "openings.withdraw_immersion": "immersion request",
    "openings.tell_immersion": "immersion over",
    "openings.immersion_agreement": "immersion over",
    "openings.circle": "circle",
    "openings.answer_circle": "circle",
    "openings.shared_post": "agreed post",
    "openings.answer_shared_post": "shared post",
    "openings.from_status": "sheet",
    "openings.ways": "live opening",
    "openings.edit_sheet": "sheet",
    "openings.change_search": "search",
    "openings.delete_search": "search",
    "openings.kept_feed": "stop",
    "openings.stop_alerts": "stop",
    "openings.still_open": "still open",
    "openings.outcome": "outcome",
    "openings.apply": "opening to apply to",
    "openings.autosave_application": "opening to apply to",
    "openings.discard_application": "opening to apply to",
    "openings.application": "application",
    "openings.withdraw_application": "application",
    "openings.undo_withdrawal": "application",
    "openings.keep_in_mind": "refused application",
    "openings.replace_file": "removed file",
    "openings.answer_offer": "application",
    "openings.application_file": "application",
    "openings.interview": "interview",
    "openings.import_template": "list",
    "openings.one_import": "opening import",
    "openings.apply_import": "opening import",
    "openings.undo_import": "opening import",
    "openings.desk": "application",
    "openings.relay": "opening to write to",
    "openings.job_sheet": "opening with its sheet",
    "openings.desk_application": "application",
    "openings.step": "application",
    "openings.note_application": "application",
    "openings.put_away": "application",
    "openings.write_to_employer": "application",
    "openings.write_to_candidate": "application",
    "openings.suggest_opening": "application",
    "openings.answer_batch": "application",
    "openings.withdraw_others": "application",
    "openings.team": "application",
    "openings.name_member": "application",
    "openings.unname_member": "application",
    "courses.export": "list",
    "courses.show": "course",
    "courses.similar": "course",
    "courses.history": "course",
    "courses.course_lheo": "course",
    "courses.preview_import": "course file",
    "courses.apply_import": "course file",
    "bookings.calendar_feed": "calendar",
    "courses.run_calendar": "run alone",
    "courses.edit": "draft course",
    "courses.quality": "provider",
    "courses.declare_quality": "provider",
    "courses.quality_proof": "quality",
    "courses.verify_quality": "quality",
    "courses.refuse_quality": "quality",
    "courses.confirm": "course",
    "courses.by_letter": "course to confirm",
    "courses.confirm_by_letter": "course to confirm",
    "courses.publish": "submitted course",
    "courses.ask_corrections": "submitted course",
    "courses.accept_revision": "course",
    "courses.refuse_revision": "course",
    "courses.suspend": "course",
    "courses.reinstate": "course",
    "courses.follow": "course",
    "courses.archive": "course",
    "courses.new_run": "course",
    "courses.edit_run": "run",
    "courses.cancel_run": "run",
    "courses.postpone_run": "run",
    "courses.position": "seat to come",
    "courses.assess": "certificate",
    "courses.later_of_mine": "certificate",
    "courses.later": "certificate",
    "bookings.register": "seats",
    "bookings.register_group": "seats",
    "bookings.mine_one": "seat of a group",
    "bookings.act_on_mine": "seat of a group",
    "bookings.name_seat": "seat of a group",
    "bookings.my_group": "group",
    "courses.agreement": "agreed group",
    "bookings.by_link": "link of a seat",
    "bookings.act_by_link": "link of a seat",
    "bookings.change_by_link": "link of a seat",
    "bookings.slots": "slot",
    "bookings.slot": "slot",
    "bookings.remove_slot": "slot",
    "bookings.announce": "slot",
    "bookings.attendance": "slot",
    "bookings.roll": "slot",
    "bookings.countersign": "slot",
    "bookings.reopen": "slot",
    "bookings.attendance_sheet": "slot",
    "bookings.attendance_pdf": "slot",
    "bookings.presence_code": "slot",
    "bookings.doors": "slot",
    "bookings.door": "slot",
    "bookings.greet": "pass",
    "bookings.welcome": "pass",
    "bookings.scan": "stop",
    "bookings.invitation": "invitation",
    "bookings.invitation_read": "invitation",
    "bookings.invitation_calendar": "invitation",
    "bookings.invitation_pdf": "invitation",
    "bookings.survey": "survey",
    "bookings.survey_results": "slot",
    "bookings.dossier": "slot",
    "bookings.dossier_line": "dossier line",
    "bookings.dossier_proof": "dossier line",
    "bookings.report_difficulty": "registration",
    "bookings.difficulties": "slot",
    "bookings.answer_difficulty": "difficulty",
    "bookings.agreement": "agreement",
    "bookings.desk": "seats",
    "bookings.desk_as": "seats",
    "bookings.set_seats": "seats",
    "bookings.keep_meeting": "seats",
    "bookings.rules": "seats",
    "bookings.place": "seats",
    "bookings.decide": "registration",
    "bookings.certificate": "certificate",
    "bookings.badge": "certificate",
    "bookings.badge_picture": "certificate",
    "bookings.statuses": "certificate",
    "bookings.handed_certificate": "certificate",
    "bookings.document": "certificate",
    "bookings.document_pdf": "certificate",
    "bookings.withdraw_certificate": "certificate",
    "bookings.meeting_certificates": "certificate",
    "bookings.issue_again": "certificate",
    "bookings.issue_order": "certificate",
    "bookings.certificates_archive": "certificate",
    "bookings.replace_certificate": "certificate",
    "bookings.revoke_certificate": "certificate",
    "practices.export": "list",
    "practices.show": "practice",
    "practices.version": "practice version",
    "practices.document": "practice document",
    "practices.paper": "practice",
    "practices.carry": "practice as",
    "practices.guide": "guide",
    "practices.guide_edition": "edition of a guide",
    "practices.guide_file": "edition of a guide",
    "practices.write_guide": "guide",
    "practices.one_import": "sheet batch",
    "practices.apply_import": "sheet batch",
    "practices.undo_import": "sheet batch",
    "practices.import_template": "list",
    "practices.evidence": "replication",
    "practices.replication": "practice",
    "practices.take_back_replication": "practice",
    "practices.useful": "practice",
    "practices.merge": "practice",
    "practices.withdraw": "practice",
    "practices.talk": "practice",
    "practices.speak": "practice",
    "practices.mark_answered": "answer of a sheet",
    "practices.follow": "practice",
    "practices.edit": "draft practice",
    "practices.save": "draft practice",
    "practices.lacking": "draft practice",
    "practices.autosave": "draft practice",
    "practices.presence": "draft practice",
    "practices.versions": "practice",
    "practices.restore": "practice version",
    "practices.preview": "draft practice",
    "practices.take_back": "practice in review",
    "practices.abandon": "draft practice",
    "practices.take_up": "practice",
    "practices.verify": "practice",
    "practices.unname": "expert",
    "practices.step_down": "expert",
    "practices.opinions": "practice",
    "practices.opinion": "opinion",
    "practices.revoke": "opinion",
    "practices.check": "minor correction",
    "practices.transfer": "offered practice",
    "practices.answer_transfer": "offered practice",
    "practices.exact": "exact",
    "practices.contact": "practice",
    "practices.decline_contact": "offered practice",
    "practices.ask_to_verify": "practice by number",
    "practices.propose_contact": "practice by number",
    "practices.archive": "practice",
    "practices.report": "practice",
    "practices.reports": "practice",
    "practices.close_report": "practice report",
    "practices.review": "review",
    "practices.decide": "review",
    "events.export": "json",
    "events.show": "event",
    "events.event_calendar": "meeting",
    "events.edit": "meeting",
    "events.submit": "refused meeting",
    "events.publish": "proposed meeting",
    "events.refuse": "proposed meeting",
    "events.programme": "meeting",
    "events.new_talk": "meeting",
    "events.talk": "talk",
    "events.decide_talk": "talk",
    "events.schedule": "talk",
    "events.add_material": "talk",
    "events.material": "shown talk",
    "events.consent": "consent",
    "events.answer_consent": "consent",
    "events.minutes": "meeting",
    "events.show_presence": "presence",
    "events.postpone": "meeting",
    "events.cancel": "meeting",
    "career.crossroads": "item",
    "career.toward_opening": "live opening",
    "career.with_course": "course",
    "career.toward_job": "profile",
    "career.contacts": "profile",
    "career.ask_contact": "contact of a job",
    "career.team_as": "list",
    "career.pair": "pair of people",
    "career.answer_pair": "pair of people",
    "career.propose_day": "pair of people",
    "career.agree_to_day": "pair of people",
    "career.end_pair": "pair of people",
    "career.plan": "plan",
    "career.reframe_plan": "plan",
    "career.agree_plan": "plan",
    "career.show_plan": "plan",
    "career.delete_plan": "plan",
    "career.take_back_plan": "deleted plan",
    "career.plan_paper": "plan",
    "career.plan_as_pdf": "plan",
    "career.keep_course": "course of a plan",
    "career.set_course_aside": "course of a plan",
    "career.leave_course_open": "course of a plan",
    "career.replace_course": "course of a plan",
    "career.plan_shares": "plan",
    "career.revoke_plan_share": "plan share",
    "career.shared_plan": "shared plan",
    "career.open_shared_plan": "shared plan",
    "career.guides": "item",
    "career.ask_guide": "mentor",
    "career.accompaniment": "mentoring",
    "career.answer_mentoring": "mentoring",
    "career.withdraw_mentoring": "mentoring",
    "career.renew_mentoring": "mentoring",
    "career.end_mentoring": "mentoring",
    "career.tell_mentoring": "mentoring over",
    "career.needs_export": "list",
    "career.need": "item",
    "career.wish": "item",
    "career.withdraw_wish": "wish",
    "tour.export": "json",
    "tour.gathering": "stage",
    "tour.arrange": "stage meeting",
    "tour.show": "stage",
    "tour.edit": "stage",
    "tour.save": "stage",
    "tour.board": "stage",
    "tour.capture": "stage",
    "tour.assign": "capture",
    "tour.drop": "capture",
    "tour.tell_talk": "talk alone",
}


@dataclass
class Door:
    """Who may enter, and on what: values of the address."""

    who: frozenset[str]
    sample: str = ""


def faces(endpoint: str, door: doors.Door) -> frozenset[str]:
    """Who enters there, of the people of this world."""
    if endpoint in NOTHING_THERE:
        return frozenset()
    sample = SAMPLES.get(endpoint, "")
    here = dict(FACES)
    if sample in HELD_BY_THE_AUTHOR:
        here["its holder"] = frozenset({"author"})
    if endpoint in APPLIED_BY_THE_MEMBER:
        here["its candidate"] = frozenset({"member"})
    if endpoint in HAD_BY_ONE:
        here["signed in"] = frozenset({HAD_BY_ONE[endpoint]})
    if sample in OFFERED_TO_THE_COLLEAGUE:
        here["its people"] = frozenset({"colleague"})
    if sample in SPOKEN_FOR_BY_THE_MEMBER:
        here["its referent"] = frozenset({"member"})
    who = frozenset[str]().union(*(here[word] for word in door.words))
    return who - frozenset[str]().union(*(here[word] for word in door.but))


DOORS = {
    endpoint: Door(faces(endpoint, door), SAMPLES.get(endpoint, ""))
    for endpoint, door in doors.read().items()
}


def the_referents_of(member: Member) -> dict[str, dict[str, Any]]:
    """The organization that this member speaks for."""
    held = member.membership
    held.is_referent = True
    slug = held.organization.slug
    return {
        "organization of the member": {"slug": slug},
        "membership of the member": {"slug": slug, "membership_id": held.id},
    }


@dataclass
class World:
    """Somebody of each kind, and the things whose doors they try."""

    people: dict[str, Member | None]
    samples: dict[str, dict[str, Any]]
    canaries: Aviary = field(default_factory=Aviary)


def a_remark(practice_id: int, author: Member) -> Comment:
    """On a sheet, which is of a region."""
    remark = say("practice", practice_id, author, "Une autre remarque.", now())
    db.session.flush()
    return remark


def an_answer(practice_id: int, author: Member) -> int:
    """To a question on a sheet, both of the same person."""
    question = say("practice", practice_id, author, "Combien ?", now(), kind=CommentKind.QUESTION)
    db.session.flush()
    answer = say("practice", practice_id, author, "Dix.", now(), answers=question.id)
    db.session.commit()
    return answer.id


@pytest.fixture(scope="session")
def peopled(app: Flask, grounds: Grounds) -> Iterator[tuple[Engine, World]]:
    """A database of its own with the whole world, made once: it takes longer than to walk through it."""
    yield from settled(app, grounds.copy(grounds.of("with_an_edition"), "world"))


def settled(app: Flask, url: str) -> Iterator[tuple[Engine, World]]:
    with app.app_context():
        engine = beside(app, url)
        usual, db.engines[None] = db.engine, engine
        try:
            made = a_world(db.session.query(Edition).one())
            db.session.commit()
            ids = {name: member and member.id for name, member in made.people.items()}
            made.canaries = plant({known: name for name, known in ids.items() if known})
        finally:
            db.session.remove()
            db.engines[None] = usual
    yield engine, World(ids, made.samples, made.canaries)
    engine.dispose()


@pytest.fixture
def world(
    app: Flask,
    clean_database: None,
    peopled: tuple[Engine, World],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    """The world as it was made: what a test changes in it is taken back, and its files stay."""
    monkeypatch.setattr(Disk, "remove", lambda *_: None)
    engine, made = peopled
    with engine.connect() as connection:
        outer = connection.begin()
        usual, db.engines[None] = db.engine, connection
        people = {
            name: known and db.session.get(Member, known) for name, known in made.people.items()
        }
        yield World(people, made.samples, made.canaries)
        db.session.remove()
        outer.rollback()
        db.engines[None] = usual


def a_world(edition: Edition) -> World:
    employer = a_trusted_organization()
    provider = OrganizationFactory(kind=Kind.PROVIDER)
    author = MemberFactory()
    people: dict[str, Member | None] = {
        "visitor": None,
        "newcomer": a_newcomer("arrivant@essais.example"),
        "member": MemberFactory(),
        "recruiter": MemberFactory(organization=employer, roles={Role.RECRUITER}),
        "trainer": MemberFactory(organization=provider, roles={Role.TRAINER}),
        "author": author,
        "animator": an_animator(),
        "administrator": an_administrator(),
        "colleague": MemberFactory(organization=author.organization),
        "fellow recruiter": MemberFactory(organization=employer, roles={Role.RECRUITER}),
        "other recruiter": MemberFactory(
            organization=a_trusted_organization(), roles={Role.RECRUITER}
        ),
        "fellow trainer": MemberFactory(organization=provider, roles={Role.TRAINER}),
        "other trainer": MemberFactory(
            organization=OrganizationFactory(kind=Kind.PROVIDER), roles={Role.TRAINER}
        ),
    }
    recruiter, trainer = people["recruiter"], people["trainer"]
    course = CourseFactory(
        expected_results="Qualifier une demande.",
        provider=provider,
        author=trainer,
        raises={"D1.1": (1, 3)},
    )
    identified(course)
    run = a_run(course)
    published, review = (
        a_published(edition, author),
        a_submitted(edition, author, title="Une autre fiche"),
    )
    known = in_force().by_code["D1.1"]
    requirements = require(Owner.JOB_PROFILE, edition.id, [Asked(known.competency_id, 2)])
    db.session.add(JobProfile(slug="metier", title="Métier", requirement_set=requirements))
    tour = Tour(slug="tour-essai", title="Tour d’essai", year=2027)
    meeting = Event(slug="rencontre", title="Rencontre", published_at=now())
    db.session.add_all([tour, Stage(tour=tour, region_code="44", number=1), meeting])
    db.session.commit()
    item = db.session.query(Competency).first()
    assert item
    open_draft(edition.framework, now())

    def opening(**given: Any) -> dict[str, Any]:
        return {"opening_id": OpeningFactory(organization=employer, owner=recruiter, **given).id}

    def of(found: Any) -> dict[str, Any]:
        return {"course_id": found.id}

    reported = opening()
    said = {"reason": ReportReason.FILLED, "at": now(), "member_id": author.id}
    db.session.add(OpeningReport(**reported, **said))
    db.session.commit()
    shown = some_evidence(people["member"], asked_of=author)
    asked, to_ask = shown.claims
    share, token = a_share(people["member"])
    discussed = a_proposal(author)
    say("proposal", discussed.id, author, "Une remarque.", now())

    to_apply = OpeningFactory(organization=employer, owner=recruiter, apply_mode=ApplyMode.HERE)
    an_application(to_apply, people["member"], sent=False)
    application = an_application(to_apply, author)
    by_mail = {"apply_mode": ApplyMode.EMAIL, "apply_email": "rh@structure.example"}

    asking = a_run(course, 40).bookable
    asking.approval, asking.remote_capacity, asking.splits_groups = Approval.MANAGER, 3, True
    db.session.commit()
    pending = registers(asking, author, manager_name="Dominique", manager_email="chef@x.example")
    seat = a_group(asking, 2, by=author)[0]

    def linked(purpose: str, **given: Any) -> dict[str, Any]:
        assert recruiter
        return {"word": links.signed(purpose, opening(**given)["opening_id"], recruiter.id)}

    welcome = an_immersion(recruiter)
    mentoring = an_accompaniment(a_mentor(author, D12=3, D21=3), people["member"], "D1.2")

    complaint = PracticeReport(
        practice_id=published.id, member_id=people["member"].id, reason=SheetReason.DEAD_LINK
    )
    db.session.add(complaint)
    db.session.commit()

    opinion = Review(
        practice_id=published.id, version_id=published.published_version_id, level=2,
        reviewer_id=trainer.id if trainer else None, due_on=now().date(),
    )  # fmt: skip
    db.session.add(opinion)
    db.session.commit()

    samples = {
        "": {},
        "still open": linked(STILL_OPEN),
        "outcome": linked(OUTCOME, closed=True),
        "opening import": {"import_id": an_import(people["animator"]).id},
        "opening to apply to": {"opening_id": to_apply.id},
        "opening to write to": opening(**by_mail),
        "evidence": {"evidence_id": shown.id},
        "claim": {"evidence_id": shown.id, "claim_id": asked.id},
        "claim to ask": {"evidence_id": shown.id, "claim_id": to_ask.id},
        "review of a claim": {"claim_id": asked.id},
        "share": {"share_id": share.id},
        "shared levels": {"token": token},
        "proposal": {"proposal_id": discussed.id},
        "draft proposal": {"proposal_id": a_proposal(author, draft=True, title="Un brouillon").id},
        "operation": {"code": "D1.1", "operation": "modifier"},
        "remark": {"comment_id": a_remark(published.id, author).id},
        "static": {"filename": "css/base.css"},
        "together": {"name": "site.css"},
        "listed person": {"member_id": MemberFactory(is_listed=True).id},
        "list": {"form": "csv"},
        "json": {"form": "json"},
        "token": {"token": "x" * 32},
        "organization": {"slug": OrganizationFactory().slug},
        "membership": {"membership_id": a_request(OrganizationFactory()).id},
        **the_referents_of(people["member"]),
        **an_account_of_another(),
        "item": {"code": "D1.1"},
        **the_doors_of_plans(people["member"], course),
        "mentor": {"code": "D2.1", "member_id": author.id},
        "mentoring": {"mentoring_id": mentoring.id},
        "contact of a job": {"slug": "metier", "member_id": a_contact(author).id},
        "pair of people": {"pair_id": a_formed_pair(people["member"]).id},
        "uri": {"uuid": item.uuid},
        "edition": {"number": edition.number},
        "two editions": {"before": edition.number, "after": edition.number},
        "two editions as": {"before": edition.number, "after": edition.number, "form": "csv"},
        "case edition": {"identifier": edition.uuid},
        "case item": {"name": "CFItems", "identifier": item.uuid},
        "edition as": {"number": edition.number, "form": "csv"},
        "imported file": {"file_id": a_file(people["animator"]).id},
        "profile": {"slug": "metier"},
        "chapter": {"slug": "metier", "code": "D1", "item_code": "D1.1"},
        "live opening": opening(),
        "draft opening": opening(draft=True, **WHOLE_OPENING),
        "opening in review": opening(in_review=True, **WHOLE_OPENING),
        "reported opening": reported,
        "closed opening": opening(closed=True),
        "immersion": {"immersion_id": welcome.id},
        "immersion request": {"request_id": a_request_for(welcome, author).id},
        "shared post": {"pair_id": a_pair(employer, recruiter).id},
        "agreed post": {"pair_id": a_pair(employer, recruiter, agreed=True).id},
        "sheet": {"word": "contractuel", "way": "contrat-public"},
        "stop": {"word": "x"},
        "seats": {"bookable_id": asking.id, "form": "csv"},
        "registration": {"bookable_id": asking.id, "uuid": pending.uuid},
        "seat of a group": {"uuid": seat.uuid, "act": "annulation"},
        "agreed group": {"uuid": uuid_of_a_group(a_run(course, 6).bookable, author)},
        "group": {"uuid": seat.group.uuid if seat.group else ""},
        "link of a seat": {"word": path_of(pending).rpartition("/")[2]},
        "slot": slot_names(a_coming_run(course)),
        "pass": a_pass(a_coming_run(course), author),
        "invitation": {"word": path_of_invitation(pending).rpartition("/")[2]},
        "survey": a_survey(a_held_run(course)),
        "dossier line": a_line_with_proof(a_coming_run(course, 50)),
        "difficulty": a_difficulty(pending, author),
        "agreement": {"word": path_of_approval(pending).rpartition("/")[2]},
        "course": of(course),
        "run": {"course_id": course.id, "run_id": run.id},
        "course file": {"file_id": a_course_file(trainer).id},
        "calendar": {"word": renew_calendar(trainer, now())},
        "provider": {"slug": provider.slug},
        "quality": {"certificate_id": a_declared_certificate(trainer).id},
        "course to confirm": {"word": to_confirm(course)},
        "run alone": {"run_id": run.id},
        "seat to come": {"run_id": seated(a_run(course, 5), author).bookable_id},
        "certificate": a_badge(a_held_run(course), people["member"], people["trainer"]),
        "draft course": of(
            CourseFactory(provider=provider, author=trainer, draft=True, **WHOLE_COURSE)
        ),
        "submitted course": of(
            CourseFactory(provider=provider, author=trainer, submitted=True, **WHOLE_COURSE)
        ),
        "practice": {"slug": published.slug},
        "practice by number": {"practice_id": published.id},
        "opinion": {"review_id": opinion.id},
        "minor correction": {"version_id": a_minor_correction(edition).id},
        "exact": {"word": links.signed(EXACT, published.id, author.id)},
        "practice report": {"slug": published.slug, "report_id": complaint.id},
        "practice as": {"slug": published.slug, "form": "docx"},
        "answer of a sheet": {
            "slug": published.slug,
            "comment_id": an_answer(published.id, author),
        },
        "practice version": {"slug": published.slug, "number": 1},
        "guide": {"slug": (guide := a_guide(author)).slug},
        "edition of a guide": {"slug": guide.slug, "position": 1},
        "sheet batch": {"batch_id": a_batch(author).id},
        "draft practice": {"slug": a_finished_draft(edition, author).slug},
        "practice in review": {"slug": review.practice.slug},
        "review": {"review_id": review.id},
        "event": {"slug": "rencontre"},
        "meeting": {"slug": an_event(author).slug},
        "proposed meeting": {"slug": a_meeting_proposed(author, title="Proposée").slug},
        "refused meeting": {"slug": a_meeting_proposed(author, title="Refusée", refused=True).slug},
        "stage": {"region": "grand-est"},
    }
    return World(
        people,
        samples
        | of_the_agenda(author, people["member"])
        | belongings(people, edition, application),
    )


def of_the_agenda(author: Member, holder: Any) -> dict[str, dict[str, Any]]:
    """A presentation, its speaker’s link, and a line noted at a stage."""
    talk = a_talk(an_event(author, title="Avec un programme"), placed=True)
    shown = a_talk(an_event(author, title="Avec des supports", in_days=-3), placed=True)
    a_talk(talk.event, title="Une présentation proposée")
    return {
        "shown talk": {
            "slug": shown.event.slug,
            "talk_id": shown.id,
            "material_id": a_material(shown, author),
        },
        "talk": {
            "slug": talk.event.slug,
            "talk_id": talk.id,
            "act": "presentee",
        },
        "talk alone": {"talk_id": talk.id},
        "presence": {"code": a_presence(holder)[0].code},
        "consent": {"word": consent_path(talk.speakers[0]).rpartition("/")[2]},
        "stage meeting": {"region": "grand-est", "event_id": talk.event_id, "act": "retirer"},
        "capture": {"region": "grand-est", "capture_id": a_capture(author)},
    }


def a_capture(by: Member) -> int:
    """A line noted at the stage of the samples."""
    stage = db.session.query(Stage).one()
    found, _ = note(
        stage, "Une visite par mois.", "Dominique", by, now(), nonce="essai-recensement"
    )
    db.session.commit()
    return found.id


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint in DOORS]


def enter(who: str, world: World, visitor: Visitor) -> None:
    member = world.people[who]
    if member:
        visitor.sign_in(member)


def address_of(rule: Rule, world: World) -> str:
    """The address of a door, filled with its sample."""
    sample = world.samples[DOORS[rule.endpoint].sample]
    found = rule.build({name: sample[name] for name in rule.arguments}, append_unknown=False)
    assert found, f"no sample for {rule.rule}"
    return found[1]
