"""What the editorial room does when something happens elsewhere."""

import logging
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.signals import page_unpublished

from cms.content.gates import PublicationRefused, publication_refused
from cms.editorial.companions import interpretations_of
from cms.editorial.founding import establish_libraries, establish_pages, establish_roles, establish_workflow
from pages.signals import portal_founded

logger = logging.getLogger(__name__)


@receiver(post_migrate, sender=apps.get_app_config("editorial"))
def follow_migration(**kwargs: Any) -> None:
    """Every portal has the roles, and every department a place for its files."""
    establish_roles()
    establish_libraries()


@receiver(post_migrate, sender=apps.get_app_config("sessions"))
def name_permissions(**kwargs: Any) -> None:
    """The form of a group lists permissions by the names that the database keeps, in English where Django made them.

    Sessions migrate last, when all other permissions are there.
    """
    permissions = Permission.objects.filter(name__regex="^[A-Z]").select_related("content_type")
    # Migrating takes place without any language.
    with override(settings.LANGUAGE_CODE):
        named = {"add": _("新建%s"), "change": _("修改%s"), "delete": _("删除%s"), "view": _("查看%s")}
        for permission in permissions:
            action, _line, model = permission.codename.partition("_")
            if permission.name.startswith("Can ") and action in named and model == permission.content_type.model:
                permission.name = named[action] % _(permission.content_type.name)
            else:
                permission.name = _(permission.name)
    Permission.objects.bulk_update(permissions, ["name"])


@receiver(portal_founded)
def follow_founding(**kwargs: Any) -> None:
    """And the roles have their rights as soon as there are pages."""
    establish_pages()
    establish_libraries()
    establish_workflow()


@receiver(publication_refused)
def follow_refusal(refused: PublicationRefused, request: HttpRequest | None = None, **kwargs: Any) -> None:
    """A refused publication is recorded, and its reasons are told to whoever asked for it in the administration."""
    user = refused.user or getattr(request, "user", None)
    logger.warning("publication of page %s refused to %s: %s", getattr(refused.page, "pk", None), user, refused)
    if isinstance(refused.page, Page) and Page.objects.filter(pk=refused.page.pk).exists():
        # A request that published in passing may name a page which is gone again.
        known = user if user and user.is_authenticated else None
        log(refused.page, "editorial.refuse", user=known, data={"reasons": [str(each) for each in refused.obstacles]})
    if request is not None and request.path.startswith(reverse("wagtailadmin_home")):
        for obstacle in refused.obstacles:
            messages.error(request, str(obstacle))


@receiver(page_unpublished)
def follow_withdrawal(instance: Page, **kwargs: Any) -> None:
    """A document that is withdrawn takes along its interpretations, unless they explain another public document."""
    for interpretation in interpretations_of(instance):
        if interpretation.live and not any(document.live for document in interpretation.explained_documents()):
            interpretation.unpublish()
