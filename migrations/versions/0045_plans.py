"""Plans towards a job or an opening, their steps, the links that show them"""

from alembic import op
import sqlalchemy as sa

revision = '0045_plans'
down_revision = '0044_needs'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('job_profile_id', sa.Integer(), nullable=True),
    sa.Column('opening_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('budget', sa.Integer(), nullable=True),
    sa.Column('latest_on', sa.Date(), nullable=True),
    sa.Column('region_codes', sa.JSON(), nullable=False),
    sa.Column('accepts_remote', sa.Boolean(), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('score_then', sa.Integer(), nullable=True),
    sa.Column('score_after', sa.Integer(), nullable=True),
    sa.Column('asked_then', sa.String(length=64), nullable=False),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(job_profile_id IS NULL) <> (opening_id IS NULL)', name=op.f('ck_plan_towards_one_thing')),
    sa.CheckConstraint('budget > 0', name=op.f('ck_plan_budget_positive')),
    sa.CheckConstraint('opening_id IS NOT NULL OR shown_at IS NULL', name=op.f('ck_plan_shown_to_a_recruiter')),
    sa.ForeignKeyConstraint(['job_profile_id'], ['job_profile.id'], name=op.f('fk_plan_job_profile_id_job_profile')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_plan_member_id_member')),
    sa.ForeignKeyConstraint(['opening_id'], ['opening.id'], name=op.f('fk_plan_opening_id_opening')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan'))
    )
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_deleted_at'), ['deleted_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_member_id'), ['member_id'], unique=False)
        batch_op.create_index('ix_plan_opening_id', ['opening_id'], unique=False)
        batch_op.create_index('uq_plan_live_job_profile_id', ['member_id', 'job_profile_id'], unique=True, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.create_index('uq_plan_live_opening_id', ['member_id', 'opening_id'], unique=True, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))

    op.create_table('plan_share',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('shows_scores', sa.Boolean(), nullable=False),
    sa.Column('shows_prices', sa.Boolean(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_share_plan_id_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_share')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_plan_share_token_hash'))
    )
    with op.batch_alter_table('plan_share', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_share_plan_id'), ['plan_id'], unique=False)

    op.create_table('plan_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(run_id IS NULL) = (state = 'set_aside')", name=op.f('ck_plan_step_has_a_run')),
    sa.CheckConstraint('(run_id IS NULL) = (starts_on IS NULL)', name=op.f('ck_plan_step_has_days')),
    sa.CheckConstraint('(starts_on IS NULL) = (ends_on IS NULL)', name=op.f('ck_plan_step_dated_whole')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_plan_step_course_id_course')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_step_plan_id_plan')),
    sa.ForeignKeyConstraint(['run_id'], ['course_run.bookable_id'], name=op.f('fk_plan_step_run_id_course_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_step')),
    sa.UniqueConstraint('plan_id', 'course_id', name=op.f('uq_plan_step_plan_id_course_id'))
    )
    op.create_table('plan_visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('share_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_plan_visit_member_id_member')),
    sa.ForeignKeyConstraint(['share_id'], ['plan_share.id'], name=op.f('fk_plan_visit_share_id_plan_share')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_visit'))
    )
    with op.batch_alter_table('plan_visit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_visit_share_id'), ['share_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('plan_visit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_visit_share_id'))

    op.drop_table('plan_visit')
    op.drop_table('plan_step')
    with op.batch_alter_table('plan_share', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_share_plan_id'))

    op.drop_table('plan_share')
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.drop_index('uq_plan_live_opening_id', sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.drop_index('uq_plan_live_job_profile_id', sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.drop_index('ix_plan_opening_id')
        batch_op.drop_index(batch_op.f('ix_plan_member_id'))
        batch_op.drop_index(batch_op.f('ix_plan_deleted_at'))

    op.drop_table('plan')
