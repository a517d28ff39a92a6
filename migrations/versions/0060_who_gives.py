"""Who gives a run is said half-day by half-day: the trainer of a whole run was never written"""

from alembic import op
import sqlalchemy as sa

revision = '0060_who_gives'
down_revision = '0059_successors'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_slot_trainer_id', 'slot', ['trainer_id'])
    op.drop_index('ix_course_run_trainer_id', 'course_run')
    with op.batch_alter_table('course_run') as batch_op:
        batch_op.drop_constraint('fk_course_run_trainer_id_member', type_='foreignkey')
        batch_op.drop_column('trainer_id')


def downgrade() -> None:
    with op.batch_alter_table('course_run') as batch_op:
        batch_op.add_column(sa.Column('trainer_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key('fk_course_run_trainer_id_member', 'member', ['trainer_id'], ['id'])
    op.create_index('ix_course_run_trainer_id', 'course_run', ['trainer_id'])
    op.drop_index('ix_slot_trainer_id', 'slot')
