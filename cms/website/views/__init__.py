"""The views of the website, by noun. Editors' previews come in through `preview`."""

from cms.website.views.content import preview

__all__ = ["preview"]
