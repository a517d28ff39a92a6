"""Mentors, accompaniments, pairs, and those who answer about their job"""

from alembic import op
import sqlalchemy as sa

revision = '0040_mentors'
down_revision = '0039_sheets_looked_after'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mentor',
    sa.Column('member_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('words', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('capacity BETWEEN 1 AND 5', name=op.f('ck_mentor_one_to_five_at_once')),
    sa.CheckConstraint('taken BETWEEN 0 AND 5', name=op.f('ck_mentor_counted')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_mentor_member_id_member')),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_mentor'))
    )
    op.create_table('mentoring',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mentor_id', sa.Integer(), nullable=False),
    sa.Column('mentee_id', sa.Integer(), nullable=False),
    sa.Column('competency_id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('level_from', sa.Integer(), nullable=True),
    sa.Column('level_wanted', sa.Integer(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('renewals', sa.Integer(), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('helped', sa.String(length=40), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name=op.f('ck_mentoring_decided_once_not_asked')),
    sa.CheckConstraint("state != 'accepted' OR ends_on IS NOT NULL", name=op.f('ck_mentoring_accepted_for_a_time')),
    sa.CheckConstraint('level_wanted BETWEEN 1 AND 4', name=op.f('ck_mentoring_on_scale')),
    sa.CheckConstraint('mentor_id != mentee_id', name=op.f('ck_mentoring_two_people')),
    sa.ForeignKeyConstraint(['competency_id'], ['competency.id'], name=op.f('fk_mentoring_competency_id_competency')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['member.id'], name=op.f('fk_mentoring_decided_by_id_member')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_mentoring_edition_id_edition')),
    sa.ForeignKeyConstraint(['mentee_id'], ['member.id'], name=op.f('fk_mentoring_mentee_id_member')),
    sa.ForeignKeyConstraint(['mentor_id'], ['member.id'], name=op.f('fk_mentoring_mentor_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentoring'))
    )
    with op.batch_alter_table('mentoring', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mentoring_mentee_id'), ['mentee_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mentoring_mentor_id'), ['mentor_id'], unique=False)
        batch_op.create_index('ix_mentoring_state_ends_on', ['state', 'ends_on'], unique=False)
        batch_op.create_index('uq_mentoring_standing', ['mentee_id', 'competency_id'], unique=True, sqlite_where=sa.text("state IN ('asked', 'accepted')"), postgresql_where=sa.text("state IN ('asked', 'accepted')"))

    op.create_table('pair',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('one_gives_id', sa.Integer(), nullable=False),
    sa.Column('other_gives_id', sa.Integer(), nullable=False),
    sa.Column('distance_km', sa.Integer(), nullable=True),
    sa.Column('answer_by', sa.DateTime(timezone=True), nullable=False),
    sa.Column('one_accepts', sa.Boolean(), nullable=True),
    sa.Column('other_accepts', sa.Boolean(), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('broken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('day_on', sa.Date(), nullable=True),
    sa.Column('day_half', sa.String(length=40), nullable=True),
    sa.Column('day_where', sa.String(length=200), nullable=False),
    sa.Column('day_by_id', sa.Integer(), nullable=True),
    sa.Column('day_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(day_on IS NULL) = (day_half IS NULL)', name=op.f('ck_pair_half_a_day_whole')),
    sa.CheckConstraint('one_id < other_id', name=op.f('ck_pair_in_order')),
    sa.ForeignKeyConstraint(['day_by_id'], ['member.id'], name=op.f('fk_pair_day_by_id_member')),
    sa.ForeignKeyConstraint(['one_gives_id'], ['competency.id'], name=op.f('fk_pair_one_gives_id_competency')),
    sa.ForeignKeyConstraint(['one_id'], ['member.id'], name=op.f('fk_pair_one_id_member')),
    sa.ForeignKeyConstraint(['other_gives_id'], ['competency.id'], name=op.f('fk_pair_other_gives_id_competency')),
    sa.ForeignKeyConstraint(['other_id'], ['member.id'], name=op.f('fk_pair_other_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pair')),
    sa.UniqueConstraint('one_id', 'other_id', name=op.f('uq_pair_one_id_other_id'))
    )
    with op.batch_alter_table('pair', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pair_other_id'), ['other_id'], unique=False)

    op.create_table('job_contact',
    sa.Column('member_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('job_profile_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['job_profile_id'], ['job_profile.id'], name=op.f('fk_job_contact_job_profile_id_job_profile')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_job_contact_member_id_member')),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_job_contact'))
    )
    with op.batch_alter_table('job_contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_contact_job_profile_id'), ['job_profile_id'], unique=False)

    op.create_table('job_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('asker_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('job_profile_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['asker_id'], ['member.id'], name=op.f('fk_job_question_asker_id_member')),
    sa.ForeignKeyConstraint(['job_profile_id'], ['job_profile.id'], name=op.f('fk_job_question_job_profile_id_job_profile')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_job_question_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_question')),
    sa.UniqueConstraint('asker_id', 'member_id', 'job_profile_id', name=op.f('uq_job_question_asker_id_member_id_job_profile_id'))
    )
    with op.batch_alter_table('job_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_question_member_id'), ['member_id'], unique=False)

    op.create_table('pair_wish',
    sa.Column('member_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=True),
    sa.Column('searched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_pair_wish_member_id_member')),
    sa.ForeignKeyConstraint(['pair_id'], ['pair.id'], name=op.f('fk_pair_wish_pair_id_pair')),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_pair_wish'))
    )
    with op.batch_alter_table('pair_wish', schema=None) as batch_op:
        batch_op.create_index('ix_pair_wish_free', ['searched_at'], unique=False, sqlite_where=sa.text('pair_id IS NULL'), postgresql_where=sa.text('pair_id IS NULL'))
        batch_op.create_index(batch_op.f('ix_pair_wish_pair_id'), ['pair_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('pair_wish', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pair_wish_pair_id'))
        batch_op.drop_index('ix_pair_wish_free', sqlite_where=sa.text('pair_id IS NULL'), postgresql_where=sa.text('pair_id IS NULL'))

    op.drop_table('pair_wish')
    with op.batch_alter_table('job_question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_job_question_member_id'))

    op.drop_table('job_question')
    with op.batch_alter_table('job_contact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_job_contact_job_profile_id'))

    op.drop_table('job_contact')
    with op.batch_alter_table('pair', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pair_other_id'))

    op.drop_table('pair')
    with op.batch_alter_table('mentoring', schema=None) as batch_op:
        batch_op.drop_index('uq_mentoring_standing', sqlite_where=sa.text("state IN ('asked', 'accepted')"), postgresql_where=sa.text("state IN ('asked', 'accepted')"))
        batch_op.drop_index('ix_mentoring_state_ends_on')
        batch_op.drop_index(batch_op.f('ix_mentoring_mentor_id'))
        batch_op.drop_index(batch_op.f('ix_mentoring_mentee_id'))

    op.drop_table('mentoring')
    op.drop_table('mentor')
