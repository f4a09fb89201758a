from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "cms.editorial"
    label = "editorial"
    verbose_name = _("编审")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.editorial import files, gates, libraries, signals, transfers  # noqa: F401 -- importing registers them
        from cms.editorial.libraries import narrow_bulk_actions
        from cms.editorial.permissions import apply_to_pages
        from cms.editorial.tags import narrow_tags
        from cms.editorial.titles import protect_titles
        from cms.editorial.translations import narrow_report
        from cms.editorial.wording import name_in_chinese

        apply_to_pages()
        protect_titles()
        narrow_report()
        narrow_tags()
        narrow_bulk_actions()
        name_in_chinese()
