"""Registrations, attendance, dossiers of runs, certificates, calendars, effects of courses"""

from alembic import op
import sqlalchemy as sa

revision = '0019_registrations'
down_revision = '0018_edition_events'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('indicator',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('guide', sa.String(length=20), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('in_force_from', sa.Date(), nullable=False),
    sa.Column('in_force_until', sa.Date(), nullable=True),
    sa.Column('sources', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator')),
    sa.UniqueConstraint('guide', 'number', name=op.f('uq_indicator_guide_number'))
    )
    op.create_table('signing_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_key', sa.String(length=120), nullable=False),
    sa.Column('sealed_private_key', sa.Text(), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_key')),
    sa.UniqueConstraint('public_key', name=op.f('uq_signing_key_public_key'))
    )
    op.create_table('calendar_address',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('last_read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_calendar_address_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_address')),
    sa.UniqueConstraint('digest', name=op.f('uq_calendar_address_digest'))
    )
    with op.batch_alter_table('calendar_address', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_address_member_id'), ['member_id'], unique=False)
        batch_op.create_index('uq_calendar_address_in_force', ['member_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.create_table('checklist_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('bookable_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('offset_days', sa.Integer(), nullable=False),
    sa.Column('is_after_end', sa.Boolean(), nullable=False),
    sa.Column('indicator_number', sa.Integer(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('evidence_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['bookable_id'], ['bookable.id'], name=op.f('fk_checklist_item_bookable_id_bookable')),
    sa.ForeignKeyConstraint(['done_by_id'], ['member.id'], name=op.f('fk_checklist_item_done_by_id_member')),
    sa.ForeignKeyConstraint(['evidence_id'], ['attachment.id'], name=op.f('fk_checklist_item_evidence_id_attachment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist_item'))
    )
    with op.batch_alter_table('checklist_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checklist_item_bookable_id'), ['bookable_id'], unique=False)

    op.create_table('difficulty',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('bookable_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('improvement', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(answered_at IS NULL) = (answer = '')", name=op.f('ck_difficulty_answered_with_words')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['member.id'], name=op.f('fk_difficulty_answered_by_id_member')),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_difficulty_author_id_member')),
    sa.ForeignKeyConstraint(['bookable_id'], ['bookable.id'], name=op.f('fk_difficulty_bookable_id_bookable')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_difficulty'))
    )
    with op.batch_alter_table('difficulty', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_difficulty_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_difficulty_bookable_id'), ['bookable_id'], unique=False)

    op.create_table('survey_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('bookable_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('satisfaction', sa.Integer(), nullable=True),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.CheckConstraint('satisfaction BETWEEN 1 AND 5', name=op.f('ck_survey_answer_from_one_to_five')),
    sa.ForeignKeyConstraint(['bookable_id'], ['bookable.id'], name=op.f('fk_survey_answer_bookable_id_bookable')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_answer'))
    )
    with op.batch_alter_table('survey_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_answer_bookable_id'), ['bookable_id'], unique=False)

    op.create_table('slot_signature',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.Column('trainer_id', sa.Integer(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['slot_id'], ['slot.id'], name=op.f('fk_slot_signature_slot_id_slot')),
    sa.ForeignKeyConstraint(['trainer_id'], ['member.id'], name=op.f('fk_slot_signature_trainer_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slot_signature')),
    sa.UniqueConstraint('slot_id', 'trainer_id', name=op.f('uq_slot_signature_slot_id_trainer_id'))
    )
    with op.batch_alter_table('slot_signature', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_slot_signature_slot_id'), ['slot_id'], unique=False)

    op.create_table('checklist_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('offset_days', sa.Integer(), nullable=False),
    sa.Column('is_after_end', sa.Boolean(), nullable=False),
    sa.Column('indicator_number', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_checklist_line_organization_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist_line'))
    )
    with op.batch_alter_table('checklist_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checklist_line_organization_id'), ['organization_id'], unique=False)

    op.create_table('registration_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('bookable_id', sa.Integer(), nullable=False),
    sa.Column('requested_by_id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=True),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('accepts_split', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('seats > 1', name=op.f('ck_registration_group_several_seats')),
    sa.ForeignKeyConstraint(['bookable_id'], ['bookable.id'], name=op.f('fk_registration_group_bookable_id_bookable')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_registration_group_organization_id_organization')),
    sa.ForeignKeyConstraint(['requested_by_id'], ['member.id'], name=op.f('fk_registration_group_requested_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration_group')),
    sa.UniqueConstraint('uuid', name=op.f('uq_registration_group_uuid'))
    )
    with op.batch_alter_table('registration_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registration_group_bookable_id'), ['bookable_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_group_requested_by_id'), ['requested_by_id'], unique=False)

    op.create_table('registration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('bookable_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('guest_name', sa.String(length=120), nullable=False),
    sa.Column('guest_email', sa.String(length=254), nullable=False),
    sa.Column('requested_by_id', sa.Integer(), nullable=True),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('employer_id', sa.Integer(), nullable=True),
    sa.Column('submission_token', sa.String(length=80), nullable=False),
    sa.Column('seat_kind', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('accepts_other_runs', sa.Boolean(), nullable=False),
    sa.Column('other_regions', sa.JSON(), nullable=False),
    sa.Column('leaves_other_lists', sa.Boolean(), nullable=False),
    sa.Column('moved_from_id', sa.Integer(), nullable=True),
    sa.Column('needs', sa.Text(), nullable=False),
    sa.Column('has_needs', sa.Boolean(), nullable=False),
    sa.Column('manager_name', sa.String(length=120), nullable=False),
    sa.Column('manager_email', sa.String(length=254), nullable=False),
    sa.Column('asked_manager_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision_note', sa.Text(), nullable=False),
    sa.Column('offered_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancel_reason', sa.Text(), nullable=False),
    sa.Column('quality_until', sa.Date(), nullable=True),
    sa.Column('kept_sequence', sa.Integer(), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('invitation_digest', sa.String(length=64), nullable=False),
    sa.Column('invitation_read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("member_id IS NULL OR guest_name = ''", name=op.f('ck_registration_a_member_or_a_guest')),
    sa.CheckConstraint("state <> 'offered' OR offered_until IS NOT NULL", name=op.f('ck_registration_offered_until_an_instant')),
    sa.CheckConstraint("state NOT IN ('cancelled', 'late_cancelled', 'cancelled_by_organiser') OR cancelled_at IS NOT NULL", name=op.f('ck_registration_cancelled_says_when')),
    sa.ForeignKeyConstraint(['bookable_id'], ['bookable.id'], name=op.f('fk_registration_bookable_id_bookable')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['member.id'], name=op.f('fk_registration_decided_by_id_member')),
    sa.ForeignKeyConstraint(['employer_id'], ['organization.id'], name=op.f('fk_registration_employer_id_organization')),
    sa.ForeignKeyConstraint(['group_id'], ['registration_group.id'], name=op.f('fk_registration_group_id_registration_group')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_registration_member_id_member')),
    sa.ForeignKeyConstraint(['moved_from_id'], ['registration.id'], name=op.f('fk_registration_moved_from_id_registration')),
    sa.ForeignKeyConstraint(['requested_by_id'], ['member.id'], name=op.f('fk_registration_requested_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration')),
    sa.UniqueConstraint('bookable_id', 'rank', name=op.f('uq_registration_bookable_id_rank')),
    sa.UniqueConstraint('submission_token', name=op.f('uq_registration_submission_token')),
    sa.UniqueConstraint('uuid', name=op.f('uq_registration_uuid'))
    )
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.create_index('ix_registration_bookable_id_state', ['bookable_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_employer_id'), ['employer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_member_id'), ['member_id'], unique=False)
        batch_op.create_index('ix_registration_offered_until', ['offered_until'], unique=False, sqlite_where=sa.text("state = 'offered'"), postgresql_where=sa.text("state = 'offered'"))
        batch_op.create_index(batch_op.f('ix_registration_requested_by_id'), ['requested_by_id'], unique=False)
        batch_op.create_index('uq_registration_active', ['bookable_id', 'member_id'], unique=True, sqlite_where=sa.text("state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'attended')"), postgresql_where=sa.text("state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'attended')"))

    op.create_table('attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.Column('presence', sa.String(length=40), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('method', sa.String(length=40), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('nonce', sa.String(length=40), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_attendance_minutes_not_negative')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['member.id'], name=op.f('fk_attendance_recorded_by_id_member')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_attendance_registration_id_registration')),
    sa.ForeignKeyConstraint(['slot_id'], ['slot.id'], name=op.f('fk_attendance_slot_id_slot')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('nonce', name=op.f('uq_attendance_nonce')),
    sa.UniqueConstraint('registration_id', 'slot_id', name=op.f('uq_attendance_registration_id_slot_id'))
    )
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendance_registration_id'), ['registration_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attendance_slot_id'), ['slot_id'], unique=False)

    op.create_table('certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('serial', sa.String(length=30), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('replaced_by_id', sa.Integer(), nullable=True),
    sa.Column('replace_reason', sa.Text(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by_id', sa.Integer(), nullable=True),
    sa.Column('revoke_reason', sa.Text(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('status_index', sa.Integer(), nullable=True),
    sa.Column('credential', sa.JSON(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(revoked_at IS NULL) = (revoke_reason = '')", name=op.f('ck_certificate_revoked_with_a_reason')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['member.id'], name=op.f('fk_certificate_issued_by_id_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_certificate_member_id_member')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_certificate_registration_id_registration')),
    sa.ForeignKeyConstraint(['replaced_by_id'], ['certificate.id'], name=op.f('fk_certificate_replaced_by_id_certificate')),
    sa.ForeignKeyConstraint(['revoked_by_id'], ['member.id'], name=op.f('fk_certificate_revoked_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('code', name=op.f('uq_certificate_code')),
    sa.UniqueConstraint('serial', name=op.f('uq_certificate_serial')),
    sa.UniqueConstraint('status_index', name=op.f('uq_certificate_status_index'))
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificate_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_registration_id'), ['registration_id'], unique=False)
        batch_op.create_index('uq_certificate_valid', ['registration_id', 'kind'], unique=True, sqlite_where=sa.text('replaced_at IS NULL AND revoked_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL AND revoked_at IS NULL'))

    op.create_table('competency_result',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('competency_id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('level_before', sa.Integer(), nullable=True),
    sa.Column('before_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('level_after', sa.Integer(), nullable=True),
    sa.Column('assessor_id', sa.Integer(), nullable=True),
    sa.Column('method', sa.String(length=40), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('assessed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('level_later', sa.Integer(), nullable=True),
    sa.Column('later_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(level_after IS NULL) = (assessed_at IS NULL)', name=op.f('ck_competency_result_assessed_at_an_instant')),
    sa.CheckConstraint('level_after BETWEEN 0 AND 4', name=op.f('ck_competency_result_after_is_a_level')),
    sa.CheckConstraint('level_before BETWEEN 0 AND 4', name=op.f('ck_competency_result_before_is_a_level')),
    sa.CheckConstraint('level_later BETWEEN 0 AND 4', name=op.f('ck_competency_result_later_is_a_level')),
    sa.ForeignKeyConstraint(['assessor_id'], ['member.id'], name=op.f('fk_competency_result_assessor_id_member')),
    sa.ForeignKeyConstraint(['competency_id'], ['competency.id'], name=op.f('fk_competency_result_competency_id_competency')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_competency_result_edition_id_edition')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_competency_result_registration_id_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_competency_result')),
    sa.UniqueConstraint('registration_id', 'competency_id', name=op.f('uq_competency_result_registration_id_competency_id'))
    )
    with op.batch_alter_table('competency_result', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_competency_result_competency_id'), ['competency_id'], unique=False)

    op.create_table('registration_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('from_state', sa.String(length=40), nullable=True),
    sa.Column('to_state', sa.String(length=40), nullable=False),
    sa.Column('cause', sa.String(length=40), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['member.id'], name=op.f('fk_registration_event_actor_id_member')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_registration_event_registration_id_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration_event'))
    )
    with op.batch_alter_table('registration_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registration_event_registration_id'), ['registration_id'], unique=False)

    op.create_table('survey_asked',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('bookable_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['bookable_id'], ['bookable.id'], name=op.f('fk_survey_asked_bookable_id_bookable')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_survey_asked_member_id_member')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_survey_asked_registration_id_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_asked')),
    sa.UniqueConstraint('bookable_id', 'kind', 'key', name=op.f('uq_survey_asked_bookable_id_kind_key'))
    )
    with op.batch_alter_table('survey_asked', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_asked_bookable_id'), ['bookable_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_survey_asked_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_survey_asked_registration_id'), ['registration_id'], unique=False)

    op.create_table('attendance_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attendance_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('presence_before', sa.String(length=40), nullable=False),
    sa.Column('minutes_before', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['member.id'], name=op.f('fk_attendance_change_actor_id_member')),
    sa.ForeignKeyConstraint(['attendance_id'], ['attendance.id'], name=op.f('fk_attendance_change_attendance_id_attendance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_change'))
    )
    with op.batch_alter_table('attendance_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendance_change_attendance_id'), ['attendance_id'], unique=False)

    with op.batch_alter_table('bookable', schema=None) as batch_op:
        batch_op.add_column(sa.Column('waitlist_max', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('promotes_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('holds_seat_before_approval', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('splits_groups', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('moved_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('remote_url', sa.String(length=500), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('practical', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('attendance_locked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_bookable_offered_for_a_time'), 'offer_hours > 0')
        batch_op.create_check_constraint(batch_op.f('ck_bookable_waiting_not_negative'), 'waitlist_max >= 0')

    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.add_column(sa.Column('expected_results', sa.String(length=3000), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('formacodes', sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column('reference', sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column('confirmed_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('review_due_on', sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f('ix_course_review_due_on'), ['review_due_on'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_course_provider_id_reference'), ['provider_id', 'reference'])

    with op.batch_alter_table('course_run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reference', sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column('trainer_id', sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_course_run_course_id_reference'), ['course_id', 'reference'])
        batch_op.create_foreign_key(batch_op.f('fk_course_run_trainer_id_member'), 'member', ['trainer_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('course_run', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_course_run_trainer_id_member'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_course_run_course_id_reference'), type_='unique')
        batch_op.drop_column('trainer_id')
        batch_op.drop_column('reference')

    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_course_provider_id_reference'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_course_review_due_on'))
        batch_op.drop_column('review_due_on')
        batch_op.drop_column('confirmed_on')
        batch_op.drop_column('reference')
        batch_op.drop_column('formacodes')
        batch_op.drop_column('expected_results')

    with op.batch_alter_table('bookable', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_bookable_waiting_not_negative'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_bookable_offered_for_a_time'), type_='check')
        batch_op.drop_column('attendance_locked_at')
        batch_op.drop_column('practical')
        batch_op.drop_column('remote_url')
        batch_op.drop_column('moved_at')
        batch_op.drop_column('confirmed_at')
        batch_op.drop_column('splits_groups')
        batch_op.drop_column('holds_seat_before_approval')
        batch_op.drop_column('promotes_until')
        batch_op.drop_column('waitlist_max')

    with op.batch_alter_table('attendance_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attendance_change_attendance_id'))

    op.drop_table('attendance_change')
    with op.batch_alter_table('survey_asked', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_asked_registration_id'))
        batch_op.drop_index(batch_op.f('ix_survey_asked_member_id'))
        batch_op.drop_index(batch_op.f('ix_survey_asked_bookable_id'))

    op.drop_table('survey_asked')
    with op.batch_alter_table('registration_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_registration_event_registration_id'))

    op.drop_table('registration_event')
    with op.batch_alter_table('competency_result', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_competency_result_competency_id'))

    op.drop_table('competency_result')
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.drop_index('uq_certificate_valid', sqlite_where=sa.text('replaced_at IS NULL AND revoked_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL AND revoked_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_certificate_registration_id'))
        batch_op.drop_index(batch_op.f('ix_certificate_member_id'))

    op.drop_table('certificate')
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attendance_slot_id'))
        batch_op.drop_index(batch_op.f('ix_attendance_registration_id'))

    op.drop_table('attendance')
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_index('uq_registration_active', sqlite_where=sa.text("state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'attended')"), postgresql_where=sa.text("state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'attended')"))
        batch_op.drop_index(batch_op.f('ix_registration_requested_by_id'))
        batch_op.drop_index('ix_registration_offered_until', sqlite_where=sa.text("state = 'offered'"), postgresql_where=sa.text("state = 'offered'"))
        batch_op.drop_index(batch_op.f('ix_registration_member_id'))
        batch_op.drop_index(batch_op.f('ix_registration_group_id'))
        batch_op.drop_index(batch_op.f('ix_registration_employer_id'))
        batch_op.drop_index('ix_registration_bookable_id_state')

    op.drop_table('registration')
    with op.batch_alter_table('registration_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_registration_group_requested_by_id'))
        batch_op.drop_index(batch_op.f('ix_registration_group_bookable_id'))

    op.drop_table('registration_group')
    with op.batch_alter_table('checklist_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_checklist_line_organization_id'))

    op.drop_table('checklist_line')
    with op.batch_alter_table('slot_signature', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_slot_signature_slot_id'))

    op.drop_table('slot_signature')
    with op.batch_alter_table('survey_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_answer_bookable_id'))

    op.drop_table('survey_answer')
    with op.batch_alter_table('difficulty', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_difficulty_bookable_id'))
        batch_op.drop_index(batch_op.f('ix_difficulty_author_id'))

    op.drop_table('difficulty')
    with op.batch_alter_table('checklist_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_checklist_item_bookable_id'))

    op.drop_table('checklist_item')
    with op.batch_alter_table('calendar_address', schema=None) as batch_op:
        batch_op.drop_index('uq_calendar_address_in_force', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_calendar_address_member_id'))

    op.drop_table('calendar_address')
    op.drop_table('signing_key')
    op.drop_table('indicator')
