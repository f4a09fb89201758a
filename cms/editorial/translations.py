"""The report of translations, which wagtail-localize shows to whoever may enter the administration."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page, get_page_models
from wagtail_localize.models import Translation
from wagtail_localize.views.report import TranslationsReportView

from cms.editorial.visibility import visibility_of

_all_translations = TranslationsReportView.get_queryset


def readable_translations(view: TranslationsReportView) -> QuerySet[Translation]:
    """The translations of pages that the account reads, and of what is no page."""
    own = {"translation_key": OuterRef("source__object_id"), "locale": OuterRef("source__locale")}
    pages = Page.objects.filter(visibility_of(view.request.user).readable(), **own)
    kinds: Any = [model._meta.model_name for model in get_page_models()]
    translations: QuerySet[Translation] = _all_translations(view)
    return translations.filter(Exists(pages) | ~Q(source__specific_content_type__model__in=kinds))


def narrow_report() -> None:
    """Let the report list these only; done once, at start-up."""
    TranslationsReportView.get_queryset = readable_translations
