"""When an animator asked whether a sheet is still exact, and whom they propose as its contact"""

from alembic import op
import sqlalchemy as sa

revision = '0039_sheets_looked_after'
down_revision = '0038_search'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('practice') as practice:
        practice.add_column(sa.Column('asked_on', sa.Date(), nullable=True))
        practice.add_column(sa.Column('proposed_id', sa.Integer(), nullable=True))
        practice.add_column(sa.Column('proposed_on', sa.Date(), nullable=True))
        practice.create_foreign_key(op.f('fk_practice_proposed_id_member'), 'member', ['proposed_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('practice') as practice:
        practice.drop_constraint(op.f('fk_practice_proposed_id_member'), type_='foreignkey')
        practice.drop_column('proposed_on')
        practice.drop_column('proposed_id')
        practice.drop_column('asked_on')
