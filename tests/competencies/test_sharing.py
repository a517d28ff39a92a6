"""Showing one's levels by a link: what it shows, to whom, how long, and who came."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.competencies import actions
from intranet.competencies.models import (
    Competency,
    Edition,
    JobProfile,
    Owner,
    ProfileShare,
    Revision,
    ShareVisit,
)
from intranet.kit import shares
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.shares import revoke
from intranet.members.models import Member
from intranet.members.queries import hashed
from tests.competencies.evidence import a_share, attested
from tests.competencies.factories import says
from tests.factories import MemberFactory
from tests.sql import counted
from tests.visitor import Page, Visitor


@pytest.fixture
def member(edition: Edition) -> Member:
    """Declares D1.1 at 1 and D2.1 « sans objet »; D1.1 is attested at 3."""
    member = MemberFactory(name="Maya Montre")
    says(member, "D1.1", 1)
    says(member, "D2.1", None)
    attested(member, by=MemberFactory(name="Rémi Relit"))
    return member


def visits() -> list[ShareVisit]:
    db.session.expire_all()
    return list(db.session.scalars(select(ShareVisit).order_by(ShareVisit.id)))


def opened(visitor: Visitor, token: str) -> Page:
    """What somebody reads who was given the link."""
    cover = visitor.open(f"/partage/{token}")
    return visitor.send(cover, form="#ouvrir")


def somebody_else(app: Flask) -> Visitor:
    return Visitor(app.test_client())


def test_a_link_is_made_shown_once_and_only_its_hash_is_kept(
    visitor: Visitor, member: Member
) -> None:
    page = visitor.sign_in(member).open("/moi/competences/partages")

    made = visitor.send(page, form="#partage", label="Entretien à la CCI", days="7")

    address = made.text(".share-address")
    token = address.rpartition("/")[2]
    kept = db.session.scalars(select(ProfileShare)).one()
    assert address == f"http://localhost/partage/{token}"
    assert kept.token_hash == hashed(token) != token
    assert timedelta(days=6, hours=23) < kept.expires_at - now() <= timedelta(days=7)
    again = visitor.open("/moi/competences/partages")
    assert token not in again.html
    assert "Entretien à la CCI" in again.text("#shares + ul")


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"label": " "}, "Dites pour qui"),
        ({"label": "x" * 121}, "120"),
        ({"days": "365"}, "Pendant"),
        ({"job": "inconnu"}, "Compétences montrées"),
        ({"shows_declared": [], "shows_attested": []}, "Montrez au moins l’un des deux"),
    ],
)
def test_what_is_wrong_is_said_and_no_link_is_made(
    visitor: Visitor, member: Member, answers: dict[str, object], sentence: str
) -> None:
    page = visitor.sign_in(member).open("/moi/competences/partages")

    after = visitor.send(page, 422, form="#partage", **({"label": "Pour qui"} | answers))

    assert sentence in after.text(".error-summary")
    assert db.session.scalars(select(ProfileShare)).all() == []


def test_it_shows_levels_by_domain_declared_beside_attested(
    visitor: Visitor, member: Member
) -> None:
    _, token = a_share(member)

    page = opened(visitor, token)

    assert page.text("h1") == "Les compétences de Maya Montre"
    assert [words.partition(" ")[0] for words in page.texts(".shared-domain h2")] == ["D1", "D2"]
    first, second = page.texts(".shared-line dl")
    assert first == "Déclaré niveau 1 sur 4 Attesté niveau 3 sur 4"
    assert second == "Déclaré sans objet Attesté par personne"
    assert "Rémi" not in page.text()


def test_opening_it_is_a_button_and_the_visit_is_noted_once(
    visitor: Visitor, member: Member
) -> None:
    share, token = a_share(member)

    cover = visitor.open(f"/partage/{token}")
    assert "Votre visite sera notée" in cover.text()
    assert not cover.select(".shared-line")
    assert visits() == []
    visitor.send(cover, form="#ouvrir")
    visitor.open(f"/partage/{token}")
    visitor.send(cover, form="#ouvrir")

    [visit] = visits()
    assert (visit.share_id, visit.member_id) == (share.id, None)


def test_the_owner_reads_who_came_and_when(
    app: Flask, visitor: Visitor, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = a_share(member)
    opened(somebody_else(app), token)
    opened(somebody_else(app).sign_in(MemberFactory(name="Rita Recrute")), token)

    page = visitor.sign_in(member).open("/moi/competences/partages")

    assert page.text(".visits summary").startswith("2 visites")
    first, second = page.texts(".visits li")
    assert first.endswith("Rita Recrute")
    assert second.endswith("sans compte")

    monkeypatch.setattr(shares, "LATEST", 1)  # of each link: one does not hide who came by another
    opened(somebody_else(app), a_share(member)[1])
    told = visitor.open("/moi/competences/partages").texts(".visits")
    assert all("la dernière aujourd’hui" in each for each in told) and len(told) == 2
    assert any("et 1 visite plus ancienne" in each for each in told)


def test_ones_own_visits_do_not_count(visitor: Visitor, member: Member) -> None:
    _, token = a_share(member)

    page = visitor.sign_in(member).open(f"/partage/{token}")
    assert "Votre visite n’est pas comptée" in page.text()
    sent = {"csrf_token": visitor.open("/moi").first("[name=csrf_token]").attrib["value"]}
    visitor.client.post(f"/partage/{token}", data=sent)

    assert visits() == []


@pytest.mark.parametrize(("declared", "attested"), [(True, False), (False, True)])
def test_a_voice_that_is_not_shown_never_reaches_the_page(
    visitor: Visitor, member: Member, declared: bool, attested: bool
) -> None:
    _, token = a_share(member, declared=declared, attested=attested)

    page = opened(visitor, token)

    shown = page.texts(".shared-line dl")
    if declared:
        assert shown == ["Déclaré niveau 1 sur 4", "Déclaré sans objet"]
        assert "3 sur 4" not in page.html
    else:
        assert shown == ["Attesté niveau 3 sur 4"]
        assert "1 sur 4" not in page.html
        assert "sans objet" not in page.html


def test_for_one_job_only_what_it_asks_is_shown_with_its_level(
    visitor: Visitor, member: Member, edition: Edition
) -> None:
    ids = dict(db.session.execute(select(Revision.code, Revision.competency_id)).all())
    asked = [actions.Asked(ids["D1.1"], 2), actions.Asked(ids["D1.2"], 1)]
    job = JobProfile(slug="metier", title="Animateur", requirement_set=actions.require(Owner.JOB_PROFILE, edition.id, asked))  # fmt: skip
    db.session.add(job)
    db.session.commit()
    page = visitor.sign_in(member).open("/moi/competences/partages")
    made = visitor.send(page, form="#partage", label="Pour un poste", job="metier")

    page = visitor.open(made.text(".share-address").removeprefix("http://localhost"))

    assert page.texts(".shared-line dl") == [
        "Demandé niveau 2 sur 4 Déclaré niveau 1 sur 4 Attesté niveau 3 sur 4",
        "Demandé niveau 1 sur 4 Déclaré pas de réponse Attesté par personne",
    ]


def test_it_is_for_nobody_s_index_nor_cache_and_leaks_no_address(
    visitor: Visitor, member: Member
) -> None:
    _, token = a_share(member)
    opened(visitor, token)

    for answer in (visitor.client.get(f"/partage/{token}"), visitor.client.get("/partage/x")):
        if answer.status_code == 200:
            assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert '<meta name="robots" content="noindex, nofollow">' in answer.text
        assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("why", ["expired", "revoked", "account closed", "revoked while reading"])
def test_over_it_answers_410_whatever_was_opened_before(
    visitor: Visitor, member: Member, why: str
) -> None:
    at = now() - timedelta(days=31) if why == "expired" else now()
    share, token = a_share(member, at=at)
    cover = None
    if why == "revoked while reading":
        cover = visitor.open(f"/partage/{token}")
        visitor.send(cover, form="#ouvrir")
    if why.startswith("revoked"):
        revoke(share, now())
    if why == "account closed":
        member.closed_at = now()
    db.session.commit()
    before = len(visits())

    page = visitor.open(f"/partage/{token}", status=410)
    assert page.text("h1") == "Ce lien n’ouvre plus rien"
    assert "Maya" not in page.html
    assert page.response.headers["Cache-Control"] == "private, no-store"
    if cover:
        visitor.send(cover, 410, form="#ouvrir")
    assert len(visits()) == before


def test_revoking_is_at_once_and_for_its_owner_alone(
    app: Flask, visitor: Visitor, member: Member
) -> None:
    share, token = a_share(member)
    page = visitor.sign_in(member).open("/moi/competences/partages")
    action = page.first("form[action$=revocation]").attrib["action"]
    stranger = somebody_else(app).sign_in(MemberFactory())
    held = stranger.open("/moi").first("[name=csrf_token]").attrib["value"]
    assert stranger.client.post(action, data={"csrf_token": held}).status_code == 404
    opened(stranger, token)

    after = visitor.send(page, form="form[action$=revocation]")

    assert "Fermé" in after.text("#shares + ul")
    assert db.session.get(ProfileShare, share.id, populate_existing=True).revoked_at
    stranger.open(f"/partage/{token}", status=410)


def test_a_token_that_never_was_is_not_found(visitor: Visitor, member: Member) -> None:
    a_share(member)

    for token in ("x", "x" * 3000, "é", hashed("x")):
        assert visitor.client.get(f"/partage/{token}").status_code == 404


def test_the_pages_ask_as_much_whatever_they_show(
    app: Flask, visitor: Visitor, member: Member
) -> None:
    _, token = a_share(member)
    opened(visitor, token)
    owner = somebody_else(app).sign_in(member)

    def asked() -> int:
        total = 0
        for who, url in ((visitor, f"/partage/{token}"), (owner, "/moi/competences/partages")):
            with counted() as statements:
                who.open(url)
            assert len(statements) <= 8, "\n".join(statements)
            total += len(statements)
        return total

    few = asked()
    says(member, "D1.2", 2)
    for number in range(3):
        _, other = a_share(member)
        opened(somebody_else(app).sign_in(MemberFactory(name=f"Passe {number}")), other)
    assert db.session.scalars(select(Competency)).first()

    assert asked() == few
