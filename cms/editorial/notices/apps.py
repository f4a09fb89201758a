from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "cms.editorial.notices"
    label = "notices"
    verbose_name = _("审签通知")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.editorial.notices.telling import tell_instead_of_wagtail

        tell_instead_of_wagtail()
