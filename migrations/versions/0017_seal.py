"""What a published or retired edition says is refused any change, by the database itself

SQLite drops the triggers of a table that Alembic rebuilds (`batch_alter_table` that does more than
add a column): a later migration that rebuilds one of these tables creates its triggers again, with
`sealed_by` copied from here. tests/competencies/test_seal.py names those that are missing.
"""

from alembic import op

revision = '0017_seal'
down_revision = '0016_proposals'
branch_labels = None
depends_on = None

SEALED = "('published', 'retired')"
SAID_BY_AN_EDITION = ('revision', 'level_descriptor', 'relation')
# What the hash of an edition reads elsewhere than in its own rows.
HASHED = {
    'framework': (
        ('uuid', 'title', 'creator', 'license_title'),
        'SELECT state FROM edition WHERE framework_id = {row}.id',
    ),
    'competency': (
        ('uuid', 'uri', 'framework_id'),
        'SELECT state FROM edition JOIN revision ON revision.edition_id = edition.id'
        ' WHERE revision.competency_id = {row}.id',
    ),
    'external_reference': (
        ('scheme', 'vocabulary_version', 'identifier'),
        'SELECT state FROM edition JOIN relation ON relation.edition_id = edition.id'
        ' WHERE relation.external_id = {row}.id',
    ),
}
FIXED = (
    'id', 'uuid', 'framework_id', 'scale_id', 'based_on_id', 'number', 'title', 'notice',
    'published_at', 'sha256', 'created_at', 'source_extras',
)  # of an edition, once it is published
REFUSAL = 'sealed: what a published edition says never changes'


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in (on_sqlite() if dialect == 'sqlite' else on_postgresql()):
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for name, *_ in sqlite_triggers():
            op.execute(f'DROP TRIGGER {name}')
        return
    for table in (*SAID_BY_AN_EDITION, 'scale_level', 'edition'):
        op.execute(f'DROP TRIGGER {table}_sealed ON {table}')
        op.execute(f'DROP TRIGGER {table}_sealed_whole ON {table}')
    for table in HASHED:
        op.execute(f'DROP TRIGGER {table}_sealed ON {table}')
        op.execute(f'DROP FUNCTION refuse_sealed_{table}()')
    for function in ('text', 'scale', 'edition', 'whole'):
        op.execute(f'DROP FUNCTION refuse_sealed_{function}()')


def on_sqlite():
    return [
        f"CREATE TRIGGER {name} BEFORE {moment} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for name, table, moment, when in sqlite_triggers()
    ]


def sqlite_triggers():
    """(name, table, moment, condition). A REPLACE deletes without firing triggers on deletion:
    the rows that it would take the place of are looked for when it writes."""
    found = []

    def guard(table, states, replaced=None):
        for moment in ('INSERT', 'UPDATE', 'DELETE'):
            rows = {'INSERT': ['NEW'], 'UPDATE': ['OLD', 'NEW'], 'DELETE': ['OLD']}[moment]
            sealed = [any_sealed(states.format(row=row)) for row in rows]
            if replaced and moment != 'DELETE':
                sealed.append(any_sealed(replaced))
            found.append((f'{table}_sealed_{moment.lower()}', table, moment, ' OR '.join(sealed)))

    for table in SAID_BY_AN_EDITION:
        guard(
            table,
            'SELECT state FROM edition WHERE id = {row}.edition_id',
            f'SELECT state FROM edition JOIN {table} kept ON kept.edition_id = edition.id'
            ' WHERE kept.id = NEW.id' if table != 'level_descriptor' else None,
        )
    guard('scale_level', 'SELECT state FROM edition WHERE scale_id = {row}.scale_id')
    for table, (columns, states) in HASHED.items():
        changed = ' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in columns)
        when = f"({changed}) AND {any_sealed(states.format(row='OLD'))}"
        found.append((f'{table}_sealed_update', table, 'UPDATE', when))
    replaced = any_sealed(
        'SELECT state FROM edition kept WHERE (kept.id = NEW.id OR kept.uuid = NEW.uuid'
        ' OR (kept.framework_id = NEW.framework_id AND kept.number = NEW.number)'
        " OR (kept.framework_id = NEW.framework_id AND kept.state = 'published'"
        " AND NEW.state = 'published')){but}"
    )
    fixed = ' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in FIXED)
    found += [
        ('edition_sealed_insert', 'edition', 'INSERT', replaced.format(but='')),
        (
            'edition_sealed_update',
            'edition',
            'UPDATE',
            f"(OLD.state IN {SEALED} AND ({fixed} OR NOT (NEW.state = OLD.state"
            " OR (OLD.state = 'published' AND NEW.state = 'retired')))) OR "
            + replaced.format(but=' AND kept.id <> OLD.id'),
        ),
        ('edition_sealed_delete', 'edition', 'DELETE', f'OLD.state IN {SEALED}'),
    ]
    return found


def any_sealed(states):
    # Named, or PostgreSQL 15 and older do not read it.
    return f"EXISTS (SELECT 1 FROM ({states}) AS known WHERE state IN {SEALED})"


def on_postgresql():
    """Rows are read FOR SHARE: whoever writes into a draft while somebody publishes it waits for
    them, and is then refused; `publish` holds the edition before it works out its hash."""
    raising = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'"

    def function(name, body, declare=''):
        return (
            f'CREATE FUNCTION refuse_sealed_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ '
            f'{declare} BEGIN {body} RETURN COALESCE(NEW, OLD); END $$'
        )

    def refusing(editions):
        return (
            f'FOR found IN {editions} FOR SHARE OF edition LOOP '
            f'IF found.state IN {SEALED} THEN {raising}; END IF; END LOOP;'
        )

    statements = [
        function(
            'text',
            refusing('SELECT state FROM edition WHERE id IN (OLD.edition_id, NEW.edition_id)'),
            'DECLARE found RECORD;',
        ),
        function(
            'scale',
            refusing('SELECT state FROM edition WHERE scale_id IN (OLD.scale_id, NEW.scale_id)'),
            'DECLARE found RECORD;',
        ),
        function(
            'edition',
            f"IF OLD.state IN {SEALED} AND (TG_OP = 'DELETE'"
            " OR to_jsonb(NEW) - '{state,updated_at}'::text[]"
            " IS DISTINCT FROM to_jsonb(OLD) - '{state,updated_at}'::text[]"
            " OR NOT (NEW.state = OLD.state OR (OLD.state = 'published' AND NEW.state = 'retired')))"
            f" THEN {raising}; END IF;",
        ),
        function('whole', f"IF EXISTS (SELECT 1 FROM edition WHERE state IN {SEALED}) THEN {raising}; END IF;"),
    ]
    for table, (columns, states) in HASHED.items():
        changed = ' OR '.join(f'NEW.{name} IS DISTINCT FROM OLD.{name}' for name in columns)
        statements += [
            function(
                table,
                f"IF ({changed}) AND {any_sealed(states.format(row='OLD'))} THEN {raising}; END IF;",
            ),
            f'CREATE TRIGGER {table}_sealed BEFORE UPDATE ON {table}'
            f' FOR EACH ROW EXECUTE FUNCTION refuse_sealed_{table}()',
        ]
    for table, name in (
        *((table, 'text') for table in SAID_BY_AN_EDITION),
        ('scale_level', 'scale'),
    ):
        statements.append(
            f'CREATE TRIGGER {table}_sealed BEFORE INSERT OR UPDATE OR DELETE ON {table}'
            f' FOR EACH ROW EXECUTE FUNCTION refuse_sealed_{name}()'
        )
    statements.append(
        'CREATE TRIGGER edition_sealed BEFORE UPDATE OR DELETE ON edition'
        ' FOR EACH ROW EXECUTE FUNCTION refuse_sealed_edition()'
    )
    for table in (*SAID_BY_AN_EDITION, 'scale_level', 'edition'):
        statements.append(
            f'CREATE TRIGGER {table}_sealed_whole BEFORE TRUNCATE ON {table}'
            ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_sealed_whole()'
        )
    return statements
