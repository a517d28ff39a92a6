"""The meetings of a stage in an order"""

from alembic import op
import sqlalchemy as sa

revision = '0041_meetings_of_stages'
down_revision = '0040_mentors'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('stage_event') as batch_op:
        batch_op.add_column(sa.Column('position', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('stage_event') as batch_op:
        batch_op.alter_column('position', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('stage_event') as batch_op:
        batch_op.drop_column('position')
