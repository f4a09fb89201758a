"""What the administration and the write API must do differently for presentable pages."""

from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.models import Page

from cms.content.publishing import PublishAction


@hooks.register("register_actions")
def register_publish_action(registry: ActionRegistry) -> None:
    """The write API asks the registry for the action that publishes a page."""
    registry.register(Page, PublishAction)
