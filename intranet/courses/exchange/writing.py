"""Courses as LHÉO 2.3, one after the other, so that thousands take no more memory than one.

Elements come in the order that the schema demands. What it has no place for and people need (seats,
levels of competencies, the whole of a text that it cuts) goes into `extras`, as it provides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from lxml import etree

from intranet.competencies.models import LinkRole
from intranet.competencies.queries import Catalogue
from intranet.courses.exchange import lheo
from intranet.courses.exchange.elements import (
    Element,
    Said,
    add,
    address,
    extras,
    lines,
    sign,
    url,
)
from intranet.courses.exchange.fitness import Offered, Where, leaving
from intranet.courses.exchange.lheo import LONGEST, NAMESPACE, tag
from intranet.courses.exchange.sessions import add_actions
from intranet.courses.models import Course, ProviderIdentity
from intranet.kit.clock import in_paris
from intranet.kit.exports import instant


class _Sink:
    """What was written and not yet sent."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, part: bytes) -> None:
        self.parts.append(part)

    def drained(self) -> bytes:
        text = b"".join(self.parts)
        self.parts.clear()
        return text


def stream(offers: Iterable[Offered], where: Where) -> Iterator[bytes]:
    """The document, course by course. The caller has left out those that lack something."""
    sink = _Sink()
    with etree.xmlfile(sink, encoding="utf-8") as file:
        file.write_declaration()
        with (
            file.element(
                tag("lheo"), {"horodatage-export": instant(where.at)}, nsmap={None: NAMESPACE}
            ),
            file.element(tag("offres")),
        ):
            for offered in offers:
                file.write(formation(offered, where), with_tail=False)
                file.flush()
                yield sink.drained()
    yield sink.drained()


def formation(offered: Offered, where: Where) -> Element:
    """One course."""
    course, identity = offered.course, offered.identity
    if identity is None:
        raise ValueError(course.id)
    on = in_paris(where.at).date()
    certifies = course.certifies(on) and any(run.certifies for run in leaving(offered, where.at))
    root = etree.Element(tag("formation"), nsmap={None: NAMESPACE})
    sign(root, course.reference or course.uuid, f"{where.site}{course.address}", course, where.at)
    if course.is_demo:
        root.set("tag", "demonstration")
    domain = add(root, "domaine-formation")
    for code in course.formacodes[:5]:
        add(domain, "code-FORMACODE", code, ref=lheo.FORMACODE)
    add(root, "intitule-formation", course.title)
    add(root, "objectif-formation", course.objectives)
    add(root, "resultats-attendus", _results(offered, where.catalogue))
    add(root, "contenu-formation", course.content)
    add(root, "certifiante", "1" if certifies else "0")
    _contact(root, course)
    if course.disability_contact:
        contact = add(root, "contact-formation")
        add(contact, "type-contact", lheo.DISABILITY_CONTACT)
        lines(add(contact, "coordonnees"), course.disability_contact, most=3)
    add(root, "parcours-de-formation", lheo.IN_GROUP)
    add(root, "code-niveau-entree", lheo.LEVELS.get(course.entry_level or 0, lheo.UNSAID_LEVEL))
    if course.certification and certifies:
        certification = add(root, "certification")
        kind = course.certification.kind.value
        add(certification, f"code-{kind}", course.certification.number)
    if course.exit_level:
        add(root, "code-niveau-sortie", lheo.LEVELS[course.exit_level])
    url(add(root, "url-formation"), f"{where.site}{course.address}")
    add_actions(root, offered, where)
    _provider(root, course, identity, on)
    extras(root, "passerelles", _told(offered, where))
    return root


def _provider(
    root: Element,
    course: Course,
    identity: ProviderIdentity,
    on: date,
) -> None:
    quality = course.quality_on(on)
    body, provider = course.provider, add(root, "organisme-formation-responsable")
    add(provider, "numero-activite", identity.activity_number)
    add(add(provider, "SIRET-organisme-formation"), "SIRET", identity.siret)
    add(provider, "nom-organisme", body.short_name)
    add(provider, "raison-sociale", body.name)
    at_home = add(add(provider, "coordonnees-organisme"), "coordonnees")
    address(at_home, identity.street, identity.postcode, identity.city)
    if body.website:
        url(add(at_home, "web"), body.website)
    contact = add(add(provider, "contact-organisme"), "coordonnees")
    _reached(contact, course)
    if quality and quality.is_valid(on):
        until: list[Said] = [("qualiopi-jusqu-au", quality.valid_until.isoformat(), {})]
        extras(provider, "qualite", until)


def _contact(root: Element, course: Course) -> None:
    contact = add(root, "contact-formation")
    add(contact, "type-contact", lheo.TEACHING_CONTACT)
    person = add(contact, "coordonnees")
    name = course.contact_name
    if name and len(name) <= LONGEST["nom"]:
        add(person, "nom", name)
    elif name:
        lines(person, name, most=3)
    _reached(person, course)


def _reached(person: Element, course: Course) -> None:
    if course.contact_phone:
        phone = add(person, "telfixe")
        add(phone, "numtel", re.sub(r"\s", "", course.contact_phone))
    if course.contact_email:
        add(person, "courriel", course.contact_email)


def _results(offered: Offered, catalogue: Catalogue) -> str:
    """As the provider says them; else the levels that the course leads to."""
    said = offered.course.expected_results
    raised = [
        f"{catalogue.items[link.competency_id].title} : niveau {link.level_to} sur 4"
        for link in offered.links
        if link.role is LinkRole.TEACHES and link.competency_id in catalogue.items
    ]
    return said or " ; ".join(raised) or offered.course.objectives


def _told(offered: Offered, where: Where) -> list[Said]:
    """What comes back whole when the file is read again: levels, and the texts that LHÉO cuts."""
    course, items = offered.course, where.catalogue.items
    said: list[Said] = [("mode", course.mode.value, {})]
    if course.price_cents is not None:
        said.append(("prix-cents", str(course.price_cents), {}))
    for name, field in lheo.WHOLE.items():
        if text := getattr(course, field):
            said.append((name, text, {}))
    for link in offered.links:
        if item := items.get(link.competency_id):
            levels = [link.level_from, link.level_to]
            text = "-".join(str(level) for level in levels if level is not None)
            name = "competence-visee" if link.role is LinkRole.TEACHES else "competence-attendue"
            said.append((name, text, {"ref": item.code}))
    return said
