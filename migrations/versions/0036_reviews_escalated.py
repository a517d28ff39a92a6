"""Reviews that passed to a national animator"""

from alembic import op
import sqlalchemy as sa

revision = '0036_reviews_escalated'
down_revision = '0035_meetings'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('practice_review', sa.Column('escalated_on', sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column('practice_review', 'escalated_on')
