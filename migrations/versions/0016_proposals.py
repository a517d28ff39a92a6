"""What a proposal was read upon, where it stands, and what befell it"""

from alembic import op
import sqlalchemy as sa

revision = '0016_proposals'
down_revision = '0015_lists'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('proposal_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_proposal_event_member_id_member')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_proposal_event_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_event'))
    )
    with op.batch_alter_table('proposal_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_event_proposal_id'), ['proposal_id'], unique=False)

    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('base', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('domain_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('reworded_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_proposal_domain_id'), ['domain_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_proposal_domain_id_competency'), 'competency', ['domain_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_proposal_domain_id_competency'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_proposal_domain_id'))
        batch_op.drop_column('reworded_at')
        batch_op.drop_column('version')
        batch_op.drop_column('domain_id')
        batch_op.drop_column('base')

    with op.batch_alter_table('proposal_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposal_event_proposal_id'))

    op.drop_table('proposal_event')
