"""Sheets written by several: what each save wrote, who is there, transfers, minor corrections"""

from alembic import op
import sqlalchemy as sa

revision = '0031_sheets_together'
down_revision = '0030_confirms_itself'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sheet_save',
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('lock_version', sa.Integer(), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_sheet_save_author_id_member')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_sheet_save_practice_id_practice')),
    sa.PrimaryKeyConstraint('practice_id', 'lock_version', name=op.f('pk_sheet_save'))
    )
    with op.batch_alter_table('sheet_save', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sheet_save_at'), ['at'], unique=False)
    op.create_table('sheet_writer',
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_sheet_writer_member_id_member')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_sheet_writer_practice_id_practice')),
    sa.PrimaryKeyConstraint('practice_id', 'member_id', name=op.f('pk_sheet_writer'))
    )
    op.create_table('practice_transfer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('giver_id', sa.Integer(), nullable=False),
    sa.Column('taker_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('given_by_id', sa.Integer(), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_by_id', sa.Integer(), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['member.id'], name=op.f('fk_practice_transfer_asked_by_id_member')),
    sa.ForeignKeyConstraint(['given_by_id'], ['member.id'], name=op.f('fk_practice_transfer_given_by_id_member')),
    sa.ForeignKeyConstraint(['giver_id'], ['organization.id'], name=op.f('fk_practice_transfer_giver_id_organization')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_practice_transfer_practice_id_practice')),
    sa.ForeignKeyConstraint(['taken_by_id'], ['member.id'], name=op.f('fk_practice_transfer_taken_by_id_member')),
    sa.ForeignKeyConstraint(['taker_id'], ['organization.id'], name=op.f('fk_practice_transfer_taker_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_transfer'))
    )
    with op.batch_alter_table('practice_transfer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_transfer_giver_id'), ['giver_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_practice_transfer_taker_id'), ['taker_id'], unique=False)
        batch_op.create_index('uq_practice_transfer_open', ['practice_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.add_column('practice_version', sa.Column('is_minor', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('practice_version', sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('practice_version', 'checked_at')
    op.drop_column('practice_version', 'is_minor')
    op.drop_table('practice_transfer')
    op.drop_table('sheet_writer')
    op.drop_table('sheet_save')
