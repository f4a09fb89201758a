"""Slugs that are refused because the portal itself answers at their address."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from cms.content.addresses import is_reserved


def refuse_reserved(slug: str, parent: Page | None) -> None:
    """Raise ValidationError, for the field `slug`, where a page below `parent` must not be called so."""
    is_at_top = parent is not None and getattr(parent.specific_class, "content_type_name", "") == "home"
    if is_reserved(slug, is_at_top):
        raise ValidationError({"slug": _("“%s”是网站自用的网址，请换一个。") % slug})


class PortalPageForm(WagtailAdminPageForm):
    """Knows the parent of a page that has no place in the tree yet."""

    def clean(self) -> Any:
        cleaned = super().clean()
        if "slug" in cleaned and self.parent_page is not None:
            try:
                refuse_reserved(cleaned["slug"], self.parent_page)
            except ValidationError as refusal:
                self.add_error(None, refusal)
        return cleaned
