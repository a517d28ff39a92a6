"""One text for one content: what is sealed, compared or published under its hash."""

from __future__ import annotations

import hashlib
import json


def canonical(content: object) -> bytes:
    """Keys in order, no blanks, UTF-8: as RFC 8785 for what we hold (whole numbers, plain names)."""
    text = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def digest(content: object) -> str:
    """The SHA-256 of that text, in 64 hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()
