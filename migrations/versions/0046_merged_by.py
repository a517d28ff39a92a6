"""Who reunited two sheets, and when"""

from alembic import op
import sqlalchemy as sa

revision = '0046_merged_by'
down_revision = '0045_plans'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('practice') as practice:
        practice.add_column(sa.Column('merged_at', sa.DateTime(timezone=True), nullable=True))
        practice.add_column(sa.Column('merged_by_id', sa.Integer(), nullable=True))
        practice.create_foreign_key(op.f('fk_practice_merged_by_id_member'), 'member', ['merged_by_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('practice') as practice:
        practice.drop_constraint(op.f('fk_practice_merged_by_id_member'), type_='foreignkey')
        practice.drop_column('merged_by_id')
        practice.drop_column('merged_at')
