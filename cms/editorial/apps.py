from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "cms.editorial"
    label = "editorial"
    verbose_name = _("编审")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.editorial import files, gates, libraries, signals  # noqa: F401 -- importing registers them
        from cms.editorial.wording import name_in_chinese

        name_in_chinese()
