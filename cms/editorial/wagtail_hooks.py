"""The editorial room's place in the administration."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Collection, Locale, Page
from wagtail.permissions import policy_registry, register_permission_policy

from cms.editorial.gates import is_reviewed
from cms.editorial.models import Membership
from cms.editorial.page_views import EditorialPageViewSet, may_take_back
from cms.editorial.permissions import DepartmentPermissionPolicy
from cms.editorial.review import ReviewView
from cms.editorial.visibility import visibility_of
from snippets.models import Library

register_permission_policy(Page, DepartmentPermissionPolicy())


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Permissions that the form of a group offers."""
    return Permission.objects.filter(
        content_type__app_label="editorial", codename__in=["all_departments", "grant_rights"]
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What is recorded besides Wagtail's own actions."""

    @actions.register_action("editorial.refuse")
    class Refusal(LogFormatter):
        label = _("拒绝发布")

        def format_message(self, log_entry: Any) -> str:
            return _("拒绝发布：%s") % " ".join(log_entry.data.get("reasons", []))


@hooks.register("describe_collection_contents")
def describe_library(collection: Collection) -> dict[str, Any] | None:
    """A collection that is a library is not deleted, however empty."""
    library = Library.objects.filter(collection=collection).first()
    if library is None:
        return None
    told = _("“%s”的文件库") % (library.department or collection.name)
    return {"count": 1, "count_text": told, "url": reverse("wagtailadmin_collections:index")}


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


@hooks.register("register_admin_urls")
def register_review() -> list[URLPattern]:
    """Where steps are taken."""
    return [path("review/<int:page_id>/", ReviewView.as_view(), name="editorial_review")]


class ReviewMenuItem(ActionMenuItem):
    """Leads from the editor to the decision, for those whose step it is."""

    name = "action-review"
    label = _("审签")
    icon_name = "clipboard-list"

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        task = page.current_workflow_task if page and context["view"] == "edit" else None
        return bool(task and task.get_actions(page, context["request"].user))

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("editorial_review", args=[context["page"].pk])


@hooks.register("register_page_action_menu_item")
def register_review_menu_item() -> ReviewMenuItem:
    """One of the buttons below the editor."""
    return ReviewMenuItem(order=-10)


@hooks.register("construct_page_action_menu")
def leave_publishing_to_reviews(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """No button where the gate would refuse."""
    page = context.get("page")
    if page is not None and is_reviewed(page):
        items[:] = [item for item in items if item.name != "action-publish"]


@hooks.register("construct_page_action_menu")
def leave_taking_back_to_authors(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Reviewers return a page with a comment; Wagtail would let them cancel its review without a word."""
    page = context.get("page")
    if page is not None and not may_take_back(page, request.user):
        items[:] = [item for item in items if item.name not in {"action-cancel-workflow", "action-restart-workflow"}]


@hooks.register("construct_page_chooser_queryset")
def offer_known_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Links lead to what is public, or to what one may read before."""
    return pages.filter(visibility_of(request.user).known())


@hooks.register("register_page_header_buttons")
def register_review_button(page: Page, user: Any, **kwargs: Any) -> Iterator[Button]:
    """From every view of a page that is under review to its review."""
    if page.workflow_in_progress:
        address = reverse("editorial_review", args=[page.pk])
        yield Button(_("审签"), address, icon_name="clipboard-list", priority=5)


@hooks.register("register_admin_menu_item")
def register_tasks() -> MenuItem:
    """What waits for me, first in a menu that goes on in the order of the work.

    Writing (内容, 页面), files (图片, 文档), looking after what was sent (报告, 渠道分发), words that all use
    (公用信息, 置顶答案), the administration of it all (设置). Each room gives its own entry its place by `menu_order`.
    """
    return MenuItem(_("待办"), reverse("wagtailadmin_home"), name="home", icon_name="home", order=10)


@hooks.register("construct_settings_menu")
def hide_closed_doors(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail shows the languages to whoever may change sites, and then asks for another right."""
    if not policy_registry.get_by_type(Locale).user_has_any_permission(request.user, {"add", "change", "delete"}):
        items[:] = [item for item in items if item.url != reverse("wagtaillocales:index")]


@hooks.register("construct_help_menu")
def keep_help_at_home(request: HttpRequest, items: list[Any]) -> None:
    """The administration often runs where no foreign site answers, and Wagtail's guides are in English."""
    items[:] = [item for item in items if item.url.startswith(("/", "#"))]


@hooks.register("construct_homepage_panels")
def arrange_panels(request: HttpRequest, panels: list[Any]) -> None:
    """First what waits for me, then what I sent, then the rest."""
    first = [WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel]
    for panel in panels:
        if type(panel) in first:
            panel.order = 10 + 10 * first.index(type(panel))
