"""Addresses that no page may take, since the portal answers them itself."""

from django.conf import settings

# First steps of an address, in every language.
RESERVED_AT_TOP = frozenset({
    "admin", "api", "documents", "feed", "media", "patterns", "search", "sitemap", "static", "zh-hant",
    *(code for code, _name in settings.LANGUAGES),
})  # fmt: skip
# Steps that mean something below any page: feeds of columns, editions of catalogues.
RESERVED_EVERYWHERE = frozenset({"editions", "feed"})


def is_reserved(slug: str, is_at_top: bool) -> bool:
    """Whether a page directly below a home page (`is_at_top`), or elsewhere, must not have this slug."""
    return slug in RESERVED_EVERYWHERE or (is_at_top and slug in RESERVED_AT_TOP)
