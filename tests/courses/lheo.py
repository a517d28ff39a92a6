"""LHÉO 2.3 as a schema of our own, to check what we write against.

The schema published at lheo.gouv.fr bears no licence, so it is not copied here: these are the same
constraints (which elements, in which order, how many, how long, which codes), stated anew from its
documentation, and turned into an XSD for lxml. `?` none or one, `*` any number, `+` at least one,
`{n}` at most n, `{m,n}` from m to n.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lxml import etree

NAMESPACE = "http://lheo.gouv.fr/2.3"
SEQUENCES = {
    "lheo": "offres extras*",
    "offres": "formation+ extras*",
    "formation": """domaine-formation intitule-formation objectif-formation resultats-attendus contenu-formation
        certifiante contact-formation+ parcours-de-formation code-niveau-entree objectif-general-formation?
        certification{5} code-type-formation{5} code-niveau-sortie? url-formation? action+
        organisme-formation-responsable identifiant-module? positionnement? extras*""",
    "domaine-formation": "code-FORMACODE{5} code-NSF{3} code-ROME{5} extras*",
    "contact-formation": "type-contact? coordonnees extras*",
    "contact-organisme": "type-contact? coordonnees extras*",
    "contact-session": "type-contact? coordonnees extras*",
    "certification": "code-RNCP? code-CERTIFINFO? code-RS? code-CPF? extras*",
    "code-type-formation": "code-CPF? code-ELU? extras*",
    "url-formation": "urlweb{1,3} extras*",
    "url-action": "urlweb{1,3} extras*",
    "url-session": "urlweb{1,3} extras*",
    "web": "urlweb{1,3} extras*",
    "action": """rythme-formation code-public-vise{1,10} info-public-vise? niveau-entree-obligatoire
        modalites-alternance modalites-enseignement conditions-specifiques prise-en-charge-frais-possible
        lieu-de-formation* modalites-entrees-sorties url-action? duree-cycle? session+ restauration? hebergement?
        transport? acces-handicapes? langue-formation{5} modalites-recrutement? modalites-pedagogiques?
        code-modalite-pedagogique{5} frais-restants? code-perimetre-recrutement? infos-perimetre-recrutement?
        prix-horaire-TTC? prix-total-TTC? duree-indicative? nombre-heures-centre? nombre-heures-entreprise?
        nombre-heures-total? detail-conditions-prise-en-charge? conventionnement? duree-conventionnee? extras*""",
    "session": """periode adresse-inscription modalites-inscription? periode-inscription? etat-recrutement?
        url-session? contact-session* extras*""",
    "periode": "debut fin extras*",
    "periode-inscription": "periode",
    "adresse-inscription": "adresse extras*",
    "lieu-de-formation": "SIRET-lieu-formation? coordonnees extras*",
    "coordonnees": """civilite? nom? prenom? ligne{3} adresse? telfixe? portable? fax? courriel? web? extras*""",
    "telfixe": "numtel{1,3} extras*",
    "portable": "numtel{1,3} extras*",
    "fax": "numtel{1,3} extras*",
    "adresse": """denomination? ligne{1,4} codepostal ville departement? code-INSEE-commune? code-INSEE-canton?
        region? pays? extras*""",
    "organisme-formation-responsable": """numero-activite SIRET-organisme-formation nom-organisme raison-sociale
        coordonnees-organisme contact-organisme+ renseignements-specifiques? extras*""",
    "SIRET-organisme-formation": "SIRET extras*",
    "SIRET-lieu-formation": "SIRET extras*",
    "coordonnees-organisme": "coordonnees extras*",
}
# Texts: at least and at most so many characters.
TEXTS = {
    "intitule-formation": (1, 255), "objectif-formation": (1, 3000), "resultats-attendus": (1, 3000),
    "contenu-formation": (1, 3000), "rythme-formation": (1, 3000), "info-public-vise": (1, 250),
    "modalites-alternance": (1, 3000), "conditions-specifiques": (1, 3000), "restauration": (1, 250),
    "hebergement": (1, 250), "transport": (1, 250), "acces-handicapes": (1, 250), "langue-formation": (2, 2),
    "modalites-recrutement": (0, 3000), "modalites-pedagogiques": (0, 200), "code-modalite-pedagogique": (5, 5),
    "frais-restants": (0, 200), "infos-perimetre-recrutement": (0, 50), "prix-horaire-TTC": (1, 6),
    "prix-total-TTC": (1, 10), "duree-indicative": (0, 150), "detail-conditions-prise-en-charge": (1, 600),
    "modalites-inscription": (1, 255), "numero-activite": (11, 11), "SIRET": (14, 14), "nom-organisme": (1, 250),
    "raison-sociale": (1, 250), "renseignements-specifiques": (0, 3000), "civilite": (1, 50), "nom": (1, 50),
    "prenom": (1, 50), "ligne": (1, 50), "denomination": (1, 255), "codepostal": (5, 5), "ville": (1, 50),
    "departement": (2, 3), "code-INSEE-commune": (5, 5), "code-INSEE-canton": (4, 5), "region": (2, 2),
    "pays": (2, 2), "numtel": (1, 25), "courriel": (3, 160), "urlweb": (3, 400), "code-FORMACODE": (5, 5),
    "code-NSF": (3, 3), "code-ROME": (5, 5), "code-public-vise": (5, 5), "code-RNCP": (1, 10),
    "code-CERTIFINFO": (1, 10), "code-RS": (3, 10), "code-CPF": (4, 10), "code-ELU": (4, 10),
    "identifiant-module": (1, 3000),
}  # fmt: skip
LEVELS = "0 1 2 3 4 5 6 7 8 11 12 13 14 15 16 17 18"
CODES = {
    "certifiante": "0 1", "parcours-de-formation": "1 2 3 4", "code-niveau-entree": LEVELS,
    "code-niveau-sortie": LEVELS, "objectif-general-formation": "1 2 3 4 5 6 7 8 9",
    "niveau-entree-obligatoire": "0 1", "modalites-enseignement": "0 1 2", "prise-en-charge-frais-possible": "0 1",
    "modalites-entrees-sorties": "0 1", "code-perimetre-recrutement": "0 1 2 3 4 5 6", "conventionnement": "0 1",
    "etat-recrutement": "1 2 3", "positionnement": "1 2", "type-contact": "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14",
}  # fmt: skip
NUMBERS = (
    "duree-cycle", "nombre-heures-centre", "nombre-heures-entreprise", "nombre-heures-total", "duree-conventionnee",
)  # fmt: skip
DAYS = ("debut", "fin")
DAY = "[0-9][0-9][0-9][0-9][019][0-9][01239][0-9]"
ATTRIBUTES = {
    "numero": "string", "info": "string", "ref": "string", "id": "ID", "idref": "IDREF", "tag": "string",
    "horodatage-creation": "dateTime", "horodatage-modification": "dateTime", "horodatage-export": "dateTime",
    "uri": "anyURI",
}  # fmt: skip


@cache
def schema() -> etree.XMLSchema:
    """All of it, compiled."""
    parts = [_complex(name, _sequence(of)) for name, of in SEQUENCES.items()]
    parts += [
        _simple(name, "string", f'<xs:minLength value="{least}"/><xs:maxLength value="{most}"/>')
        for name, (least, most) in TEXTS.items()
    ]
    parts += [
        _simple(
            name, "token", "".join(f'<xs:enumeration value="{code}"/>' for code in codes.split())
        )
        for name, codes in CODES.items()
    ]
    parts += [_simple(name, "long", "") for name in NUMBERS]
    parts += [
        _simple(name, "token", f'<xs:length value="8"/><xs:pattern value="{DAY}"/>')
        for name in DAYS
    ]
    inside = '<xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element ref="l:extras"/><xs:element ref="l:extra"/></xs:choice>'
    parts.append(_complex("extras", inside))
    parts.append(_complex("extra", '<xs:sequence><xs:any minOccurs="0" maxOccurs="unbounded" processContents="lax"/></xs:sequence>', mixed=True))  # fmt: skip
    text = (
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:l="{NAMESPACE}"'
        f' targetNamespace="{NAMESPACE}" elementFormDefault="qualified">{"".join(parts)}</xs:schema>'
    )
    return etree.XMLSchema(etree.fromstring(text))


def faults(document: bytes) -> list[str]:
    """What is wrong with a document, line by line; nothing where it is LHÉO 2.3."""
    tree = etree.fromstring(document)
    schema().validate(tree)
    return [f"{error.line} : {error.message}" for error in schema().error_log]


def texts(document: bytes, path: str) -> list[str]:
    """The texts at a path of plain names: `action/session/etat-recrutement`."""
    where = ".//" + "/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/"))
    return [one.text or "" for one in etree.fromstring(document).findall(where)]


def elements(document: bytes, name: str) -> list[Any]:
    return list(etree.fromstring(document).iter(f"{{{NAMESPACE}}}{name}"))


def _sequence(of: str) -> str:
    parts = "".join(
        f'<xs:element ref="l:{name}" minOccurs="{least}" maxOccurs="{most}"/>'
        for name, least, most in map(_occurs, of.split())
    )
    return f"<xs:sequence>{parts}</xs:sequence>"


def _occurs(word: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"([\w-]+?)(?:([?*+])|\{(?:(\d+),)?(\d+)\})?", word)
    assert found, word
    name, sign, least, most = found.groups()
    if sign:
        return name, "1" if sign == "+" else "0", "1" if sign == "?" else "unbounded"
    return (name, least or "0", most) if most else (name, "1", "1")


def _attributes(name: str) -> str:
    more = {"href": "string", "file": "string"} if "formation" in name else {}
    dated = {"datemaj": "string", "datecrea": "string"}
    known = ATTRIBUTES | more | dated
    return "".join(f'<xs:attribute name="{one}" type="xs:{kind}"/>' for one, kind in known.items())


def _complex(name: str, inside: str, *, mixed: bool = False) -> str:
    return f'<xs:element name="{name}"><xs:complexType mixed="{str(mixed).lower()}">{inside}{_attributes(name)}</xs:complexType></xs:element>'


def _simple(name: str, base: str, facets: str) -> str:
    restricted = f'<xs:simpleType name="t-{name}"><xs:restriction base="xs:{base}">{facets}</xs:restriction></xs:simpleType>'
    return (
        f'{restricted}<xs:element name="{name}"><xs:complexType><xs:simpleContent><xs:extension base="l:t-{name}">'
        f"{_attributes(name)}</xs:extension></xs:simpleContent></xs:complexType></xs:element>"
    )
