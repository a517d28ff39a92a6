"""The sheets that were merged into another are found through an index"""

from alembic import op
import sqlalchemy as sa

revision = '0053_merged_sheets'
down_revision = '0052_words_of_kinds'
branch_labels = None
depends_on = None


def upgrade() -> None:
    merged = sa.text('merged_into_id IS NOT NULL')
    op.create_index(
        'ix_practice_merged_into_id', 'practice', ['merged_into_id'], sqlite_where=merged, postgresql_where=merged
    )


def downgrade() -> None:
    op.drop_index('ix_practice_merged_into_id', table_name='practice')
