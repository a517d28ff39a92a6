"""An opening says when its contract ends, where it does, and what comes with the pay"""

from alembic import op
import sqlalchemy as sa

revision = '0058_contract_terms'
down_revision = '0057_immersions_spent'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('opening', sa.Column('end_on', sa.Date(), nullable=True))
    op.add_column('opening', sa.Column('benefits', sa.Text(), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('opening', 'benefits')
    op.drop_column('opening', 'end_on')
