from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationConfig(AppConfig):
    name = "cms.operation"
    verbose_name = _("运行")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.operation import checks  # noqa: F401 -- registers them
