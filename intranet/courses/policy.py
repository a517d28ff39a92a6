"""Who may do what with a course. Its provider's trainers write it; an animator from elsewhere decides."""

from __future__ import annotations

from datetime import datetime

from intranet.bookings.models import CertificateKind, last_instant
from intranet.courses.effect import ASKED_UNTIL
from intranet.courses.models import WRITABLE, Course, CourseRun, State
from intranet.members.models import Member
from intranet.organizations.models import Organization


def may_post(member: Member) -> bool:
    """Trainers, for the organization that they teach for; animators, for any provider of their regions."""
    return member.is_admitted and (member.is_trainer or member.is_animator)


def may_exchange(member: Member) -> bool:
    """Bring and take the catalogue of the organization that one teaches for."""
    return member.is_admitted and member.is_trainer


def may_choose_provider(member: Member) -> bool:
    return member.is_animator


def is_its_trainer(member: Member, course: Course) -> bool:
    """Teaches for the provider, or wrote it as an animator: courses stay with the organization."""
    if member.is_trainer and member.organization_id == course.provider_id:
        return True
    return member.is_animator and member.id == course.author_id


def may_edit(member: Member, course: Course) -> bool:
    if course.state not in WRITABLE:
        return False
    return is_its_trainer(member, course) or (
        course.state is not State.DRAFT and looks_after(member, course)
    )


def may_announce(member: Member, course: Course) -> bool:
    """Adding, moving and calling off its runs: not while it is out of the catalogue for a time."""
    return may_edit(member, course) and course.state is not State.SUSPENDED


def may_submit(member: Member, course: Course) -> bool:
    drafted = course.state in {State.DRAFT, State.CHANGES_REQUESTED}
    return drafted and is_its_trainer(member, course)


def looks_after(member: Member, course: Course) -> bool:
    """Animates the network where the provider is; a provider without a region is national."""
    return member.animates(course.provider.region_code)


def may_review(member: Member, course: Course) -> bool:
    """Publishing, asking for corrections: never the author's, never one's own organization's."""
    outside = member.id != course.author_id and member.organization_id != course.provider_id
    return outside and looks_after(member, course)


def may_suspend(member: Member, course: Course) -> bool:
    return course.state in {State.PUBLISHED, State.SUSPENDED} and may_review(member, course)


def may_archive(member: Member, course: Course) -> bool:
    """Its trainers at any time; an animator, what is or was online."""
    if course.state is State.ARCHIVED:
        return False
    shown = course.state in {State.PUBLISHED, State.SUSPENDED}
    return is_its_trainer(member, course) or (shown and looks_after(member, course))


def writes_online(member: Member, course: Course) -> bool:
    """Whether what this member changes on a published course is shown at once, even what matters."""
    return course.state is State.PUBLISHED and may_review(member, course)


def may_organize(member: Member, run: CourseRun) -> bool:
    """Registrations, attendance: whoever teaches it, and who looks after the provider."""
    return teaches(member, run) or looks_after(member, run.course)


def teaches(member: Member, run: CourseRun) -> bool:
    """Teaches for the provider; or works there, and is named to give a half-day, which they sign."""
    if is_its_trainer(member, run.course):
        return True
    if not member.is_admitted or member.organization_id != run.course.provider_id:
        return False
    return any(slot.trainer_id == member.id for slot in run.bookable.slots)


def may_certify(member: Member, run: CourseRun) -> frozenset[CertificateKind]:
    """Who holds it, who was there and for how long; levels, an animator from elsewhere. Nothing is
    attested of a course that nobody ever put online.
    """
    if run.course.published_at is None:
        return frozenset()
    kinds: set[CertificateKind] = set()
    if may_organize(member, run):
        kinds |= {CertificateKind.COMPLETION, CertificateKind.PRESENCE}
    if may_review(member, run.course):
        kinds |= {CertificateKind.ATTAINMENT, CertificateKind.BADGE}
    return frozenset(kinds)


def may_say_before(run: CourseRun, at: datetime) -> bool:
    """Where one stands is said until the first evening of the run, at its place."""
    return run.starts_on is not None and at < last_instant(run.starts_on, run.bookable.tz)


def may_say_later(run: CourseRun, at: datetime) -> bool:
    """Where one stands since is said from the end of the run, for half a year of whole days."""
    if run.ends_on is None or run.ends_at is None:
        return False
    return run.ends_at <= at < last_instant(run.ends_on + ASKED_UNTIL, run.bookable.tz)


def may_assess(member: Member, run: CourseRun) -> bool:
    """Establishing the levels reached: who teaches the run, and whoever teaches for its provider."""
    return member.is_admitted and run.course.published_at is not None and teaches(member, run)


def may_declare_quality(member: Member, provider: Organization) -> bool:
    """Its trainers say by whom their organization is certified, and show the proof."""
    return may_exchange(member) and member.organization_id == provider.id


def may_verify_quality(member: Member, provider: Organization) -> bool:
    """An animator of its region, never one who works for it."""
    outside = member.organization_id != provider.id
    return outside and member.animates(provider.region_code)


def may_confirm(member: Member, course: Course) -> bool:
    """Saying that all of it is still true is for its provider alone."""
    return course.is_online and is_its_trainer(member, course)
