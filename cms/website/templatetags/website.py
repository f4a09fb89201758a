"""How the templates of the website show dates, codes and addresses of content items."""

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from cms.content.models import Validity
from cms.content.types import content_types
from cms.website.editors import user_bar
from cms.website.facets import LINKED, Facet

register = template.Library()
RELATIONS = ("interpretations", "related", "changes", "cited_by")


@register.filter
def day(moment: str | date | datetime | None) -> str:
    """A date in the words of the language: 2017年12月1日. Takes a date, a moment, or either as ISO text."""
    if not moment:
        return ""
    if isinstance(moment, str):
        moment = date.fromisoformat(moment[:10])
    elif isinstance(moment, datetime):
        moment = timezone.localdate(moment)
    return format_date(moment, _("Y年n月j日"))


@register.filter
def minute(moment: str) -> str:
    """`YYYY-MM-DD HH:MM`, as the page tag PubDate wants it (国办发〔2017〕47号 annex)."""
    return f"{moment[:10]} {moment[11:16]}"


@register.filter
def rfc_date(moment: str) -> str:
    """The date of RSS: RFC 822."""
    return format_date(datetime.fromisoformat(moment), "r")


@register.filter
def validity_title(code: str) -> str:
    """有效性 in words."""
    return str(Validity(code).label) if code in Validity.values else code


@register.filter
def type_title(code: str) -> str:
    """The type of a content item in words."""
    known = content_types().get(code)
    return str(known.label) if known else code


@register.filter
def absolute(path: str) -> str:
    """A path of this site with scheme and host."""
    return settings.SITE_URL + path


@register.filter
def printable(text: str) -> str:
    """The text without the control characters that XML forbids."""
    return "".join(character for character in text if character >= " " or character in "\t\n\r")


@register.filter
def has_relations(document: dict[str, Any]) -> bool:
    """Whether a document has anything to show beside it."""
    return any(document["links"].get(name) for name in RELATIONS)


@register.filter
def has_choices(facets: list[Facet]) -> bool:
    """Whether some facet is offered as a form."""
    return any(facet.name in LINKED for facet in facets)


@register.simple_tag(takes_context=True)
def userbar(context: template.Context) -> str:
    """Wagtail's user bar for signed-in editors and in previews; citizens' pages have nothing of it."""
    request = context.get("request")
    if request is None:
        return ""
    # Safe: it is rendered by Wagtail's own templates.
    return mark_safe(user_bar(request, context.get("document"), context.flatten()))  # noqa: S308 -- see above
