"""The one cookie of the site: who is behind a browser, signed and not ciphered."""

from __future__ import annotations

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class Cookies(SecureCookieSessionInterface):
    """What reads and signs the cookie is made once for the keys in force, not twice a request."""

    def __init__(self) -> None:
        self._by_keys: dict[tuple[str, ...], URLSafeTimedSerializer | None] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        keys = (app.config["SECRET_KEY"], *app.config["SECRET_KEY_FALLBACKS"])
        if keys not in self._by_keys:
            self._by_keys = {keys: super().get_signing_serializer(app)}
        return self._by_keys[keys]


def init_app(app: Flask) -> None:
    app.session_interface = Cookies()
