"""What a password must be, and how it is kept: argon2id, with the cost that OWASP advises."""

from __future__ import annotations

import gzip
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from intranet.kit.texts import fold

SHORTEST, LONGEST = 12, 256
SHORTEST_OF_ADMINISTRATORS = 16
COMMON = Path(__file__).parent / "data" / "common_passwords.txt.gz"
# French ones that the English list lacks, and words that any of our members would think of first:
# alone, in the plural, or one after the other.
OBVIOUS = (
    "motdepasse", "bonjour", "soleil", "doudou", "marseille", "chocolat", "loulou", "jetaime",
    "developpeur", "developpeuse", "developpement", "economique", "economie", "intranet",
    "administrateur", "administratrice", "animateur", "animatrice", "recruteur", "recruteuse",
    "formateur", "formatrice", "intercommunalite", "communaute", "commune", "agglomeration",
    "metropole", "region", "departement", "territoire", "chambre", "commerce", "industrie",
    "artisanat", "metier", "entreprise", "mobilite", "competence", "formation", "offre",
)  # fmt: skip
LINKS = ("de", "des", "du", "la", "le", "les", "l", "d", "et", "mon", "ma")
_OBVIOUS = re.compile(f"(?:(?:{'|'.join(OBVIOUS)})[sx]?|{'|'.join(LINKS)})+")
KEYS = (
    "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz", "01234567890",
)  # fmt: skip
_LEET = str.maketrans("013457@$!", "oieastasi")
_STEPS = frozenset(pair for row in KEYS for pair in [*pairwise(row), *pairwise(row[::-1])])

_hasher = PasswordHasher(memory_cost=47_104, time_cost=1, parallelism=1)
# Kept with the same cost; nobody knows what it is the hash of.
_NOBODYS = "$argon2id$v=19$m=47104,t=1,p=1$Hq6ajt7EKKYRvXzigIU9CA$r6tDBSPnetuZiGzCSjtmNu3s6laxDK9eSfNoF2WJnY4"


def kept(password: str) -> str:
    """What is stored of a password."""
    return _hasher.hash(normalize("NFC", password))


def matches(password_hash: str | None, typed: str) -> bool:
    """Whether this is the password; it takes as long when there is none to compare with."""
    if len(typed) > LONGEST:
        password_hash, typed = None, ""
    try:
        same = _hasher.verify(password_hash or _NOBODYS, normalize("NFC", typed))
    except (VerificationError, InvalidHashError):
        return False
    return same and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether it was kept with another cost than today's."""
    return _hasher.check_needs_rehash(password_hash)


def weakness(password: str, *about: str, shortest: int = SHORTEST) -> str | None:
    """Why this password would be guessed, in one French sentence; None where it is sound.

    `about`: what an attacker knows of the person and the site (name, address, name of the site).
    """
    if len(password) < shortest:
        return f"Choisissez un mot de passe d’au moins {shortest} caractères."
    if len(password) > LONGEST:
        return f"Ce mot de passe est trop long : {LONGEST} caractères au plus."
    found = re.sub(r"[^a-z0-9]", "", fold(password))
    if any(word in found for word in words_of(*about)):
        return "N’y mettez ni votre nom, ni votre adresse électronique, ni le nom du site."
    if is_common(password):
        return (
            "Ce mot de passe serait vite deviné. Quatre mots sans rapport entre eux en font un bon."
        )
    return None


def is_common(password: str) -> bool:
    """One of the commonest, alone, doubled or dressed up with figures; only our words; a walk along the keys."""
    typed = fold(password).replace(" ", "")
    bare = re.sub(r"^[^a-z]+|[^a-z]+$", "", typed)
    forms = {re.sub(r"[^a-z]", "", form) for form in (typed, typed.translate(_LEET))}
    forms.add(re.sub(r"[^a-z]", "", bare.translate(_LEET)))
    return (
        len(set(typed)) < 5
        or once(typed) in commonest()
        or any(once(form) in commonest() or _OBVIOUS.fullmatch(form) for form in forms if form)
        or sum(pair in _STEPS for pair in pairwise(typed)) >= 0.7 * (len(typed) - 1)
    )


def once(text: str) -> str:
    """`bonjourbonjour` → `bonjour`."""
    for size in range(3, len(text) // 2 + 1):
        if len(text) % size == 0 and text[:size] * (len(text) // size) == text:
            return text[:size]
    return text


def words_of(*texts: str) -> set[str]:
    """The words of a name or an address that are long enough to be recognised in a password."""
    return {word for text in texts for word in re.split(r"[^a-z0-9]+", fold(text)) if len(word) > 3}


@cache
def commonest() -> frozenset[str]:
    """The 19,640 commonest, as Django ships them (BSD, list by Royce Williams)."""
    with gzip.open(COMMON, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)
