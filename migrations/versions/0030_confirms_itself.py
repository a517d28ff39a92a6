"""Meetings that confirm themselves once enough people registered"""

from alembic import op
import sqlalchemy as sa

revision = '0030_confirms_itself'
down_revision = '0029_last_seen'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('bookable', sa.Column('confirms_itself', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column('bookable', 'confirms_itself')
