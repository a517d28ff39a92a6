"""A word that changes with the catalogue of courses"""

from alembic import op
import sqlalchemy as sa

revision = '0024_catalogue_stamp'
down_revision = '0023_trust'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('course_catalogue_stamp',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('word', sa.String(length=36), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_catalogue_stamp'))
    )


def downgrade() -> None:
    op.drop_table('course_catalogue_stamp')
