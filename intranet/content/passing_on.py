"""Demonstration mentors, pairs and a second team, so that both developers see somebody to learn from."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import or_, select

from intranet.career.actions import contacts, mentoring, pairs
from intranet.career.actions.mentoring import Wanted
from intranet.career.models import HalfDay, JobContact, Mentor, Mentoring, Pair, PairWish
from intranet.competencies import actions as competencies
from intranet.competencies.models import AssessmentState, Evidence, EvidenceKind, JobProfile
from intranet.competencies.queries import in_force, levels_held
from intranet.content.people import account, find
from intranet.content.teams import Colleague, bring
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.organizations.models import Organization

SECOND_TEAM = "demo-cc-hauts-moulins"
COLLEAGUES = (
    Colleague(
        "moulins1", "Léa Mercier", "Cheffe de projet commerce et artisanat", True,
        {"D1.1": "2", "D1.2": "1", "D3.2": "3+", "D3.2.1": "3+", "D3.3": "3", "D4.2": "1",
         "D4.3": "1", "D4.4": "2", "D5.1": "3", "T1": "3", "T4": "2"},
    ),
    Colleague(
        "moulins2", "Bastien Lefort", "Chargé de mission immobilier d’entreprise", True,
        {"D1.1": "1", "D1.8": "3", "D3.2": "1", "D4.1": "3", "D4.2": "3", "D4.5": "4", "D4.7": "1",
         "T1": "2", "T5": "2"},
    ),
)  # fmt: skip

# By login: how many at once, and in what spirit.
CONDITIONS = {
    "developpeur": (2, "Une visite d’entreprise ensemble, puis un appel tous les quinze jours."),
    "developpeur2": (1, "Sur une de mes zones, carte en main ; puis à distance."),
    "formateur": (3, "Je pars de votre territoire et de vos données, pas d’un cours."),
    "animateur": (2, "Nous préparons ensemble une vraie rencontre, de l’ordre du jour au bilan."),
}


class Asked(NamedTuple):
    """An accompaniment, and whether it was accepted."""

    mentee: str
    mentor: str
    code: str
    level: int
    message: str
    reply: str | None  # None: it waits


ASKED = (
    Asked(
        "developpeur", "formateur", "D1.1", 3,
        "Je sais décrire nos entreprises une à une ; j’aimerais apprendre à lire le tissu dans son ensemble avant notre prochain schéma.",
        "Avec plaisir. Apportez vos fichiers : nous commençons par eux, jeudi à quatorze heures ?",
    ),
    Asked(
        "developpeur2", "developpeur", "D3.2", 3,
        "Je connais mes zones mieux que mes chefs d’entreprise. Pourrais-je vous accompagner en visite ?",
        None,
    ),
)  # fmt: skip


class Mirror(NamedTuple):
    """A pair: who would learn what from whom; both agree to be looked for."""

    member: str
    learns: str
    beside: str
    teaches_back: str


MIRRORS = (
    Mirror("developpeur", "D4.4", "equipe1", "D3.2"),
    Mirror("developpeur2", "D3.2.1", "moulins1", "D4.3"),
)
CONTACTS = ("equipe2", "moulins1", "developpeur2")  # of the job of a generalist
JOB = "developpeur-generaliste"


def load() -> None:
    """What is not in yet; none in production."""
    if current_app.config["ENVIRONMENT"] == "production":
        return
    _bring_team()
    for login, (capacity, words) in CONDITIONS.items():
        if db.session.get(Mentor, account(login).id) is None:
            mentoring.set_conditions(
                account(login), now(), capacity=capacity, words=words, paused=False
            )
    for told in ASKED:
        _ask(told)
    for mirror in MIRRORS:
        _pair(mirror)
    _attest(account("equipe1"), account("recruteur"))
    profile = db.session.scalars(select(JobProfile).where(JobProfile.slug == JOB)).one()
    for login in CONTACTS:
        if db.session.get(JobContact, account(login).id) is None:
            contacts.accept_questions(account(login), profile)


def _attest(member: Member, by: Member) -> None:
    """A level that a colleague attests on a document that stops holding within the year."""
    if db.session.scalar(select(Evidence.id).filter_by(member_id=member.id).limit(1)):
        return
    catalogue = in_force()
    item = catalogue.by_code["D4.2"]
    evidence = Evidence(
        member_id=member.id,
        kind=EvidenceKind.LINK,
        title="Habilitation à instruire les cessions de terrains",
        url="https://www.example.org/habilitation",
        happened_on=today() - timedelta(days=600),
        expires_on=today() + timedelta(days=130),
    )
    db.session.add(evidence)
    db.session.flush()
    claim = competencies.show_level(evidence, item.competency_id, catalogue.edition_id, 4)
    competencies.ask_to_attest(claim, by, item.title, now(), as_manager=True)
    competencies.endorse(claim, by, claim.asked_at, item.title, now(), note="")


def _bring_team() -> None:
    organization = db.session.scalars(select(Organization).filter_by(slug=SECOND_TEAM)).one()
    if find(COLLEAGUES[0].login):
        return
    for one in COLLEAGUES:
        bring(one, organization)
    for login in ("developpeur2", *(one.login for one in COLLEAGUES)):
        competencies.consent(account(login).id, organization.id, now())


def _ask(told: Asked) -> None:
    catalogue, mentee = in_force(), account(told.mentee)
    item = catalogue.by_code[told.code].competency_id
    before = select(Mentoring.id).filter_by(mentee_id=mentee.id, competency_id=item)
    if db.session.scalar(before.limit(1)):
        return
    wanted = Wanted(
        competency_id=item,
        edition_id=catalogue.edition_id,
        level_from=2,
        level=told.level,
        message=told.message,
    )
    mentor = account(told.mentor)
    asked = mentoring.ask(mentor.id, mentee, wanted, now())
    if told.reply:
        mentoring.accept(asked, mentor, now(), told.reply)


def _pair(mirror: Mirror) -> None:
    """The first is proposed and awaits the developer’s answer; the second is formed, a day is proposed."""
    member, beside = account(mirror.member), account(mirror.beside)
    theirs = or_(Pair.one_id == beside.id, Pair.other_id == beside.id)
    if db.session.get(PairWish, beside.id) or db.session.scalar(select(Pair.id).where(theirs)):
        return
    _says(member, mirror.learns, 1, offers=False)
    _says(beside, mirror.learns, 3, offers=True)
    _says(member, mirror.teaches_back, 3, offers=True)
    _says(beside, mirror.teaches_back, 1, offers=False)
    pairs.wish(beside, now())
    found = pairs.wish(member, now())
    if found is None:
        return
    pairs.answer(found, beside, now(), accepts=True)
    if mirror is MIRRORS[-1]:
        pairs.answer(found, member, now(), accepts=True)
        day = pairs.Day(today() + timedelta(days=12), HalfDay.MORNING, "Sur la zone des Moulins")
        pairs.propose_day(found, beside, day, now(), version=found.version)


def _says(member: Member, code: str, level: int, *, offers: bool) -> None:
    catalogue = in_force()
    item = catalogue.by_code[code].competency_id
    held = levels_held(member.id, now(), only=[item]).get(item)
    if offers and held and held.offers_help and (held.effective or 0) >= level:
        return
    said = competencies.Said(AssessmentState.LEVEL, level, offers_help=offers, interest=2)
    competencies.declare(member.id, item, catalogue.edition_id, said, now())
