"""Portals whose roles are there already get the rights that new portals are founded with.

Going back takes nothing away: an administrator may have given the same rights.
"""

from django.db import migrations

RIGHTS = {
    ("audit", "auditentry", "view_auditentry"): ("administrator", "auditor"),
    ("oversight", "deadline", "view_deadline"): ("administrator", "auditor", "disclosure_office"),
}


def grant(apps, schema_editor):
    roles = apps.get_model("editorial", "Role").objects.filter(group__isnull=False)
    for (app_label, model, codename), keys in RIGHTS.items():
        groups = [role.group for role in roles.filter(key__in=keys).select_related("group")]
        if not groups:
            continue
        # Django creates its permissions after all migrations; these are needed now.
        kind = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app_label, model=model)[0]
        permission = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": f"Can view {model}"}
        )[0]
        for group in groups:
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_append_only"),
        ("editorial", "0002_review_tasks"),
        ("oversight", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
