"""What may be taken back, how many files a day, what an antivirus says, what an account takes along."""

from __future__ import annotations

import socket
import struct
import tempfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.kit.letters import Letter
from intranet.kit.storage import storage
from intranet.members.actions import close_account
from intranet.members.models import Member, Role
from intranet.openings import actions
from intranet.openings.commands import see_to_duties
from intranet.openings.models import (
    AlertItem,
    ApplicationAlreadyMoved,
    ApplicationFile,
    ApplicationState,
    ApplyMode,
    CloseReason,
    Frequency,
    JobApplication,
    Opening,
    SavedSearch,
    Scan,
)
from intranet.openings.policy import Step
from tests.factories import MemberFactory
from tests.openings.factories import OpeningFactory, an_application
from tests.pdfs import a_pdf, sent
from tests.visitor import Page, Visitor

S = ApplicationState


def apply(
    visitor: Visitor, opening: Opening, member: Member, status: int = 200, **said: Any
) -> Page:
    told = {"message": "Je connais ce territoire.", "cv": sent(a_pdf())} | said
    form = visitor.sign_in(member).open(f"/offres/{opening.id}/candidater")
    return visitor.send(form, status, press="send", **told)


def mine() -> JobApplication:
    db.session.expire_all()
    found = db.session.query(JobApplication).order_by(JobApplication.id).first()
    assert found
    return found


def withdrawn(visitor: Visitor, opening: Opening, member: Member) -> Page:
    return visitor.send(apply(visitor, opening, member), form="form[action$=retrait]")


# Taking a withdrawal back


def test_a_withdrawal_is_taken_back_within_a_day_where_it_stood(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    apply(visitor, opening, member)
    application, said = mine(), actions.Answer(message="Bravo.")
    version = application.version
    actions.answer(application, Step.SHORTLIST, said, opening.owner, now(), version=version)
    db.session.commit()
    page = visitor.open(f"/moi/candidatures/{application.uuid}")
    page = visitor.send(page, form="form[action$=retrait]")
    desk = f"/offres/{opening.id}/candidatures/{application.uuid}"
    assert "cv.pdf" not in visitor.sign_in(opening.owner).open(desk).text()
    visitor.sign_in(member)
    visitor.send(page, form="form[action$=annulation]")
    assert mine().state is S.SHORTLISTED
    assert "cv.pdf" in visitor.sign_in(opening.owner).open(desk).text()
    letters = (
        db.session.query(Letter).filter_by(recipient=opening.owner.email).order_by(Letter.id).all()
    )
    assert letters[-1].subject.startswith("Retrait annulé")


def test_after_a_day_it_stays_withdrawn(visitor: Visitor, opening: Opening, member: Member) -> None:
    page = withdrawn(visitor, opening, member)
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        visitor.sign_in(member)
        again = visitor.open(page.url)
        assert not again.select("form[action$=annulation]")
        visitor.send(page, 409, form="form[action$=annulation]")
    assert mine().state is S.WITHDRAWN


def test_whoever_applied_again_has_one_application(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    page = withdrawn(visitor, opening, member)
    apply(visitor, opening, member)
    page = visitor.send(page, form="form[action$=annulation]")
    assert "candidaté de nouveau" in page.text("[role=status]")
    assert mine().state is S.WITHDRAWN


def test_what_the_employer_gave_up_is_not_taken_back(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    page = withdrawn(visitor, opening, member)
    said = {"reason": CloseReason.CANCELLED, "version": opening.version}
    actions.close(opening, opening.owner, now(), **said)
    db.session.commit()
    visitor.send(page, 409, form="form[action$=annulation]")


def test_of_two_clicks_one_takes_it_back(opening: Opening, member: Member) -> None:
    application = an_application(opening, member)
    actions.withdraw(application, member, now(), version=application.version)
    db.session.commit()
    version = application.version
    actions.undo_withdrawal(application, member, now(), version=version)
    with pytest.raises(ApplicationAlreadyMoved):
        actions.undo_withdrawal(application, member, now(), version=version)


# How many files


def test_ten_files_a_day_and_refused_ones_do_not_count(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    form = visitor.sign_in(member).open(f"/offres/{opening.id}/candidater")
    for _ in range(3):  # none of these is kept
        form = visitor.send(form, 422, press="keep", cv=sent(b"MZ"))
    for _ in range(10):
        form = visitor.send(form, press="keep", cv=sent(a_pdf()))
    form = visitor.send(form, 422, press="keep", message="À garder.", cv=sent(a_pdf()))
    assert "10 fichiers aujourd’hui" in form.text().replace("\u00a0", " ")
    assert form.texts("textarea[name=message]") == ["À garder."]
    visitor.send(form, press="keep", message="Sans fichier.")
    assert db.session.query(Attachment).count() == 1  # each new CV took the place of the last
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        form = visitor.sign_in(member).open(f"/offres/{opening.id}/candidater")
        visitor.send(form, press="keep", cv=sent(a_pdf()))


def test_three_files_an_application_even_for_two_forms_at_once(
    opening: Opening, member: Member
) -> None:
    """Each form takes the draft as it was read: the second finds that it changed, and adds nothing."""
    draft = an_application(opening, member, sent=False)
    read = draft.version
    actions.keep_application(draft, actions.Said(message="Un."), [], [])
    assert draft.version == read + 1
    with db.session.no_autoflush:
        draft.version = read
        with pytest.raises(ApplicationAlreadyMoved):
            actions.keep_application(draft, actions.Said(message="Deux."), [], [])


# What an antivirus says


class Clamd(threading.Thread):
    """Speaks INSTREAM as clamd does: pieces with their length, then a zero, then one answer."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.server.bind(str(path))
        self.server.listen()
        self.read: list[bytes] = []
        self.says = b"stream: OK\0"

    def run(self) -> None:
        while True:
            try:
                asked, _ = self.server.accept()
            except OSError:
                return
            with asked, asked.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                body = b""
                while size := struct.unpack("!I", stream.read(4))[0]:
                    body += stream.read(size)
                self.read.append(body)
                asked.sendall(self.says)


@pytest.fixture
def clamd(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clamd]:
    with tempfile.TemporaryDirectory() as folder:  # a path short enough for a socket
        path = Path(folder) / "clamd.ctl"
        monkeypatch.setitem(app.config, "CLAMD_SOCKET", str(path))
        scanner = Clamd(path)
        scanner.start()
        yield scanner
        scanner.server.close()


def scan_of() -> Scan:
    db.session.expire_all()
    found = db.session.query(ApplicationFile).order_by(ApplicationFile.id.desc()).first()
    assert found
    return found.scan


def desk_of(visitor: Visitor, opening: Opening) -> Page:
    recruiter = MemberFactory(organization=opening.organization, roles={Role.RECRUITER})
    address = f"/offres/{opening.id}/candidatures/{mine().uuid}"
    return visitor.sign_in(recruiter).open(address)


def test_without_a_scanner_nothing_is_called_clean(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    assert "non analysé" in apply(visitor, opening, member).text()
    see_to_duties(now())
    assert scan_of() is Scan.UNSCANNED


def test_a_file_waits_for_the_scanner_then_opens(
    visitor: Visitor, opening: Opening, member: Member, clamd: Clamd
) -> None:
    body = a_pdf()
    apply(visitor, opening, member, cv=sent(body))
    desk = desk_of(visitor, opening)
    assert "analyse antivirus en cours" in desk.text()
    assert not desk.select("form[action*=fichiers]")
    see_to_duties(now())
    assert (scan_of(), clamd.read) == (Scan.CLEAN, [body])
    assert desk_of(visitor, opening).select("form[action*=fichiers]")
    see_to_duties(now())
    assert len(clamd.read) == 1


def test_an_infected_file_is_removed_and_another_is_asked_for(
    visitor: Visitor, opening: Opening, member: Member, clamd: Clamd
) -> None:
    apply(visitor, opening, member)
    clamd.says = b"stream: Eicar-Test-Signature FOUND\0"
    see_to_duties(now())
    assert scan_of() is Scan.INFECTED
    assert mine().state is S.SUBMITTED
    desk = desk_of(visitor, opening)
    assert "fichier retiré" in desk.text()
    assert not desk.select("form[action*=fichiers]")
    file = mine().files[0]
    token = desk.first("[name=csrf_token]").get("value")
    stored, address = file.attachment.stored_as, f"/candidatures/{mine().uuid}/fichiers/{file.id}"  # fmt: skip
    visitor._ask(404, address, method="POST", data={"csrf_token": token})

    letters = db.session.query(Letter).filter_by(recipient=member.email).order_by(Letter.id).all()
    assert letters[-1].subject.startswith("Un fichier de votre candidature est retiré")
    page = visitor.sign_in(member).open(f"/moi/candidatures/{mine().uuid}")
    form = visitor.open(page.link("Le remplacer"))
    visitor.send(form, 422)
    visitor.send(form, 422, file=sent(b"MZ", "cv.exe"))
    page = visitor.send(form, file=sent(a_pdf(), "propre.pdf"))
    assert "propre.pdf" in page.text()
    assert not storage().exists(stored)
    visitor.send(form, 404, file=sent(a_pdf(), "encore.pdf"))
    clamd.says = b"stream: OK\0"
    see_to_duties(now())
    assert scan_of() is Scan.CLEAN


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"OK\0"])
def test_what_is_not_plainly_clean_is_not_called_so(
    visitor: Visitor, opening: Opening, member: Member, clamd: Clamd, says: bytes
) -> None:
    apply(visitor, opening, member)
    clamd.says = says
    see_to_duties(now())
    assert scan_of() is Scan.ERROR
    assert "l’antivirus n’a pas répondu" in desk_of(visitor, opening).text()
    clamd.says = b"stream: OK\0"
    see_to_duties(now())  # it is tried again by each run
    assert scan_of() is Scan.CLEAN


def test_a_scanner_that_is_down_stops_nothing(
    visitor: Visitor, opening: Opening, member: Member, clamd: Clamd
) -> None:
    apply(visitor, opening, member)
    clamd.server.close()
    Path(visitor.client.application.config["CLAMD_SOCKET"]).unlink()
    see_to_duties(now())
    assert scan_of() is Scan.ERROR


def test_a_week_in_quarantine_then_the_bytes_are_gone(
    visitor: Visitor, opening: Opening, member: Member, clamd: Clamd
) -> None:
    apply(visitor, opening, member)
    clamd.says = b"stream: Eicar-Test-Signature FOUND\0"
    see_to_duties(now())
    attachment = mine().files[0].attachment
    assert attachment
    stored = attachment.stored_as
    see_to_duties(now() + timedelta(days=6))
    assert storage().exists(stored)
    see_to_duties(now() + timedelta(days=8))
    assert not storage().exists(stored)


# What an account takes along


def test_an_account_that_closes_takes_its_applications_and_searches_along(
    visitor: Visitor, opening: Opening, member: Member
) -> None:
    apply(visitor, opening, member)
    other = OpeningFactory(apply_mode=ApplyMode.HERE)
    an_application(other, member, sent=False)
    search = actions.keep(member, "Lorraine", "region=44", Frequency.DAILY, now())
    db.session.add(
        AlertItem(
            member_id=member.id, opening_id=other.id, saved_search_id=search.id, told_at=now()
        )
    )
    db.session.commit()
    actions.note_down(mine(), opening.owner, "Un bon profil.", now())
    address = member.email
    close_account(member, now())
    db.session.commit()
    assert db.session.query(SavedSearch).count() == db.session.query(AlertItem).count() == 0
    assert db.session.query(Attachment).count() == 0
    assert (mine().state, mine().message) == (S.WITHDRAWN, "")
    assert db.session.query(JobApplication).count() == 1
    assert db.session.query(Letter).filter_by(recipient=address).count() == 0
    told = (
        db.session.query(Letter).filter_by(recipient=opening.owner.email).order_by(Letter.id).all()
    )
    assert told[-1].subject.startswith("Candidature retirée")
    desk = visitor.sign_in(opening.owner).open(f"/offres/{opening.id}/candidatures/{mine().uuid}")
    assert member.name in desk.text("h1") and "Un bon profil." not in desk.text()
