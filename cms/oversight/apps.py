from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "cms.oversight"
    label = "oversight"
    verbose_name = _("督办")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.oversight import listings, signals  # noqa: F401 -- importing registers them
