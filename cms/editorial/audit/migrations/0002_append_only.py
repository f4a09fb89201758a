"""The database refuses to change an entry, or to give it a second place in the chain; PostgreSQL also to delete it.

On SQLite deleting stays possible, since Django's flush deletes row by row; `verify_audit` finds it out.
"""

from django.db import migrations

CONTENT = "id, moment, actor_id, actor, channel, address, agent, action, object_type, object_id, title, note, changes, signature"

# ruff: noqa: S608 -- made of constants
POSTGRESQL = f"""
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit entries are never changed';
END $$;
CREATE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM audit_audithead WHERE pruned >= OLD.number) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'audit entries are deleted by prune_audit only';
END $$;
CREATE TRIGGER audit_content BEFORE UPDATE OF {CONTENT} ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_place BEFORE UPDATE ON audit_auditentry
    FOR EACH ROW WHEN (OLD.number IS NOT NULL) EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_deletion BEFORE DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_keep();
"""
POSTGRESQL_BACK = """
DROP TRIGGER audit_content ON audit_auditentry;
DROP TRIGGER audit_place ON audit_auditentry;
DROP TRIGGER audit_deletion ON audit_auditentry;
DROP FUNCTION audit_refuse();
DROP FUNCTION audit_keep();
"""
SQLITE = (
    f"""CREATE TRIGGER audit_content BEFORE UPDATE OF {CONTENT} ON audit_auditentry
    BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END""",
    """CREATE TRIGGER audit_place BEFORE UPDATE ON audit_auditentry WHEN OLD.number IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END""",
)
SQLITE_BACK = ("DROP TRIGGER audit_content", "DROP TRIGGER audit_place")


def add(apps, schema_editor):
    for statement in (POSTGRESQL,) if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def take_away(apps, schema_editor):
    for statement in (POSTGRESQL_BACK,) if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(add, take_away)]
