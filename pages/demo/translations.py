"""One page in all three languages, made with wagtail-localize so that editors find it in the translation interface."""

from django.contrib.auth.models import User
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from pages.demo import tree
from pages.demo.reading import read
from pages.models import HomePage


def is_translated(address: str) -> bool:
    """Whether the page at the address is public in every language."""
    page = tree.page_at(address)
    return page.get_translations().live().count() == Locale.objects.count() - 1


def write_translations(author: User) -> None:
    """Translate the pages of data/translations.json, columns first, and publish the translations."""
    strings = read("translations")
    for address in strings["pages"]:
        if is_translated(address):
            continue
        source, _created = TranslationSource.get_or_create_from_instance(tree.page_at(address))
        for locale in Locale.objects.exclude(pk=source.locale_id):
            translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
            _translate(translation, strings[locale.language_code], author)
            translation.save_target(user=author)
    for locale in Locale.objects.exclude(language_code="zh-hans"):
        _arrange_home(locale, strings, author)


def _translate(translation: Translation, words: dict[str, str], author: User) -> None:
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            defaults={
                # Slugs stay as they are.
                "data": words.get(segment.string.data, segment.string.data),
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                "last_translated_by": author,
            },
        )


def _arrange_home(locale: Locale, strings: dict[str, dict[str, str]], author: User) -> None:
    """Lead from the home page of the language to what there is in it."""
    home = HomePage.objects.get(locale=locale)
    if home.blocks:
        return
    pages = [tree.page_at(address).get_translation(locale) for address in strings["pages"]]
    links = [{"text": page.title, "description": page.summary, "page": page.pk} for page in pages]
    title = strings[locale.language_code]["首页"]
    home.blocks = [{"type": "catalogue_entrances", "value": {"title": title, "links": links}}]
    home.save_revision(user=author).publish(user=author)
