"""A structure that closed says which one took its place"""

from alembic import op
import sqlalchemy as sa

revision = '0059_successors'
down_revision = '0058_contract_terms'
branch_labels = None
depends_on = None

NAME = 'fk_organization_successor_id_organization'


def upgrade() -> None:
    with op.batch_alter_table('organization') as batch_op:
        batch_op.add_column(sa.Column('successor_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(NAME, 'organization', ['successor_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('organization') as batch_op:
        batch_op.drop_constraint(NAME, type_='foreignkey')
        batch_op.drop_column('successor_id')
