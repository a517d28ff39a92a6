"""Erasures; names folded, to find people by letters"""

import re
import unicodedata

from alembic import op
import sqlalchemy as sa

revision = '0013_erasure'
down_revision = '0012_evolution'
branch_labels = None
depends_on = None


def folded(name: str) -> str:
    spread = unicodedata.normalize("NFKD", name.lower().replace("œ", "oe").replace("æ", "ae"))
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", " ", bare).strip()


def upgrade() -> None:
    op.create_table('erasure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_erasure_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure'))
    )
    with op.batch_alter_table('erasure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_erasure_member_id'), ['member_id'], unique=False)

    with op.batch_alter_table('member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('folded', sa.String(), nullable=False, server_default=''))

    member = sa.table('member', sa.column('id', sa.Integer), sa.column('name', sa.String), sa.column('folded', sa.String))
    connection = op.get_bind()
    for row in connection.execute(sa.select(member.c.id, member.c.name)).all():
        connection.execute(member.update().where(member.c.id == row.id).values(folded=folded(row.name)))


def downgrade() -> None:
    with op.batch_alter_table('member', schema=None) as batch_op:
        batch_op.drop_column('folded')

    with op.batch_alter_table('erasure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_erasure_member_id'))

    op.drop_table('erasure')
