"""The last searches of a member; who is in the directory of people"""

from alembic import op
import sqlalchemy as sa

revision = '0042_recent'
down_revision = '0041_meetings_of_stages'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('member') as batch_op:
        batch_op.add_column(sa.Column('is_listed', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('keeps_searches', sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table('member') as batch_op:
        batch_op.alter_column('is_listed', server_default=None)
        batch_op.alter_column('keeps_searches', server_default=None)
    op.create_table(
        'recent_search',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('folded', sa.String(length=120), nullable=False),
        sa.Column('words', sa.String(length=120), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_recent_search_member_id_member')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_recent_search')),
        sa.UniqueConstraint('member_id', 'folded', name=op.f('uq_recent_search_member_id_folded')),
    )


def downgrade() -> None:
    op.drop_table('recent_search')
    with op.batch_alter_table('member') as batch_op:
        batch_op.drop_column('keeps_searches')
        batch_op.drop_column('is_listed')
