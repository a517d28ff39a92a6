"""Every setting: its environment variable, its default, and what is refused at the start."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from intranet import contacts, entry, guarding, keys, serving, storing, upkeep
from intranet.contacts import Contacts
from intranet.entry import Entry
from intranet.storing import Bucket, Folder
from intranet.upkeep import Upkeep

ENVIRONMENTS = ("demo", "test", "production")
_HOST = re.compile(r"[^\s@]+")  # pages lead to « /offres »: no folder, nor account, before it
FEWEST_SIGNS = 8  # different ones in a key of production: a drawn one has many more
LONGEST_NAME = 60  # of the site: it stands in the head of each page, and of each letter
CENTURY = range(2000, 2100)  # where a stopped clock leaves room for delays on both sides
LONGEST_BODY = 6 * 2**20  # bytes of a whole request: a file of 5 MB and its form


class WrongSetting(Exception):
    """A setting is missing or cannot be used; the message names it, in French."""


@dataclass(frozen=True)
class Settings:
    """What the environment decides. Built by `read`, which refuses what cannot work."""

    database_url: str
    secret_key: str
    former_keys: list[str]
    site_url: str
    site_name: str
    mail_url: str
    storage: Folder | Bucket
    host: str
    port: int
    workers: int
    proxies: int
    is_public: bool
    entry: Entry
    environment: str
    second_factor_is_required: bool
    now: datetime | None
    upkeep: Upkeep
    contacts: Contacts


def read(environ: Mapping[str, str], instance: Path) -> Settings:
    """The settings of this process; `instance` is the folder of the embedded database.

    Raises WrongSetting, with one French sentence that names the variable.
    """
    environment = environ.get("INTRANET_ENV", "demo")
    if environment not in ENVIRONMENTS:
        raise WrongSetting(
            f"INTRANET_ENV vaut « {environment} » : choisir demo, test ou production."
        )
    _refuse_debugging(environ, environment)
    _check_server(environ)
    host = environ.get("HOST", "").strip() or "127.0.0.1"
    port = _whole(environ, "PORT", 8000, 1, 65535)
    return Settings(
        database_url=_database(environ, instance),
        secret_key=_secret(environ, environment, instance),
        former_keys=_former_keys(environ, environment),
        site_url=_site(environ, f"http://{in_an_address(host)}:{port}"),
        site_name=_name(environ),
        mail_url=_mail(environ),
        storage=_storage(environ, instance),
        host=host,
        port=port,
        workers=_whole(environ, "WEB_CONCURRENCY", 2, 1, 64),
        proxies=_whole(environ, "TRUSTED_PROXIES", 0, 0, 9),
        is_public=_switch(environ, "INTRANET_PUBLIC", default=True),
        entry=_entry(environ, environment),
        environment=environment,
        second_factor_is_required=_second_factor(environ, environment),
        now=_instant(environ, environment),
        upkeep=_upkeep(environ),
        contacts=_contacts(environ),
    )


def make_folder(path: Path, named: str) -> None:
    """Raises WrongSetting where the system, whatever its reason, lets nobody write there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise WrongSetting(f"{named} : le site ne peut pas écrire dans {path}.") from None


def in_an_address(host: str) -> str:
    """An IPv6 address stands there between brackets (RFC 3986, 3.2.2)."""
    return f"[{host}]" if ":" in host else host


def _refuse_debugging(environ: Mapping[str, str], environment: str) -> None:
    """What Flask reads there by itself shows our code, and runs what is typed beside it."""
    asked = environ.get("FLASK_DEBUG", "").strip().lower()
    if environment == "production" and asked not in {"", "0", "false", "no"}:
        raise WrongSetting("FLASK_DEBUG est refusé en production : il montrerait le code du site.")


def _check_server(environ: Mapping[str, str]) -> None:
    try:
        serving.check(environ)
    except serving.WrongServing as wrong:
        raise WrongSetting(str(wrong)) from None


def _name(environ: Mapping[str, str]) -> str:
    name = environ.get("SITE_NAME", "").strip() or "Passerelles"
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise WrongSetting(f"SITE_NAME tient sur une ligne, de {LONGEST_NAME} signes au plus.")
    return name


def _entry(environ: Mapping[str, str], environment: str) -> Entry:
    try:
        return entry.read(environ, is_production=environment == "production")
    except entry.WrongEntry as wrong:
        raise WrongSetting(str(wrong)) from None


def _contacts(environ: Mapping[str, str]) -> Contacts:
    try:
        return contacts.read(environ)
    except contacts.WrongContact as wrong:
        raise WrongSetting(str(wrong)) from None


def _upkeep(environ: Mapping[str, str]) -> Upkeep:
    try:
        return upkeep.read(environ)
    except upkeep.WrongUpkeep as wrong:
        raise WrongSetting(str(wrong)) from None


def _second_factor(environ: Mapping[str, str], environment: str) -> bool:
    try:
        return guarding.is_required(environ, in_production=environment == "production")
    except guarding.WrongGuard as wrong:
        raise WrongSetting(str(wrong)) from None


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
    given = environ.get("DATABASE_URL", "").strip() or f"sqlite:///{instance / 'passerelles.db'}"
    scheme, found, rest = given.partition("://")
    if not found or scheme not in {"sqlite", "postgres", "postgresql", "postgresql+psycopg"}:
        raise WrongSetting("DATABASE_URL doit commencer par sqlite:/// ou postgresql://.")
    url = given if scheme == "sqlite" else f"postgresql+psycopg://{rest}"
    try:
        database = make_url(url).database
    except (ArgumentError, ValueError):
        raise WrongSetting(
            "DATABASE_URL ne se lit pas : postgresql://compte:motdepasse@serveur:5432/base."
        ) from None
    if scheme == "sqlite" and database in {None, "", ":memory:"}:
        raise WrongSetting("DATABASE_URL doit nommer un fichier : sqlite:////chemin/du/fichier.db.")
    if scheme == "sqlite" and environ.get("DATABASE_URL", "").strip():
        folder = (instance / str(database)).parent
        if not folder.is_dir():
            raise WrongSetting(f"DATABASE_URL : le dossier {folder} n’existe pas.")
    return url


def _secret(environ: Mapping[str, str], environment: str, instance: Path) -> str:
    secret = environ.get("SECRET_KEY", "").strip()
    if secret:
        if environment == "production" and len(secret) < 32:
            raise WrongSetting("SECRET_KEY est trop courte : 32 caractères au moins en production.")
        if environment == "production" and len(set(secret)) < FEWEST_SIGNS:
            raise WrongSetting(
                "SECRET_KEY se devine : elle répète les mêmes signes. Tirez-la au sort"
                " (python3 -c 'import secrets; print(secrets.token_hex(32))')."
            )
        return secret
    if environment == "production":
        raise WrongSetting(
            "SECRET_KEY manque : elle est obligatoire quand INTRANET_ENV=production."
        )
    kept = instance / "secret_key"
    try:
        if not kept.exists():
            instance.mkdir(parents=True, exist_ok=True)
            kept.write_text(secrets.token_hex(32))
            kept.chmod(0o600)
        return kept.read_text().strip()
    except OSError:
        raise WrongSetting(
            f"SECRET_KEY manque, et ce compte ne peut ni lire ni écrire {kept}."
        ) from None


def _former_keys(environ: Mapping[str, str], environment: str) -> list[str]:
    try:
        return keys.former(environ, in_production=environment == "production")
    except keys.WrongKey as wrong:
        raise WrongSetting(str(wrong)) from None


def _site(environ: Mapping[str, str], default: str) -> str:
    url = environ.get("SITE_URL", "").strip().rstrip("/") or default
    if not _is_address(url, {"http", "https"}):
        raise WrongSetting(f"SITE_URL vaut « {url} » : une adresse en https:// est attendue.")
    if urlsplit(url).netloc != url.partition("://")[2] or not _HOST.fullmatch(urlsplit(url).netloc):
        raise WrongSetting(
            f"SITE_URL vaut « {url} » : le nom du site, seul, est attendu, comme https://passerelles.example.fr."
        )
    if not urlsplit(url).netloc.isascii():  # browsers ask for it so, and nothing else is answered
        raise WrongSetting(
            f"SITE_URL vaut « {url} » : un nom accentué s’écrit comme les navigateurs le demandent, en xn--…"
        )
    return url


def _mail(environ: Mapping[str, str]) -> str:
    url = environ.get("MAIL_URL", "").strip()
    if url and not _is_address(url, {"smtp", "smtps"}):
        raise WrongSetting("MAIL_URL doit ressembler à smtp://compte:motdepasse@serveur:587.")
    return url


def _is_address(url: str, schemes: set[str]) -> bool:
    """Of these schemes, with a host, and a port that exists if one is given."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _storage(environ: Mapping[str, str], instance: Path) -> Folder | Bucket:
    try:
        return storing.read(environ, instance)
    except storing.WrongStorage as wrong:
        raise WrongSetting(str(wrong)) from None


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
    if found is None or found.tzinfo is None or found.year not in CENTURY:
        raise WrongSetting(
            f"INTRANET_NOW vaut « {text} » : un instant ISO de ce siècle, avec fuseau, est attendu."
        )
    return found
