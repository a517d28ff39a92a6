"""Who opened, consulted on and published an edition"""

from alembic import op
import sqlalchemy as sa

revision = '0018_edition_events'
down_revision = '0017_seal'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'edition_event',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('step', sa.String(length=40), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name='fk_edition_event_edition_id_edition'),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name='fk_edition_event_member_id_member'),
        sa.PrimaryKeyConstraint('id', name='pk_edition_event'),
    )
    op.create_index('ix_edition_event_edition_id', 'edition_event', ['edition_id'])


def downgrade() -> None:
    op.drop_table('edition_event')
