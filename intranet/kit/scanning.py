"""Antivirus: the bytes of a file shown to a clamd that listens on a socket of this machine."""

from __future__ import annotations

import socket
import struct
from enum import StrEnum
from typing import IO

from flask import current_app

CHUNK = 64 * 1024  # bytes
PATIENCE = 30  # seconds


class Finding(StrEnum):
    """What the scanner said."""

    CLEAN = "clean"
    INFECTED = "infected"
    ERROR = "error"  # it did not answer, or not clearly: nothing is known of the file


def is_configured() -> bool:
    """Whether CLAMD_SOCKET names a scanner."""
    return bool(current_app.config["CLAMD_SOCKET"])


def scan(body: IO[bytes]) -> Finding:
    """Ask about a file by INSTREAM (clamd(8)): lengths and pieces, then a length of zero.

    Only a plain « OK » makes a file clean.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as clamd:
            clamd.settimeout(PATIENCE)
            clamd.connect(current_app.config["CLAMD_SOCKET"])
            clamd.sendall(b"zINSTREAM\0")
            while piece := body.read(CHUNK):
                clamd.sendall(struct.pack("!I", len(piece)) + piece)
            clamd.sendall(struct.pack("!I", 0))
            said = _answer(clamd)
    except OSError:
        return Finding.ERROR
    if said == "stream: OK":
        return Finding.CLEAN
    return Finding.INFECTED if said.endswith(" FOUND") else Finding.ERROR


def _answer(clamd: socket.socket) -> str:
    """All it says, up to the zero that ends it."""
    said = b""
    while not said.endswith(b"\0") and len(said) < CHUNK:
        more = clamd.recv(4096)
        if not more:
            break
        said += more
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()
