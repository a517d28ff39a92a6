"""Who it is stays hidden until shortlisted; what a refusal says to strengthen"""

from alembic import op
import sqlalchemy as sa

revision = '0021_desk'
down_revision = '0020_moving'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('job_application') as batch_op:
        batch_op.add_column(
            sa.Column('is_veiled', sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column('to_strengthen', sa.JSON(), nullable=False, server_default='[]')
        )
    with op.batch_alter_table('job_application') as batch_op:
        batch_op.alter_column('is_veiled', server_default=None)
        batch_op.alter_column('to_strengthen', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('job_application') as batch_op:
        batch_op.drop_column('to_strengthen')
        batch_op.drop_column('is_veiled')
