"""What a new portal begins with: its roles, and the way from draft to public. All of it can be changed afterwards."""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.editorial.models import CountersignTask, DepartmentReviewTask, PublicationTask, SecrecyReviewTask
from cms.editorial.models.roles import ALL_DEPARTMENTS, Role, RoleKey
from pages.models import HomePage, PortalDocument, PortalImage
from snippets.models import Department, Library

WRITING = ("add_page", "change_page")
PUBLISHING = (*WRITING, "publish_page", "lock_page", "unlock_page")
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
VOCABULARY = (
    "snippets.add_topic", "snippets.change_topic", "snippets.add_department", "snippets.change_department",
    "snippets.add_searchwords", "snippets.change_searchwords", "snippets.delete_searchwords",
    "snippets.add_holidayarrangement", "snippets.change_holidayarrangement", "snippets.delete_holidayarrangement",
    "snippets.add_wordrule", "snippets.change_wordrule", "snippets.delete_wordrule",
    "snippets.add_allowedsite", "snippets.change_allowedsite", "snippets.delete_allowedsite",
    "search.add_promotion", "search.change_promotion", "search.delete_promotion", "search.view_querycount",
    "search.add_approvedquery", "search.change_approvedquery", "search.delete_approvedquery",
)  # fmt: skip
ADMINISTRATION = (
    *VOCABULARY, "snippets.delete_topic", "snippets.delete_department", "snippets.change_agencyprofile",
    "auth.add_user", "auth.change_user", "auth.delete_user", "wagtailcore.change_site", "search.view_searchstate",
    "wagtailredirects.add_redirect", "wagtailredirects.change_redirect", "wagtailredirects.delete_redirect",
)  # fmt: skip
# 三员分立 (GB/T 22239): one keeps accounts and settings, one grants rights, one looks at what both have done.
SECURITY = (
    "editorial.grant_rights", "auth.add_group", "auth.change_group", "auth.delete_group",
    "editorial.add_membership", "editorial.change_membership", "editorial.delete_membership",
    "wagtailcore.add_workflow", "wagtailcore.change_workflow", "wagtailcore.delete_workflow",
    "wagtailcore.add_task", "wagtailcore.change_task", "wagtailcore.delete_task",
    "wagtailcore.add_collection", "wagtailcore.change_collection", "wagtailcore.delete_collection",
)  # fmt: skip
# wagtail-localize asks for no page, so only roles that work in all departments begin translations.
TRANSLATING = "wagtail_localize.submit_translation"
OVERSEEING = ("content.view_delivery", "oversight.view_deadline")


@dataclass(frozen=True)
class Grants:
    """What a role's group may do at first: with pages, with files, and by Django's permissions (`app.codename`)."""

    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()


GRANTS = {
    RoleKey.COLUMN_EDITOR: Grants(WRITING, FILES),
    RoleKey.DEPARTMENT_HEAD: Grants(WRITING, FILES),
    RoleKey.SECRECY_REVIEWER: Grants(permissions=(ALL_DEPARTMENTS,)),
    RoleKey.COUNTERSIGNER_RESEARCH: Grants(permissions=(ALL_DEPARTMENTS,)),
    RoleKey.COUNTERSIGNER_LEGAL: Grants(permissions=(ALL_DEPARTMENTS,)),
    RoleKey.PUBLISHER: Grants(PUBLISHING, FILES, (ALL_DEPARTMENTS, TRANSLATING, "content.view_delivery")),
    RoleKey.DISCLOSURE_OFFICE: Grants(
        WRITING, FILES, (ALL_DEPARTMENTS, TRANSLATING, *VOCABULARY, "content.view_delivery", "oversight.view_deadline")
    ),
    RoleKey.ADMINISTRATOR: Grants(permissions=(ALL_DEPARTMENTS, *ADMINISTRATION, *OVERSEEING)),
    RoleKey.SECURITY_ADMINISTRATOR: Grants(permissions=(ALL_DEPARTMENTS, *SECURITY)),
    RoleKey.AUDITOR: Grants(permissions=(ALL_DEPARTMENTS, *OVERSEEING, "audit.view_auditentry")),
}


WAGTAILS_EXAMPLE = "Moderators approval"
WAY = (
    (DepartmentReviewTask, _("处室审核"), RoleKey.DEPARTMENT_HEAD),
    (SecrecyReviewTask, _("保密审查"), RoleKey.SECRECY_REVIEWER),
    (CountersignTask, _("政研室会签"), RoleKey.COUNTERSIGNER_RESEARCH),
    (CountersignTask, _("法规处会签"), RoleKey.COUNTERSIGNER_LEGAL),
    (PublicationTask, _("发布"), RoleKey.PUBLISHER),
)


@transaction.atomic
def establish_roles() -> None:
    """Create the roles that are missing, with their groups; what is there is left as it is."""
    missing = set(GRANTS) - {RoleKey(key) for key in Role.objects.values_list("key", flat=True)}
    library = Collection.get_first_root_node()
    if not missing or library is None:
        return
    # Django creates its permissions after all migrations, application by application; they are needed now.
    for label in ("auth", "content", "editorial", "audit", "oversight", "snippets", "pages", "search"):
        create_permissions(apps.get_app_config(label), verbosity=0)
    for label in ("core", "admin", "images", "docs", "redirects"):
        create_permissions(apps.get_app_config(f"wagtail{label}"), verbosity=0)
    _translating_permission()
    for key in GRANTS:
        if key in missing:
            group = Group.objects.get_or_create(name=str(key.label))[0]
            Role.objects.create(key=key, group=group)
            _grant(group, GRANTS[key], library)
    # Wagtail's own groups know no departments.
    Group.objects.filter(name__in=["Editors", "Moderators"], user=None).delete()


def _grant(group: Group, grants: Grants, library: Collection) -> None:
    group.permissions.add(*(_permission(name) for name in ("wagtailadmin.access_admin", *grants.permissions)))
    for codename in grants.files:
        permission = _permission(f"{'wagtailimages' if 'image' in codename else 'wagtaildocs'}.{codename}")
        GroupCollectionPermission.objects.get_or_create(group=group, collection=library, permission=permission)


@transaction.atomic
def establish_pages() -> None:
    """Give the roles their rights to the new pages, below every home page, unless they have rights there already."""
    establish_roles()
    homes = HomePage.objects.exclude(group_permissions__group__editorial_role__isnull=False)
    roles = [role for role in Role.objects.select_related("group") if role.group]
    permissions = {name: _permission(f"wagtailcore.{name}") for name in PUBLISHING}
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=role.group, page=home, permission=permissions[name])
        for home in homes
        for role in roles
        for name in GRANTS[RoleKey(role.key)].pages
    )


@transaction.atomic
def establish_libraries() -> None:
    """Give every department its library; what its people have put at the root of an older portal moves there.

    There is a common one besides, which administrators look after as those do who work in all departments.
    """
    is_new = not Library.objects.filter(department=None).exists()
    common, root = Library.of(None), Collection.get_first_root_node()
    if common is None:
        return
    for role in Role.objects.filter(key=RoleKey.ADMINISTRATOR).select_related("group") if is_new else ():
        if role.group:
            _grant(role.group, Grants(files=FILES), common.collection)
    for department in Department.objects.filter(library=None):
        library = Library.of(department)
        for model in (PortalDocument, PortalImage) if library else ():
            mine = model._default_manager.filter(collection=root, uploaded_by_user__membership__department=department)
            mine.update(collection=library.collection)  # type: ignore[union-attr]  # there is a root


@transaction.atomic
def establish_workflow() -> None:
    """Create the way from draft to public where there is none yet, and lead the pages below every home page on it."""
    if not SecrecyReviewTask.objects.exists():
        # Wagtail's own example, which asks moderators whom this portal does not have.
        Workflow.objects.filter(name=WAGTAILS_EXAMPLE, workflow_states=None).delete()
        Task.objects.filter(name=WAGTAILS_EXAMPLE, task_states=None).delete()
        workflow = Workflow.objects.create(name=str(_("审签发布")))
        for order, (task, name, key) in enumerate(WAY):
            step = task.objects.create(name=str(name))
            step.groups.set(Group.objects.filter(editorial_role__key=key))
            WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=order)
    workflow = Workflow.objects.filter(active=True, workflow_tasks__task__in=SecrecyReviewTask.objects.all()).first()
    for home in HomePage.objects.filter(workflowpage=None) if workflow else ():
        WorkflowPage.objects.create(page=home, workflow=workflow)


def _permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def _translating_permission() -> None:
    # wagtail-localize creates it in a migration, so a database that was emptied lacks it.
    kind = ContentType.objects.get_or_create(app_label="wagtail_localize", model="translation")[0]
    codename = TRANSLATING.partition(".")[2]
    Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": "Can submit translations"})
