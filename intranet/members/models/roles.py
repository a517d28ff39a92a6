"""What members may do beyond reading."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member may do beyond reading. Every admitted member is a developer."""

    RECRUITER = "recruiter"
    TRAINER = "trainer"
    ANIMATOR = "animator"
    ADMINISTRATOR = "administrator"


ROLE_LABELS = {
    Role.RECRUITER: "Recruteur",
    Role.TRAINER: "Formateur",
    Role.ANIMATOR: "Animateur du réseau",
    Role.ADMINISTRATOR: "Administrateur",
}


# Asked for when joining, and granted for one organization by an animator.
ROLES_TO_ASK = (Role.RECRUITER, Role.TRAINER)

# Whoever publishes, reviews or reads CVs: their account, stolen, harms others.
GUARDED = (Role.RECRUITER, Role.TRAINER, Role.ANIMATOR, Role.ADMINISTRATOR)
