"""Quality certificates declared, then checked; courses confirmed each year; how each competency is assessed"""

from datetime import date

from alembic import op
import sqlalchemy as sa

revision = '0034_promises'
down_revision = '0033_sheets_stay_true'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('quality_certificate', schema=None) as batch_op:
        batch_op.add_column(sa.Column('declared_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('refusal', sa.String(), nullable=False, server_default=''))
        batch_op.create_foreign_key(batch_op.f('fk_quality_certificate_declared_by_id_member'), 'member', ['declared_by_id'], ['id'])
        batch_op.create_check_constraint(batch_op.f('ck_quality_certificate_refused_by_somebody'), "refusal = '' OR verified_at IS NOT NULL")
        batch_op.create_index(batch_op.f('ix_quality_certificate_valid_until'), ['valid_until'], unique=False)
    with op.batch_alter_table('quality_certificate', schema=None) as batch_op:
        batch_op.alter_column('refusal', server_default=None)
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.add_column(sa.Column('assessed_by', sa.JSON(), nullable=False, server_default='{}'))
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.alter_column('assessed_by', server_default=None)
    ask_again_after_a_year()


def ask_again_after_a_year() -> None:
    """What is online already is to be confirmed a year after its publication."""
    course = sa.table('course', sa.column('id', sa.Integer), sa.column('published_at', sa.DateTime), sa.column('review_due_on', sa.Date))
    bind = op.get_bind()
    query = sa.select(course.c.id, course.c.published_at).where(course.c.published_at.is_not(None), course.c.review_due_on.is_(None))
    for course_id, published_at in bind.execute(query).all():
        year, month, day = published_at.year + 1, published_at.month, min(published_at.day, 28)
        bind.execute(course.update().where(course.c.id == course_id).values(review_due_on=date(year, month, day)))


def downgrade() -> None:
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.drop_column('assessed_by')
    with op.batch_alter_table('quality_certificate', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quality_certificate_valid_until'))
        batch_op.drop_constraint(batch_op.f('ck_quality_certificate_refused_by_somebody'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_quality_certificate_declared_by_id_member'), type_='foreignkey')
        batch_op.drop_column('refusal')
        batch_op.drop_column('declared_by_id')
