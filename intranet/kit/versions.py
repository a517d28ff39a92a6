"""The version that a page showed, sent back with what was typed: nobody overwrites what they did not read."""

from __future__ import annotations

from flask import abort, request

from intranet.kit.numbers import whole_number


def seen_version(name: str = "version", why: str | None = None) -> int:
    """What the hidden field of this name holds; a form without it is none of ours: a 400, with `why`."""
    version = whole_number(request.form.get(name))
    return abort(400, why) if version is None else version
