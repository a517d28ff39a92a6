"""Every setting: its environment variable, its default, and what is refused at the start."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

ENVIRONMENTS = ("demo", "test", "production")
LONGEST_BODY = 6 * 2**20  # bytes of a whole request: a file of 5 MB and its form


class WrongSetting(Exception):
    """A setting is missing or cannot be used; the message names it, in French."""


@dataclass(frozen=True)
class Settings:
    """What the environment decides. Built by `read`, which refuses what cannot work."""

    database_url: str
    secret_key: str
    site_url: str
    site_name: str
    mail_url: str
    storage: Path
    host: str
    port: int
    workers: int
    proxies: int
    is_public: bool
    environment: str
    now: datetime | None

    @property
    def is_production(self) -> bool:
        return self.environment == "production"


def read(environ: Mapping[str, str], instance: Path) -> Settings:
    """The settings of this process; `instance` is the folder of the embedded database.

    Raises WrongSetting, with one French sentence that names the variable.
    """
    environment = environ.get("INTRANET_ENV", "demo")
    if environment not in ENVIRONMENTS:
        raise WrongSetting(
            f"INTRANET_ENV vaut « {environment} » : choisir demo, test ou production."
        )
    host = environ.get("HOST", "127.0.0.1")
    port = _whole(environ, "PORT", 8000, 1, 65535)
    for name in ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        if environ.get(name):
            raise WrongSetting(f"{name} est défini, mais cette version n’ouvre pas encore OIDC.")
    return Settings(
        database_url=_database(environ, instance),
        secret_key=_secret(environ, environment, instance),
        site_url=_site(environ, f"http://{host}:{port}"),
        site_name=environ.get("SITE_NAME", "").strip() or "Passerelles",
        mail_url=_mail(environ),
        storage=_storage(environ, instance),
        host=host,
        port=port,
        workers=_whole(environ, "WEB_CONCURRENCY", 2, 1, 64),
        proxies=_whole(environ, "TRUSTED_PROXIES", 0, 0, 9),
        is_public=_switch(environ, "INTRANET_PUBLIC", default=True),
        environment=environment,
        now=_instant(environ, environment),
    )


def _whole(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise WrongSetting(
            f"{name} vaut « {text} » : un nombre entier de {low} à {high} est attendu."
        )
    return int(text)


def _switch(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environ.get(name, "").strip() or str(int(default))
    if text not in {"0", "1"}:
        raise WrongSetting(f"{name} vaut « {text} » : écrire 0 ou 1.")
    return text == "1"


def _database(environ: Mapping[str, str], instance: Path) -> str:
    url = environ.get("DATABASE_URL", "").strip()
    if not url:
        return f"sqlite:///{instance / 'passerelles.db'}"
    scheme, found, rest = url.partition("://")
    if found and scheme == "sqlite":
        return url
    if found and scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return f"postgresql+psycopg://{rest}"
    raise WrongSetting("DATABASE_URL doit commencer par sqlite:/// ou postgresql://.")


def _secret(environ: Mapping[str, str], environment: str, instance: Path) -> str:
    secret = environ.get("SECRET_KEY", "").strip()
    if secret:
        if environment == "production" and len(secret) < 32:
            raise WrongSetting("SECRET_KEY est trop courte : 32 caractères au moins en production.")
        return secret
    if environment == "production":
        raise WrongSetting(
            "SECRET_KEY manque : elle est obligatoire quand INTRANET_ENV=production."
        )
    kept = instance / "secret_key"
    if not kept.exists():
        instance.mkdir(parents=True, exist_ok=True)
        kept.write_text(secrets.token_hex(32))
        kept.chmod(0o600)
    return kept.read_text().strip()


def _site(environ: Mapping[str, str], default: str) -> str:
    url = environ.get("SITE_URL", "").strip().rstrip("/") or default
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise WrongSetting(f"SITE_URL vaut « {url} » : une adresse en https:// est attendue.")
    return url


def _mail(environ: Mapping[str, str]) -> str:
    url = environ.get("MAIL_URL", "").strip()
    if url and (urlsplit(url).scheme not in {"smtp", "smtps"} or not urlsplit(url).hostname):
        raise WrongSetting("MAIL_URL doit ressembler à smtp://compte:motdepasse@serveur:587.")
    return url


def _storage(environ: Mapping[str, str], instance: Path) -> Path:
    url = environ.get("STORAGE_URL", "").strip()
    if not url:
        return instance / "files"
    if not url.startswith("file:///"):
        raise WrongSetting("STORAGE_URL doit désigner un dossier : file:///chemin/du/dossier.")
    return Path(urlsplit(url).path)


def _instant(environ: Mapping[str, str], environment: str) -> datetime | None:
    text = environ.get("INTRANET_NOW", "").strip()
    if not text:
        return None
    if environment == "production":
        raise WrongSetting("INTRANET_NOW arrête l’horloge : il est refusé en production.")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise WrongSetting(
            f"INTRANET_NOW vaut « {text} » : un instant ISO avec fuseau est attendu."
        )
    return found
