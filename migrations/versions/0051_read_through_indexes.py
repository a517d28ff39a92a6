"""A word that changes with who works where; what pages read, through indexes"""

from uuid import uuid4

from alembic import op
import sqlalchemy as sa

revision = '0051_read_through_indexes'
down_revision = '0050_warnings'
branch_labels = None
depends_on = None

LISTED = 'published_version_id IS NOT NULL AND withdrawn_on IS NULL AND merged_into_id IS NULL AND archived_on IS NULL'
# Name, table, columns, of which rows alone; and of which on SQLite, where it says it otherwise.
INDEXES = (
    ('ix_member_open', 'member', ['folded', 'id'], 'closed_at IS NULL'),
    ('ix_member_listed', 'member', ['folded', 'id'], 'is_listed AND closed_at IS NULL', 'is_listed = 1 AND closed_at IS NULL'),
    ('ix_organization_there', 'organization', ['folded', 'id', 'region_code', 'kind', 'department_code'], 'closed_on IS NULL'),
    ('ix_event_author_id', 'event', ['author_id']),
    ('ix_event_ends_on', 'event', ['ends_on']),
    ('ix_event_published', 'event', ['starts_on', 'ends_on', 'happening', 'id'], 'published_at IS NOT NULL'),
    ('ix_event_unpublished', 'event', ['submitted_at'], 'published_at IS NULL'),
    ('ix_course_run_trainer_id', 'course_run', ['trainer_id']),
    ('ix_practice_listed', 'practice', ['published_at', 'id', 'region_code', 'department_code', 'owner_id'], LISTED),
    ('ix_practice_version_unread', 'practice_version', ['at'], 'is_minor AND checked_at IS NULL', 'is_minor = 1 AND checked_at IS NULL'),
    ('ix_job_application_submitted_at', 'job_application', ['submitted_at']),
    ('ix_opening_first_published_at', 'opening', ['first_published_at']),
    ('ix_opening_closed_at', 'opening', ['closed_at']),
    ('ix_assessment_evidence_claim_id', 'assessment', ['evidence_claim_id'], 'evidence_claim_id IS NOT NULL'),
)


def upgrade() -> None:
    stamp = op.create_table(
        'people_stamp',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('word', sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_people_stamp')),
    )
    op.bulk_insert(stamp, [{'id': 1, 'word': str(uuid4())}])
    for name, table, columns, *which in INDEXES:
        where = {}
        if which:
            where = {'postgresql_where': sa.text(which[0]), 'sqlite_where': sa.text(which[-1])}
        op.create_index(name, table, columns, **where)


def downgrade() -> None:
    for name, table, *_ in INDEXES:
        op.drop_index(name, table_name=table)
    op.drop_table('people_stamp')
