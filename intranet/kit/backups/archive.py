"""The archive: one file that says of itself whether it is whole.

A zip whose comment is the SHA-256 of all that comes before it: a byte altered anywhere, or an end
that is missing, is seen. The manifest names each member with its own digest. Nothing is taken out
under a name that the archive chooses.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Self

from intranet.kit.terminal import why_unread

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "database.sqlite"
MEMBER = re.compile(r"manifest\.json|database\.sqlite|tables/[a-z0-9_]+\.copy|files/[0-9a-f]{32}")
MARK = b"passerelles-sha256:"
SEAL = len(MARK) + 64
PIECE = 2**20
LARGEST_MANIFEST = 2**26


class BadArchive(Exception):
    """It cannot be restored; the message says why, in French."""


@dataclass
class Manifest:
    """What the archive holds, and of which site. Columns: name and type, of a PostgreSQL archive."""

    kind: str
    revision: str
    site: str
    taken_at: str
    rows: dict[str, int]
    columns: dict[str, list[list[str]]] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    violations: int = 0
    missing_files: list[str] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)  # SHA-256
    format: int = FORMAT


class Writer:
    """An archive being written, member by member."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.digests: dict[str, str] = {}

    @contextmanager
    def member(self, name: str, *, packed: bool = True) -> Iterator[Member]:
        """A member to write into; its digest is noted at the end."""
        told: Any = name if packed else zipfile.ZipInfo(name)  # which is stored as it is
        with self.zip.open(told, "w", force_zip64=True) as into:
            member = Member(into)
            yield member
        self.digests[name] = member.digest.hexdigest()

    def put(self, name: str, source: IO[bytes], *, packed: bool = True) -> None:
        with self.member(name, packed=packed) as member:
            while piece := source.read(PIECE):
                member.write(piece)

    def end(self, manifest: Manifest) -> None:
        """Write the manifest, then the digest of everything; what is on the disk stays there."""
        manifest.members = dict(self.digests)
        with self.member(MANIFEST) as member:
            member.write(json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())
        self.zip.comment = MARK + b"0" * 64
        self.zip.close()
        digest = digest_of(self.file, self.file.seek(0, os.SEEK_END) - SEAL)
        self.file.seek(-64, os.SEEK_END)
        self.file.write(digest.encode())
        self.file.flush()
        os.fsync(self.file.fileno())


class Member:
    """What is written goes into the archive and its digest."""

    def __init__(self, into: IO[bytes]) -> None:
        self.into, self.digest, self.lines = into, hashlib.sha256(), 0

    def write(self, piece: bytes | bytearray | memoryview) -> None:
        some = bytes(piece)
        self.into.write(some)
        self.digest.update(some)
        self.lines += some.count(b"\n")


class Archive:
    """An archive to read, found whole. Raises BadArchive."""

    def __init__(self, path: Path) -> None:
        try:
            self.file = path.open("rb")
        except OSError as error:
            raise BadArchive(f"{path} ne se lit pas : {why_unread(error)}.") from None
        try:
            self.manifest = self._checked()
        except BaseException:
            self.file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.zip.close()
        self.file.close()

    def _checked(self) -> Manifest:
        size = self.file.seek(0, os.SEEK_END)
        self.file.seek(max(0, size - SEAL))
        seal = self.file.read()
        if size < SEAL or not seal.startswith(MARK):
            raise BadArchive("Ce fichier n’est pas une sauvegarde de ce site, ou sa fin manque.")
        if digest_of(self.file, size - SEAL).encode() != seal[len(MARK) :]:
            raise BadArchive("Cette sauvegarde est abîmée : au moins un octet a changé.")
        try:
            self.zip = zipfile.ZipFile(self.file)
        except (zipfile.BadZipFile, OSError, ValueError):
            raise BadArchive("Cette sauvegarde est abîmée : son sommaire ne se lit pas.") from None
        names = self.zip.namelist()
        if strange := [name for name in names if not MEMBER.fullmatch(name)]:
            raise BadArchive(
                f"Cette sauvegarde contient « {strange[0][:80]} », qui n’y a rien à faire."
            )
        manifest = manifest_in(self.zip)
        if len(set(names)) != len(names) or set(names) != {MANIFEST, *manifest.members}:
            raise BadArchive("Cette sauvegarde ne contient pas ce que son sommaire annonce.")
        return manifest

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member, piece by piece; its digest is compared at the end. Raises BadArchive."""
        digest = hashlib.sha256()
        try:
            with self.zip.open(name) as member:
                while piece := member.read(PIECE):
                    digest.update(piece)
                    yield piece
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError):
            raise BadArchive(f"Cette sauvegarde est abîmée : {name} ne se lit pas.") from None
        if digest.hexdigest() != self.manifest.members[name]:
            raise BadArchive(f"Cette sauvegarde est abîmée : {name} n’est plus ce qu’il était.")

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member, each without its end."""
        rest = b""
        for piece in self.pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole

    def take_out(self, name: str, path: Path) -> None:
        """Write a member there, for us alone, wholly on the disk."""
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            for piece in self.pieces(name):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())

    def files(self) -> list[str]:
        """The names under which the kept files are stored."""
        return [
            name.removeprefix("files/")
            for name in self.manifest.members
            if name.startswith("files/")
        ]

    def verify(self) -> None:
        """Read each member once, to the end."""
        for name in self.manifest.members:
            for _ in self.pieces(name):
                pass


def manifest_in(archive: zipfile.ZipFile) -> Manifest:
    """What it says it holds. Raises BadArchive."""
    try:
        found: dict[str, Any] = json.loads(archive.open(MANIFEST).read(LARGEST_MANIFEST))
    except (KeyError, ValueError, zipfile.BadZipFile, zlib.error):
        raise BadArchive("Cette sauvegarde n’a pas de sommaire lisible.") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise BadArchive(
            "Cette sauvegarde est d’un autre format : il faut la version du site qui l’a écrite."
        )
    try:
        manifest = Manifest(**found)
        datetime.fromisoformat(manifest.taken_at)  # told once it is back: too late to find it wrong
    except (TypeError, ValueError):
        raise BadArchive("Cette sauvegarde n’a pas de sommaire lisible.") from None
    return manifest


def digest_of(file: IO[bytes], size: int) -> str:
    """The SHA-256 of its first bytes."""
    digest, left = hashlib.sha256(), size
    file.seek(0)
    while left > 0 and (piece := file.read(min(PIECE, left))):
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest()
