"""Secrets that the database keeps and cannot read: sealed with a key that only SECRET_KEY gives."""

from __future__ import annotations

import base64
import secrets
from contextlib import suppress

from flask import current_app


class CannotUnseal(Exception):
    """It was sealed under another SECRET_KEY, or altered since."""


def seal(purpose: str, secret: bytes) -> str:
    """AES-256-GCM, under a key of HKDF-SHA-256 (RFC 5869) made for this purpose and this secret."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    hidden = AESGCM(_key(keys()[-1], purpose, salt)).encrypt(nonce, secret, purpose.encode())
    return base64.b64encode(salt + nonce + hidden).decode()


def unseal(purpose: str, sealed: str) -> bytes:
    """What was sealed for this purpose. Raises CannotUnseal."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    whole = base64.b64decode(sealed)
    salt, nonce, hidden = whole[:16], whole[16:28], whole[28:]
    for key in reversed(keys()):
        with suppress(InvalidTag):
            return AESGCM(_key(key, purpose, salt)).decrypt(nonce, hidden, purpose.encode())
    raise CannotUnseal(purpose)


def keys() -> list[str]:
    """The oldest first: what is read may be of any of them, what is written is of the last."""
    config = current_app.config
    return [*reversed(config["SECRET_KEY_FALLBACKS"]), config["SECRET_KEY"]]


def _key(key: str, purpose: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt, f"sealed:{purpose}".encode()).derive(key.encode())
