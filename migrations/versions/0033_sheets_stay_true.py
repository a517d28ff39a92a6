"""What the timer told of each sheet: to verify, without a contact, left a draft"""

from alembic import op
import sqlalchemy as sa

revision = '0033_sheets_stay_true'
down_revision = '0032_event_moderation'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('practice', sa.Column('verify_told', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('practice', sa.Column('orphaned_on', sa.Date(), nullable=True))
    op.add_column('practice', sa.Column('orphan_told', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('practice', sa.Column('draft_told', sa.Integer(), nullable=False, server_default='0'))


def downgrade() -> None:
    op.drop_column('practice', 'draft_told')
    op.drop_column('practice', 'orphan_told')
    op.drop_column('practice', 'orphaned_on')
    op.drop_column('practice', 'verify_told')
