"""The first pages of a new portal: a home page in every language, under one site."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Collection, Locale, Page, Site

from pages.models import HomePage
from pages.signals import portal_founded
from snippets.models import AgencyProfile

HOME_TITLES = {"zh-hans": "首页", "bo": "གཙོ་ངོས།", "en": "Home"}


@transaction.atomic
def found_portal() -> HomePage:
    """Create what is missing of site, languages, home pages and agency profile; return the Chinese home page."""
    locales = [Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES]
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=locales[0]))
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    home = HomePage.objects.filter(locale=locales[0]).first()
    if home is None:
        home = HomePage(
            title=HOME_TITLES[locales[0].language_code],
            slug="portal",
            locale=locales[0],
        )
        root.add_child(instance=home)
    address = urlsplit(settings.SITE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.root_page_id and site.root_page_id != home.pk else None
    site.hostname, site.port = (
        address.hostname or "localhost",
        address.port or (443 if address.scheme == "https" else 80),
    )
    site.site_name, site.root_page = AgencyProfile._meta.get_field("name").default, home
    site.save()
    if welcome is not None and welcome.specific_class is Page:
        welcome.delete()
    AgencyProfile.for_site(site)
    if not home.live_revision_id:
        home.save_revision().publish()
    for locale in locales[1:]:
        if not HomePage.objects.filter(locale=locale).exists():
            translation = home.copy_for_translation(locale)
            translation.title = translation.draft_title = HOME_TITLES[locale.language_code]
            translation.save_revision().publish()
    portal_founded.send(sender=HomePage)
    return HomePage.objects.get(pk=home.pk)
