"""The pages of the site itself, found by their words: they are few, and are compared in memory."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from intranet.kit.search import Asked, Audience, Group, Hit, Wanted, stems

ANYONE, NETWORK = Audience.ANYONE, Audience.NETWORK


class Page(NamedTuple):
    """A page that holds no thing of a board: its title, where it is, what it is for."""

    title: str
    address: str
    about: str
    audience: Audience = ANYONE


PAGES = (
    Page("Référentiel de compétences", "/referentiel", "Domaines, compétences, niveaux et situations."),
    Page("Métiers du développement économique", "/referentiel/metiers", "Les métiers et les niveaux qu’ils demandent."),
    Page("Versions du référentiel", "/referentiel/versions", "Les éditions, leurs différences, leurs fichiers."),
    Page("Évolutions proposées du référentiel", "/referentiel/propositions", "Proposer, discuter, donner un avis.", NETWORK),
    Page("Offres de mobilité", "/offres", "Postes, emplois, recrutements, mutations."),
    Page("Immersions", "/offres/immersions", "Un à cinq jours dans un autre territoire."),
    Page("Échanges de postes", "/offres/echanges", "Échanger son poste, à deux ou à trois."),
    Page("D’un statut à l’autre", "/offres/passerelles", "Fonctionnaire, contractuel, salarié : les voies ouvertes, détachement, mutation."),
    Page("Formations", "/formations", "Le catalogue des formations et leurs sessions."),
    Page("Bonnes pratiques", "/pratiques", "Les fiches relues, leurs résultats, leurs contacts."),
    Page("Guides", "/guides", "Les guides et leurs éditions."),
    Page("Tour de France CCI-intercommunalités", "/tour", "Les étapes, région par région."),
    Page("Agenda", "/agenda", "Rencontres, ateliers, webinaires, réunions."),
    Page("Annuaire des structures", "/annuaire", "Intercommunalités, chambres, agences, organismes de formation."),
    Page("Annuaire des personnes", "/annuaire/personnes", "Membres du réseau, contacts, compétences proposées.", NETWORK),
    Page("Vérifier un certificat", "/certificats", "Par son code ou son dessin."),
    Page("Mon parcours", "/parcours", "Progresser : ce qui me manque, comment l’apprendre.", NETWORK),
    Page("Mes plans de formation", "/parcours/plans", "Le chemin le plus court vers un métier ou une offre.", NETWORK),
    Page("Apprendre d’un pair", "/parcours/transmission", "Mentorat, mentor, transmettre une compétence.", NETWORK),
    Page("Mon binôme", "/parcours/binome", "Deux voisins dont les forces se complètent.", NETWORK),
    Page("Piloter mon équipe", "/parcours/equipe", "Les compétences de mes collègues qui l’acceptent.", NETWORK),
    Page("Mes compétences", "/moi/competences", "S’évaluer, auto-évaluation, mes niveaux.", NETWORK),
    Page("Mes inscriptions", "/moi/inscriptions", "Les formations et les rencontres où j’ai une place.", NETWORK),
    Page("Mes candidatures", "/moi/candidatures", "Les offres où j’ai candidaté.", NETWORK),
    Page("Mes recherches et alertes", "/moi/alertes", "Être prévenu des nouvelles offres.", NETWORK),
    Page("Mes abonnements", "/moi/abonnements", "Ce que je suis, courriels, fréquence, notifications.", NETWORK),
    Page("Mes données", "/moi/donnees", "Emporter, exporter, effacer mes données.", NETWORK),
    Page("Activité de mon compte", "/moi/activite", "Mes connexions, mes mots de passe, qui a lu mes pièces.", NETWORK),
    Page("Mon profil", "/moi", "Nom, fonction, structure, mot de passe, fermer mon compte.", NETWORK),
    Page("Mentions légales", "/mentions-legales", "Éditeur, hébergement, licences."),
    Page("Données personnelles", "/donnees-personnelles", "Ce que le site garde, RGPD, confidentialité, vos droits."),
    Page("Registre des traitements", "/donnees-personnelles/registre", "RGPD, article 30 : finalités, bases légales, durées, colonnes."),
    Page("Signaler une faille", "/securite", "Sécurité, vulnérabilité, à qui écrire."),
    Page("Accessibilité", "/accessibilite", "Déclaration d’accessibilité, RGAA, clavier."),
    Page("Plan du site", "/plan-du-site", "Toutes les rubriques."),
)  # fmt: skip


def pages_found(asked: Asked, audiences: Sequence[Audience], wanted: Wanted) -> Group | None:
    """Those that hold all that is asked, as `search.by_kind` tells a kind; None where no page does."""
    found = [
        page
        for page, words in _known()
        if page.audience in audiences and all(_says(words, phrases) for phrases in asked)
    ]
    if not found:
        return None
    shown = found[wanted.after : wanted.until] if wanted.kind == "page" else found[: wanted.first]
    kept = shown if wanted.kind in {None, "page"} else []
    return Group("page", len(found), [Hit(page.title, page.about, page.address) for page in kept])


def _says(words: frozenset[str], phrases: Sequence[Sequence[str]]) -> bool:
    return any(words.issuperset(phrase) for phrase in phrases)


@cache
def _known() -> list[tuple[Page, frozenset[str]]]:
    return [(page, frozenset(stems(f"{page.title} {page.about}"))) for page in PAGES]
