"""Numbers of certificates without a gap, orders for a whole meeting; what was issued is refused any change

SQLite drops the triggers of a table that Alembic rebuilds: a later migration that rebuilds
`certificate` creates them again, with `sealed` copied from here.
"""

from alembic import op
import sqlalchemy as sa

revision = '0025_certificates'
down_revision = '0024_catalogue_stamp'
branch_labels = None
depends_on = None

# What a document says, for ever; and what may be said of it once.
FIXED = ('id', 'kind', 'serial', 'code', 'sha256', 'issued_at', 'issued_by_id', 'created_at')
WIPED = ('registration_id', 'member_id', 'payload', 'credential')  # when it is withdrawn, and then only
ONCE = (
    'replaced_at', 'replaced_by_id', 'revoked_at', 'revoked_by_id', 'withdrawn_at', 'status_index',
)
REFUSAL = 'sealed: what a certificate says never changes'
AS_TEXT = {'payload', 'credential'}


def upgrade() -> None:
    op.create_table('certificate_count',
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('issued', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('year', name=op.f('pk_certificate_count'))
    )
    op.create_table('issue_order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('bookable_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.Column('issued', sa.Integer(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['member.id'], name=op.f('fk_issue_order_asked_by_id_member')),
    sa.ForeignKeyConstraint(['bookable_id'], ['bookable.id'], name=op.f('fk_issue_order_bookable_id_bookable')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issue_order'))
    )
    op.create_index(op.f('ix_issue_order_bookable_id'), 'issue_order', ['bookable_id'], unique=False)
    op.create_index('uq_issue_order_under_way', 'issue_order', ['bookable_id', 'kind'], unique=True,
    sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))
    for statement in sealed(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TRIGGER certificate_sealed_update')
        op.execute('DROP TRIGGER certificate_sealed_delete')
    else:
        op.execute('DROP TRIGGER certificate_sealed ON certificate')
        op.execute('DROP FUNCTION refuse_sealed_certificate()')
    op.drop_index('uq_issue_order_under_way', table_name='issue_order')
    op.drop_index(op.f('ix_issue_order_bookable_id'), table_name='issue_order')
    op.drop_table('issue_order')
    op.drop_table('certificate_count')


def sealed(dialect):
    differs = 'IS NOT' if dialect == 'sqlite' else 'IS DISTINCT FROM'
    cast = '' if dialect == 'sqlite' else '::text'

    def changed(names):
        return ' OR '.join(
            f"NEW.{name}{cast if name in AS_TEXT else ''} {differs}"
            f" OLD.{name}{cast if name in AS_TEXT else ''}"
            for name in names
        )

    withdrawn = 'OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL'
    again = ' OR '.join(f'(OLD.{name} IS NOT NULL AND NEW.{name} {differs} OLD.{name})' for name in ONCE)
    told = (
        f"((OLD.replaced_at IS NOT NULL OR NEW.replaced_at IS NULL) AND ({changed(['replace_reason'])}))"
        f" OR ((OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL) AND ({changed(['revoke_reason'])}))"
    )
    refused = (
        f'({changed(FIXED)}) OR ({again}) OR ({told})'
        f' OR (({changed(WIPED)}) AND NOT ({withdrawn}))'
    )
    if dialect == 'sqlite':
        return [
            f"CREATE TRIGGER certificate_sealed_update BEFORE UPDATE ON certificate WHEN {refused}"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
            f"CREATE TRIGGER certificate_sealed_delete BEFORE DELETE ON certificate"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        ]
    raising = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'"
    return [
        'CREATE FUNCTION refuse_sealed_certificate() RETURNS trigger LANGUAGE plpgsql AS $$ '
        f"BEGIN IF TG_OP = 'DELETE' THEN {raising}; END IF;"
        f' IF {refused} THEN {raising}; END IF; RETURN NEW; END $$',
        'CREATE TRIGGER certificate_sealed BEFORE UPDATE OR DELETE ON certificate'
        ' FOR EACH ROW EXECUTE FUNCTION refuse_sealed_certificate()',
    ]
