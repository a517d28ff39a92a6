"""The census: every door of the site, and who may enter it. A new route without a line here fails.

Each person below opens every page, and tries every action that is not theirs, on things that belong
to somebody else. Whoever is not named is led to the sign-in page, or told 403 or 404.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from intranet.bookings.actions import path_of, path_of_approval, path_of_invitation, renew_address
from intranet.bookings.models import Approval
from intranet.competencies.actions import Asked, open_draft, require
from intranet.competencies.models import Competency, Edition, JobProfile, Owner
from intranet.competencies.queries import in_force
from intranet.discussions.actions import say
from intranet.discussions.models import CommentKind, News
from intranet.events.actions import consent_path
from intranet.events.models import Event
from intranet.kit import links
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member, Role
from intranet.openings.actions import OUTCOME, STILL_OPEN
from intranet.openings.models import ApplyMode, OpeningReport, ReportReason
from intranet.organizations.models import Kind
from intranet.practices.actions import EXACT
from intranet.practices.models import PracticeReport, Review
from intranet.practices.models import ReportReason as SheetReason
from intranet.tour.actions import note
from intranet.tour.models import Stage, Tour
from tests.bookings.factories import a_group, registers
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
from tests.events.factories import a_presence, a_talk, an_event
from tests.events.factories import a_proposal as a_meeting_proposed
from tests.factories import MemberFactory, OrganizationFactory, an_administrator, an_animator
from tests.members.factories import a_newcomer, a_request
from tests.openings.factories import (
    OpeningFactory,
    a_trusted_organization,
    an_application,
    an_import,
)
from tests.openings.moving import a_pair, a_request_for, an_immersion
from tests.practices.factories import (
    a_batch,
    a_draft,
    a_guide,
    a_minor_correction,
    a_published,
    a_submitted,
)
from tests.visitor import Visitor

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
ANYONE = set(PEOPLE)
SIGNED_IN = ANYONE - {"visitor"}
AT_WORK = SIGNED_IN - {"newcomer"}
NOBODY: set[str] = set()  # only whoever holds the right link, or in a state the sample is not in


# Light or dark harms nobody; the link that stops letters is its own proof (RFC 8058).
LED_BY_A_WORD = {
    "bookings.scan",
    "members.confirm",
    "members.new_password",
    "openings.kept_feed",
    "openings.stop_alerts",
    "discussions.stop_letters",
}
BY_ITSELF = {"home.theme", "openings.stop_alerts", "discussions.stop_letters"}


@dataclass
class Door:
    """Who may enter, and on what: values of the address."""

    who: set[str]
    sample: str = ""


DOORS: dict[str, Door] = {
    "static": Door(ANYONE, "static"),
    # home
    "home.front": Door(ANYONE),
    "home.find": Door(ANYONE),
    "home.suggest": Door(ANYONE),
    "home.people_index": Door(AT_WORK),
    "home.person": Door(AT_WORK, "listed person"),
    "home.remember_search": Door(SIGNED_IN),
    "home.forget_search": Door(SIGNED_IN, "recent search"),
    "home.forget_searches": Door(SIGNED_IN),
    "home.keep_searches": Door(SIGNED_IN),
    "home.notice": Door(ANYONE),
    "home.privacy": Door(ANYONE),
    "home.accessibility": Door(ANYONE),
    "home.plan": Door(ANYONE),
    "home.robots": Door(ANYONE),
    "home.sitemap": Door(ANYONE),
    "home.alive": Door(ANYONE),
    "home.ready": Door(ANYONE),
    "home.theme": Door(ANYONE),
    "home.animate": Door({"animator", "administrator"}),
    # places, organizations
    "places.suggestions": Door(ANYONE),
    "organizations.index": Door(ANYONE),
    "organizations.index_as": Door(ANYONE, "list"),
    "organizations.suggestions": Door(ANYONE),
    "organizations.show": Door(ANYONE, "organization"),
    "organizations.new": Door({"animator", "administrator"}),
    "organizations.edit": Door({"animator", "administrator"}, "organization"),
    # members
    "members.sign_in": Door(ANYONE),
    "members.sign_out": Door(ANYONE),
    "members.sign_up": Door(ANYONE),
    "members.letter_awaits": Door(ANYONE),
    "members.confirm": Door(ANYONE, "token"),
    "members.forgotten": Door(ANYONE),
    "members.reset_awaits": Door(ANYONE),
    "members.new_password": Door(ANYONE, "token"),
    "members.me": Door(SIGNED_IN),
    "members.edit": Door(SIGNED_IN),
    "members.join": Door(SIGNED_IN),
    "members.leave": Door(AT_WORK),
    "members.withdraw": Door(NOBODY),
    "members.ask_for_roles": Door(AT_WORK),
    "members.change_password": Door(SIGNED_IN),
    "members.close": Door(SIGNED_IN),
    "members.close_other_sessions": Door(SIGNED_IN),
    "members.admissions": Door({"animator", "administrator"}),
    "members.admission": Door({"animator", "administrator"}, "membership"),
    "members.admit": Door({"animator", "administrator"}, "membership"),
    "members.refuse": Door({"animator", "administrator"}, "membership"),
    "members.decide_on_roles": Door({"animator", "administrator"}, "membership"),
    "members.outbox": Door({"animator", "administrator"}),
    # competencies
    "competencies.index": Door(ANYONE),
    "competencies.export": Door(ANYONE, "list"),
    "competencies.show": Door(ANYONE, "item"),
    "competencies.uri": Door(ANYONE, "uri"),
    "competencies.versions": Door(ANYONE),
    "competencies.edition": Door(ANYONE, "edition"),
    "competencies.edition_file": Door(ANYONE, "edition"),
    "competencies.compare_editions": Door(ANYONE),
    "competencies.difference": Door(ANYONE, "two editions"),
    "competencies.difference_as": Door(ANYONE, "two editions as"),
    "competencies.draft": Door({"animator", "administrator"}),
    "competencies.open_draft": Door({"animator", "administrator"}),
    "competencies.entitle_draft": Door({"animator", "administrator"}),
    "competencies.consult_on_draft": Door({"animator", "administrator"}),
    "competencies.resume_draft": Door({"animator", "administrator"}),
    "competencies.publish_draft": Door({"animator", "administrator"}),
    "competencies.abandon_draft": Door({"animator", "administrator"}),
    "competencies.for_me": Door(SIGNED_IN, "edition"),
    "competencies.confirm_levels": Door(SIGNED_IN, "edition"),
    "competencies.to_confirm": Door(AT_WORK, "edition"),
    "competencies.confirm_unchanged": Door({"animator", "administrator"}, "edition"),
    "competencies.confirm_profile": Door({"animator", "administrator"}, "profile"),
    "competencies.term_set": Door(ANYONE),
    "competencies.case_documents": Door(ANYONE),
    "competencies.case_document": Door(ANYONE, "case edition"),
    "competencies.case_package": Door(ANYONE, "case edition"),
    "competencies.case_item_associations": Door(ANYONE, "case item"),
    "competencies.case_thing": Door(ANYONE, "case item"),
    "competencies.edition_as": Door(ANYONE, "edition as"),
    "competencies.new_import": Door({"animator", "administrator"}),
    "competencies.preview_import": Door({"animator", "administrator"}, "imported file"),
    "competencies.apply_import": Door({"animator", "administrator"}, "imported file"),
    "competencies.import_template": Door({"animator", "administrator"}, "list"),
    "competencies.draft_as": Door({"animator", "administrator"}, "list"),
    "competencies.profiles": Door(ANYONE),
    "competencies.profile": Door(ANYONE, "profile"),
    "competencies.crossed": Door(ANYONE),
    "competencies.proposals": Door(AT_WORK),
    "competencies.proposal": Door(AT_WORK, "proposal"),
    "competencies.item_proposals": Door(AT_WORK, "item"),
    "competencies.propose": Door(AT_WORK, "item"),
    "competencies.propose_item": Door(AT_WORK),
    "competencies.propose_change": Door(AT_WORK, "operation"),
    "competencies.edit_proposal": Door({"author"}, "draft proposal"),
    "competencies.open_proposal": Door({"author"}, "draft proposal"),
    "competencies.withdraw_proposal": Door({"author"}, "proposal"),
    "competencies.reword_proposal": Door({"author", "animator"}, "proposal"),
    "competencies.take_position": Door(AT_WORK, "proposal"),
    "competencies.remark": Door(AT_WORK, "proposal"),
    "competencies.check_proposal": Door({"animator"}, "proposal"),
    "competencies.decide_proposal": Door({"animator"}, "proposal"),
    "competencies.apply_proposal": Door({"animator"}, "proposal"),
    "discussions.hide": Door({"animator"}, "remark"),
    "discussions.show": Door({"animator"}, "remark"),
    "discussions.report": Door(AT_WORK - {"author"}, "remark"),
    "discussions.keep": Door({"animator"}, "remark"),
    "discussions.reports": Door({"animator"}),
    "discussions.follow": Door(AT_WORK),
    "discussions.unfollow": Door(AT_WORK),
    "discussions.news": Door(SIGNED_IN),
    "discussions.read_news": Door(NOBODY, "news"),  # whoever follows what it is about
    "discussions.mark_news": Door(NOBODY, "news"),
    "discussions.mark_all_news": Door(SIGNED_IN),
    "discussions.undo_all_news": Door(SIGNED_IN),
    "discussions.subscriptions": Door(SIGNED_IN),
    "discussions.set_rhythm": Door(AT_WORK),
    "discussions.stop_letters": Door(ANYONE, "stop"),  # the letter is the proof
    "competencies.mine": Door(SIGNED_IN),
    "competencies.coverage": Door(AT_WORK),
    "competencies.coverage_export": Door(AT_WORK),
    "competencies.coverage_of_item": Door(AT_WORK, "item"),
    "competencies.coverage_of_item_export": Door(AT_WORK, "item"),
    "competencies.team": Door(SIGNED_IN),
    "competencies.team_export": Door(NOBODY),  # for those who consented
    "competencies.consent": Door(AT_WORK),
    "competencies.withdraw_consent": Door(SIGNED_IN),
    "competencies.whole": Door(SIGNED_IN),
    "competencies.history": Door(SIGNED_IN),
    "competencies.item_history": Door(NOBODY, "item"),  # of what one said oneself
    "competencies.confirm": Door(SIGNED_IN),
    "competencies.questions": Door(SIGNED_IN, "profile"),
    "competencies.chapter": Door(SIGNED_IN, "chapter"),
    "competencies.answer": Door(SIGNED_IN, "chapter"),
    "competencies.declare": Door(SIGNED_IN, "item"),
    # evidence: the member's; the author was asked about it
    "competencies.my_evidence": Door(SIGNED_IN),
    "competencies.new_evidence": Door(SIGNED_IN),
    "competencies.edit_evidence": Door({"member"}, "evidence"),
    "competencies.delete_evidence": Door({"member"}, "evidence"),
    "competencies.claim_level": Door({"member"}, "evidence"),
    "competencies.ask_to_attest": Door({"member"}, "claim to ask"),
    "competencies.withdraw_request": Door({"member"}, "claim"),
    "competencies.drop_claim": Door({"member"}, "claim to ask"),
    "competencies.evidence": Door({"member", "author"}, "evidence"),
    "competencies.evidence_file": Door({"member", "author"}, "evidence"),
    "competencies.shown_for": Door(AT_WORK, "item"),
    "competencies.reviews": Door(SIGNED_IN),
    "competencies.review": Door({"author"}, "review of a claim"),
    "competencies.answer_review": Door({"author"}, "review of a claim"),
    "competencies.revoke_attestation": Door({"author"}, "review of a claim"),
    # sharing, carrying away, erasing
    "competencies.shares": Door(SIGNED_IN),
    "competencies.revoke_share": Door({"member"}, "share"),
    "competencies.shared": Door(ANYONE, "shared levels"),
    "competencies.open_share": Door(ANYONE, "shared levels"),
    "competencies.record": Door(SIGNED_IN),
    "competencies.record_as_json": Door(SIGNED_IN),
    "competencies.record_as_csv": Door(SIGNED_IN),
    "competencies.erase": Door(SIGNED_IN),
    # openings: O is the recruiter's organization
    "openings.index": Door(ANYONE),
    "openings.for_aggregators": Door(ANYONE),
    "openings.sitemap": Door(ANYONE),
    "openings.export": Door(ANYONE, "list"),
    "openings.show": Door(ANYONE, "live opening"),
    "openings.comparison": Door(SIGNED_IN, "live opening"),
    "openings.new": Door({"recruiter", "animator"}),
    "openings.edit": Door({"recruiter"}, "draft opening"),
    "openings.delete": Door({"recruiter"}, "draft opening"),
    "openings.publish": Door({"recruiter"}, "draft opening"),
    "openings.review": Door({"animator"}, "opening in review"),
    "openings.queue": Door({"animator"}),
    "openings.close": Door({"recruiter", "animator"}, "live opening"),
    "openings.confirm": Door({"recruiter"}, "live opening"),
    "openings.reopen": Door({"recruiter"}, "closed opening"),
    "openings.extend": Door({"recruiter"}, "live opening"),
    "openings.copy": Door({"recruiter"}, "live opening"),
    "openings.keep_template": Door({"recruiter"}, "live opening"),
    "openings.templates": Door({"recruiter", "animator"}),
    "openings.delete_template": Door(NOBODY, "template"),
    "openings.report": Door(AT_WORK - {"recruiter"}, "live opening"),
    "openings.reports": Door({"animator"}),
    "openings.answer_reports": Door({"animator"}, "reported opening"),
    "openings.suspend": Door({"recruiter"}, "live opening"),
    "openings.resume": Door({"recruiter"}, "live opening"),
    "openings.immersions": Door(ANYONE),
    "openings.immersions_as": Door(ANYONE, "list"),
    "openings.immersion": Door(ANYONE, "immersion"),
    "openings.new_immersion": Door({"recruiter", "animator"}),
    "openings.edit_immersion": Door({"recruiter"}, "immersion"),
    "openings.close_immersion": Door({"recruiter"}, "immersion"),
    "openings.ask_immersion": Door(AT_WORK - {"recruiter"}, "immersion"),
    "openings.my_immersions": Door(SIGNED_IN),
    "openings.immersion_request": Door({"author", "recruiter"}, "immersion request"),
    "openings.answer_immersion": Door({"recruiter"}, "immersion request"),
    "openings.withdraw_immersion": Door({"author"}, "immersion request"),
    "openings.tell_immersion": Door(NOBODY, "immersion request"),  # before the days are over
    "openings.immersion_agreement": Door(NOBODY, "immersion request"),  # before it is accepted
    "openings.swaps": Door(ANYONE),
    "openings.wish_swap": Door(AT_WORK),
    "openings.withdraw_wish": Door(NOBODY),  # before one wishes for anything
    "openings.circle": Door(NOBODY, "circle"),
    "openings.answer_circle": Door(NOBODY, "circle"),
    "openings.shared_post": Door(ANYONE, "agreed post"),
    "openings.answer_shared_post": Door({"recruiter"}, "shared post"),
    "openings.bridge": Door(ANYONE),
    "openings.from_status": Door(ANYONE, "sheet"),
    "openings.ways": Door(ANYONE, "live opening"),
    "openings.say_status": Door(SIGNED_IN),
    "openings.sheets": Door({"animator"}),
    "openings.edit_sheet": Door({"animator"}, "sheet"),
    "openings.alerts": Door(SIGNED_IN),
    "openings.keep_search": Door(SIGNED_IN),
    "openings.change_search": Door(NOBODY, "search"),
    "openings.delete_search": Door(NOBODY, "search"),
    "openings.kept_feed": Door(ANYONE, "stop"),  # whoever holds its address
    "openings.stop_alerts": Door(ANYONE, "stop"),
    # the links of letters are their own proof
    "openings.still_open": Door(ANYONE, "still open"),
    "openings.outcome": Door(ANYONE, "outcome"),
    # applications: to the recruiter’s opening, by the author; the member keeps a draft
    "openings.apply": Door(SIGNED_IN - {"recruiter"}, "opening to apply to"),
    "openings.discard_application": Door({"member"}, "opening to apply to"),
    "openings.applications": Door(SIGNED_IN),
    "openings.carry_away": Door(SIGNED_IN),
    "openings.statistics": Door({"animator"}),
    "openings.statistics_export": Door({"animator"}),
    "openings.own_statistics": Door({"recruiter", "animator"}),
    "openings.application": Door({"author"}, "application"),
    "openings.withdraw_application": Door({"author"}, "application"),
    "openings.undo_withdrawal": Door({"author"}, "application"),
    "openings.keep_in_mind": Door({"author"}, "application"),
    "openings.replace_file": Door(NOBODY, "application"),  # that no antivirus removed
    "openings.answer_offer": Door({"author"}, "application"),
    "openings.application_file": Door({"author", "recruiter"}, "application"),
    "openings.interview": Door(NOBODY, "application"),  # before there is one
    "openings.new_import": Door({"animator"}),
    "openings.import_template": Door({"animator"}, "list"),
    "openings.one_import": Door({"animator"}, "opening import"),
    "openings.apply_import": Door({"animator"}, "opening import"),
    "openings.undo_import": Door({"animator"}, "opening import"),
    "openings.desk": Door({"recruiter"}, "application"),
    "openings.relay": Door(SIGNED_IN - {"recruiter"}, "opening to write to"),
    "openings.job_sheet": Door(NOBODY, "live opening"),  # it joins none
    "openings.desk_application": Door({"recruiter"}, "application"),
    "openings.step": Door({"recruiter"}, "application"),
    "openings.note_application": Door({"recruiter"}, "application"),
    "openings.write_to_employer": Door({"author"}, "application"),
    "openings.write_to_candidate": Door({"recruiter"}, "application"),
    "openings.suggest_opening": Door({"recruiter"}, "application"),
    "openings.answer_batch": Door({"recruiter"}, "application"),
    "openings.withdraw_others": Door({"author"}, "application"),
    "openings.team": Door({"recruiter"}, "application"),
    "openings.unname_member": Door({"recruiter"}, "application"),
    # courses: P is the trainer's organization
    "courses.index": Door(ANYONE),
    "courses.export": Door(ANYONE, "list"),
    "courses.show": Door(ANYONE, "course"),
    "courses.similar": Door(ANYONE, "course"),
    "courses.history": Door({"trainer", "animator"}, "course"),
    "courses.lheo": Door(ANYONE),
    "courses.course_lheo": Door(ANYONE, "course"),
    "courses.exchange": Door({"trainer"}),
    "courses.identity": Door({"trainer"}),
    "courses.new_import": Door({"trainer"}),
    "courses.preview_import": Door({"trainer"}, "course file"),
    "courses.apply_import": Door({"trainer"}, "course file"),
    "courses.calendar": Door(ANYONE),
    "bookings.my_calendar": Door(SIGNED_IN),
    "bookings.renew_calendar": Door(SIGNED_IN),
    "bookings.revoke_calendar": Door(SIGNED_IN),
    "bookings.calendar_feed": Door(ANYONE, "calendar"),
    "courses.run_calendar": Door(ANYONE, "run alone"),
    "courses.new": Door({"trainer", "animator"}),
    "courses.edit": Door({"trainer"}, "draft course"),
    "courses.queue": Door({"animator"}),
    "courses.quality": Door(ANYONE, "provider"),
    "courses.declare_quality": Door({"trainer"}, "provider"),
    "courses.quality_proof": Door({"trainer", "animator"}, "quality"),
    "courses.verify_quality": Door({"animator"}, "quality"),
    "courses.refuse_quality": Door({"animator"}, "quality"),
    "courses.quality_queue": Door({"animator"}),
    "courses.confirm": Door({"trainer"}, "course"),
    "courses.by_letter": Door(ANYONE, "course to confirm"),
    "courses.confirm_by_letter": Door(ANYONE, "course to confirm"),
    "courses.publish": Door({"animator"}, "submitted course"),
    "courses.ask_corrections": Door({"animator"}, "submitted course"),
    "courses.accept_revision": Door({"animator"}, "course"),
    "courses.refuse_revision": Door({"animator"}, "course"),
    "courses.suspend": Door({"animator"}, "course"),
    "courses.reinstate": Door({"animator"}, "course"),
    "courses.follow": Door({"trainer"}, "course"),
    "courses.archive": Door({"trainer", "animator"}, "course"),
    "courses.new_run": Door({"trainer", "animator"}, "course"),
    "courses.edit_run": Door({"trainer", "animator"}, "run"),
    "courses.cancel_run": Door({"trainer", "animator"}, "run"),
    "courses.postpone_run": Door({"trainer", "animator"}, "run"),
    # levels of a run: the author has a seat to come, the member had one
    "courses.position": Door({"author"}, "seat to come"),
    "courses.assess": Door({"trainer"}, "certificate"),
    "courses.later_of_mine": Door({"member"}, "certificate"),
    "courses.later": Door(ANYONE, "certificate"),
    # documents: of the run, held by the member
    "bookings.register": Door(AT_WORK, "seats"),
    "bookings.register_group": Door(AT_WORK, "seats"),
    "bookings.mine_all": Door(SIGNED_IN),
    "bookings.mine_one": Door({"author"}, "seat of a group"),
    "bookings.act_on_mine": Door({"author"}, "seat of a group"),
    "bookings.name_seat": Door({"author"}, "seat of a group"),
    "bookings.my_group": Door({"author"}, "group"),
    "bookings.by_link": Door(ANYONE, "link of a seat"),  # the letter is the proof
    "bookings.act_by_link": Door(ANYONE, "link of a seat"),
    "bookings.change_by_link": Door(ANYONE, "link of a seat"),
    "bookings.slots": Door({"trainer", "animator"}, "slot"),
    "bookings.slot": Door({"trainer", "animator"}, "slot"),
    "bookings.remove_slot": Door({"trainer", "animator"}, "slot"),
    "bookings.announce": Door({"trainer", "animator"}, "slot"),
    "bookings.attendance": Door({"trainer", "animator"}, "slot"),
    "bookings.roll": Door({"trainer", "animator"}, "slot"),
    "bookings.countersign": Door({"trainer", "animator"}, "slot"),
    "bookings.reopen": Door({"animator"}, "slot"),
    "bookings.attendance_sheet": Door({"trainer", "animator"}, "slot"),
    "bookings.attendance_pdf": Door({"trainer", "animator"}, "slot"),
    "bookings.presence_code": Door({"trainer", "animator"}, "slot"),
    "bookings.doors": Door({"trainer", "animator"}, "slot"),
    "bookings.door": Door({"trainer", "animator"}, "slot"),
    "bookings.greet": Door({"trainer", "animator"}, "pass"),
    "bookings.welcome": Door({"author", "trainer", "animator"}, "pass"),  # led to their own seat
    "bookings.scan": Door(ANYONE, "stop"),
    "bookings.sign_presence": Door(SIGNED_IN),  # after a scan; else it says that the code changed
    "bookings.invitation": Door(ANYONE, "invitation"),
    "bookings.invitation_read": Door(ANYONE, "invitation"),
    "bookings.invitation_calendar": Door(ANYONE, "invitation"),
    "bookings.survey": Door(ANYONE, "survey"),
    "bookings.survey_results": Door({"trainer", "animator"}, "slot"),
    "bookings.dossier": Door({"trainer", "animator"}, "slot"),
    "bookings.dossier_line": Door({"trainer", "animator"}, "dossier line"),
    "bookings.dossier_proof": Door({"trainer", "animator"}, "dossier line"),
    "bookings.dossier_template": Door({"trainer"}),
    "bookings.report_difficulty": Door({"author"}, "registration"),
    "bookings.difficulties": Door({"trainer", "animator"}, "slot"),
    "bookings.answer_difficulty": Door({"trainer", "animator"}, "difficulty"),
    "bookings.agreement": Door(ANYONE, "agreement"),
    "bookings.desk": Door({"trainer", "animator"}, "seats"),
    "bookings.desk_as": Door({"trainer", "animator"}, "seats"),
    "bookings.set_seats": Door({"trainer", "animator"}, "seats"),
    "bookings.rules": Door({"trainer", "animator"}, "seats"),
    "bookings.place": Door({"trainer", "animator"}, "seats"),
    "bookings.decide": Door({"trainer", "animator"}, "registration"),
    "bookings.check_code": Door(ANYONE),
    "bookings.certificate": Door(ANYONE, "certificate"),
    "bookings.badge": Door(ANYONE, "certificate"),
    "bookings.badge_picture": Door(ANYONE, "certificate"),
    "bookings.issuer": Door(ANYONE),
    "bookings.did": Door(ANYONE),
    "bookings.statuses": Door(ANYONE, "certificate"),
    "bookings.my_certificates": Door(SIGNED_IN),
    "bookings.handed_certificate": Door(ANYONE, "certificate"),  # the letter is the proof
    "bookings.document": Door({"member", "animator"}, "certificate"),
    "bookings.document_pdf": Door({"member", "animator"}, "certificate"),
    "bookings.withdraw_certificate": Door({"member"}, "certificate"),
    "bookings.meeting_certificates": Door({"trainer", "animator"}, "certificate"),
    "bookings.issue_order": Door({"trainer", "animator"}, "certificate"),
    "bookings.certificates_archive": Door({"animator"}, "certificate"),
    "bookings.replace_certificate": Door({"animator"}, "certificate"),
    "bookings.revoke_certificate": Door({"animator"}, "certificate"),
    # practices: the author's organization owns them
    "practices.index": Door(ANYONE),
    "practices.export": Door(ANYONE, "list"),
    "practices.show": Door(ANYONE, "practice"),
    "practices.version": Door(ANYONE, "practice version"),
    "practices.document": Door(NOBODY, "practice document"),
    "practices.paper": Door(ANYONE, "practice"),
    "practices.carry": Door(ANYONE, "practice as"),
    "practices.open_data": Door(ANYONE),
    "practices.guides": Door(ANYONE),
    "practices.guide": Door(ANYONE, "guide"),
    "practices.guide_edition": Door(ANYONE, "edition of a guide"),
    "practices.guide_file": Door(ANYONE, "edition of a guide"),
    "practices.new_guide": Door(AT_WORK | {"animator"}),
    "practices.write_guide": Door({"author", "animator"}, "guide"),
    "practices.new_import": Door(AT_WORK),
    "practices.one_import": Door({"author"}, "sheet batch"),
    "practices.apply_import": Door({"author"}, "sheet batch"),
    "practices.undo_import": Door({"author"}, "sheet batch"),
    "practices.import_template": Door(AT_WORK, "list"),
    "practices.evidence": Door(NOBODY, "replication"),
    "practices.replication": Door(AT_WORK - {"author"}, "practice"),
    "practices.take_back_replication": Door(AT_WORK - {"author"}, "practice"),
    "practices.useful": Door(SIGNED_IN - {"author"}, "practice"),
    "practices.searches": Door({"animator"}),
    "practices.new": Door(AT_WORK),
    "practices.statistics": Door({"animator"}),
    "practices.statistics_export": Door({"animator"}),
    "practices.merge": Door({"animator"}, "practice"),
    "practices.open_questions": Door(AT_WORK),
    "practices.talk": Door(AT_WORK, "practice"),
    "practices.speak": Door(AT_WORK, "practice"),
    "practices.mark_answered": Door({"author"}, "answer of a sheet"),
    "practices.mine": Door(SIGNED_IN),
    "practices.follow": Door({"author"}, "practice"),
    "practices.edit": Door({"author"}, "draft practice"),
    "practices.save": Door({"author"}, "draft practice"),
    "practices.lacking": Door({"author"}, "draft practice"),
    "practices.autosave": Door({"author"}, "draft practice"),
    "practices.presence": Door({"author"}, "draft practice"),
    "practices.versions": Door(ANYONE, "practice"),
    "practices.restore": Door({"author"}, "practice version"),
    "practices.preview": Door({"author"}, "draft practice"),
    "practices.take_back": Door({"author"}, "practice in review"),
    "practices.take_up": Door({"author"}, "practice"),
    "practices.verify": Door({"author"}, "practice"),
    "practices.experts": Door({"animator"}),
    "practices.unname": Door({"animator"}, "expert"),
    "practices.opinions": Door({"animator"}, "practice"),
    "practices.opinion": Door({"trainer"}, "opinion"),
    "practices.revoke": Door({"trainer", "animator"}, "opinion"),
    "practices.corrections": Door({"animator"}),
    "practices.check": Door({"animator"}, "minor correction"),
    "practices.transfer": Door(NOBODY, "practice"),
    "practices.answer_transfer": Door(NOBODY, "practice"),
    "practices.exact": Door(ANYONE, "exact"),
    "practices.contact": Door({"author"}, "practice"),
    "practices.decline_contact": Door(NOBODY, "practice"),  # whoever was proposed
    "practices.to_verify": Door({"animator"}),
    "practices.ask_to_verify": Door({"animator"}, "practice by number"),
    "practices.left_alone": Door({"animator"}),
    "practices.propose_contact": Door({"animator"}, "practice by number"),
    "practices.archive": Door({"author", "animator"}, "practice"),
    "practices.report": Door(AT_WORK - {"author"}, "practice"),
    "practices.reports": Door({"author", "animator"}, "practice"),
    "practices.close_report": Door({"author", "animator"}, "practice report"),
    "practices.queue": Door({"animator"}),
    "practices.review": Door({"animator"}, "review"),
    "practices.decide": Door({"animator"}, "review"),
    # events, tour
    "events.index": Door(ANYONE),
    "events.export": Door(ANYONE, "json"),
    "events.show": Door(ANYONE, "event"),
    "events.calendar": Door(ANYONE),
    "events.event_calendar": Door(ANYONE, "meeting"),
    "events.new": Door(AT_WORK),
    "events.mine": Door(SIGNED_IN),
    "events.queue": Door({"animator"}),
    "events.edit": Door({"author", "animator"}, "meeting"),
    "events.submit": Door({"author", "animator"}, "refused meeting"),
    "events.publish": Door({"animator"}, "proposed meeting"),
    "events.refuse": Door({"animator"}, "proposed meeting"),
    "events.programme": Door(ANYONE, "meeting"),
    "events.new_talk": Door(AT_WORK, "meeting"),
    "events.talk": Door(ANYONE, "talk"),
    "events.decide_talk": Door({"author", "animator"}, "talk"),
    "events.schedule": Door({"author", "animator"}, "talk"),
    "events.add_material": Door({"author", "animator"}, "talk"),
    "events.material": Door(NOBODY, "talk"),
    "events.consent": Door(ANYONE, "consent"),  # the letter is the proof
    "events.answer_consent": Door(ANYONE, "consent"),
    "events.minutes": Door({"author", "animator"}, "meeting"),
    "events.show_presence": Door({"member"}, "presence"),
    "events.postpone": Door({"author", "animator"}, "meeting"),
    "events.cancel": Door({"author", "animator"}, "meeting"),
    "career.crossroads": Door(ANYONE, "item"),
    "career.mine": Door(SIGNED_IN),
    "career.toward_opening": Door(SIGNED_IN, "live opening"),
    "career.with_course": Door(SIGNED_IN, "course"),
    "career.toward_job": Door(SIGNED_IN, "profile"),
    "career.passing_on": Door(SIGNED_IN),
    "career.contacts": Door(AT_WORK, "profile"),
    "career.ask_contact": Door(AT_WORK - {"author"}, "contact of a job"),
    "career.accept_questions": Door(AT_WORK),
    "career.team": Door(SIGNED_IN),
    "career.team_as": Door(NOBODY, "list"),  # for those who consented
    "career.pair_wish": Door(SIGNED_IN),
    "career.wish_pair": Door(AT_WORK),
    "career.leave_pairs": Door(SIGNED_IN),
    "career.pair": Door({"member"}, "pair of people"),
    "career.answer_pair": Door({"member"}, "pair of people"),
    "career.propose_day": Door({"member"}, "pair of people"),
    "career.agree_to_day": Door({"member"}, "pair of people"),
    "career.end_pair": Door({"member"}, "pair of people"),
    "career.plans": Door(SIGNED_IN),
    "career.new_plan": Door(SIGNED_IN),
    "career.plan": Door({"member"}, "plan"),
    "career.reframe_plan": Door({"member"}, "plan"),
    "career.agree_plan": Door({"member"}, "plan"),
    "career.show_plan": Door({"member"}, "plan"),
    "career.delete_plan": Door({"member"}, "plan"),
    "career.take_back_plan": Door({"member"}, "plan"),
    "career.plan_paper": Door({"member"}, "plan"),
    "career.plan_as_pdf": Door({"member"}, "plan"),
    "career.keep_course": Door({"member"}, "course of a plan"),
    "career.set_course_aside": Door({"member"}, "course of a plan"),
    "career.leave_course_open": Door({"member"}, "course of a plan"),
    "career.replace_course": Door({"member"}, "course of a plan"),
    "career.plan_shares": Door({"member"}, "plan"),
    "career.revoke_plan_share": Door({"member"}, "plan share"),
    "career.shared_plan": Door(ANYONE, "shared plan"),
    "career.open_shared_plan": Door(ANYONE, "shared plan"),
    "career.guides": Door(AT_WORK, "item"),
    "career.ask_guide": Door(AT_WORK - {"author"}, "mentor"),
    "career.accompaniment": Door({"author", "member"}, "mentoring"),
    "career.answer_mentoring": Door({"author"}, "mentoring"),
    "career.withdraw_mentoring": Door({"member"}, "mentoring"),
    "career.renew_mentoring": Door({"author"}, "mentoring"),
    "career.end_mentoring": Door({"author", "member"}, "mentoring"),
    "career.tell_mentoring": Door(NOBODY, "mentoring"),
    "career.needs": Door(AT_WORK),
    "career.needs_export": Door({"trainer", "animator"}, "list"),
    "career.need": Door({"trainer", "animator"}, "item"),
    "career.wish": Door(AT_WORK, "item"),
    "career.withdraw_wish": Door(NOBODY, "wish"),
    "tour.index": Door(ANYONE),
    "tour.export": Door(ANYONE, "json"),
    "tour.gathering": Door({"animator"}, "stage"),
    "tour.arrange": Door({"animator"}, "stage meeting"),
    "tour.show": Door(ANYONE, "stage"),
    "tour.edit": Door({"animator"}, "stage"),
    "tour.save": Door({"animator"}, "stage"),
    "tour.board": Door({"animator"}, "stage"),
    "tour.capture": Door({"animator"}, "stage"),
    "tour.assign": Door({"animator"}, "capture"),
    "tour.drop": Door({"animator"}, "capture"),
    "tour.tell_talk": Door({"author", "animator"}, "talk alone"),
}


@dataclass
class World:
    """Somebody of each kind, and the things whose doors they try."""

    people: dict[str, Member | None]
    samples: dict[str, dict[str, Any]]


def an_answer(practice_id: int, author: Member) -> int:
    """To a question on a sheet, both of the same person."""
    question = say("practice", practice_id, author, "Combien ?", now(), kind=CommentKind.QUESTION)
    db.session.flush()
    answer = say("practice", practice_id, author, "Dix.", now(), answers=question.id)
    db.session.commit()
    return answer.id


@pytest.fixture
def world(edition: Edition) -> World:
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
    remark = say("proposal", discussed.id, author, "Une remarque.", now())

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
        "application": {
            "opening_id": to_apply.id,
            "application_uuid": application.uuid,
            "address": "refus",
            "file_id": 99,
            "member_id": 99,
        },
        "evidence": {"evidence_id": shown.id},
        "claim": {"evidence_id": shown.id, "claim_id": asked.id},
        "claim to ask": {"evidence_id": shown.id, "claim_id": to_ask.id},
        "review of a claim": {"claim_id": asked.id},
        "share": {"share_id": share.id},
        "shared levels": {"token": token},
        "proposal": {"proposal_id": discussed.id},
        "draft proposal": {"proposal_id": a_proposal(author, draft=True).id},
        "operation": {"code": "D1.1", "operation": "modifier"},
        "remark": {"comment_id": remark.id},
        "static": {"filename": "css/base.css"},
        "recent search": {"search_id": 99},
        "listed person": {"member_id": MemberFactory(is_listed=True).id},
        "list": {"form": "csv"},
        "json": {"form": "json"},
        "token": {"token": "x" * 32},
        "organization": {"slug": OrganizationFactory().slug},
        "membership": {"membership_id": a_request(OrganizationFactory()).id},
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
        "draft opening": opening(draft=True),
        "opening in review": opening(in_review=True),
        "reported opening": reported,
        "closed opening": opening(closed=True),
        "immersion": {"immersion_id": welcome.id},
        "immersion request": {"request_id": a_request_for(welcome, author).id},
        "circle": {"circle_id": 99},
        "shared post": {"pair_id": a_pair(employer, recruiter).id},
        "agreed post": {"pair_id": a_pair(employer, recruiter, agreed=True).id},
        "sheet": {"word": "contractuel", "way": "contrat-public"},
        "search": {"search_id": 99},
        "template": {"template_id": 99},
        "stop": {"word": "x"},
        "seats": {"bookable_id": asking.id, "form": "csv"},
        "registration": {"bookable_id": asking.id, "uuid": pending.uuid},
        "seat of a group": {"uuid": seat.uuid, "act": "annulation"},
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
        "calendar": {"word": renew_address(trainer, now())},
        "provider": {"slug": provider.slug},
        "quality": {"certificate_id": a_declared_certificate(trainer).id},
        "course to confirm": {"word": to_confirm(course)},
        "run alone": {"run_id": run.id},
        "wish": {"wish_id": 99},
        "seat to come": {"run_id": seated(a_run(course, 5), author).bookable_id},
        "certificate": a_badge(a_held_run(course), people["member"], people["trainer"]),
        "draft course": of(CourseFactory(provider=provider, author=trainer, draft=True)),
        "submitted course": of(CourseFactory(provider=provider, author=trainer, submitted=True)),
        "practice": {"slug": published.slug},
        "news": {"news_id": db.session.query(News.id).first().id},
        "practice by number": {"practice_id": published.id},
        "opinion": {"review_id": opinion.id},
        "expert": {"theme_id": 99, "member_id": 99},
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
        "replication": {"slug": published.slug, "replication_id": 99},
        "practice document": {"slug": published.slug, "document_id": 99},
        "draft practice": {"slug": a_draft(author).slug},
        "practice in review": {"slug": review.practice.slug},
        "review": {"review_id": review.id},
        "event": {"slug": "rencontre"},
        "meeting": {"slug": an_event(author).slug},
        "proposed meeting": {"slug": a_meeting_proposed(author, title="Proposée").slug},
        "refused meeting": {"slug": a_meeting_proposed(author, title="Refusée", refused=True).slug},
        "stage": {"region": "grand-est"},
    }
    return World(people, samples | of_the_agenda(author, people["member"]))


def of_the_agenda(author: Member, holder: Any) -> dict[str, dict[str, Any]]:
    """A presentation, its speaker’s link, and a line noted at a stage."""
    talk = a_talk(an_event(author, title="Avec un programme"), placed=True)
    return {
        "talk": {
            "slug": talk.event.slug,
            "talk_id": talk.id,
            "act": "presentee",
            "material_id": 99,
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


def test_every_route_is_in_the_census(app: Flask) -> None:
    assert set(app.view_functions) == set(DOORS)


def test_what_is_public_is_what_anyone_may_enter(app: Flask) -> None:
    opened = {
        name
        for name, view in app.view_functions.items()
        if getattr(view, "is_public", False) or getattr(view, "is_always_open", False)
    }
    apart = {"practices.document", "practices.evidence", "openings.job_sheet", "events.material"}
    assert opened - apart == {name for name, door in DOORS.items() if "visitor" in door.who}


@pytest.mark.parametrize("who", PEOPLE)
def test_each_page_opens_to_those_it_is_for_and_to_nobody_else(
    who: str, app: Flask, world: World, visitor: Visitor
) -> None:
    enter(who, world, visitor)
    wrong = []
    for rule in rules(app):
        if "GET" not in (rule.methods or ()):
            continue
        door = DOORS[rule.endpoint]
        status = knock(visitor, "GET", rule, world.samples[door.sample])
        expected = {200, 303} if who in door.who else refusals(who)
        if rule.endpoint in LED_BY_A_WORD:
            expected = {404, 410}  # a link that was never sent
        if rule.endpoint in {"members.sign_in", "members.sign_up", "home.ready"}:
            expected |= {302}
        if status not in expected:
            wrong.append(f"{rule.endpoint} {rule.rule}: {status}, not in {expected}")
    assert not wrong


@pytest.mark.parametrize("who", PEOPLE)
def test_no_action_is_done_by_whom_it_is_not_for(
    who: str, app: Flask, world: World, visitor: Visitor
) -> None:
    enter(who, world, visitor)
    token = visitor.open("/connexion" if who == "visitor" else "/moi").soup.select_one(
        "[name=csrf_token]"
    )
    assert token
    wrong = []
    for rule in rules(app):
        door = DOORS[rule.endpoint]
        if "POST" not in (rule.methods or ()) or who in door.who:
            continue
        sent = {"csrf_token": token["value"]}
        status = knock(visitor, "POST", rule, world.samples[door.sample], data=sent)
        if status not in refusals(who):
            wrong.append(f"{rule.endpoint} {rule.rule}: {status}")
    assert not wrong


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_no_action_is_done_without_its_token(
    who: str, app: Flask, world: World, visitor: Visitor
) -> None:
    enter(who, world, visitor)
    for rule in rules(app):
        if "POST" in (rule.methods or ()) and rule.endpoint not in BY_ITSELF:
            status = knock(visitor, "POST", rule, world.samples[DOORS[rule.endpoint].sample])
            assert status == 400, rule.endpoint


def test_on_a_closed_site_nothing_is_read_without_an_account(
    app: Flask, world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SITE_IS_PUBLIC", False)
    for rule in rules(app):
        door = DOORS[rule.endpoint]
        is_open = getattr(app.view_functions[rule.endpoint], "is_always_open", False)
        if "GET" in (rule.methods or ()) and not is_open:
            assert knock(visitor, "GET", rule, world.samples[door.sample]) == 302, rule.endpoint


def enter(who: str, world: World, visitor: Visitor) -> None:
    member = world.people[who]
    if member:
        visitor.sign_in(member)


def refusals(who: str) -> set[int]:
    """A visitor is asked to sign in; a member is told that it is not theirs, or that it is not."""
    return {302, 404} if who == "visitor" else {403, 404}


def knock(visitor: Visitor, method: str, rule: Rule, sample: dict[str, Any], **how: Any) -> int:
    """Ask for the page of a rule, filled with a sample; the status alone."""
    app = visitor.client.application
    values = {name: sample[name] for name in rule.arguments}
    with app.test_request_context():
        address = rule.build(values, append_unknown=False)
    assert address, f"no sample for {rule.rule}"
    with app.app_context():
        response = visitor.client.open(address[1], method=method, **how)
    response.close()
    return response.status_code
