"""When an account was last used; whether its owner was warned that it closes"""

from alembic import op
import sqlalchemy as sa

revision = '0029_last_seen'
down_revision = '0028_course_file'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('member', sa.Column('last_seen_on', sa.Date(), nullable=True))
    op.add_column('member', sa.Column('warned_at', sa.DateTime(timezone=True), nullable=True))
    # Of those who were there before, nothing is known: their delay begins now.
    op.execute('UPDATE member SET last_seen_on = CURRENT_DATE WHERE closed_at IS NULL')


def downgrade() -> None:
    op.drop_column('member', 'warned_at')
    op.drop_column('member', 'last_seen_on')
