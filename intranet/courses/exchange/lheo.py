"""The words of LHÉO 2.3: its namespace, its tables, the longest that its texts may be."""

from __future__ import annotations

from intranet.courses.models import Mode, Track

NAMESPACE = "http://lheo.gouv.fr/2.3"
FORMACODE = "V14"  # the edition that trainers are asked for
# « Public en emploi » and « Public de la formation initiale », in the table published with LHÉO.
PUBLICS = {Track.CONTINUING: "82058", Track.INITIAL: "81061"}
PUBLICS_EDITION = "V10"
# dict-modalites-enseignement
MODES = {Mode.ONSITE: "0", Mode.MIXED: "1", Mode.REMOTE: "2"}
# dict-niveaux: the levels of the national frame, after those of 1969
LEVELS = {level: str(level + 10) for level in range(1, 9)}
UNSAID_LEVEL = "0"
# dict-type-contact
DISABILITY_CONTACT, TEACHING_CONTACT = "1", "3"
# dict-etat-recrutement
OPEN, CLOSED, SUSPENDED = "1", "2", "3"
SET_DATES = "0"  # dict-modalites-es
IN_GROUP = "1"  # dict-type-parcours
# Characters at most, element by element.
LONGEST = {
    "intitule-formation": 255,
    "objectif-formation": 3000,
    "resultats-attendus": 3000,
    "contenu-formation": 3000,
    "rythme-formation": 3000,
    "modalites-alternance": 3000,
    "conditions-specifiques": 3000,
    "modalites-recrutement": 3000,
    "modalites-pedagogiques": 200,
    "info-public-vise": 250,
    "acces-handicapes": 250,
    "duree-indicative": 150,
    "nom-organisme": 250,
    "raison-sociale": 250,
    "nom": 50,
    "ligne": 50,
    "ville": 50,
    "denomination": 255,
    "numtel": 25,
    "courriel": 160,
    "urlweb": 400,
    "modalites-inscription": 255,
    "prix-total-TTC": 10,
}

# Texts of ours that have no element of their own, or are cut in theirs; their names in `extras`.
WHOLE = {
    "resultats-attendus": "expected_results",
    "methodes": "methods",
    "evaluation": "assessment",
    "public": "audience",
    "duree": "duration_note",
    "referent-handicap": "disability_contact",
    "contact": "contact_name",
    "telephone": "contact_phone",
    "precisions-prix": "price_note",
}


def tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
