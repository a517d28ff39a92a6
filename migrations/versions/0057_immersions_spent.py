"""Whoever spent the days of an immersion may ask for others: only what waits for an answer is one at a time"""

from datetime import UTC, datetime, time, timedelta

from alembic import op
import sqlalchemy as sa

revision = '0057_immersions_spent'
down_revision = '0056_withdrawn_kinds'
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'asked'")
STANDING = sa.text("state IN ('asked', 'accepted')")
requests = sa.table(
    'immersion_request',
    sa.column('id', sa.Integer()), sa.column('immersion_id', sa.Integer()),
    sa.column('member_id', sa.Integer()), sa.column('slot_id', sa.Integer()),
    sa.column('state', sa.String()), sa.column('decided_at', sa.DateTime(timezone=True)),
)
slots = sa.table('immersion_slot', sa.column('id', sa.Integer()), sa.column('starts_on', sa.Date()), sa.column('days', sa.Integer()))


def upgrade() -> None:
    op.drop_index('uq_immersion_request_standing', 'immersion_request')
    op.create_index('uq_immersion_request_waiting', 'immersion_request', ['immersion_id', 'member_id'], unique=True, sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    op.drop_index('uq_immersion_request_waiting', 'immersion_request')
    _end_what_was_followed()
    op.create_index('uq_immersion_request_standing', 'immersion_request', ['immersion_id', 'member_id'], unique=True, sqlite_where=STANDING, postgresql_where=STANDING)


def _end_what_was_followed() -> None:
    """The older version holds one standing request for each: what was spent before ends on its last day."""
    later = requests.alias()
    followed = sa.exists().where(
        later.c.immersion_id == requests.c.immersion_id, later.c.member_id == requests.c.member_id,
        later.c.id > requests.c.id, later.c.state.in_(['asked', 'accepted']),
    )
    spent = sa.select(requests.c.id, slots.c.starts_on, slots.c.days).join(slots, slots.c.id == requests.c.slot_id)
    connection = op.get_bind()
    for one in connection.execute(spent.where(requests.c.state == 'accepted', followed)).all():
        noon = datetime.combine(one.starts_on + timedelta(days=one.days - 1), time(12), UTC)
        ended = sa.update(requests).where(requests.c.id == one.id)
        connection.execute(ended.values(state='interrupted', decided_at=noon))
