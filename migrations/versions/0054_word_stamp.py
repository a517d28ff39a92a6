"""A word that changes with what can be found, and the next of it that ends; the last said of an item"""

from uuid import uuid4

from alembic import op
import sqlalchemy as sa

revision = '0054_word_stamp'
down_revision = '0053_merged_sheets'
branch_labels = None
depends_on = None


def upgrade() -> None:
    stamp = op.create_table(
        'word_stamp',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('word', sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_word_stamp')),
    )
    op.bulk_insert(stamp, [{'id': 1, 'word': str(uuid4())}])
    ends = sa.text('ends_at IS NOT NULL')
    op.create_index('ix_search_entry_ends_at', 'search_entry', ['ends_at'], sqlite_where=ends, postgresql_where=ends)
    op.create_index('ix_assessment_competency_id_id', 'assessment', ['competency_id', 'id'])
    op.drop_index('ix_assessment_competency_id', table_name='assessment')


def downgrade() -> None:
    op.create_index('ix_assessment_competency_id', 'assessment', ['competency_id'])
    op.drop_index('ix_assessment_competency_id_id', table_name='assessment')
    op.drop_index('ix_search_entry_ends_at', table_name='search_entry')
    op.drop_table('word_stamp')
