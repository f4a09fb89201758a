"""三员分立: portals that run already get the security administrator, and their administrators no longer grant rights.

The new role's group is made after migrating, as all missing roles are. Who holds it is said with `assign_role`. Going
back gives nothing back: an administrator may never have had it.
"""

from django.db import migrations, models

GRANTING = {
    "auth": ("add_group", "change_group", "delete_group"),
    "editorial": ("add_membership", "change_membership", "delete_membership"),
    "wagtailcore": (
        "add_workflow", "change_workflow", "delete_workflow", "add_task", "change_task", "delete_task",
        "add_collection", "change_collection", "delete_collection",
    ),
    "audit": ("view_auditentry",),
}  # fmt: skip


def take_from_administrators(apps, schema_editor):
    role = apps.get_model("editorial", "Role").objects.filter(key="administrator", group__isnull=False).first()
    for app_label, codenames in GRANTING.items() if role else ():
        role.group.permissions.remove(
            *role.group.permissions.filter(content_type__app_label=app_label, codename__in=codenames)
        )


class Migration(migrations.Migration):
    dependencies = [("editorial", "0005_files_under_review"), ("audit", "0003_reading_rights")]

    operations = [
        migrations.AlterModelOptions(
            name="role",
            options={
                "permissions": [
                    ("all_departments", "不限处室：查阅全部栏目，所授页面权限适用于各处室"),
                    ("grant_rights", "授予权限：为他人指定角色和处室，管理用户组和审签流程"),
                ],
                "verbose_name": "角色",
                "verbose_name_plural": "角色",
            },
        ),
        migrations.AlterField(
            model_name="role",
            name="key",
            field=models.CharField(
                choices=[
                    ("column_editor", "栏目编辑"),
                    ("department_head", "处室负责人"),
                    ("secrecy_reviewer", "保密审查员"),
                    ("countersigner_research", "会签（政研室）"),
                    ("countersigner_legal", "会签（法规处）"),
                    ("publisher", "发布员（信息中心）"),
                    ("disclosure_office", "政务公开办（办公室）"),
                    ("administrator", "系统管理员"),
                    ("security_administrator", "安全管理员"),
                    ("auditor", "审计员"),
                ],
                max_length=30,
                unique=True,
                verbose_name="角色",
            ),
        ),
        migrations.RunPython(take_from_administrators, migrations.RunPython.noop),
    ]
