"""Portals whose roles are there already get the rights to the calendar and the lists of the content checks.

Until now nobody but a superuser could enter next year's holidays, or keep the lists. Going back takes nothing away: an
administrator may have given the same rights.
"""

from django.db import migrations

MODELS = ("holidayarrangement", "wordrule", "allowedsite")


def grant(apps, schema_editor):
    roles = apps.get_model("editorial", "Role").objects.filter(group__isnull=False)
    groups = [each.group for each in roles.filter(key__in=("disclosure_office", "administrator"))]
    kinds = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    # Django creates its permissions after all migrations; these are needed now.
    for model in MODELS if groups else ():
        kind = kinds.get_or_create(app_label="snippets", model=model)[0]
        for action in ("add", "change", "delete"):
            permission = permissions.get_or_create(
                content_type=kind, codename=f"{action}_{model}", defaults={"name": f"Can {action} {model}"}
            )[0]
            for group in groups:
                group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0003_translating_rights"),
        ("snippets", "0003_word_lists"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
