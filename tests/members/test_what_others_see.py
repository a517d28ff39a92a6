"""Whoever consented to nothing appears nowhere to another member, but where the trade needs a name.

What the page on personal data promises, walked: the pages where somebody could be found, and a part
of all the others (every page, in a drill).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from intranet.competencies.actions import Said, declare
from intranet.competencies.models import Assessment, AssessmentState
from intranet.competencies.queries import in_force
from intranet.courses.models import CourseRun
from intranet.kit import doors
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings.models import ApplyMode
from tests.aviary import text_of
from tests.bookings.factories import registers
from tests.drills import many, tell
from tests.factories import MemberFactory
from tests.openings.factories import OpeningFactory, an_application
from tests.visitor import Visitor
from tests.world import World, address_of, enter, rules

NAME, JOB = "Perrine Introuvable", "Chargée de discrétion"
CHOSEN = re.compile(rf"<option[^>]*>{NAME.lower()}</option>")
# What nobody else reads: the address, what they say of themselves, of their levels, to an employer.
NOBODY_ELSE_S = (
    "perrine@introuvable.example",
    "presentationintrouvable",
    "commentaireintrouvable",
    "messageintrouvable",
)
SOUGHT = ("introuvable", "perrine%40introuvable.example", "perrine", "discr%C3%A9tion")
PLACES = (
    "/annuaire?q={q}",
    "/annuaire.csv?q={q}",
    "/annuaire.json?q={q}",
    "/annuaire/suggestions?q={q}",
    "/annuaire/personnes?q={q}",
    "/recherche?q={q}",
    "/recherche/suggestions?q={q}",
    "/offres.atom?q={q}",
    "/formations.atom?q={q}",
    "/pratiques.json?q={q}",
    "/agenda?q={q}",
)


@pytest.fixture
def discreet(world: World) -> Member:
    """They work, say their levels, propose their help, applied, have a seat; and consented to nothing."""
    author = world.people["author"]
    assert author
    found: Member = MemberFactory(
        name=NAME,
        email=NOBODY_ELSE_S[0],
        about=NOBODY_ELSE_S[1],
        organization=author.organization,
    )
    assert found.membership
    found.membership.job_title = JOB
    catalogue = in_force()
    said = Said(AssessmentState.LEVEL, 4, offers_help=True)
    declare(found.id, catalogue.by_code["D1.1"].competency_id, catalogue.edition_id, said, now())
    db.session.flush()
    db.session.query(Assessment).filter_by(member_id=found.id).one().comment = NOBODY_ELSE_S[2]
    opening = OpeningFactory(apply_mode=ApplyMode.HERE)
    an_application(opening, found, message=NOBODY_ELSE_S[3])
    run = db.session.get(CourseRun, world.samples["seats"]["bookable_id"])
    assert run
    registers(run.bookable, found)
    db.session.commit()
    return found


def everywhere(who: str, app: Flask, world: World) -> Iterator[str]:
    """Where people are looked for, and a part of every page of the site."""
    yield from (place.format(q=word) for place in PLACES for word in SOUGHT[: many(2, 4)])
    yield "/annuaire/personnes"
    for number, rule in enumerate(rules(app)):
        is_page = "GET" in (rule.methods or ()) and rule.endpoint != "static"
        if is_page and number % many(24, 1) == len(who) % many(24, 1):
            yield address_of(rule, world)


@pytest.mark.parametrize("who", ["newcomer", "colleague", "other recruiter", "member"])
def test_nobody_comes_upon_them(
    who: str, app: Flask, world: World, visitor: Visitor, discreet: Member
) -> None:
    enter(who, world, visitor)
    home, read, met = discreet.organization.address, 0, []  # type: ignore[union-attr]
    for address in everywhere(who, app, world):
        with visitor.client.get(address) as answer:
            text = text_of(answer).lower()
        if (
            who == "colleague"
        ):  # where one picks a colleague: the page of their structure names them
            text = CHOSEN.sub("", text)
        # What one typed is shown again: the words are looked for without it.
        typed = [word for word in ("introuvable", "perrine") if word in address.lower()]
        told = [word for word in NOBODY_ELSE_S if word in text and "@" not in word]
        told += [NOBODY_ELSE_S[0]] if NOBODY_ELSE_S[0] in text and "%40" not in address else []
        told += [NAME] if NAME.lower() in text and not typed and address != home else []
        told += [NAME] if NAME.lower() in text and typed else []
        told += [JOB] if JOB.lower() in text and address != home else []
        met += [f"{address} tells {word}" for word in told]
        read += 1
    tell(f"{who}: {read} pages, {len(met)} tell of whoever consented to nothing")
    assert not met


# Certificates are read by whoever holds their code, and say whose they are.
BY_CODE = {"bookings.certificate", "bookings.badge", "bookings.badge_picture"}
SOMEBODY = re.compile(r"Camille Essai \d+|camille\d+@essais\.example")


@pytest.mark.parametrize("who", ["visitor", "newcomer"])
def test_whoever_no_structure_admitted_reads_the_name_of_nobody(
    who: str, app: Flask, world: World, visitor: Visitor
) -> None:
    law, met, read = doors.read(), [], 0
    enter(who, world, visitor)
    for number, rule in enumerate(rules(app)):
        if "GET" not in (rule.methods or ()) or rule.endpoint in BY_CODE:
            continue
        if law[rule.endpoint].is_bearer or number % many(8, 1) != len(who) % many(8, 1):
            continue
        with visitor.client.get(address_of(rule, world)) as answer:
            told = sorted(set(SOMEBODY.findall(text_of(answer))))
        read += 1
        met += [f"{rule.endpoint} {rule.rule}: {name}" for name in told]
    tell(f"{who}: {read} pages, {len(met)} names")
    assert not met


@pytest.mark.parametrize(
    ("who", "names"), [("visitor", 0), ("newcomer", 0), ("colleague", 1), ("other recruiter", 1)]
)
def test_their_structure_says_their_name_and_function_to_the_network_alone(
    who: str, names: int, world: World, visitor: Visitor, discreet: Member
) -> None:
    enter(who, world, visitor)
    page = visitor.open(discreet.organization.address)  # type: ignore[union-attr]
    assert (page.text().count(NAME), page.text().count(JOB)) == (names, names)
    assert not [word for word in NOBODY_ELSE_S if word in page.html]
    assert ("Les noms sont visibles" in page.text("#personnes")) is not bool(names)


def test_one_who_shows_a_proof_finds_them_by_name_and_reads_no_more(
    world: World, visitor: Visitor, discreet: Member
) -> None:
    enter("member", world, visitor)
    claim = world.samples["claim to ask"]
    path = f"/moi/preuves/{claim['evidence_id']}/niveaux/{claim['claim_id']}/demande"
    page = visitor.open(f"{path}?q=introuvable")
    assert NAME in page.text("#suggestions")
    assert not [word for word in NOBODY_ELSE_S if word in page.html]
    assert NAME not in visitor.open(f"{path}?q=i").text("#suggestions")


def test_their_own_page_is_not_known(world: World, visitor: Visitor, discreet: Member) -> None:
    for who, status in (("colleague", 404), ("animator", 404), ("newcomer", 403)):
        enter(who, world, visitor)
        visitor.open(discreet.address, status=status)
