"""PostgreSQL refuses to empty the table of entries, also to its owner: triggers for rows do not hear of TRUNCATE."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER audit_truncation BEFORE TRUNCATE ON audit_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""
BACK = "DROP TRIGGER audit_truncation ON audit_auditentry"


def on_postgresql(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_reading_rights")]

    operations = [migrations.RunPython(on_postgresql(FORWARD), on_postgresql(BACK))]
