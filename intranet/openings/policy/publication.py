"""What an opening must say to be read by the network: all its faults at once, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from intranet.competencies.models import Need
from intranet.kit.clock import in_paris, months_after
from intranet.kit.texts import day, fold, lasting
from intranet.kit.webpages import fault_of
from intranet.openings.models import FREE_TEXTS, ApplyMode, Route, Wording, WorkTime

Fault = tuple[str, str]  # the field, and a sentence that says what to do

SHORTEST_MISSIONS = 200
FEWEST_REQUIRED, MOST_REQUIRED, MOST_DESIRED = 3, 8, 8
LEAST_PAY, MOST_PAY = 5_000, 300_000  # euros a year: a monthly figure is caught
SHORTEST = timedelta(days=7)
LONGEST = timedelta(days=366)

# As France writes it, overseas too: 06 12 34 56 78, 06/12/34/56/78, 0692 12 34 56, +262 (0) 692 …
TELEPHONE = (
    r"(?<!\d)(?:(?:\+|00)\d{2,3}[\s.\-]?(?:\(0\)[\s.\-]?)?|0)"
    r"[1-9](?:(?:[\s.\-]?\d{2}){4}|(?:/\d{2}){4})(?!\d)"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(TELEPHONE)
_BOTH = re.compile(r"\b[fh]\s?/\s?[hf]\b|·e|\(e\)|\.e\b|-e\b|/e\b|/se\b|/trice\b", re.IGNORECASE)
_DOUBLET = re.compile(r"\b(\w{4})\w*\s?(?:\bou\b|\bet\b|/)\s?\1")  # chargée ou chargé
# Names of jobs that are the same for a woman and a man.
_EPICENE = frozenset(
    {
        "responsable", "manager", "volontaire", "juriste", "economiste", "geographe",
        "urbaniste", "analyste", "cadre", "stagiaire", "gestionnaire", "pilote",
        "specialiste", "cartographe", "comptable", "secretaire", "architecte", "interprete",
        "documentaliste", "fiscaliste", "paysagiste", "journaliste",
    }
)  # fmt: skip


def faults(
    wording: Wording, *, public_employer: bool, online_at: datetime, at: datetime
) -> list[Fault]:
    """Why this may not be published yet; an empty list if it may.

    `online_at`: when it goes, or first went, online. Public employers say more (CGFP: the notice
    of a vacancy, one month online).
    """
    return [
        *title_faults(wording.title),
        *_text_faults(wording),
        *_terms_faults(wording),
        *_closing_faults(wording, public_employer, online_at, at),
        *_competency_faults(wording),
        *(_public_faults(wording) if public_employer else ()),
    ]


def title_faults(title: str) -> Iterator[Fault]:
    letters = [letter for letter in title if letter.isalpha()]
    if not title:
        yield "title", "Donnez un intitulé : c’est ce qu’on lit en premier."
    elif sum(letter.isupper() for letter in letters) > 0.6 * max(len(letters), 1):
        yield "title", "Écrivez l’intitulé en minuscules : les capitales se lisent mal."
    elif not is_neutral(title):
        yield (
            "title",
            "Ajoutez « (F/H) » ou les deux genres : une offre s’adresse à toutes et à tous.",
        )


def is_neutral(title: str) -> bool:
    """Whether a title speaks to women and men: (F/H), both forms, or a name that has one form."""
    words = fold(title).split()
    return bool(
        _BOTH.search(title)
        or _DOUBLET.search(fold(title))
        or (words and words[0].strip(",:") in _EPICENE)
    )


def neutral(title: str) -> str:
    """The title as the one-click mending writes it."""
    return f"{title[:94].rstrip()} (F/H)"


def _text_faults(wording: Wording) -> Iterator[Fault]:
    size = len(" ".join(wording.missions.split()))
    if size < SHORTEST_MISSIONS:
        yield (
            "missions",
            f"Décrivez les missions en {SHORTEST_MISSIONS} signes au moins : il y en a {size}.",
        )
    for field in FREE_TEXTS:
        text = getattr(wording, field)
        if _EMAIL.search(text) or _PHONE.search(text):
            yield field, "Retirez l’adresse électronique ou le téléphone : l’offre est publique."
    if any(_EMAIL.search(asked) or _PHONE.search(asked) for asked in wording.questions):
        yield "question_1", "Retirez l’adresse électronique ou le téléphone de vos questions."
    if wording.apply_url and (fault := fault_of(wording.apply_url)):
        yield "apply_url", fault
    if wording.apply_mode is ApplyMode.EMAIL and not wording.apply_email:
        yield "apply_email", "Donnez l’adresse à laquelle transmettre les candidatures."
    is_elsewhere = wording.apply_mode is ApplyMode.ELSEWHERE
    if is_elsewhere and not wording.apply_url and not wording.how_to_apply:
        yield "how_to_apply", "Dites comment candidater, ici ou par une adresse en ligne."


def _terms_faults(wording: Wording) -> Iterator[Fault]:
    if not wording.municipality_code:
        yield "commune", "Indiquez la commune du lieu de travail."
    if not wording.routes:
        yield "routes", "Cochez au moins une modalité d’accès."
    if wording.work_time is WorkTime.FULL and (wording.work_share or 100) < 100:
        yield "work_share", "Cette quotité est celle d’un temps partiel ou non complet : dites-le."
    low, high = wording.pay_min, wording.pay_max
    for field, amount in (("pay_min", low), ("pay_max", high)):
        if amount is not None and not LEAST_PAY <= amount <= MOST_PAY:
            yield field, "Donnez un montant brut par an, en euros : 31000 par exemple."
    if low is not None and high is not None and low > high:
        yield "pay_max", "Le haut de la fourchette est plus bas que le bas."
    elif (low is None) != (high is None):
        yield "pay_max" if high is None else "pay_min", "Donnez les deux bornes de la fourchette."
    elif low is None and not wording.grades and not _is_set_by_law(wording):
        yield "pay_min", "Donnez une fourchette de rémunération, ou au moins un grade."


def _closing_faults(
    wording: Wording, public_employer: bool, online_at: datetime, at: datetime
) -> Iterator[Fault]:
    if wording.closes_at is None:
        yield "closes_on", "Choisissez la date limite de candidature."
        return
    closes_on, from_day = in_paris(wording.closes_at).date(), in_paris(online_at).date()
    if wording.closes_at <= at:
        yield "closes_on", "Cette date est passée : choisissez-en une à venir."
    elif closes_on < from_day + SHORTEST:
        yield (
            "closes_on",
            f"Laissez {lasting(SHORTEST)} au moins : le {day(from_day + SHORTEST)} au plus tôt.",
        )
    elif public_employer and not wording.urgent_reason and closes_on < months_after(from_day, 1):
        earliest = day(months_after(from_day, 1))
        told = (
            f"Un employeur public laisse un mois : le {earliest} au plus tôt, sauf urgence motivée."
        )
        yield "closes_on", told
    elif wording.closes_at > at + LONGEST:
        yield "closes_on", "Choisissez une date à moins d’un an : une offre se tient à jour."


def _competency_faults(wording: Wording) -> Iterator[Fault]:
    required = sum(each.need is Need.REQUIRED for each in wording.asked)
    if not FEWEST_REQUIRED <= required <= MOST_REQUIRED:
        asked = f"Indiquez de {FEWEST_REQUIRED} à {MOST_REQUIRED} compétences attendues"
        yield "required", f"{asked}, chacune avec son niveau : il y en a {required}."
    if len(wording.asked) - required > MOST_DESIRED:
        yield "desired", f"{MOST_DESIRED} compétences souhaitées suffisent."


def _public_faults(wording: Wording) -> Iterator[Fault]:
    """What the notice of a vacancy must say, beyond what every opening says."""
    asked = {
        "vacancy": "Dites si l’emploi est créé ou vacant.",
        "vacant_on": "Indiquez depuis quand, ou à partir de quand, l’emploi est vacant.",
        "recruiting_authority": "Nommez l’autorité de recrutement, à qui s’adressent les candidatures.",
        "job_family": "Indiquez le métier de référence.",
        "conditions": "Décrivez les conditions d’exercice, et celles qui s’offrent aux contractuels.",
    }
    if not _is_set_by_law(wording):
        asked["category"] = "Indiquez la catégorie."
        asked["grades"] = "Indiquez au moins un grade ou un cadre d’emplois."
    for field, sentence in asked.items():
        if not getattr(wording, field):
            yield field, sentence


def _is_set_by_law(wording: Wording) -> bool:
    """Apprentices have no grade, and the law sets their pay by age and year."""
    return set(wording.routes) == {Route.APPRENTICESHIP} and bool(wording.pay_note)
