"""The steps of recruiters, as their pages name them."""

from __future__ import annotations

from datetime import datetime

from intranet.kit.texts import moment
from intranet.openings.models import ApplicationState, JobApplication
from intranet.openings.policy import Step

ADDRESSES = {
    "etude": Step.TAKE_UP,
    "preselection": Step.SHORTLIST,
    "entretien": Step.MEET,
    "attente": Step.HOLD,
    "proposition": Step.OFFER,
    "acceptation": Step.ACCEPT,
    "refus": Step.REFUSE,
    "reprise": Step.TAKE_BACK,
}
BY_ADDRESS = {step: address for address, step in ADDRESSES.items()}
# What may be decided of several people at once; a meeting and an offer are for one.
IN_BATCHES = (Step.TAKE_UP, Step.SHORTLIST, Step.HOLD, Step.REFUSE)
WORDS = {
    Step.TAKE_UP: ("Prendre à l’étude", "La personne lit que sa candidature est à l’étude."),
    Step.SHORTLIST: ("Présélectionner", "La personne reçoit un courriel."),
    Step.MEET: (
        "Proposer un entretien",
        "Un courriel dit la date ; la personne lit le lieu sur Passerelles.",
    ),
    Step.HOLD: ("Mettre en attente", "La personne sait pourquoi, et quand vous lui répondrez."),
    Step.OFFER: ("Proposer le poste", "La personne accepte ou décline sur Passerelles."),
    Step.ACCEPT: (
        "Noter son accord",
        "Elle vous a dit oui : un poste est compté pourvu, et un courriel le lui dit.",
    ),
    Step.REFUSE: (
        "Ne pas retenir",
        "Un courriel prévient la personne, qui lit votre réponse sur Passerelles.",
    ),
    Step.TAKE_BACK: ("Reprendre la candidature", "Elle revient à l’étude, la personne le sait."),
}
CANCELLED_HIRE = (
    "Annuler l’embauche",
    "Le poste est de nouveau à pourvoir, la personne revient à l’étude et lit votre motif.",
)


def words_for(step: Step, found: JobApplication, at: datetime) -> tuple[str, str]:
    """The words of its button, and what follows from it."""
    undoes_a_hire = step is Step.TAKE_BACK and found.state is ApplicationState.ACCEPTED
    if undoes_a_hire:
        return CANCELLED_HIRE
    words, follows = WORDS[step]
    if step is Step.SHORTLIST and found.is_veiled:
        follows = f"{follows} Son nom, ses coordonnées et ses fichiers vous apparaissent aussitôt."
    if found.state is ApplicationState.INTERVIEW and found.interview_at and found.interview_at > at:
        if step is Step.MEET:
            return (
                "Modifier l’entretien",
                f"Il remplace celui du {moment(found.interview_at)}. {follows}",
            )
        follows = f"{follows} L’entretien prévu le {moment(found.interview_at)} n’a plus lieu."
    return words, follows
