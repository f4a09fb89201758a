import mimetypes

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = _("页面")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Not every system knows the type of captions, and browsers take them under no other.
        mimetypes.add_type("text/vtt", ".vtt")
        from pages import signals  # noqa: F401 -- importing registers them
