"""The one cookie of the site: who is behind a browser, signed and not ciphered."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

CLOCKS_DIFFER = 60  # seconds, at most, of the machine that signed and of the one that reads


class Signer(TimestampSigner):
    """Accepts a cookie signed by a machine whose clock is a little ahead of this one.

    Else, whoever has just signed in there would be a stranger here, for some seconds.
    """

    def unsign(
        self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False
    ) -> Any:
        value, at = super().unsign(signed_value, return_timestamp=True)
        age = self.get_timestamp() - at.timestamp()
        if max_age is not None and not -CLOCKS_DIFFER <= age <= max_age:
            raise SignatureExpired(f"{age} seconds old", value, at)
        return (value, at) if return_timestamp else value


class Cookies(SecureCookieSessionInterface):
    """What reads and signs the cookie is made once for the keys in force, not twice a request."""

    def __init__(self) -> None:
        self._by_keys: dict[tuple[str, ...], URLSafeTimedSerializer | None] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        keys = (app.config["SECRET_KEY"], *app.config["SECRET_KEY_FALLBACKS"])
        if keys not in self._by_keys:
            made = super().get_signing_serializer(app)
            if made:
                made.signer = Signer
            self._by_keys = {keys: made}
        return self._by_keys[keys]


def init_app(app: Flask) -> None:
    app.session_interface = Cookies()
