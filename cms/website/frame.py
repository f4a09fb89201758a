"""What stands around every page of the website: name, navigation, languages, footer, page tags."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils import translation

from cms.content import site
from cms.content.site import Column

TRADITIONAL = "/zh-hant"
ERROR_REPORTS = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html"


@dataclass(frozen=True)
class Language:
    """One entry of the language switch. Where the page has no translation, `url` is that language's home page."""

    code: str
    name: str
    url: str
    is_current: bool
    has_page: bool


@dataclass(frozen=True)
class Frame:
    """`place` holds the content ids from the home page down to the page itself."""

    locale: str
    address: str
    agency: dict[str, Any]
    columns: list[Column]
    languages: list[Language]
    place: list[str] = field(default_factory=list)

    @property
    def home(self) -> str:
        return home_address(self.locale)

    @property
    def canonical(self) -> str:
        return settings.SITE_URL + self.address

    @property
    def traditional(self) -> str:
        """The address of this page in traditional characters."""
        return TRADITIONAL + self.address

    @property
    def domain(self) -> str:
        return urlsplit(settings.SITE_URL).netloc

    @property
    def navigation(self) -> list[Column]:
        """The top-level columns that editors show in menus."""
        return [column for column in self.columns if column.data.get("navigation")]

    @property
    def alternates(self) -> list[Language]:
        """The languages that have this page, for hreflang; nothing where there is only this one."""
        having = [language for language in self.languages if language.has_page]
        return having if len(having) > 1 else []

    @property
    def error_report(self) -> str:
        """政府网站找错, with this page filled in (国办发〔2017〕47号)."""
        query = {"site_code": self.agency["identification_code"], "url": self.canonical}
        return f"{ERROR_REPORTS}?{urlencode(query)}"

    @cached_property
    def column(self) -> Column | None:
        """The column that the page is, or stands in."""
        columns, found = self.columns, None
        for content_id in self.place:
            below = next((column for column in columns if column.content_id == content_id), None)
            if below is not None:
                found, columns = below, below.children
        return found

    @property
    def neighbourhood(self) -> list[Column]:
        """The columns below the one that this page is or stands in or, where there are none, those beside it."""
        columns: list[Column] = self.columns
        beside: list[Column] = []
        for content_id in self.place:
            below = next((column for column in columns if column.content_id == content_id), None)
            if below is not None:
                beside, columns = columns, below.children
        return columns or (beside if beside is not self.columns else [])


def home_address(locale: str) -> str:
    """The address of the home page in a language."""
    return "/" if locale == settings.LANGUAGE_CODE else f"/{locale}/"


def frame(address: str, translations: Mapping[str, str], place: list[str] | None = None) -> Frame:
    """The frame of the page at `address` in the active language, in two queries at most.

    `translations` gives the address of the same page in other languages.
    """
    locale = translation.get_language()
    around = site.surroundings()
    agency = around.agency
    languages = [
        Language(
            code,
            agency.language_name(code),
            address if code == locale else translations.get(code, home_address(code)),
            is_current=code == locale,
            has_page=code == locale or code in translations,
        )
        for code, _name in settings.LANGUAGES
    ]
    return Frame(locale, address, agency.present(locale), around.columns(locale), languages, place or [])


def frame_of(document: dict[str, Any]) -> Frame:
    """The frame of a content item in full."""
    links = document["links"]
    translations = {each["locale"]: each["path"] for each in links.get("translations", [])}
    place = [each["content_id"] for each in links.get("breadcrumb", [])] + [document["content_id"]]
    return frame(document["path"], translations, place)


def frame_everywhere(name: str) -> Frame:
    """The frame of a page that every language has below its home page, such as `search/`."""
    translations = {code: home_address(code) + name for code, _name in settings.LANGUAGES}
    return frame(translations[translation.get_language()], translations)
