"""All that the site holds of a member’s levels, as plain values: what they may carry away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from intranet.competencies.models import (
    Assessment,
    Evidence,
    EvidenceClaim,
    ProfileShare,
    ShareVisit,
)
from intranet.competencies.queries.evidence import evidence_of
from intranet.competencies.queries.sharing import shares_of
from intranet.competencies.queries.teams import Consent, consents_of
from intranet.competencies.queries.wording import Wording
from intranet.kit.db import db, every
from intranet.kit.exports import absolute, instant
from intranet.kit.shares import visits_of
from intranet.members.models import Member


@dataclass(frozen=True)
class Record:
    """How much there is of each kind."""

    answers: int
    attestations: int
    evidence: int
    files: int
    requests: int
    shares: int

    @property
    def is_empty(self) -> bool:
        return not (self.answers or self.attestations or self.evidence or self.shares)


def record_of(member: Member) -> Record:
    """What would be erased, counted in one statement."""
    mine, shown = Assessment.member_id == member.id, Evidence.member_id == member.id
    said_by_me = Assessment.author_id == member.id
    counts = (
        select(func.count()).select_from(Assessment).where(mine, said_by_me),
        select(func.count()).select_from(Assessment).where(mine, ~said_by_me),
        select(func.count()).select_from(Evidence).where(shown),
        select(func.count(Evidence.attachment_id)).where(shown),
        select(func.count(EvidenceClaim.asked_at)).join(EvidenceClaim.evidence).where(shown),
        select(func.count()).select_from(ProfileShare).where(ProfileShare.member_id == member.id),
    )
    row = db.session.execute(select(*(count.scalar_subquery() for count in counts))).one()
    return Record(*row)


def said_of(member: Member) -> list[Row[Assessment, str]]:
    """Every assessment of a member with the name of who said it, as it was said in time."""
    query = (
        select(Assessment, Member.name)
        .join(Member, Member.id == Assessment.author_id)
        .where(Assessment.member_id == member.id)
        .order_by(Assessment.at, Assessment.id)
    )
    return list(db.session.execute(query))


def carried_by(member: Member) -> dict[str, Any]:
    """The levels, evidence, links and consents of a member, with French keys, as they read it."""
    wording = Wording()
    shares = every(shares_of(member))
    visits = visits_of(ShareVisit, [share.id for share in shares])
    return {
        "membre": {"nom": member.name, "adresse": member.email},
        "niveaux": [_said(wording, said, author) for said, author in said_of(member)],
        "preuves": [_shown(wording, one) for one in every(evidence_of(member))],
        "partages": [_shared(one, *visits[one.id]) for one in shares],
        "accords_d_equipe": [_consented(one) for one in consents_of(member.id)],
    }


def _consented(one: Consent) -> dict[str, Any]:
    return {
        "structure": one.organization,
        "donne_le": instant(one.given_at),
        "pris_fin_le": instant(one.withdrawn_at) if one.withdrawn_at else None,
        "en_vigueur": one.holds,
    }


def _said(wording: Wording, said: Assessment, author: str) -> dict[str, Any]:
    item = wording(said.competency_id, said.edition_id)
    return {
        "competence": item.code,
        "intitule": item.title,
        "identifiant": item.uuid,
        "reponse": said.state.value,
        "niveau": said.level,
        "interet": said.interest,
        "pret_a_transmettre": said.offers_help,
        "par": author,
        "a_titre_de": said.kind.value,
        "commentaire": said.comment,
        "le": instant(said.at),
        "valable_jusqu_au": instant(said.expires_at) if said.expires_at else None,
        "retire_le": instant(said.revoked_at) if said.revoked_at else None,
    }


def _shown(wording: Wording, one: Evidence) -> dict[str, Any]:
    kept = one.attachment
    return {
        "titre": one.title,
        "nature": one.kind.value,
        "description": one.about,
        "lien": one.url,
        "fichier": {
            "nom": kept.name,
            "octets": kept.size,
            "sha256": kept.sha256,
            "adresse": absolute(f"/preuves/{one.id}/fichier"),
        }
        if kept
        else None,
        "date": one.happened_on.isoformat() if one.happened_on else None,
        "valable_jusqu_au": one.expires_on.isoformat() if one.expires_on else None,
        "visible_par": one.visibility.value,
        "niveaux": [
            {
                "competence": wording(claim.competency_id, claim.edition_id).code,
                "niveau": claim.level,
                "etat": claim.state.value,
                "demande_a": claim.reviewer.name if claim.reviewer else None,
                "demande_le": instant(claim.asked_at) if claim.asked_at else None,
                "repondu_le": instant(claim.decided_at) if claim.decided_at else None,
                "mot": claim.note,
            }
            for claim in one.claims
        ],
    }


def _shared(one: ProfileShare, count: int, visits: Any) -> dict[str, Any]:
    return {
        "pour": one.label,
        "declare": one.shows_declared,
        "atteste": one.shows_attested,
        "metier": one.job_profile.title if one.job_profile else None,
        "cree_le": instant(one.created_at),
        "expire_le": instant(one.expires_at),
        "revoque_le": instant(one.revoked_at) if one.revoked_at else None,
        "visites": count,
        "dernieres_visites": [
            {"le": instant(visit.at), "par": visit.member.name if visit.member else None}
            for visit in visits
        ],
    }
