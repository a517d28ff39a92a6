"""PostgreSQL: the lexemes of the index of words say of what kind of thing they are"""

from alembic import op

revision = '0052_words_of_kinds'
down_revision = '0051_read_through_indexes'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of `foncier:1A`, in the title of an opening: `opening.foncier` and `opening^foncier`."""
    if op.get_bind().dialect.name != 'postgresql':
        return
    op.execute(
        'CREATE TABLE search_words_of_kinds ('
        ' entry_id integer PRIMARY KEY, kind varchar(20) NOT NULL, object_id integer NOT NULL,'
        ' audience varchar(40) NOT NULL, ends_at timestamptz, words tsvector NOT NULL)'
    )
    op.execute(
        'INSERT INTO search_words_of_kinds (entry_id, kind, object_id, audience, ends_at, words)'
        ' SELECT entry.id, entry.kind, entry.object_id, entry.audience, entry.ends_at,'
        " array_to_tsvector(ARRAY(SELECT entry.kind || '.' || lexeme FROM unnest(ts_filter(said.words, '{a,b}'))"
        " UNION SELECT entry.kind || '^' || lexeme FROM unnest(ts_filter(said.words, '{a}'))))"
        ' FROM search_words said JOIN search_entry entry ON entry.id = said.entry_id'
    )
    op.execute('DROP TABLE search_words')
    put_in_place('search_words_of_kinds')
    op.execute('CREATE INDEX ix_search_words_kind_entry_id ON search_words (kind, entry_id)')


def downgrade() -> None:
    if op.get_bind().dialect.name != 'postgresql':
        return
    op.execute('CREATE TABLE search_words_weighed (entry_id integer PRIMARY KEY, words tsvector NOT NULL)')
    stem = 'substr(lexeme, length(kind) + 2)'
    is_titled = f"kind || '^' || {stem} = ANY(tsvector_to_array(words))"
    op.execute(
        'INSERT INTO search_words_weighed (entry_id, words) SELECT entry_id, CAST('
        "quote_literal(kind) || '\\:3D ' || COALESCE((SELECT string_agg(quote_literal(" + stem + ')'
        " || CASE WHEN " + is_titled + " THEN '\\:1A,2B' ELSE '\\:2B' END, ' ')"
        " FROM unnest(words) WHERE starts_with(lexeme, kind || '.')), '') AS tsvector)"
        ' FROM search_words'
    )
    op.execute('DROP TABLE search_words')
    put_in_place('search_words_weighed')


def put_in_place(table: str) -> None:
    op.execute(f'ALTER TABLE {table} RENAME TO search_words')
    op.execute(f'ALTER INDEX {table}_pkey RENAME TO search_words_pkey')
    op.execute('CREATE INDEX ix_search_words_words ON search_words USING gin (words)')
