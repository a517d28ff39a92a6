"""The columns of a file of openings: ours, and the names that others give them."""

from __future__ import annotations

from typing import NamedTuple

from intranet.kit.texts import fold


class Column(NamedTuple):
    """What a column says, how we call it, how others do."""

    key: str
    header: str
    aliases: tuple[str, ...] = ()


# The aliases are the headers of the open data of Choisir le service public, and what people write.
COLUMNS = (
    Column("reference", "Référence", ("Référence de l’offre", "Offre n°")),
    Column("siren", "SIREN de l’employeur", ("SIREN",)),
    Column("employer", "Employeur"),
    Column("parent", "Organisme de rattachement"),
    Column("title", "Intitulé du poste", ("Intitulé",)),
    Column("kind", "Type d’emploi"),
    Column("missions", "Missions", ("Descriptif du poste", "Vos missions en quelques mots")),
    Column("profile", "Profil recherché", ("Profil", "Compétences attendues")),
    Column("positions", "Nombre de postes"),
    Column("commune", "Commune", ("Lieu d’affectation", "Localisation du poste", "Lieu de travail")),
    Column("experience", "Expérience"),
    Column("work_time", "Temps de travail"),
    Column("work_share", "Quotité"),
    Column("telework_days", "Jours de télétravail"),
    Column("start_on", "Prise de poste", ("Poste à pourvoir le", "Date de vacance de l’emploi")),
    Column("end_on", "Fin du contrat"),
    Column("routes", "Modalités d’accès", ("Nature de l’emploi", "Nature de contrat")),
    Column("category", "Catégorie"),
    Column("grades", "Grades", ("Grade(s)",)),
    Column("pay_min", "Rémunération minimale"),
    Column("pay_max", "Rémunération maximale"),
    Column("pay_note", "Précision sur la rémunération"),
    Column("required", "Compétences et niveaux attendus", ("Compétences indispensables",)),
    Column("desired", "Compétences souhaitées"),
    Column("vacancy", "Motif"),
    Column("vacant_on", "Vacant à partir du"),
    Column("recruiting_authority", "Autorité de recrutement"),
    Column("job_family", "Métier de référence", ("Métier",)),
    Column("conditions", "Conditions d’exercice"),
    Column("benefits", "Avantages"),
    Column("closes_at", "Date limite", ("Date de fin de publication par défaut",
                                        "Date limite de candidature")),
    Column("urgent_reason", "Motif d’urgence"),
    Column("how_to_apply", "Comment candidater"),
    Column("apply_url", "Adresse pour candidater", ("Lien", "URL", "Adresse de l’offre")),
    Column("csp_reference", "Référence Choisir le service public"),
    Column("csp_published_on", "Avis publié le", ("Date de première publication",
                                                   "Date de début de publication par défaut")),
    Column("et_reference", "Référence Emploi territorial"),
)  # fmt: skip
HEADERS = tuple(column.header for column in COLUMNS if column.key != "parent")
OF_CSP = "organisme de rattachement"  # only the open data has it
NEEDED = ("reference", "title")


def bare(header: str) -> str:
    """A header whatever its case, accents, apostrophes and blanks."""
    return " ".join(fold(header).replace("’", "'").split())


KEYS = {bare(name): column.key for column in COLUMNS for name in (column.header, *column.aliases)}
