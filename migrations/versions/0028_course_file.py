"""Catalogues that trainers bring"""

from alembic import op
import sqlalchemy as sa

revision = '0028_course_file'
down_revision = '0027_provider_identity'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('course_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_course_file_member_id_member')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_course_file_organization_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_file'))
    )
    with op.batch_alter_table('course_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_file_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_file_organization_id'), ['organization_id'], unique=False)


def downgrade() -> None:
    op.drop_table('course_file')
