"""Who looks for a session, which runs answer them, and what is lacking where, as it was last counted"""

from alembic import op
import sqlalchemy as sa

revision = '0044_needs'
down_revision = '0043_news_read'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('monthly_need',
    sa.Column('competency_id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.String(length=3), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('openings', sa.Integer(), nullable=False),
    sa.Column('runs', sa.Integer(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['competency_id'], ['competency.id'], name=op.f('fk_monthly_need_competency_id_competency')),
    sa.PrimaryKeyConstraint('competency_id', 'region_code', 'month', name=op.f('pk_monthly_need'))
    )
    op.create_table('regional_need',
    sa.Column('competency_id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.String(length=3), nullable=False),
    sa.Column('gaps', sa.Integer(), nullable=True),
    sa.Column('wishes', sa.Integer(), nullable=True),
    sa.Column('supply', sa.Integer(), nullable=True),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['competency_id'], ['competency.id'], name=op.f('fk_regional_need_competency_id_competency')),
    sa.PrimaryKeyConstraint('competency_id', 'region_code', name=op.f('pk_regional_need'))
    )
    with op.batch_alter_table('regional_need', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_regional_need_counted_at'), ['counted_at'], unique=False)
    op.create_table('run_answer',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('competency_id', sa.Integer(), nullable=False),
    sa.Column('announced_by_id', sa.Integer(), nullable=True),
    sa.Column('told_first_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_all_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['competency_id'], ['competency.id'], name=op.f('fk_run_answer_competency_id_competency')),
    sa.ForeignKeyConstraint(['announced_by_id'], ['member.id'], name=op.f('fk_run_answer_announced_by_id_member')),
    sa.ForeignKeyConstraint(['run_id'], ['course_run.bookable_id'], name=op.f('fk_run_answer_run_id_course_run')),
    sa.PrimaryKeyConstraint('run_id', 'competency_id', name=op.f('pk_run_answer'))
    )
    with op.batch_alter_table('run_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_run_answer_told_first_at'), ['told_first_at'], unique=False)
    op.create_table('training_wish',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('competency_id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('run_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(answered_at IS NULL) = (run_id IS NULL)', name=op.f('ck_training_wish_answered_by_a_run')),
    sa.CheckConstraint('answered_at IS NULL OR withdrawn_at IS NULL', name=op.f('ck_training_wish_ended_once')),
    sa.CheckConstraint('level BETWEEN 1 AND 4', name=op.f('ck_training_wish_on_scale')),
    sa.ForeignKeyConstraint(['competency_id'], ['competency.id'], name=op.f('fk_training_wish_competency_id_competency')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_training_wish_edition_id_edition')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_training_wish_member_id_member')),
    sa.ForeignKeyConstraint(['region_code'], ['region.code'], name=op.f('fk_training_wish_region_code_region')),
    sa.ForeignKeyConstraint(['run_id'], ['course_run.bookable_id'], name=op.f('fk_training_wish_run_id_course_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_wish'))
    )
    with op.batch_alter_table('training_wish', schema=None) as batch_op:
        batch_op.create_index('ix_training_wish_competency_id_region_code', ['competency_id', 'region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_training_wish_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_training_wish_run_id'), ['run_id'], unique=False)
        batch_op.create_index('uq_training_wish_open', ['member_id', 'competency_id'], unique=True, sqlite_where=sa.text('answered_at IS NULL AND withdrawn_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL AND withdrawn_at IS NULL'))


def downgrade() -> None:
    with op.batch_alter_table('training_wish', schema=None) as batch_op:
        batch_op.drop_index('uq_training_wish_open', sqlite_where=sa.text('answered_at IS NULL AND withdrawn_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL AND withdrawn_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_training_wish_run_id'))
        batch_op.drop_index(batch_op.f('ix_training_wish_member_id'))
        batch_op.drop_index('ix_training_wish_competency_id_region_code')
    op.drop_table('training_wish')
    with op.batch_alter_table('run_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_run_answer_told_first_at'))
    op.drop_table('run_answer')
    with op.batch_alter_table('regional_need', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_regional_need_counted_at'))
    op.drop_table('regional_need')
    op.drop_table('monthly_need')
