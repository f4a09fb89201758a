"""The editorial room's place in the administration."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from cms.editorial.models import Membership
from cms.editorial.page_views import EditorialPageViewSet
from cms.editorial.permissions import DepartmentPermissionPolicy

register_permission_policy(Page, DepartmentPermissionPolicy())


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Permissions that the form of a group offers."""
    return Permission.objects.filter(content_type__app_label="editorial", codename="all_departments")


class MembershipViewSet(ModelViewSet):
    """Which department somebody works in."""

    model = Membership
    icon = "group"
    menu_label = _("处室人员")
    menu_order = 650
    add_to_settings_menu = True
    form_fields = ["user", "department"]
    list_display = ["user", "department"]
    list_filter = ["department"]
    search_fields = ["user__username", "user__last_name", "user__first_name", "department__title"]


@hooks.register("register_admin_viewset")
def register_memberships() -> MembershipViewSet:
    """The people of each department."""
    return MembershipViewSet("memberships")


@hooks.register("register_admin_viewset")
def register_page_views() -> EditorialPageViewSet:
    """The views of pages, in place of Wagtail's own."""
    return EditorialPageViewSet()
