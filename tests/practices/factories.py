"""Practices as tests need them: a draft, a complete sheet, one in review, one online."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from werkzeug.datastructures import FileStorage

from intranet.competencies.models import Edition
from intranet.competencies.queries import catalogue_of
from intranet.kit import files
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member, MemberRole, Role
from intranet.organizations.models import Organization
from intranet.practices import actions, exchange
from intranet.practices.models import (
    Guide,
    Kind,
    Practice,
    PracticeVersion,
    Review,
    Sheet,
    SheetBatch,
    Theme,
)
from tests.factories import MemberFactory, an_animator
from tests.pdfs import PDF

BEGUN = datetime(2026, 3, 2, 9, tzinfo=UTC)  # when the `practice` of tests goes online


def reloaded(practice: Practice) -> Practice:
    """As the database now says it is."""
    db.session.expire_all()
    return practice


def a_theme(slug: str = "innovation", label: str = "Innovation et expérimentation") -> Theme:
    found = db.session.query(Theme).filter_by(slug=slug).one_or_none()
    theme = found or Theme(slug=slug, label=label)
    db.session.add(theme)
    db.session.flush()
    return theme


def a_complete_sheet(edition: Edition, **said: Any) -> Sheet:
    """A sheet that lacks nothing."""
    catalogue = catalogue_of(edition.id)
    shown = said.pop("shows", {"D1.1": 3})
    told: dict[str, Any] = {
        "title": "Un référent visite toutes les entreprises",
        "lead": "L’agglomération consacre un poste à la visite de ses entreprises.",
        "themes": [a_theme().slug],
        "territory_name": "Pays des Essais",
        "region": "44",
        "department": "54",
        "started": "septembre 2024",
        "context": "Un territoire industriel de trente communes.",
        "problem": "Les demandes des dirigeants se perdaient.",
        "approach": ["Visiter.", "Recueillir les demandes."],
        "partners": [{"organization": "CC des Essais", "role": "Porte le poste"}],
        "cost_yearly": "60 000 € par an",
        "results": [
            {
                "indicator": "Entreprises visitées", "before": "40", "after": "310",
                "unit": "entreprises", "date": "2025-06", "text": "",
            }
        ],
        "difficulties": "Le recrutement a pris un an.",
        "competencies": [
            {
                "competency_id": catalogue.by_code[code].competency_id,
                "code": code,
                "level": level,
            }
            for code, level in shown.items()
        ],
    }  # fmt: skip
    return Sheet(**(told | said))


def an_author(organization: Organization | None = None) -> Member:
    return MemberFactory(organization=organization)


def a_draft(author: Member | None = None, title: str = "Un brouillon") -> Practice:
    practice = _begun(author or an_author(), title)
    db.session.commit()
    return practice


def a_finished_draft(edition: Edition, author: Member | None = None, **said: Any) -> Practice:
    """Nothing lacks, nobody was asked to review it yet."""
    practice = _finished(edition, author or an_author(), said)
    db.session.commit()
    return practice


def a_submitted(edition: Edition, author: Member | None = None, **said: Any) -> Review:
    review = _submitted(edition, author or an_author(), said)
    db.session.commit()
    return review


def _begun(author: Member, title: str = "Un brouillon") -> Practice:
    return actions.begin(author, title, Kind.PRACTICE, now())


def _finished(edition: Edition, author: Member, said: dict[str, Any]) -> Practice:
    practice = _begun(author)
    sheet = a_complete_sheet(edition, **said)
    actions.save(practice, sheet, author, now(), lock=practice.lock_version)
    return practice


def _submitted(edition: Edition, author: Member, said: dict[str, Any]) -> Review:
    practice = _finished(edition, author, said)
    return actions.submit(practice, now(), lock=practice.lock_version)


def a_batch(author: Member, text: str = "Titre;Contexte\nUne fiche;Un territoire") -> SheetBatch:
    """A file that this member sent for their structure."""
    body = text.encode()
    batch = actions.keep_batch(author, "fiches.csv", body, exchange.read("fiches.csv", body))
    db.session.commit()
    return batch


def a_guide(author: Member, title: str = "Accueillir une entreprise") -> Guide:
    """A guide of this member's structure, with a first edition online and its file."""
    guide = actions.begin_guide(author, title, "Pour qui accueille.", of_network=False)
    kept = files.keep(FileStorage(BytesIO(PDF), "guide.pdf"))
    db.session.flush()
    said = {"number": "V1", "dated_on": today(), "whats_new": "", "body": "Le texte."}
    edition = actions.write_edition(guide, said | {"attachment_id": kept.id}, lock=0)
    actions.publish_edition(edition, an_animator(), now(), lock=1)
    db.session.commit()
    return guide


def a_published(edition: Edition, author: Member | None = None, **said: Any) -> Practice:
    author, reviewer = author or an_author(), MemberFactory()
    review = _submitted(edition, author, said)
    db.session.add(MemberRole(member=reviewer, role=Role.ANIMATOR))  # once nobody is asked
    actions.publish(review, reviewer, now())
    db.session.commit()
    return review.practice


def an_opinion_asked(practice: Practice) -> Review:
    """Of an expert of its theme, by an animator."""
    expert, animator = MemberFactory(), an_animator()
    actions.name_expert(a_theme().id, expert, animator, now())
    actions.ask_opinions(practice, [expert], animator, today(), now())
    db.session.commit()
    return db.session.query(Review).filter_by(reviewer_id=expert.id).one()


def a_minor_correction(edition: Edition, practice: Practice | None = None) -> PracticeVersion:
    """One link more, online at once."""
    found = practice or a_published(edition)
    sheet = found.current.sheet
    sheet.sources = [*sheet.sources, {"title": "Le bilan", "url": "https://x.example", "date": ""}]
    actions.correct(found, sheet, found.author, now(), lock=found.lock_version)
    db.session.commit()
    return found.published


def a_starting_sheet(
    edition: Edition, described: Organization | None = None, **said: Any
) -> Practice:
    """Written by us from published sources."""
    sheet = a_complete_sheet(edition, **said)
    practice = Practice(
        slug="fiche-de-depart",
        title=sheet.title,
        is_starting=True,
        described_id=described.id if described else None,
    )
    db.session.add(practice)
    db.session.flush()
    version = actions.write_version(practice, sheet, None, now())
    actions.put_online(practice, version, now(), verified=False)
    db.session.commit()
    return practice
