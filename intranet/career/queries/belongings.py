"""All that one's way holds of a member, as plain values: what they may carry away. Others by role only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from intranet.career.models import (
    JobContact,
    JobQuestion,
    Mentor,
    Mentoring,
    Pair,
    PairWish,
)
from intranet.competencies.queries import Wording
from intranet.kit.db import db, every
from intranet.kit.exports import instant
from intranet.members.models import Member


def held_of(member: Member) -> dict[str, Any]:
    """Mentoring, pairs and questions of a member, with French keys, as they read them."""
    wording = Wording()
    asked = select(Mentoring).where(
        or_(Mentoring.mentor_id == member.id, Mentoring.mentee_id == member.id)
    )
    paired = select(Pair).where(or_(Pair.one_id == member.id, Pair.other_id == member.id))
    questions = select(JobQuestion).where(JobQuestion.asker_id == member.id)
    wish = db.session.get(PairWish, member.id)
    return {
        "mes_conditions": _conditions(db.session.get(Mentor, member.id)),
        "accompagnements": [
            _mentoring(wording, one, member.id) for one in every(asked.order_by(Mentoring.id))
        ],
        "cherche_un_binome_depuis": instant(wish.created_at) if wish else None,
        "binomes": [_pair(one, member.id) for one in every(paired.order_by(Pair.id))],
        "accepte_une_question_sur_son_metier": bool(db.session.get(JobContact, member.id)),
        "questions_posees": [
            {"question": one.question, "le": instant(one.created_at)} for one in every(questions)
        ],
    }


def _conditions(mine: Mentor | None) -> dict[str, Any] | None:
    if mine is None:
        return None
    return {
        "personnes_a_la_fois": mine.capacity,
        "mots": mine.words,
        "en_pause_depuis": _when(mine.paused_at),
    }


def _mentoring(wording: Wording, one: Mentoring, member_id: int) -> dict[str, Any]:
    mentors = one.mentor_id == member_id
    mine = (
        {"ma_reponse": one.reply}
        if mentors
        else {
            "niveau_de_depart": one.level_from,
            "mon_message": one.message,
            "mon_bilan": one.words,
            "cela_m_a_aide": one.helped.value if one.helped else None,
        }
    )
    return {
        "je": "transmets" if mentors else "apprends",
        "competence": wording(one.competency_id, one.edition_id).code,
        "niveau_voulu": one.level_wanted,
        "etat": one.state.value,
        "demande_le": instant(one.created_at),
        "accepte_le": _when(one.accepted_at),
        "jusqu_au": one.ends_on.isoformat() if one.ends_on else None,
        **mine,
    }


def _pair(one: Pair, member_id: int) -> dict[str, Any]:
    return {
        "etat": one.state.value,
        "ma_reponse": one.accepts(member_id),
        "propose_le": instant(one.created_at),
        "forme_le": _when(one.agreed_at),
        "demi_journee": one.day_on.isoformat() if one.day_on else None,
    }


def _when(at: datetime | None) -> str | None:
    return instant(at) if at else None
