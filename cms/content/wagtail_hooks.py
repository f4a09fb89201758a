"""What the administration and the write API must do differently for presentable pages, and the delivery report."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from cms.content.models import Delivery
from cms.content.permissions import ReadOnlyPermissionPolicy
from cms.content.publishing import PublishAction


@hooks.register("register_actions")
def register_publish_action(registry: ActionRegistry) -> None:
    """The write API asks the registry for the action that publishes a page."""
    registry.register(Page, PublishAction)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What is recorded besides Wagtail's own actions."""
    actions.register_action("content.publish_by_system", _("系统发布"), _("由系统过程发布"))


class DeliveryViewSet(ModelViewSet):
    """What each channel has been told and what is still on its way: to look at, not to edit."""

    model = Delivery
    icon = "mail"
    menu_label = _("渠道分发")
    menu_order = 9100
    add_to_admin_menu = True
    add_to_reference_index = False
    inspect_view_enabled = True
    form_fields = ["channel"]
    list_display = ["__str__", "item", "channel", "state", "attempts", "created_at", "delivered_at"]
    list_filter = ["channel", "state"]
    search_fields = ["item__title", "item__index_number", "last_error"]


register_permission_policy(Delivery, ReadOnlyPermissionPolicy(Delivery))


@hooks.register("register_admin_viewset")
def register_delivery_report() -> DeliveryViewSet:
    """The list of deliveries in the administration."""
    return DeliveryViewSet("deliveries")
