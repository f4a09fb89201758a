"""Portals whose roles are there already get the right to begin translations that new portals are founded with.

Going back takes nothing away: an administrator may have given the same right.
"""

from django.db import migrations


def grant(apps, schema_editor):
    roles = apps.get_model("editorial", "Role").objects.filter(group__isnull=False)
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="wagtail_localize", codename="submit_translation"
    )
    for role in roles.filter(key__in=("publisher", "disclosure_office")).select_related("group"):
        role.group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0002_review_tasks"),
        ("wagtail_localize", "0006_create_submit_translation_permission"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
