"""By what a provider of courses is known outside"""

from alembic import op
import sqlalchemy as sa

revision = '0027_provider_identity'
down_revision = '0026_news'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('provider_identity',
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('siret', sa.String(length=14), nullable=False),
    sa.Column('activity_number', sa.String(length=11), nullable=False),
    sa.Column('street', sa.String(length=200), nullable=False),
    sa.Column('postcode', sa.String(length=5), nullable=False),
    sa.Column('city', sa.String(length=50), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(activity_number) = 11', name=op.f('ck_provider_identity_activity_number_of_eleven')),
    sa.CheckConstraint('length(postcode) = 5', name=op.f('ck_provider_identity_postcode_of_five')),
    sa.CheckConstraint('length(siret) = 14', name=op.f('ck_provider_identity_siret_of_fourteen')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_provider_identity_organization_id_organization')),
    sa.ForeignKeyConstraint(['written_by_id'], ['member.id'], name=op.f('fk_provider_identity_written_by_id_member')),
    sa.PrimaryKeyConstraint('organization_id', name=op.f('pk_provider_identity'))
    )


def downgrade() -> None:
    op.drop_table('provider_identity')
