"""Who may do what, as the database has it: read before a request changes any of it, and compared with afterwards."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    APIToken,
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.models.workflows import AbstractGroupApprovalTask

from cms.editorial.models import DepartmentReviewTask, Membership, PublicationTask, Role, SecrecyReviewTask
from cms.editorial.models.roles import RoleKey

Grant = tuple[Any, ...]
"""One right of a group: ("permission", "auth.add_user"), ("page", 3, "add_page"), ("task", 5), ("role", "auditor") …"""

GRANT_RIGHTS = "editorial.grant_rights"
ENTER = "wagtailadmin.access_admin"
# What makes somebody one of the three, whichever group gives it; the first is the mark of who can really do the work.
POWERS: dict[RoleKey, tuple[str, ...]] = {
    RoleKey.ADMINISTRATOR: ("auth.change_user", "auth.add_user", "auth.delete_user"),
    RoleKey.SECURITY_ADMINISTRATOR: (
        GRANT_RIGHTS, "auth.add_group", "auth.change_group", "auth.delete_group",
        "editorial.add_membership", "editorial.change_membership", "editorial.delete_membership",
        "wagtailcore.add_workflow", "wagtailcore.change_workflow", "wagtailcore.delete_workflow",
        "wagtailcore.add_task", "wagtailcore.change_task", "wagtailcore.delete_task",
    ),
    RoleKey.AUDITOR: ("audit.view_auditentry",),
}  # fmt: skip
EDITORIAL = _("内容编辑、审签")
MANDATORY = (DepartmentReviewTask, SecrecyReviewTask, PublicationTask)


@dataclass(frozen=True)
class Person:
    """One account."""

    name: str
    email: str
    password: str
    names: tuple[str, str]
    active: bool
    superuser: bool
    staff: bool
    used: bool
    groups: frozenset[int]
    permissions: frozenset[str]
    department: int | None

    @property
    def rights(self) -> tuple[Any, ...]:
        """What decides what the account may do."""
        return self.groups, self.permissions, self.department


@dataclass(frozen=True)
class Step:
    """A step of review."""

    kind: str
    active: bool
    groups: frozenset[int]


@dataclass(frozen=True)
class State:
    """Accounts, groups with their rights, and the ways from draft to public."""

    people: dict[int, Person]
    groups: dict[int, str]
    grants: dict[int, frozenset[Grant]]
    roles: dict[str, int | None]
    steps: dict[int, Step]
    ways: dict[int, tuple[bool, tuple[int, ...]]]
    assigned: dict[int, int]
    collections: frozenset[int]
    tokens: dict[int, int]

    def permissions_of(self, person: Person) -> set[str]:
        """The names of all permissions that the person has, whether active or not."""
        given = {grant[1] for group in person.groups for grant in self.grants[group] if grant[0] == "permission"}
        return given | person.permissions

    def kinds_of(self, person: Person) -> set[str | Promise]:
        """Which of the three the person is, and whether an editor or reviewer as well."""
        permissions = self.permissions_of(person)
        grants = [grant for group in person.groups for grant in self.grants[group]]
        roles = {grant[1] for grant in grants if grant[0] == "role"}
        kinds: set[str | Promise] = {
            key.label for key, powers in POWERS.items() if key in roles or permissions.intersection(powers)
        }
        if roles - set(POWERS) or any(grant[0] in ("page", "task") for grant in grants):
            kinds.add(EDITORIAL)
        return kinds

    def holders(self, key: RoleKey) -> set[int]:
        """The accounts that can do the work of one of the three at present; superusers need none of the roles."""
        needed = {ENTER, POWERS[key][0]}
        return {pk for pk, person in self.people.items() if person.active and needed <= self.permissions_of(person)}

    def is_protected(self, person: Person) -> bool:
        """Whether nobody but the person may change its address."""
        return person.superuser or bool(self.kinds_of(person) - {EDITORIAL})

    def is_complete(self, way: int | None) -> bool:
        """Whether a workflow is in force, has every mandatory step with a group to take it, and ends in publication."""
        active, order = self.ways.get(way or 0, (False, ()))
        steps = [self.steps[pk] for pk in order if self.steps[pk].active]
        kinds = {step.kind for step in steps if step.groups}
        wanted = [task._meta.model_name for task in MANDATORY]
        return active and kinds.issuperset(wanted) and steps[-1].kind == wanted[-1]


def read_state() -> State:
    """The state, in a dozen queries."""
    steps = _steps()
    return State(
        people=_people(),
        groups=dict(Group.objects.values_list("pk", "name")),
        grants=_grants(steps),
        roles=dict(Role.objects.values_list("key", "group")),
        steps=steps,
        ways=_ways(),
        assigned=dict(WorkflowPage.objects.values_list("page", "workflow")),
        collections=frozenset(Collection.objects.values_list("pk", flat=True)),
        tokens=dict(APIToken.objects.filter(revoked_at=None).values_list("pk", "user")),
    )


def pages_among(pages: Iterable[int]) -> set[int]:
    """Those that there are."""
    return set(Page.objects.filter(pk__in=list(pages)).values_list("pk", flat=True))


def _people() -> dict[int, Person]:
    groups, permissions = defaultdict(set), defaultdict(set)
    for user, group in User.groups.through.objects.values_list("user", "group"):
        groups[user].add(group)
    direct = User.user_permissions.through.objects.values_list(
        "user", "permission__content_type__app_label", "permission__codename"
    )
    for user, app_label, codename in direct:
        permissions[user].add(f"{app_label}.{codename}")
    departments = dict(Membership.objects.values_list("user", "department"))
    return {
        user.pk: Person(
            user.username,
            user.email,
            user.password,
            (user.first_name, user.last_name),
            user.is_active,
            user.is_superuser,
            user.is_staff,
            user.last_login is not None,
            frozenset(groups[user.pk]),
            frozenset(permissions[user.pk]),
            departments.get(user.pk),
        )
        for user in User.objects.all()
    }


def _grants(steps: dict[int, Step]) -> dict[int, frozenset[Grant]]:
    found: dict[int, set[Grant]] = {group: set() for group in Group.objects.values_list("pk", flat=True)}
    permissions = Group.permissions.through.objects.values_list(
        "group", "permission__content_type__app_label", "permission__codename"
    )
    for group, app_label, codename in permissions:
        found[group].add(("permission", f"{app_label}.{codename}"))
    for group, *rest in GroupPagePermission.objects.values_list("group", "page", "permission__codename"):
        found[group].add(("page", *rest))
    for group, *rest in GroupCollectionPermission.objects.values_list("group", "collection", "permission__codename"):
        found[group].add(("collection", *rest))
    for key, group in Role.objects.filter(group__isnull=False).values_list("key", "group"):
        found[group].add(("role", key))
    for pk, step in steps.items():
        for group in step.groups:
            found[group].add(("task", pk))
    return {group: frozenset(grants) for group, grants in found.items()}


def _steps() -> dict[int, Step]:
    groups = defaultdict(set)
    for model in AbstractGroupApprovalTask.__subclasses__():
        for each in [model, *model.__subclasses__()]:
            if not each._meta.abstract:
                for task, group in each.groups.through.objects.values_list(each._meta.model_name, "group"):
                    groups[task].add(group)
    tasks = Task.objects.values_list("pk", "content_type__model", "active")
    return {pk: Step(kind, active, frozenset(groups[pk])) for pk, kind, active in tasks}


def _ways() -> dict[int, tuple[bool, tuple[int, ...]]]:
    order = defaultdict(list)
    for workflow, task in WorkflowTask.objects.order_by("sort_order").values_list("workflow", "task"):
        order[workflow].append(task)
    return {pk: (active, tuple(order[pk])) for pk, active in Workflow.objects.values_list("pk", "active")}
