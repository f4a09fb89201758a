from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WordConfig(AppConfig):
    name = "pages.word"
    verbose_name = _("从 Word 导入")
