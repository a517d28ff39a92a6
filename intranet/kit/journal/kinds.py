"""What the journal tells: a closed list, in the words that people read."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """One act that touches the safety of the site or of somebody’s data."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_LIMITED = "sign_in_limited"
    SIGNED_OUT = "signed_out"
    SESSION_CLOSED = "session_closed"
    ACCOUNT_OPENED = "account_opened"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_ERASED = "account_erased"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  the name of an act
    PASSWORD_FORGOTTEN = "password_forgotten"  # noqa: S105
    PASSWORD_CHOSEN = "password_chosen"  # noqa: S105
    ADDRESS_CHANGED = "address_changed"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    FACTOR_FAILED = "factor_failed"
    FACTOR_TAKEN_AWAY = "factor_taken_away"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    PROVIDER_LINKED = "provider_linked"
    PROVIDER_UNLINKED = "provider_unlinked"
    ROLE_GIVEN = "role_given"
    ROLE_WITHDRAWN = "role_withdrawn"
    MEMBERSHIP_ADMITTED = "membership_admitted"
    MEMBERSHIP_REFUSED = "membership_refused"
    DATA_EXPORTED = "data_exported"
    DATA_ERASED = "data_erased"
    FILE_READ = "file_read"
    PUBLISHED = "published"
    REVIEWED = "reviewed"
    SUSPENDED = "suspended"
    IMPORTED = "imported"
    SETTING_CHANGED = "setting_changed"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    RETENTION_RUN = "retention_run"


KIND_LABELS = {
    Kind.SIGNED_IN: "Connexion",
    Kind.SIGN_IN_FAILED: "Connexion refusée",
    Kind.SIGN_IN_LIMITED: "Trop d’essais de connexion",
    Kind.SIGNED_OUT: "Déconnexion",
    Kind.SESSION_CLOSED: "Sessions fermées",
    Kind.ACCOUNT_OPENED: "Compte ouvert",
    Kind.ACCOUNT_CLOSED: "Compte fermé par son titulaire",
    Kind.ACCOUNT_ERASED: "Compte inactif effacé",
    Kind.PASSWORD_CHANGED: "Mot de passe changé",
    Kind.PASSWORD_FORGOTTEN: "Lien demandé pour un nouveau mot de passe",
    Kind.PASSWORD_CHOSEN: "Mot de passe choisi par un lien",
    Kind.ADDRESS_CHANGED: "Adresse électronique",
    Kind.FACTOR_ADDED: "Second facteur ajouté",
    Kind.FACTOR_REMOVED: "Second facteur retiré",
    Kind.FACTOR_FAILED: "Second facteur refusé",
    Kind.FACTOR_TAKEN_AWAY: "Second facteur retiré par un administrateur",
    Kind.RECOVERY_CODE_USED: "Code de secours utilisé",
    Kind.RECOVERY_CODES_RENEWED: "Codes de secours renouvelés",
    Kind.PROVIDER_LINKED: "Fournisseur d’identité relié",
    Kind.PROVIDER_UNLINKED: "Fournisseur d’identité délié",
    Kind.ROLE_GIVEN: "Rôle donné",
    Kind.ROLE_WITHDRAWN: "Rôle retiré",
    Kind.MEMBERSHIP_ADMITTED: "Rattachement admis",
    Kind.MEMBERSHIP_REFUSED: "Rattachement refusé",
    Kind.DATA_EXPORTED: "Données emportées",
    Kind.DATA_ERASED: "Données effacées par leur titulaire",
    Kind.FILE_READ: "Pièce d’une candidature lue",
    Kind.PUBLISHED: "Publication décidée",
    Kind.REVIEWED: "Relecture décidée",
    Kind.SUSPENDED: "Contenu suspendu ou masqué",
    Kind.IMPORTED: "Import appliqué",
    Kind.SETTING_CHANGED: "Réglage ou acte d’administration",
    Kind.BACKED_UP: "Sauvegarde prise",
    Kind.RESTORED: "Sauvegarde restaurée",
    Kind.RETENTION_RUN: "Durées de conservation appliquées",
}
