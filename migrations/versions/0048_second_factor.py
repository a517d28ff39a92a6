"""A second factor, sessions that lapse, and what was lost of them"""

from alembic import op
import sqlalchemy as sa

revision = '0048_second_factor'
down_revision = '0047_journal'
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'half_sign_in',
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('ends_at', INSTANT, nullable=False),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_half_sign_in_member_id_member')),
        sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_half_sign_in')),
    )
    op.create_index(op.f('ix_half_sign_in_member_id'), 'half_sign_in', ['member_id'])
    op.create_index(op.f('ix_half_sign_in_ends_at'), 'half_sign_in', ['ends_at'])
    op.create_table(
        'passkey',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('credential_id', sa.String(length=1400), nullable=False),
        sa.Column('public_key', sa.String(), nullable=False),
        sa.Column('sign_count', sa.Integer(), nullable=False),
        sa.Column('transports', sa.JSON(), nullable=False),
        sa.Column('added_at', INSTANT, nullable=False),
        sa.Column('used_at', INSTANT, nullable=True),
        sa.Column('asked_at', INSTANT, nullable=True),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_passkey_member_id_member')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
        sa.UniqueConstraint('credential_id', name=op.f('uq_passkey_credential_id')),
    )
    op.create_index(op.f('ix_passkey_member_id'), 'passkey', ['member_id'])
    op.create_table(
        'code_app',
        sa.Column('member_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('sealed_secret', sa.String(), nullable=False),
        sa.Column('last_step', sa.Integer(), nullable=False),
        sa.Column('added_at', INSTANT, nullable=False),
        sa.Column('used_at', INSTANT, nullable=True),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_code_app_member_id_member')),
        sa.PrimaryKeyConstraint('member_id', name=op.f('pk_code_app')),
    )
    op.create_table(
        'recovery_code',
        sa.Column('code_hash', sa.String(length=64), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('made_at', INSTANT, nullable=False),
        sa.Column('used_at', INSTANT, nullable=True),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_recovery_code_member_id_member')),
        sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_recovery_code')),
    )
    op.create_index(op.f('ix_recovery_code_member_id'), 'recovery_code', ['member_id'])
    op.create_table(
        'factor_loss',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('happened_at', INSTANT, nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_factor_loss_member_id_member')),
        sa.ForeignKeyConstraint(['by_id'], ['member.id'], name=op.f('fk_factor_loss_by_id_member')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_factor_loss')),
    )
    op.create_index(op.f('ix_factor_loss_member_id'), 'factor_loss', ['member_id'])
    with op.batch_alter_table('sign_in') as sign_in:
        for name in ('seen_at', 'lapses_at', 'proven_at'):
            sign_in.add_column(sa.Column(name, INSTANT, nullable=True))
    op.execute('UPDATE sign_in SET seen_at = started_at, proven_at = started_at, lapses_at = ends_at')
    with op.batch_alter_table('sign_in') as sign_in:
        for name in ('seen_at', 'lapses_at', 'proven_at'):
            sign_in.alter_column(name, existing_type=INSTANT, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('sign_in') as sign_in:
        for name in ('seen_at', 'lapses_at', 'proven_at'):
            sign_in.drop_column(name)
    for name in ('factor_loss', 'recovery_code', 'code_app', 'passkey', 'half_sign_in'):
        op.drop_table(name)
