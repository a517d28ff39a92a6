"""Who may know of what is found; the words that a slip is compared with"""

from alembic import op
import sqlalchemy as sa

revision = '0038_search'
down_revision = '0037_sheet_stamp'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('search_entry') as batch_op:
        batch_op.add_column(sa.Column('audience', sa.String(length=40), nullable=False, server_default='anyone'))
    with op.batch_alter_table('search_entry') as batch_op:
        batch_op.alter_column('audience', server_default=None)
    op.create_table(
        'known_word',
        sa.Column('word', sa.String(length=30), nullable=False),
        sa.Column('shown', sa.String(length=30), nullable=False),
        sa.Column('stem', sa.String(length=30), nullable=False),
        sa.Column('length', sa.Integer(), nullable=False),
        sa.Column('head', sa.String(length=30), nullable=False),
        sa.Column('tail', sa.String(length=30), nullable=False),
        sa.PrimaryKeyConstraint('word', name=op.f('pk_known_word')),
    )
    with op.batch_alter_table('known_word') as batch_op:
        batch_op.create_index('ix_known_word_head', ['head', 'length'], unique=False)
        batch_op.create_index('ix_known_word_tail', ['tail', 'length'], unique=False)
        batch_op.create_index('ix_known_word_stem', ['stem'], unique=False)


def downgrade() -> None:
    # Only the network knew of these: before, everything found was for anyone.
    hidden = "(SELECT id FROM search_entry WHERE audience <> 'anyone')"
    key = 'rowid' if op.get_bind().dialect.name == 'sqlite' else 'entry_id'
    op.execute(f'DELETE FROM search_words WHERE {key} IN {hidden}')
    op.execute("DELETE FROM search_entry WHERE audience <> 'anyone'")
    op.drop_table('known_word')
    with op.batch_alter_table('search_entry') as batch_op:
        batch_op.drop_column('audience')
