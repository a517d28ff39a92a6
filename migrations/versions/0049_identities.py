"""Identities of an OpenID provider: those linked to accounts, those who have just come."""

from alembic import op
import sqlalchemy as sa

revision = '0049_identities'
down_revision = '0048_second_factor'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'identity',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('issuer', sa.String(length=255), nullable=False),
        sa.Column('subject', sa.String(length=255), nullable=False),
        sa.Column('email', sa.String(), nullable=False),
        sa.Column('linked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_identity_member_id_member')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_identity')),
        sa.UniqueConstraint('issuer', 'subject', name=op.f('uq_identity_issuer_subject')),
    )
    op.create_index(op.f('ix_identity_member_id'), 'identity', ['member_id'])
    op.create_table(
        'arrival',
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('issuer', sa.String(length=255), nullable=False),
        sa.Column('subject', sa.String(length=255), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('email', sa.String(), nullable=False),
        sa.Column('is_verified', sa.Boolean(), nullable=False),
        sa.Column('id_token', sa.Text(), nullable=False),
        sa.Column('letter_hash', sa.String(length=64), nullable=True),
        sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_arrival')),
        sa.UniqueConstraint('letter_hash', name=op.f('uq_arrival_letter_hash')),
    )
    op.create_index(op.f('ix_arrival_ends_at'), 'arrival', ['ends_at'])
    op.create_table(
        'provider_session',
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('id_token', sa.Text(), nullable=False),
        sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['member_id'], ['member.id'], name=op.f('fk_provider_session_member_id_member')
        ),
        sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_provider_session')),
    )
    with op.batch_alter_table('sign_in') as sign_in:
        sign_in.add_column(
            sa.Column('is_strong', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_index(op.f('ix_provider_session_ends_at'), 'provider_session', ['ends_at'])
    op.create_index(op.f('ix_provider_session_member_id'), 'provider_session', ['member_id'])


def downgrade() -> None:
    with op.batch_alter_table('sign_in') as sign_in:
        sign_in.drop_column('is_strong')
    for table in ('provider_session', 'arrival', 'identity'):
        op.drop_table(table)
