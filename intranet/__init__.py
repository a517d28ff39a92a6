"""Build the application: this page reads like a table of contents, and holds nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from intranet import config
from intranet.kit import (
    access,
    clock,
    compiled,
    cookies,
    errors,
    files,
    floods,
    journal,
    markdown,
    migrating,
    panels,
    paths,
    security,
    statics,
    storage,
    texts,
    ui,
)
from intranet.kit.db import db
from intranet.kit.discretion import UNTOLD
from intranet.kit.reading import end_reading

ROOT = Path(__file__).resolve().parent.parent
# Each statement sees what was committed before it: the lock of the seats relies on it (decision 15).
ON_POSTGRESQL = UNTOLD | {"isolation_level": "READ COMMITTED"}


def create_app(**overrides: Any) -> Flask:
    """The whole site. `overrides` replace environment variables by their name (for tests).

    Raises config.WrongSetting when a setting is missing or cannot be used.
    """
    instance = Path(overrides.pop("INSTANCE", ROOT / "instance"))
    settings = config.read(os.environ | overrides, instance)
    clock.stop_at(settings.now)
    config.make_folder(instance, "Le dossier instance")

    app = Flask(__name__, instance_path=str(instance))
    app.config.from_mapping(as_flask(settings))
    app.url_map.strict_slashes = False
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.proxies:  # our own say who calls; the words of anyone before them are not believed
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]

    db.init_app(app)
    app.teardown_appcontext(end_reading)
    migrating.init_app(app)
    CSRFProtect(app)
    for tool in (
        compiled,
        cookies,
        paths,
        texts,
        markdown,
        statics,
        panels,
        errors,
        security,
        storage,
        files,
        journal,
    ):
        tool.init_app(app)
    put_domains_together(app)
    ui.init_app(app)
    access.init_app(app)
    floods.init_app(app)
    return app


def put_domains_together(app: Flask) -> None:
    """Each domain, from the ground floor up, brings its pages, panels and commands."""
    from intranet.bookings import views as bookings
    from intranet.career import views as career
    from intranet.competencies import views as competencies
    from intranet.content import commands as content
    from intranet.courses import views as courses
    from intranet.discussions import views as discussions
    from intranet.events import views as events
    from intranet.home import views as home
    from intranet.members import views as members
    from intranet.openings import views as openings
    from intranet.organizations import views as organizations
    from intranet.places import views as places
    from intranet.practices import views as practices
    from intranet.tour import views as tour

    for domain in (
        places,
        organizations,
        members,
        discussions,
        competencies,
        bookings,
        openings,
        courses,
        practices,
        events,
        tour,
        career,
        home,
        content,
    ):
        domain.init_app(app)


def as_flask(settings: config.Settings) -> dict[str, Any]:
    """The settings under the names that Flask and its extensions read."""
    https = settings.site_url.startswith("https://")
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": settings.former_keys,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": ON_POSTGRESQL
        if settings.database_url.startswith("postgresql")
        else UNTOLD,
        "SITE_URL": settings.site_url,
        "LISTENS_ON": (settings.host, settings.port),
        "WORKERS": settings.workers,
        "SITE_NAME": settings.site_name,
        "SITE_IS_PUBLIC": settings.is_public,
        "MAIL_URL": settings.mail_url,
        "STORAGE": settings.storage,
        "CLAMD_SOCKET": settings.upkeep.clamd_socket,
        "RETENTION": settings.upkeep.months,
        "CONTACTS": settings.contacts,
        "SEARCHES_A_MINUTE": settings.entry.searches_a_minute,
        "OIDC_PROVIDER": settings.entry.provider,
        "ENVIRONMENT": settings.environment,
        "SECOND_FACTOR_IS_REQUIRED": settings.second_factor_is_required,
        "TESTING": settings.environment == "test",
        "MAX_CONTENT_LENGTH": config.LONGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "SESSION_COOKIE_NAME": "__Host-passerelles" if https else "passerelles",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_I18N_ENABLED": False,
        "WTF_CSRF_TIME_LIMIT": None,
    }
