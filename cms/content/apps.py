import logging

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "cms.content"
    label = "content"
    verbose_name = _("内容发布")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.content import (
            checks,  # noqa: F401 -- importing registers them
            outage,
            signals,  # noqa: F401 -- likewise
        )

        logging.getLogger("django.request").addFilter(outage.is_news)
        from cms.content.spreadsheets import secure_exports

        secure_exports()
