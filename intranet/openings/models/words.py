"""The words of an opening: its states, its kinds, the ways in, each with its French label."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class State(StrEnum):
    """Where an opening stands. « Clôturée » by its date is computed, until the tick writes it."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    REJECTED = "rejected"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    CLOSED = "closed"


STATE_LABELS = {
    State.DRAFT: "Brouillon",
    State.IN_REVIEW: "En relecture",
    State.CHANGES_REQUESTED: "À corriger",
    State.REJECTED: "Refusée",
    State.PUBLISHED: "En ligne",
    State.SUSPENDED: "Suspendue",
    State.CLOSED: "Clôturée",
}


# What its author still writes.
UNSENT = frozenset({State.DRAFT, State.CHANGES_REQUESTED})
# What was put online, and is not over: its page answers.
ONLINE_STATES = frozenset({State.PUBLISHED, State.SUSPENDED})


class JobKind(StrEnum):
    """What sort of work it is."""

    JOB = "job"
    ASSIGNMENT = "assignment"
    REPLACEMENT = "replacement"
    APPRENTICESHIP = "apprenticeship"
    INTERNSHIP = "internship"
    VOLUNTEERING = "volunteering"
    SECONDMENT = "secondment"
    IMMERSION = "immersion"


JOB_KIND_LABELS = {
    JobKind.JOB: "Emploi",
    JobKind.ASSIGNMENT: "Mission à durée déterminée",
    JobKind.REPLACEMENT: "Remplacement",
    JobKind.APPRENTICESHIP: "Alternance",
    JobKind.INTERNSHIP: "Stage",
    JobKind.VOLUNTEERING: "Volontariat territorial",
    JobKind.SECONDMENT: "Mise à disposition",
    JobKind.IMMERSION: "Immersion chez un pair",
}


class Route(StrEnum):
    """A way into the post (modalité d’accès), according to one's own status."""

    TRANSFER = "transfer"
    DETACHMENT = "detachment"
    SECONDMENT = "secondment"
    PUBLIC_CONTRACT = "public_contract"
    PRIVATE_CONTRACT = "private_contract"
    APPRENTICESHIP = "apprenticeship"
    VTE = "vte"


ROUTE_LABELS = {
    Route.TRANSFER: "Mutation",
    Route.DETACHMENT: "Détachement",
    Route.SECONDMENT: "Mise à disposition",
    Route.PUBLIC_CONTRACT: "Contrat de droit public",
    Route.PRIVATE_CONTRACT: "Contrat de droit privé",
    Route.APPRENTICESHIP: "Apprentissage",
    Route.VTE: "Volontariat (VTA, VTE)",
}
# The routes of an opening are one number, so that counting by route reads one column. A bit, once
# given, is never given to another route.
BITS = {
    Route.TRANSFER: 1,
    Route.DETACHMENT: 2,
    Route.SECONDMENT: 4,
    Route.PUBLIC_CONTRACT: 8,
    Route.PRIVATE_CONTRACT: 16,
    Route.APPRENTICESHIP: 32,
    Route.VTE: 64,
}


def mask_of(routes: Iterable[Route]) -> int:
    """The number that stands for these routes."""
    return sum(BITS[route] for route in set(routes))


def routes_in(mask: int) -> list[Route]:
    """The routes that a number stands for, in their order."""
    return [route for route, bit in BITS.items() if mask & bit]


class Category(StrEnum):
    """The category of a public post."""

    A_PLUS = "A+"
    A = "A"
    B = "B"
    C = "C"


CATEGORY_LABELS = {category: f"Catégorie {category}" for category in Category}


class WorkTime(StrEnum):
    FULL = "full"
    PART = "part"


WORK_TIME_LABELS = {WorkTime.FULL: "Temps complet", WorkTime.PART: "Temps partiel ou non complet"}


class Experience(StrEnum):
    """What past practice is hoped for; absent, beginners are as welcome as others."""

    BEGINNER = "beginner"
    CONFIRMED = "confirmed"
    EXPERT = "expert"


EXPERIENCE_LABELS = {
    Experience.BEGINNER: "Débutant accepté",
    Experience.CONFIRMED: "Confirmé",
    Experience.EXPERT: "Expert",
}


class Vacancy(StrEnum):
    """Why the post is open: the law asks public employers to say so."""

    CREATION = "creation"
    VACANT = "vacant"


VACANCY_LABELS = {Vacancy.CREATION: "Création d’emploi", Vacancy.VACANT: "Vacance d’emploi"}


class CloseReason(StrEnum):
    """How an opening ended; `EXPIRED` is written by the clock alone."""

    FILLED_IN_NETWORK = "filled_in_network"
    FILLED_OUTSIDE = "filled_outside"
    CANCELLED = "cancelled"
    UNSUCCESSFUL = "unsuccessful"
    EXPIRED = "expired"


CLOSE_REASON_LABELS = {
    CloseReason.FILLED_IN_NETWORK: "Poste pourvu par une personne du réseau",
    CloseReason.FILLED_OUTSIDE: "Poste pourvu hors du réseau",
    CloseReason.CANCELLED: "Recrutement abandonné",
    CloseReason.UNSUCCESSFUL: "Recrutement infructueux",
    CloseReason.EXPIRED: "Date limite passée",
}


class Channel(StrEnum):
    """Where else an opening was published: what its recruiters say once it is over."""

    CSP = "csp"
    EMPLOI_TERRITORIAL = "emploi_territorial"
    FRANCE_TRAVAIL = "france_travail"
    APEC = "apec"
    OWN_SITE = "own_site"
    SOCIAL = "social"
    OTHER = "other"


CHANNEL_LABELS = {
    Channel.CSP: "Choisir le service public",
    Channel.EMPLOI_TERRITORIAL: "Emploi territorial",
    Channel.FRANCE_TRAVAIL: "France Travail",
    Channel.APEC: "Apec",
    Channel.OWN_SITE: "Le site de l’employeur",
    Channel.SOCIAL: "Un réseau social professionnel",
    Channel.OTHER: "Ailleurs",
}


class ApplyMode(StrEnum):
    """How one answers an opening."""

    HERE = "here"
    EMAIL = "email"  # to an address that is never shown: the site passes the message on
    ELSEWHERE = "elsewhere"  # an address, or as its text says


APPLY_MODE_LABELS = {
    ApplyMode.HERE: "Sur Passerelles, avec suivi des candidatures",
    ApplyMode.EMAIL: "Par courriel, à une adresse qui n’est pas montrée : Passerelles transmet",
    ApplyMode.ELSEWHERE: "Ailleurs : une adresse en ligne, ou comme le dit l’offre",
}
