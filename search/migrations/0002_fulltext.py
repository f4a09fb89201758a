"""Full-text indexes of search entries: GIN on PostgreSQL, FTS5 on SQLite."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SCOPES = {"title": ("title", "subject"), "name": ("number", "sound"), "anywhere": ("body", "pairs")}


# The planner must know that making a vector is dear: an index scan is always better than making one for each row. A
# function in SQL would be expanded into its cheap-looking parts.
FUNCTION = """
CREATE FUNCTION search_vector(first text, second text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
BEGIN
    RETURN array_to_tsvector(array_remove(string_to_array(first || ' ' || second, ' '), ''));
END
$$
"""


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        for scope, columns in SCOPES.items():
            schema_editor.execute(
                f"CREATE INDEX search_{scope}_words ON search_searchentry"
                f" USING gin (search_vector({', '.join(columns)}))"
            )
    else:
        columns = ", ".join(column for scope in SCOPES.values() for column in scope)
        # Words may contain combining marks (Tibetan vowels), which the tokeniser would otherwise split at.
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE search_fulltext USING fts5({columns}, content='search_searchentry',"
            " content_rowid='item_id', detail='column',"
            " tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")"
        )


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for scope in SCOPES:
            schema_editor.execute(f"DROP INDEX search_{scope}_words")
        schema_editor.execute("DROP FUNCTION search_vector(text, text)")
    else:
        schema_editor.execute("DROP TABLE search_fulltext")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
