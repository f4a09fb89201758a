from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "cms.content"
    label = "content"
    verbose_name = _("内容发布")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.content import checks, signals  # noqa: F401 -- importing registers them
        from cms.content.spreadsheets import secure_exports

        secure_exports()
