"""How the templates of pages with a text cite, describe and mark what they show."""

from typing import Any

from django import template
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cms.content.languages import mark_passages
from cms.website import sharing, structured
from cms.website.frame import Frame
from cms.website.record import record_rows

register = template.Library()
register.filter("official_name", sharing.official_name)
register.filter("description", sharing.description)

# Open Graph names a language with its country (https://ogp.me/#optional).
LOCALES = {"zh-hans": "zh_CN", "bo": "bo_CN", "en": "en_US"}


@register.filter
def og_locale(code: str) -> str:
    """The language as Open Graph writes it."""
    return LOCALES.get(code, code)


@register.filter
def passages(text: str) -> SafeString:
    """The text, escaped, with passages in another script than the page's marked with their language."""
    return mark_safe(mark_passages(escape(text), translation.get_language()))  # noqa: S308 -- escaped


@register.simple_tag
def citation(document: dict[str, Any], frame: Frame) -> str:
    """The entry of a reference list."""
    return sharing.citation(document, frame.agency["name"], frame.canonical)


@register.inclusion_tag("includes/record.html")
def record(document: dict[str, Any]) -> dict[str, Any]:
    """The table of the document's public record."""
    return {"rows": record_rows(document)}


@register.simple_tag
def structured_data(document: dict[str, Any], frame: Frame) -> SafeString:
    """The JSON-LD of a page; its text can end no element."""
    return mark_safe(structured.structured(document, frame))  # noqa: S308 -- `structured` escapes < > &
