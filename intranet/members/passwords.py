"""What a password must be, and how it is kept: argon2id, with the cost that OWASP advises."""

from __future__ import annotations

import gzip
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from intranet.kit.texts import fold

SHORTEST, LONGEST = 12, 256
COMMON = Path(__file__).parent / "data" / "common_passwords.txt.gz"
# French ones that the English list lacks, and words that any of our members would think of first.
OBVIOUS = frozenset(
    "motdepasse monmotdepasse azertyuiop azertyuiopqsdfghjklm bonjour soleil doudou marseille"
    " chocolat loulou jetaime developpeur economique developpement developpementeconomique"
    " intranet passerelles administrateur animateur recruteur formateur".split()
)
_LEET = str.maketrans("013457@$!", "oieastasi")

_hasher = PasswordHasher(memory_cost=47_104, time_cost=1, parallelism=1)


def kept(password: str) -> str:
    """What is stored of a password."""
    return _hasher.hash(password)


def matches(password_hash: str | None, typed: str) -> bool:
    """Whether this is the password; it takes as long when there is none to compare with."""
    try:
        return _hasher.verify(password_hash or _nobodys(), typed[:LONGEST]) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether it was kept with another cost than today's."""
    return _hasher.check_needs_rehash(password_hash)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this one")


def weakness(password: str, *about: str) -> str | None:
    """Why this password would be guessed, in one French sentence; None where it is sound.

    `about`: what an attacker knows of the person and the site (name, address, name of the site).
    """
    if len(password) < SHORTEST:
        return f"Choisissez un mot de passe d’au moins {SHORTEST} caractères."
    if len(password) > LONGEST:
        return f"Ce mot de passe est trop long : {LONGEST} caractères au plus."
    if is_common(password):
        return "Ce mot de passe est trop courant : il serait deviné en quelques essais. Quatre mots sans rapport entre eux en font un bon."
    told = words_of(*about)
    found = re.sub(r"[^a-z0-9]", "", fold(password))
    if any(word in found for word in told):
        return "N’y mettez ni votre nom, ni votre adresse électronique, ni le nom du site."
    return None


def is_common(password: str) -> bool:
    """One of the commonest, alone, doubled or dressed up with figures; a walk along the keys."""
    typed = fold(password).replace(" ", "")
    letters = {re.sub(r"[^a-z]", "", form) for form in (typed, typed.translate(_LEET))}
    known = commonest()
    return (
        len(set(typed)) < 5
        or typed in known
        or any(once(form) in known | OBVIOUS for form in letters)
        or sum(abs(ord(b) - ord(a)) <= 1 for a, b in pairwise(typed)) >= 0.7 * (len(typed) - 1)
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
