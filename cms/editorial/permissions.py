"""Who may do what with a page: Wagtail's permissions, inside the columns of the user's department.

Wagtail asks the tester about one page and the policy about all of them, whoever asks: the administration, bulk
actions, moves and copies, and the write API.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.models.pages import PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.editorial.departments import department_of, territory_of
from cms.editorial.models.roles import ALL_DEPARTMENTS
from cms.editorial.visibility import visibility_of
from pages.models.policy import withheld_documents

# The rights one of which Wagtail asks for before it lists pages, or shows the menu that leads there.
_EXPLORING = {"add", "change", "publish", "bulk_delete", "lock", "unlock"}
_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Views that only show something let in whoever reads everything, as if he could edit."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def reads_everything(user: Any) -> bool:
    """Whether the user may look at every page, whatever he may change."""
    return user.is_active and user.has_perm(ALL_DEPARTMENTS)


class DepartmentPermissionTester(PagePermissionTester):
    """What a user may do with one page; nothing at all in a column of another department, or where he may not look."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        self.territory = territory_of(user)
        self.visibility = visibility_of(user)
        if not user.is_superuser and (page not in self.territory or not self.visibility.reads(page)):
            self.permissions: set[str] = set()

    def can_edit(self) -> bool:
        return super().can_edit() or (_reading.get() and not self.page_is_root and self.can_read())

    def can_read(self) -> bool:
        """Whether the user may look at all of the page, drafts and history included."""
        return self.user.is_active and self.visibility.reads(self.page)

    def can_change(self) -> bool:
        """Whether the user may really edit the page, also where a view lets in whoever reads everything."""
        return bool(super().can_edit())

    def can_copy(self) -> bool:
        return self.can_change()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Not under review, nor together with other departments' columns or with what the user does not read.

        Moving asks this too: in a column of his own he would read what was moved there.
        """
        if not super().can_delete(ignore_bulk) or self.page_locked() or not self.visibility.reads_all_below(self.page):
            return False
        return self.user.is_superuser or self.territory.covers_all_below(self.page)


class DepartmentPermissionPolicy(PagePermissionPolicy):
    """The same for lists of pages, and for the question who may do something with a page."""

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        looking = _reading.get() or _EXPLORING.issubset(actions)
        return super().user_has_any_permission(user, actions) or (looking and reads_everything(user))

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Page) -> bool:
        allowed = super().user_has_any_permission_for_instance(user, actions, instance)
        if user.is_superuser or not allowed:
            return bool(allowed)
        return instance in territory_of(user) and visibility_of(user).reads(instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Page]:
        if "choose" in actions:
            # Not a right of Wagtail's: what choosers list, for who names a page without them.
            return self.model._default_manager.filter(visibility_of(user).known())
        pages = super().instances_user_has_any_permission_for(user, actions)
        if user.is_superuser:
            return pages
        return pages.filter(territory_of(user).condition(), visibility_of(user).readable())

    def users_with_any_permission_for_instance(
        self, actions: Any, instance: Page, include_superusers: bool = True
    ) -> QuerySet[Any]:
        users = super().users_with_any_permission_for_instance(actions, instance, include_superusers)
        app_label, codename = ALL_DEPARTMENTS.split(".")
        named = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
        unbound = Q(is_superuser=True) | Q(groups__permissions__in=named)
        users = users.filter(unbound | Q(membership__department=department_of(instance))).distinct()
        if withheld_documents().filter(pk=instance.pk).exists():
            users = users.filter(pk__in=[user.pk for user in users if visibility_of(user).reads(instance)])
        return users

    def instances_with_direct_explore_permission(self, user: Any) -> Any:
        if not user.is_superuser and reads_everything(user):
            return Page.objects.filter(depth=1)
        return super().instances_with_direct_explore_permission(user)

    def explorable_instances(self, user: Any) -> QuerySet[Page]:
        if user.is_superuser or not user.is_active:
            return super().explorable_instances(user)
        if reads_everything(user):
            return self.model._default_manager.filter(visibility_of(user).readable())
        territory = territory_of(user)
        inside = self.instances_user_has_any_permission_for(
            user, {"add", "change", "publish", "lock", "unlock", "bulk_delete"}
        )
        return inside | self.model._default_manager.filter(territory.way_there())


def apply_to_pages() -> None:
    """Every page is asked by this tester, also where Wagtail has read it without its type; done at start-up."""
    Page.permissions_for_user = lambda page, user: DepartmentPermissionTester(user, page)
