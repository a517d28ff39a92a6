"""The starting guides: drawn from the starting sheets, of the network, in several editions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from intranet.content.written import read
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.practices import actions
from intranet.practices.models import Guide

FACTS = Path(__file__).parent / "facts" / "guides.yaml"


def load() -> None:
    """Whatever is not in yet; what is there stays as the network has since rewritten it."""
    known = set(db.session.scalars(select(Guide.slug)))
    for told in read(FACTS):
        if told["slug"] not in known:
            enter(told)


def enter(told: dict[str, Any]) -> None:
    """A guide of the network with its editions, each published by nobody in particular."""
    guide = Guide(slug=told["slug"], title=told["title"], about=told["about"])
    db.session.add(guide)
    db.session.flush()
    for said in told["editions"]:
        edition = actions.write_edition(guide, said, lock=0)
        actions.publish_edition(edition, None, now(), lock=edition.lock_version)
