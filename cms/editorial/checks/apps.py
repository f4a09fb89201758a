from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChecksConfig(AppConfig):
    name = "cms.editorial.checks"
    label = "content_checks"
    verbose_name = _("内容检查")

    def ready(self) -> None:
        from cms.editorial.checks import gate  # noqa: F401 -- importing registers it
