"""What the clock has told once; where an opening was published too"""

from alembic import op
import sqlalchemy as sa

revision = '0022_reminders'
down_revision = '0021_desk'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'reminder',
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('subject_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('kind', 'subject_id', name='pk_reminder'),
    )
    op.add_column('opening', sa.Column('channels', sa.JSON(), nullable=False, server_default='[]'))
    op.add_column('opening', sa.Column('outcome_said_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('opening', 'outcome_said_at')
    op.drop_column('opening', 'channels')
    op.drop_table('reminder')
