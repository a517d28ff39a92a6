"""The journal: one line an act, in a chain; lines are only added, or forgotten from their beginning.

SQLite drops the triggers of a table that Alembic rebuilds: a later migration that rebuilds one of
these tables creates its triggers again, with `statements`.
"""

from alembic import op
import sqlalchemy as sa

revision = '0047_journal'
down_revision = '0046_merged_by'
branch_labels = None
depends_on = None

START = '0' * 64
FIXED = 'the journal is only added to'
CUT = 'the journal is cut at the hash of a line it holds'
MOVED = (
    'NEW.number < OLD.number OR NEW.cut_number < OLD.cut_number OR NEW.id <> OLD.id'
    ' OR (NEW.cut_number > OLD.cut_number AND NOT EXISTS (SELECT 1 FROM security_event'
    ' WHERE security_event.number = NEW.cut_number AND security_event.hash = NEW.cut_hash))'
    ' OR (NEW.cut_number = OLD.cut_number AND NEW.cut_hash <> OLD.cut_hash)'
)
KEPT = 'OLD.number > (SELECT cut_number FROM event_chain)'
NAMES = ('security_event_fixed', 'security_event_kept', 'event_chain_moved', 'event_chain_kept')


def upgrade() -> None:
    op.create_table(
        'event_chain',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.Column('cut_number', sa.Integer(), nullable=False),
        sa.Column('cut_hash', sa.String(length=64), nullable=False),
        sa.Column('cut_at', sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_event_chain')),
    )
    op.create_table(
        'security_event',
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('person', sa.String(length=32), nullable=True),
        sa.Column('concerns', sa.String(length=32), nullable=True),
        sa.Column('typed', sa.String(length=32), nullable=True),
        sa.Column('about', sa.String(length=40), nullable=True),
        sa.Column('about_id', sa.Integer(), nullable=True),
        sa.Column('detail', sa.String(length=40), nullable=True),
        sa.Column('network', sa.String(length=45), nullable=True),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint('number', name=op.f('pk_security_event')),
    )
    op.create_index(op.f('ix_security_event_at'), 'security_event', ['at'])
    for column in ('person', 'concerns', 'kind'):
        op.create_index(f'ix_security_event_{column}_number', 'security_event', [column, 'number'])
    op.execute(
        f"INSERT INTO event_chain (id, number, hash, cut_number, cut_hash) VALUES (1, 0, '{START}', 0, '{START}')"
    )
    with op.batch_alter_table('member') as member:
        member.add_column(sa.Column('event_key', sa.String(length=32), nullable=True))
    dialect = op.get_bind().dialect.name
    drawn = {
        'sqlite': 'lower(hex(randomblob(16)))',
        'postgresql': "replace(gen_random_uuid()::text, '-', '')",
    }
    op.execute(f'UPDATE member SET event_key = {drawn[dialect]} WHERE closed_at IS NULL')
    op.create_index('ix_member_event_key', 'member', ['event_key'], unique=True)
    for statement in statements(dialect):
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for name in NAMES:
            op.execute(f'DROP TRIGGER {name}')
    op.drop_index('ix_member_event_key', table_name='member')
    with op.batch_alter_table('member') as member:
        member.drop_column('event_key')
    op.drop_table('security_event')
    op.drop_table('event_chain')
    if op.get_bind().dialect.name == 'postgresql':
        for name in ('fixed', 'kept', 'moved'):
            op.execute(f'DROP FUNCTION refuse_journal_{name}()')


def statements(dialect):
    if dialect == 'sqlite':
        return [
            f"CREATE TRIGGER {name} BEFORE {moment} {f'WHEN {refused}' if refused else ''}"
            f" BEGIN SELECT RAISE(ABORT, '{why}'); END"
            for name, moment, refused, why in (
                ('security_event_fixed', 'UPDATE ON security_event', '', FIXED),
                ('security_event_kept', 'DELETE ON security_event', KEPT, FIXED),
                ('event_chain_moved', 'UPDATE ON event_chain', MOVED, CUT),
                ('event_chain_kept', 'DELETE ON event_chain', '', FIXED),
            )
        ]

    def function(name, refused, why):
        raising = f"RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'"
        return (
            f'CREATE FUNCTION refuse_journal_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ '
            f"BEGIN IF {refused} THEN {raising}; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )

    return [
        function('fixed', 'true', FIXED),
        function('kept', KEPT, FIXED),
        function('moved', MOVED, CUT),
        'CREATE TRIGGER security_event_fixed BEFORE UPDATE ON security_event'
        ' FOR EACH ROW EXECUTE FUNCTION refuse_journal_fixed()',
        'CREATE TRIGGER security_event_kept BEFORE DELETE ON security_event'
        ' FOR EACH ROW EXECUTE FUNCTION refuse_journal_kept()',
        'CREATE TRIGGER event_chain_moved BEFORE UPDATE ON event_chain'
        ' FOR EACH ROW EXECUTE FUNCTION refuse_journal_moved()',
        'CREATE TRIGGER event_chain_kept BEFORE DELETE ON event_chain'
        ' FOR EACH ROW EXECUTE FUNCTION refuse_journal_fixed()',
        *(
            f'CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}'
            ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_fixed()'
            for table in ('security_event', 'event_chain')
        ),
    ]
