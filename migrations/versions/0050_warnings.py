"""Two letters before an account closes for want of use; the letters that still have words, at hand."""

from alembic import op
import sqlalchemy as sa

revision = '0050_warnings'
down_revision = '0049_identities'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('member', sa.Column('warnings', sa.Integer(), nullable=False, server_default='0'))
    # Whoever was warned was told that the account goes a month later: that was the last letter.
    op.execute('UPDATE member SET warnings = 2 WHERE warned_at IS NOT NULL')
    worded = sa.text("body != ''")
    op.create_index(
        'ix_letter_worded', 'letter', ['created_at'], sqlite_where=worded, postgresql_where=worded
    )


def downgrade() -> None:
    op.drop_index('ix_letter_worded', 'letter')
    op.drop_column('member', 'warnings')
