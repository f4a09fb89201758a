"""Full-text indexes of search entries: GIN on PostgreSQL, FTS5 on SQLite."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SCOPES = {"title": ("title", "subject"), "name": ("number", "sound"), "anywhere": ("body", "pairs")}

VECTOR = """
CREATE FUNCTION search_vector(first text, second text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
BEGIN
    -- Leading and doubled spaces would be empty words, which a tsvector refuses.
    RETURN pg_catalog.array_to_tsvector(pg_catalog.array_remove(
        pg_catalog.string_to_array(first || ' ' || second, ' '), ''));
END
$$
"""
# Without the index a vector would have to be made for every row. The planner does not know how dear that is, and would
# read the table whenever a word is in nearly all entries.
KEYS = """
CREATE FUNCTION search_{scope}_keys(asked tsquery, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY SELECT item_id FROM search_searchentry WHERE search_vector({columns}) @@ asked LIMIT most;
END
$$
"""


COLUMNS = ", ".join(column for pair in SCOPES.values() for column in pair)
# Words may contain combining marks (Tibetan vowels), which the tokeniser would otherwise split at.
TABLE = f"""
CREATE VIRTUAL TABLE search_fulltext USING fts5({COLUMNS}, content='search_searchentry', content_rowid='item_id',
    detail='column', tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'")
"""
# The index must be told under which words an entry stood. Triggers do so for every way in which rows can go.
OLD, NEW = (", ".join(f"{row}.{column}" for column in COLUMNS.split(", ")) for row in ("old", "new"))
FORGET = f"INSERT INTO search_fulltext (search_fulltext, rowid, {COLUMNS}) VALUES ('delete', old.item_id, {OLD});"  # noqa: S608
LEARN = f"INSERT INTO search_fulltext (rowid, {COLUMNS}) VALUES (new.item_id, {NEW});"  # noqa: S608
TRIGGERS = {
    "search_entry_added": f"AFTER INSERT ON search_searchentry BEGIN {LEARN} END",
    "search_entry_removed": f"AFTER DELETE ON search_searchentry BEGIN {FORGET} END",
    "search_entry_changed": f"AFTER UPDATE OF {COLUMNS} ON search_searchentry BEGIN {FORGET} {LEARN} END",
}


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(VECTOR)
        for scope, pair in SCOPES.items():
            columns = ", ".join(pair)
            schema_editor.execute(
                f"CREATE INDEX search_{scope}_words ON search_searchentry USING gin (search_vector({columns}))"
            )
            schema_editor.execute(KEYS.format(scope=scope, columns=columns))
    else:
        schema_editor.execute(TABLE)
        schema_editor.execute("INSERT INTO search_fulltext (search_fulltext) VALUES ('rebuild')")
        for name, rule in TRIGGERS.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {rule}")


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for scope in SCOPES:
            schema_editor.execute(f"DROP FUNCTION search_{scope}_keys(tsquery, integer)")
            schema_editor.execute(f"DROP INDEX search_{scope}_words")
        schema_editor.execute("DROP FUNCTION search_vector(text, text)")
    else:
        for name in TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER {name}")
        schema_editor.execute("DROP TABLE search_fulltext")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
