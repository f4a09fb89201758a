"""Rich text as the public may read it."""

from collections.abc import Set as AbstractSet

import nh3
from wagtail.rich_text import expand_db_html

TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "dl", "dt", "em", "figcaption", "figure",
    "h2", "h3", "h4", "h5", "hr", "i", "img", "li", "ol", "p", "s", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"lang", "id"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES = {"http", "https", "mailto", "tel"}


def sanitise(markup: str, more_tags: AbstractSet[str] = frozenset()) -> str:
    """The markup with everything gone that could run, style or frame; text is kept."""
    return nh3.clean(
        markup,
        tags=TAGS | more_tags,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener",
    )


def present_rich_text(source: str, more_tags: AbstractSet[str] = frozenset()) -> str:
    """HTML of an editor's rich text: links and images resolved to public addresses, then sanitised."""
    return sanitise(expand_db_html(source), more_tags)
