"""Entries know their files, the document that they belong to, and the vocabulary that they were cut by."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

BEFORE = "title, subject, number, sound, body, pairs"
AFTER = f"{BEFORE}, files"


def fulltext(schema_editor: BaseDatabaseSchemaEditor, columns: str) -> None:
    """Make SQLite's index and its triggers for these columns. See the first of these migrations for what they do."""
    old, new = (", ".join(f"{row}.{column}" for column in columns.split(", ")) for row in ("old", "new"))
    forget = f"INSERT INTO search_fulltext (search_fulltext, rowid, {columns}) VALUES ('delete', old.item_id, {old});"  # noqa: S608 -- own constants
    learn = f"INSERT INTO search_fulltext (rowid, {columns}) VALUES (new.item_id, {new});"  # noqa: S608
    for name in ("added", "removed", "changed"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS search_entry_{name}")
    schema_editor.execute("DROP TABLE IF EXISTS search_fulltext")
    schema_editor.execute(
        f"CREATE VIRTUAL TABLE search_fulltext USING fts5({columns}, content='search_searchentry',"
        """ content_rowid='item_id', detail='column',
        tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'")"""
    )
    schema_editor.execute("INSERT INTO search_fulltext (search_fulltext) VALUES ('rebuild')")
    on = "ON search_searchentry BEGIN"
    schema_editor.execute(f"CREATE TRIGGER search_entry_added AFTER INSERT {on} {learn} END")
    schema_editor.execute(f"CREATE TRIGGER search_entry_removed AFTER DELETE {on} {forget} END")
    schema_editor.execute(f"CREATE TRIGGER search_entry_changed AFTER UPDATE OF {columns} {on} {forget} {learn} END")


def add(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        fulltext(schema_editor, AFTER)
        return
    schema_editor.execute("CREATE INDEX search_files_words ON search_searchentry USING gin (search_vector(files, ''))")
    schema_editor.execute(
        """
        CREATE FUNCTION search_files_keys(asked tsquery, most integer) RETURNS SETOF bigint
        LANGUAGE plpgsql STABLE PARALLEL SAFE SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
        BEGIN
            RETURN QUERY SELECT item_id FROM search_searchentry WHERE search_vector(files, '') @@ asked LIMIT most;
        END
        $$
        """
    )


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION search_files_keys(tsquery, integer)")
        schema_editor.execute("DROP INDEX search_files_words")


def restore(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        fulltext(schema_editor, BEFORE)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_fulltext"),
    ]

    operations = [
        # On the way back it comes last, since Django replaces a table of SQLite's by an altered copy without triggers.
        migrations.RunPython(migrations.RunPython.noop, restore),
        migrations.AddField(
            model_name="searchentry",
            name="cut",
            field=models.CharField(
                db_default="",
                default="",
                help_text="切分时所用词汇的标识，与现用的不同即须重新切分。",
                max_length=16,
                verbose_name="切分词汇",
            ),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="files",
            field=models.TextField(
                blank=True, db_default="", default="", help_text="词语和相邻字对。", verbose_name="附件词语"
            ),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="group",
            field=models.CharField(
                db_default="",
                db_index=True,
                default="",
                help_text="解读归入所解读的文件，其他内容自成一组：文件的内容标识。",
                max_length=36,
                verbose_name="归组",
            ),
        ),
        migrations.CreateModel(
            name="SearchFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=255, verbose_name="地址")),
                ("title", models.CharField(max_length=255, verbose_name="名称")),
                ("text", models.TextField(verbose_name="文字")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="search.searchentry",
                        verbose_name="检索条目",
                    ),
                ),
            ],
            options={
                "verbose_name": "附件文字",
                "verbose_name_plural": "附件文字",
                "ordering": ["pk"],
            },
        ),
        migrations.RunPython(add, remove),
    ]
