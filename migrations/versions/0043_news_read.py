"""News are marked as read one by one; the rhythm of the letters of two more boards"""

from alembic import op
import sqlalchemy as sa

revision = '0043_news_read'
down_revision = '0042_recent'
branch_labels = None
depends_on = None

FAMILIES = ('openings', 'courses')


def upgrade() -> None:
    op.create_table(
        'news_mark',
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('news_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_news_mark_member_id_member')),
        sa.ForeignKeyConstraint(['news_id'], ['news.id'], name=op.f('fk_news_mark_news_id_news')),
        sa.PrimaryKeyConstraint('member_id', 'news_id', name=op.f('pk_news_mark')),
    )
    with op.batch_alter_table('news_seen') as seen:
        seen.add_column(sa.Column('undo', sa.JSON(), nullable=True))
    # Whoever follows something is told of the two boards as rarely as they asked of the others.
    followers = sa.text(
        "INSERT INTO subscription (member_id, family, frequency, told_until, created_at, updated_at)"
        " SELECT s.member_id, CAST(:family AS VARCHAR),"
        " CASE WHEN MAX(CASE WHEN s.frequency = 'never' THEN 0 ELSE 1 END) = 0 THEN 'never' ELSE 'weekly' END,"
        " (SELECT COALESCE(MAX(id), 0) FROM news), MAX(s.updated_at), MAX(s.updated_at)"
        " FROM subscription s GROUP BY s.member_id"
        " HAVING MAX(CASE WHEN s.family = CAST(:family AS VARCHAR) THEN 1 ELSE 0 END) = 0"
    )
    for family in FAMILIES:
        op.get_bind().execute(followers, {'family': family})


def downgrade() -> None:
    op.get_bind().execute(sa.text("DELETE FROM subscription WHERE family IN ('openings', 'courses')"))
    with op.batch_alter_table('news_seen') as seen:
        seen.drop_column('undo')
    op.drop_table('news_mark')
