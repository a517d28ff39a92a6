"""Openings from elsewhere, messages passed on, who agrees to be counted"""

from alembic import op
import sqlalchemy as sa

revision = '0023_trust'
down_revision = '0022_reminders'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('opening_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('format', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('publishes', sa.Boolean(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('did', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('undone_at IS NULL OR applied_at IS NOT NULL', name=op.f('ck_opening_import_undone_once_applied')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_opening_import_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opening_import'))
    )
    op.create_index('ix_opening_import_member_id', 'opening_import', ['member_id'])
    op.create_table('relayed_application',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('opening_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_relayed_application_member_id_member')),
    sa.ForeignKeyConstraint(['opening_id'], ['opening.id'], name=op.f('fk_relayed_application_opening_id_opening')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_relayed_application')),
    sa.UniqueConstraint('opening_id', 'member_id', name=op.f('uq_relayed_application_opening_id_member_id'))
    )
    op.create_index('ix_relayed_application_member_id', 'relayed_application', ['member_id'])
    with op.batch_alter_table('member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_counted', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('hides_from_own', sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table('opening', schema=None) as batch_op:
        batch_op.add_column(sa.Column('source', sa.String(length=40), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('source_ref', sa.String(length=120), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('apply_email', sa.String(length=254), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('job_sheet_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_opening_job_sheet_id_attachment'), 'attachment', ['job_sheet_id'], ['id'])
        batch_op.create_index('uq_opening_source', ['source', 'source_ref'], unique=True, sqlite_where=sa.text("source_ref <> ''"), postgresql_where=sa.text("source_ref <> ''"))


def downgrade() -> None:
    with op.batch_alter_table('opening', schema=None) as batch_op:
        batch_op.drop_index('uq_opening_source')
        batch_op.drop_constraint(batch_op.f('fk_opening_job_sheet_id_attachment'), type_='foreignkey')
        batch_op.drop_column('job_sheet_id')
        batch_op.drop_column('apply_email')
        batch_op.drop_column('source_ref')
        batch_op.drop_column('source')
    with op.batch_alter_table('member', schema=None) as batch_op:
        batch_op.drop_column('hides_from_own')
        batch_op.drop_column('is_counted')
    op.drop_index('ix_relayed_application_member_id', table_name='relayed_application')
    op.drop_table('relayed_application')
    op.drop_index('ix_opening_import_member_id', table_name='opening_import')
    op.drop_table('opening_import')
