"""What befell a meeting as a whole; of which dates people were told; until when a sheet is open again"""

from alembic import op
import sqlalchemy as sa

revision = '0035_meetings'
down_revision = '0034_promises'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('meeting_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('bookable_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('what', sa.String(length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['member.id'], name=op.f('fk_meeting_event_actor_id_member')),
    sa.ForeignKeyConstraint(['bookable_id'], ['bookable.id'], name=op.f('fk_meeting_event_bookable_id_bookable')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_event'))
    )
    op.create_index(op.f('ix_meeting_event_bookable_id'), 'meeting_event', ['bookable_id'], unique=False)
    op.add_column('bookable', sa.Column('told_sequence', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('bookable', sa.Column('attendance_open_until', sa.DateTime(timezone=True), nullable=True))
    # Whoever has a seat knows the dates as they are today.
    op.execute('UPDATE bookable SET told_sequence = ics_sequence')
    op.execute(
        'UPDATE registration SET kept_sequence ='
        ' (SELECT ics_sequence FROM bookable WHERE bookable.id = registration.bookable_id)'
    )


def downgrade() -> None:
    op.drop_column('bookable', 'attendance_open_until')
    op.drop_column('bookable', 'told_sequence')
    op.drop_index(op.f('ix_meeting_event_bookable_id'), table_name='meeting_event')
    op.drop_table('meeting_event')
