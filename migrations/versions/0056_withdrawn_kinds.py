"""A seat knows which documents its holder withdrew: they are not issued again with everybody's"""

from alembic import op
import sqlalchemy as sa

revision = '0056_withdrawn_kinds'
down_revision = '0055_sheets_by_owner'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('registration', sa.Column('withdrawn_kinds', sa.JSON(), nullable=False, server_default='[]'))


def downgrade() -> None:
    op.drop_column('registration', 'withdrawn_kinds')
