"""Who may write, review and verify a practice."""

from __future__ import annotations

from collections.abc import Collection

from intranet.discussions.models import Comment, CommentKind
from intranet.members.models import Member
from intranet.practices.models import BY_EXPERT, Guide, Practice, Review


def may_write(member: Member) -> bool:
    """Whoever works for an organization of the network: the sheet will be that organization's."""
    return member.is_admitted


def may_edit(member: Member, practice: Practice) -> bool:
    """The people of the owner, while the sheet is neither archived nor withdrawn."""
    closed = practice.archived_on or practice.withdrawn_on or practice.merged_into_id
    return belongs_to_owner(member, practice) and not closed


def may_follow(member: Member, practice: Practice) -> bool:
    """Confirm that it follows a new edition of the referential: the people of its owner; where it
    has none, the animators of its region.
    """
    unowned = practice.owner_id is None and member.animates(practice.region_code)
    return _is_open(practice) and (belongs_to_owner(member, practice) or unowned)


def may_take_up(member: Member, practice: Practice) -> bool:
    """The territory that a starting sheet describes may make it its own."""
    described = practice.described_id is not None
    free = practice.owner_id is None and _is_open(practice)
    return free and described and member.organization_id == practice.described_id


def may_reproduce(member: Member, practice: Practice) -> bool:
    """Another structure of the network says that it took it up: neither its owner nor, of a starting
    sheet, the one it describes. An archived sheet takes nothing more.
    """
    told_by = practice.owner_id or practice.described_id
    elsewhere = member.is_admitted and member.organization_id != told_by
    return elsewhere and _is_open(practice)


def may_find_useful(member: Member, practice: Practice) -> bool:
    """Any reader with an account, except the people of its owner; an archived sheet is only read."""
    return _is_open(practice) and not belongs_to_owner(member, practice)


def may_verify(member: Member, practice: Practice) -> bool:
    """Whoever answers for it says that it is still true."""
    return may_edit(member, practice) and practice.is_published


def may_report(member: Member, practice: Practice) -> bool:
    """Any reader at work, but those who can correct it themselves; nobody corrects it archived."""
    return member.is_admitted and _is_open(practice) and not belongs_to_owner(member, practice)


def may_see_to_reports(member: Member, practice: Practice) -> bool:
    """The people of its owner, and the animators of its region."""
    return practice.is_published and (
        belongs_to_owner(member, practice) or member.animates(practice.region_code)
    )


def may_look_after(member: Member, practice: Practice) -> bool:
    """An animator of its region asks whether it is still exact, and proposes who answers for it."""
    return (
        _is_open(practice)
        and practice.owner_id is not None
        and member.animates(practice.region_code)
    )


def may_decline(member: Member, practice: Practice) -> bool:
    """Whoever was proposed as its contact."""
    return practice.proposed_id == member.id and may_edit(member, practice)


def may_archive(member: Member, practice: Practice) -> bool:
    """The people of its owner, the animators of its region; and back."""
    return may_see_to_reports(member, practice)


def may_withdraw(member: Member, practice: Practice) -> bool:
    """An animator of its region, whatever state it is in; what was withdrawn stays so."""
    gone = practice.withdrawn_on or practice.merged_into_id
    return not gone and member.animates(practice.region_code)


def may_read_searches(member: Member) -> bool:
    """What readers look for and do not find: whoever animates calls for the sheets that lack."""
    return member.is_animator


def may_begin_guide(member: Member) -> bool:
    """Whoever works for a structure, for it."""
    return member.is_admitted


def may_begin_guide_of_network(member: Member) -> bool:
    """What is of no region is national."""
    return member.animates(None)


def looks_after_guide(member: Member, guide: Guide) -> bool:
    """The animators of its owner’s region; of a guide of the network, the national ones."""
    return member.animates(guide.owner.region_code if guide.owner else None)


def may_write_guide(member: Member, guide: Guide) -> bool:
    """The people of its owner, and who looks after it."""
    ours = guide.owner_id is not None and guide.owner_id == member.organization_id
    return ours or looks_after_guide(member, guide)


def may_publish_edition(member: Member, guide: Guide) -> bool:
    """Who looks after it puts the first edition online; its owner the next ones."""
    known = any(edition.published_at for edition in guide.editions)
    return looks_after_guide(member, guide) or (known and may_write_guide(member, guide))


def may_review_any(member: Member) -> bool:
    """Whether there is a queue for this member."""
    return member.is_animator


def may_review(member: Member, practice: Practice) -> bool:
    """An animator of its region, who neither works for its owner nor wrote in it."""
    wrote = member.id == practice.author_id or member in practice.authors
    return (
        member.animates(practice.region_code)
        and not belongs_to_owner(member, practice)
        and not wrote
    )


def may_transfer(member: Member, practice: Practice, referents: Collection[Member]) -> bool:
    """A referent of its owner (`queries.referents_of`) offers it to another structure, once online."""
    return member in referents and may_edit(member, practice) and practice.is_published


def may_take(member: Member, referents: Collection[Member]) -> bool:
    """A referent of the structure that it is offered to: whoever was written to."""
    return member in referents


def may_name_expert(member: Member, expert: Member) -> bool:
    """An animator of the region where they work, who answers for them to all: whoever is named is
    asked about the sheets of every region. Nobody names themselves: an expert is known as one by
    somebody else.
    """
    return member.id != expert.id and may_unname_expert(member, expert)


def may_unname_expert(member: Member, expert: Member) -> bool:
    """Who may name them; and an animator who was named may stop being asked."""
    at = expert.organization
    return member.animates(at.region_code if at else None)


def may_ask_opinions(member: Member, practice: Practice) -> bool:
    """The animators of its region ask the experts of its themes, but for their own organization’s."""
    there = member.animates(practice.region_code) and not belongs_to_owner(member, practice)
    return there and _is_open(practice)


def may_revoke_opinion(member: Member, asked: Review) -> bool:
    """The expert who gave it, or was asked for it; and those who may ask for one."""
    theirs = asked.reviewer_id == member.id or may_ask_opinions(member, asked.practice)
    return asked.level == BY_EXPERT and theirs


def may_give_opinion(member: Member, practice: Practice) -> bool:
    """Never one of its owner, whoever asked; nor once it is archived."""
    return _is_open(practice) and not belongs_to_owner(member, practice)


def may_correct(member: Member, practice: Practice) -> bool:
    """A minor correction: of what is online, while no revision is under way."""
    free = practice.working_version_id is None
    return may_edit(member, practice) and practice.is_published and free


def may_abandon(member: Member, practice: Practice) -> bool:
    """The revision of what is online, until it is submitted; a draft is nowhere else."""
    begun = practice.working_version_id is not None and practice.submitted_at is None
    return may_edit(member, practice) and practice.is_published and begun


def sees_working(member: Member | None, practice: Practice) -> bool:
    """Whether the version under way exists for this reader; `queries.is_worked_on_before` says
    the same to the database.
    """
    if member is None:
        return False
    if belongs_to_owner(member, practice):
        return True
    return member.animates(practice.region_code) and any(
        review.version_id == practice.working_version_id for review in practice.reviews
    )


def belongs_to_owner(member: Member, practice: Practice) -> bool:
    return practice.owner_id is not None and practice.owner_id == member.organization_id


def may_speak(member: Member, practice: Practice) -> bool:
    """Whoever works on the network; an archived sheet is only read."""
    return member.is_admitted and _is_open(practice)


def may_mark_answered(member: Member, practice: Practice, question: Comment) -> bool:
    """Who asked, and the people of the owner, as long as it waits for its answer."""
    awaits = question.kind in {CommentKind.QUESTION, CommentKind.CORRECTION}
    asked = question.author_id == member.id or belongs_to_owner(member, practice)
    return may_speak(member, practice) and awaits and question.answered_at is None and asked


def may_begin_merging(member: Member, gone: Practice) -> bool:
    """An animator of its region; which sheet is kept, `may_merge` says of both."""
    return member.animates(gone.region_code)


def may_merge(member: Member, gone: Practice, kept: Practice) -> bool:
    """An animator of both regions; what is kept is another one, and something may still be added to
    it: nobody answers any more what would be asked of an archived one.
    """
    online = gone.is_published and _is_open(kept) and gone.id != kept.id
    return online and member.animates(gone.region_code) and member.animates(kept.region_code)


def _is_open(practice: Practice) -> bool:
    """Online, and not archived: something may still be added to it."""
    return practice.is_published and not practice.archived_on
