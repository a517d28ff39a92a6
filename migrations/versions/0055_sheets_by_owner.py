"""The sheets of an organization that are to be verified are found through an index"""

from alembic import op

revision = '0055_sheets_by_owner'
down_revision = '0054_word_stamp'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_practice_owner_id_verify_on', 'practice', ['owner_id', 'verify_on'])
    op.drop_index('ix_practice_owner_id', table_name='practice')


def downgrade() -> None:
    op.create_index('ix_practice_owner_id', 'practice', ['owner_id'])
    op.drop_index('ix_practice_owner_id_verify_on', table_name='practice')
