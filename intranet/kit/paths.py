"""Where to go back to: a path of this site that somebody’s page carries, and nothing else."""

from __future__ import annotations

import re

LONGEST = 2_000
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\s\x00-\x20\x7f]*")


def own_path(typed: str | None) -> str | None:
    """A path of this site, and nothing that a browser could take for another one."""
    sound = typed and len(typed) < LONGEST and _OWN_PATH.fullmatch(typed)
    return typed if sound and not str(typed).startswith("/deconnexion") else None
