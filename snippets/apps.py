from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SnippetsConfig(AppConfig):
    name = "snippets"
    verbose_name = _("公用信息")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(load_after_migrating, sender=self)


def load_after_migrating(
    apps: Any = None, plan: Any = None, verbosity: int = 1, stdout: Any = None, **kwargs: Any
) -> None:
    """Load the word lists after `migrate`, but not after `flush`, which sends the same signal without a plan."""
    from snippets.shipped import load

    # A state that was migrated back to has no table for it.
    if plan is None or "shippedentry" not in apps.all_models["snippets"]:
        return
    if (loaded := load(apps)) and verbosity:
        print(f"Word lists that ship: {loaded}", file=stdout)
