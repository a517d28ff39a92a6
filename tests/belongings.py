"""What else the people of the census own: things that a door names, each really there, in the state in which it opens.

A door tried on a thing that does not exist refuses everybody, and proves nothing.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from werkzeug.datastructures import FileStorage

from intranet.bookings.models import Registration, SurveyAnswer, SurveyKind
from intranet.career.actions import plans
from intranet.career.models import JobQuestion, Mentoring, MentoringState, TrainingWish
from intranet.competencies import queries
from intranet.competencies.actions import accept_proposal
from intranet.competencies.models import Edition, JobProfile, TeamConsent
from intranet.competencies.queries import in_force
from intranet.courses.actions import revisions
from intranet.courses.models import Course, Syllabus
from intranet.discussions.models import Comment, CommentReport, Follow, News, NewsTopic
from intranet.events.models import Material, MaterialReach, Talk, TalkState
from intranet.home.models import RecentSearch
from intranet.kit import files
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.members.actions import open_session
from intranet.members.actions.links import new_link
from intranet.members.models import (
    FactorLoss,
    Identity,
    Member,
    Passkey,
    Purpose,
    Role,
    SingleUseLink,
)
from intranet.members.queries import hashed
from intranet.openings.actions import immersions
from intranet.openings.models import (
    ApplicationFile,
    ApplicationMessage,
    ApplicationNote,
    ApplicationState,
    DeskRole,
    FileKind,
    Immersion,
    JobApplication,
    Opening,
    OpeningMember,
    OpeningTemplate,
    SavedSearch,
    Scan,
    SwapCircle,
    SwapPart,
)
from intranet.practices import actions as sheets
from intranet.practices.models import (
    GuideEdition,
    Practice,
    PracticeTransfer,
    Replication,
    ReuseStage,
    Theme,
    ThemeExpert,
)
from tests.bookings.proofs import assessed
from tests.career.factories import says
from tests.career.planned import a_plan
from tests.competencies.proposing import a_proposal
from tests.courses.factories import CourseFactory
from tests.factories import MemberFactory, an_animator
from tests.openings.factories import OpeningFactory
from tests.openings.moving import a_request_for, a_wish, an_immersion, days_over
from tests.pdfs import a_pdf
from tests.practices.factories import a_finished_draft, a_guide

Sample = dict[str, Any]


def belongings(
    people: Mapping[str, Member | None], edition: Edition, application: JobApplication
) -> dict[str, Sample]:
    """By the name of the sample."""
    member, author, recruiter = people["member"], people["author"], people["recruiter"]
    assert member and author and recruiter
    return {
        **of_an_account(member),
        **of_a_candidate(application, author, recruiter),
        **of_whoever_moves(member, author, recruiter),
        **of_a_learner(member, author),
        **of_a_planner(member, application.opening),
        **of_trainers(people["trainer"], member),
        **of_proposers(author, people["animator"]),
        **of_writers(edition, author, people["colleague"], member),
    }


def of_an_account(member: Member) -> dict[str, Sample]:
    """Where they are signed in, what opens their account, what they searched and follow."""
    token = open_session(member, now(), browser="ailleurs")
    key = Passkey(member_id=member.id, name="Clé de la maison", credential_id="BBBB", public_key="BBBB", added_at=now())  # fmt: skip
    identity = Identity(member_id=member.id, issuer="https://identites.example", subject="7", email="autre@essais.example", linked_at=now())  # fmt: skip
    search = RecentSearch(member_id=member.id, folded="friches", words="Friches", at=now())
    kept = SavedSearch(member_id=member.id, name="Près de Nancy", told_since=now(), wanted_at=now())
    put(
        SingleUseLink(
            token_hash="essai",
            purpose=Purpose.NOTHING,
            email="autre@essais.example",
            name="Camille",
            ends_at=now(),
        )
    )
    moves = new_link(
        Purpose.ADDRESS,
        now() + timedelta(days=1),
        member_id=member.id,
        email="autre@essais.example",
    )
    put(FactorLoss(member_id=member.id, reason="Téléphone perdu.", happened_at=now()))
    remark = db.session.query(Comment).first()
    put(CommentReport(comment_id=remark.id, member_id=member.id, text="Hors sujet."))
    told = db.session.query(News).first()
    topic = db.session.query(NewsTopic).filter_by(news_id=told.id).first()
    follow = Follow(member_id=member.id, topic=topic.topic, key=topic.key, label="Ce qui se dit", after_news_id=0)  # fmt: skip
    return {
        "address link": {"token": moves},
        "session": {"name": hashed(token)[:16]},
        "passkey": {"passkey_id": put(key).id},
        "identity": {"identity_id": put(identity).id},
        "recent search": {"search_id": put(search).id},
        "search": {"search_id": put(kept).id},
        "news": {"news_id": put(follow) and told.id},
    }


def of_a_candidate(
    application: JobApplication, author: Member, recruiter: Member
) -> dict[str, Sample]:
    """Files, one of which an antivirus removed; somebody beside the recruiter; an interview; a refusal; a model."""
    opening = application.opening
    reader = MemberFactory(organization=opening.organization, roles={Role.RECRUITER})
    with_sheet = another_like(opening, job_sheet=a_file("fiche-de-poste.pdf"))
    put(OpeningMember(opening_id=opening.id, member_id=reader.id, role=DeskRole.READER))
    sent, removed = (
        put(ApplicationFile(application_id=application.id, attachment_id=a_file("cv.pdf").id, kind=kind, name="cv.pdf", scan=scan))
        for kind, scan in ((FileKind.CV, Scan.UNSCANNED), (FileKind.OTHER, Scan.INFECTED))
    )  # fmt: skip
    met = an_application_as_it_stands(
        opening,
        author,
        ApplicationState.INTERVIEW,
        interview_at=now() + timedelta(days=5),
        interview_place="Salle des essais",
    )
    refused = an_application_as_it_stands(
        opening, author, ApplicationState.REFUSED, decided_at=now()
    )
    model = OpeningTemplate(organization_id=recruiter.organization_id, author_id=recruiter.id, name="Modèle de poste", said={"missions": "Visiter les entreprises."})  # fmt: skip
    put(
        ApplicationMessage(
            application_id=application.id, author_id=recruiter.id, body="Quand venir ?", at=now()
        )
    )
    put(
        ApplicationNote(
            application_id=application.id, author_id=recruiter.id, body="À revoir.", at=now()
        )
    )
    names = {
        "opening_id": opening.id,
        "application_uuid": application.uuid,
        "address": "refus",
    }
    return {
        "application": names | {"file_id": sent.id, "member_id": reader.id},
        "opening with its sheet": {"opening_id": with_sheet.id},
        "removed file": names | {"file_id": removed.id},
        "interview": {"application_uuid": met.uuid},
        "refused application": {"application_uuid": refused.uuid},
        "template": {"template_id": put(model).id},
    }


def an_application_as_it_stands(
    opening: Opening, by: Member, state: ApplicationState, **said: Any
) -> JobApplication:
    """To another opening of the same recruiter."""
    made: JobApplication = put(
        JobApplication(
            opening_id=another_like(opening).id,
            applicant_id=by.id,
            state=state,
            message="Ce poste prolonge mon travail.",
            answers=["Pour apprendre."],
            submission_token=f"essai-{state.value}",
            begun_at=now(),
            submitted_at=now(),
            **said,
        )
    )
    return made


def another_like(opening: Opening, **said: Any) -> Opening:
    made: Opening = OpeningFactory(
        organization=opening.organization,
        owner=opening.owner,
        apply_mode=opening.apply_mode,
        **said,
    )
    return made


def of_whoever_moves(member: Member, author: Member, recruiter: Member) -> dict[str, Sample]:
    """An immersion that was accepted and is over; a circle of exchanges that awaits answers."""
    welcome: Immersion = an_immersion(recruiter, title="Deux jours au service foncier")
    spent = a_request_for(welcome, author)
    immersions.accept(spent, recruiter, now(), "Avec plaisir.")
    days_over(spent)
    circle = put(SwapCircle(key="essai", answer_by=now() + timedelta(days=14)))
    wishes = (
        a_wish("54", "35", job="metier", by=member),
        a_wish("35", "54", job="metier"),
    )
    for place, wish in enumerate(wishes):
        put(SwapPart(circle_id=circle.id, wish_id=wish.id, place=place))
        wish.circle_id = circle.id
    db.session.commit()
    return {
        "immersion over": {"request_id": spent.id},
        "circle": {"circle_id": circle.id},
    }


def of_a_learner(member: Member, author: Member) -> dict[str, Sample]:
    """A level that they said, a session that they look for, an accompaniment that ended, levels that a team may see."""
    put(TeamConsent(member_id=author.id, organization_id=author.organization_id, given_at=now()))
    says(member, D11=1)
    item = in_force().by_code["D2.1"]
    wish = TrainingWish(member_id=member.id, competency_id=item.competency_id, edition_id=in_force().edition_id, level=2, region_code="44", asked_at=now())  # fmt: skip
    over = Mentoring(
        mentor_id=author.id,
        mentee_id=member.id,
        competency_id=item.competency_id,
        edition_id=in_force().edition_id,
        level_wanted=2,
        message="J’aimerais apprendre.",
        state=MentoringState.ENDED,
        accepted_at=now() - timedelta(days=90),
        decided_at=now(),
        ends_on=now().date(),
    )
    job = db.session.query(JobProfile).filter_by(slug="metier").one()
    put(
        JobQuestion(
            asker_id=member.id, member_id=author.id, job_profile_id=job.id, question="Et le soir ?"
        )
    )
    return {"wish": {"wish_id": put(wish).id}, "mentoring over": {"mentoring_id": put(over).id}}


def of_a_planner(member: Member, aim: Opening) -> dict[str, Sample]:
    """A plan that they deleted, towards something else than the one that they follow."""
    plan = a_plan(member, aim)
    plans.delete_plan(plan, now())
    db.session.commit()
    return {"deleted plan": {"plan_id": plan.id}}


def of_trainers(trainer: Member | None, learner: Member) -> dict[str, Sample]:
    """A course that is online, of which another text waits to be read; what was said of a session."""
    assert trainer
    course: Course = CourseFactory(provider=trainer.organization, author=trainer)
    said = replace(Syllabus.of(course, [], []), objectives="Être capable de tout autre chose.")
    revisions.propose(course, said, trainer, now(), version=course.lock_version)
    seat = db.session.query(Registration).filter_by(member_id=learner.id).first()
    assessed(seat, {"D2.1": 2}, trainer, note="Une étude de cas.")
    seat.answers = {"Régime ?": "Sans gluten."}
    put(
        SurveyAnswer(
            bookable_id=seat.bookable_id,
            kind=SurveyKind.HOT,
            on=today(),
            satisfaction=4,
            comment="Trop court.",
        )
    )
    return {}


def of_proposers(author: Member, animator: Member | None) -> dict[str, Sample]:
    """What was asked of the referential, once accepted: its delay was over."""
    assert animator
    asked = a_proposal(author, "D1.2", at=now() - timedelta(days=90))
    present = queries.present_text(queries.being_written())
    accept_proposal(asked, animator, now(), decision="Oui.", present=present, seen=asked.version)
    db.session.commit()
    return {"accepted proposal": {"proposal_id": asked.id}}


def of_writers(
    edition: Edition, author: Member, colleague: Member | None, reader: Member
) -> dict[str, Sample]:
    """A sheet with its document, taken up elsewhere, offered to another contact; an expert of its theme."""
    assert colleague
    practice = a_sheet_with_a_document(edition, author)
    practice.proposed_id = colleague.id
    for referent in (author, reader):
        assert referent.membership
        referent.membership.is_referent = True
    put(
        PracticeTransfer(
            practice_id=practice.id,
            giver_id=author.organization_id,
            taker_id=reader.organization_id,
            asked_by_id=author.id,
            given_by_id=author.id,
            given_at=now(),
        )
    )
    changed = practice.current.sheet
    changed.context = "Ce que nous avons appris depuis."
    sheets.save(practice, changed, author, now(), lock=practice.lock_version)
    put(
        GuideEdition(
            guide_id=a_guide(author, "Visiter une entreprise").id,
            number="V2",
            position=2,
            dated_on=today(),
            body="Le texte à venir.",
            whats_new="Une suite.",
        )
    )
    taken = Replication(
        practice_id=practice.id,
        organization_id=reader.organization_id,
        version_number=1,
        stage=ReuseStage.UNDER_WAY,
        changes="Adaptée à un territoire rural.",
        evidence_id=a_file("bilan.pdf").id,
    )
    theme, expert = db.session.query(Theme).first(), MemberFactory()
    put(ThemeExpert(theme_id=theme.id, member_id=expert.id, at=now()))
    names = {"slug": practice.slug}
    db.session.commit()
    return {
        "practice document": names | {"document_id": practice.published.sheet.documents[0]["id"]},
        "replication": names | {"replication_id": put(taken).id},
        "offered practice": names,
        "expert": {"theme_id": theme.id, "member_id": expert.id},
    }


def a_sheet_with_a_document(edition: Edition, author: Member) -> Practice:
    """Online, read by an animator."""
    practice = a_finished_draft(edition, author, title="Une fiche et son document")
    sheet = practice.current.sheet
    sheet.documents = [sheets.attach(practice, a_file("plan.pdf"), author)]
    sheets.save(practice, sheet, author, now(), lock=practice.lock_version)
    review = sheets.submit(practice, now(), lock=practice.lock_version)
    sheets.publish(review, an_animator(), now())
    db.session.commit()
    return practice


def a_material(talk: Talk, by: Member) -> int:
    """Slides that anyone may open: the presentation is over, its speakers agree."""
    for speaker in talk.speakers:
        speaker.consented_at = now()
    talk.state = TalkState.PUBLISHED
    return int(
        put(
            Material(talk_id=talk.id, attachment_id=a_file("diapositives.pdf").id, label="Diapositives", reach=MaterialReach.EVERYONE, added_by_id=by.id)
        ).id
    )  # fmt: skip


def a_file(name: str) -> Attachment:
    kept = files.keep(FileStorage(io.BytesIO(a_pdf()), filename=name))
    db.session.flush()
    return kept


def put(row: Any) -> Any:
    db.session.add(row)
    db.session.commit()
    return row
