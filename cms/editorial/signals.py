"""What the editorial room does when something happens elsewhere."""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from cms.editorial.founding import establish_pages, establish_roles
from pages.signals import portal_founded


@receiver(post_migrate, sender=apps.get_app_config("editorial"))
def follow_migration(**kwargs: Any) -> None:
    """Every portal has the roles."""
    establish_roles()


@receiver(portal_founded)
def follow_founding(**kwargs: Any) -> None:
    """And the roles have their rights as soon as there are pages."""
    establish_pages()
