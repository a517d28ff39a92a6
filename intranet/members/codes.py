"""Codes of an application (TOTP, RFC 6238), and recovery codes: how they are made, read and compared."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

STEP = 30  # seconds that a code of the application lasts
EITHER_SIDE = 1  # steps that a clock may be early or late (RFC 6238, section 5.2)
HOW_MANY = 10
# Crockford’s thirty-two: no letter that looks like a figure. 24 of them are 120 bits, so that a
# plain SHA-256 keeps them as safely as a slow hash would (ASVS 6.5.2).
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 24, 4
_MISREAD = str.maketrans("ILO", "110")


def new_secret() -> str:
    """160 bits in base32, as RFC 4226 advises."""
    import pyotp

    return pyotp.random_base32(32)


def address_of(secret: str, account: str, site: str) -> str:
    """What the QR code holds: otpauth://totp/…"""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=site)


def step_of(secret: str, typed: str, at: datetime) -> int | None:
    """The step whose code was typed, now or just beside; None where it is no code of this secret."""
    import pyotp

    code, now = "".join(typed.split()), int(at.timestamp()) // STEP
    application, found = pyotp.TOTP(secret, interval=STEP), None
    for step in range(now - EITHER_SIDE, now + EITHER_SIDE + 1):
        if hmac.compare_digest(application.generate_otp(step).encode(), code.encode()):
            found = step
    return found


def is_of_application(typed: str) -> bool:
    """Six figures, spaces or not: anything else can only be a recovery code."""
    code = "".join(typed.split())
    return len(code) == 6 and code.isascii() and code.isdigit()


def new_recovery_codes() -> list[str]:
    return [
        "-".join(
            "".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(LENGTH // GROUP)
        )
        for _ in range(HOW_MANY)
    ]


def as_kept(typed: str) -> str:
    """A recovery code as it was made, whatever its case, its dashes, and letters misread for figures."""
    known = typed.upper().translate(_MISREAD)
    return "".join(letter for letter in known if letter in LETTERS)[: LENGTH + 1]
