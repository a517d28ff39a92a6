"""Where kept files are, as STORAGE_URL says: a folder of this machine, or a bucket that several share.

It is told in docs/reglages.md, which a test compares with this page.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
OF_A_BUCKET = {"endpoint", "region"}  # what an address of a bucket may add
EXPECTED = "s3://compartiment/prefixe?endpoint=https://…&region=…"


class WrongStorage(ValueError):
    """Files cannot be kept there; the message says why, in French."""


@dataclass(frozen=True)
class Folder:
    """A folder of this machine."""

    path: Path


@dataclass(frozen=True)
class Bucket:
    """A bucket that speaks S3, and the keys that open it."""

    name: str
    prefix: str  # empty, or ended by a slash: files of several sites may share one bucket
    endpoint: str | None
    region: str | None
    key_id: str = field(repr=False)
    secret: str = field(repr=False)
    token: str | None = field(repr=False, default=None)


def read(environ: Mapping[str, str], instance: Path) -> Folder | Bucket:
    """Raises WrongStorage."""
    url = environ.get("STORAGE_URL", "").strip()
    if not url:
        return Folder(instance / "files")
    if url.startswith("file:///"):
        return _folder(Path(urlsplit(url).path))
    if url.startswith("s3://"):
        return _bucket(url, environ)
    raise WrongStorage(
        f"STORAGE_URL doit désigner un dossier, file:///chemin/du/dossier, ou {EXPECTED}."
    )


def _folder(path: Path) -> Folder:
    known = next(each for each in (path, *path.parents) if each.exists())
    if not known.is_dir() or not os.access(known, os.W_OK):
        raise WrongStorage(f"STORAGE_URL : le site ne peut pas écrire dans {path}.")
    return Folder(path)


def _bucket(url: str, environ: Mapping[str, str]) -> Bucket:
    parts = urlsplit(url)
    name, prefix, options = parts.netloc, parts.path.strip("/"), dict(parse_qsl(parts.query))
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", name) or parts.fragment:
        raise WrongStorage(f"STORAGE_URL ne se lit pas : {EXPECTED} est attendu.")
    if unknown := options.keys() - OF_A_BUCKET:
        raise WrongStorage(f"STORAGE_URL : « {min(unknown)} » n’est pas connu, {EXPECTED}.")
    endpoint = options.get("endpoint")
    if endpoint and not re.fullmatch(r"https?://[^/?#\s]+/?", endpoint):
        raise WrongStorage("STORAGE_URL : endpoint doit être une adresse en https://.")
    given = [environ.get(key, "").strip() for key in KEYS]
    for key, value in zip(KEYS, given, strict=True):
        if not value:
            raise WrongStorage(f"{key} manque : STORAGE_URL désigne un compartiment S3.")
    return Bucket(
        name=name,
        prefix=f"{prefix}/" if prefix else "",
        endpoint=endpoint,
        region=options.get("region"),
        key_id=given[0],
        secret=given[1],
        token=environ.get("AWS_SESSION_TOKEN", "").strip() or None,
    )
