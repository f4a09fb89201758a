"""Slugs: made of titles, and refused where the portal itself answers at their address."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from pypinyin import lazy_pinyin
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from cms.content.addresses import is_reserved
from cms.content.references import (
    chosen_files,
    chosen_pages,
    named_pages,
    refuse_foreign_files,
    refuse_unknown_pages,
)
from cms.content.types import Shape

# Letters that an address made of a title has at most.
LONGEST_SLUG = 60


def free_slug(title: str, parent: Page, page: Page | None = None) -> str:
    """The title in Latin letters, with a number where another page than `page` below `parent` has that address."""
    base = slugify(" ".join(lazy_pinyin(title, errors="ignore")) or title)[:LONGEST_SLUG].strip("-") or "page"
    others = Page.objects.child_of(parent).filter(slug__startswith=base)
    taken = set(others.exclude(pk=page.pk if page else None).values_list("slug", flat=True))
    return next(
        slug for slug in [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))] if slug not in taken
    )


def refuse_reserved(slug: str, parent: Page | None) -> None:
    """Raise ValidationError, for the field `slug`, where a page below `parent` must not be called so."""
    public_type = getattr(parent.specific_class, "public_type", None) if parent is not None else None
    is_at_top = public_type is not None and public_type.shape is Shape.HOME
    if is_reserved(slug, is_at_top):
        raise ValidationError({"slug": _("“%s”是网站自用的网址，请换一个。") % slug})


class PortalPageForm(WagtailAdminPageForm):
    """Knows the parent of a page that has no place in the tree yet; a slug that is not given is made of the title."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def full_clean(self) -> None:
        """Raises PermissionDenied where the form names a file or page for the first time that the user may not choose.

        Asked of every form that is sent, also for a preview and with mistakes in it: all would show its name.
        """
        if self.is_bound and self.for_user:
            known = set(self.instance.named_files()) if self.instance.pk else set()
            refuse_foreign_files(self.for_user, set(chosen_files(self)) - known)
            before = named_pages(self.instance) if self.instance.pk else set()
            refuse_unknown_pages(self.for_user, chosen_pages(self) - before)
        super().full_clean()

    def clean(self) -> Any:
        title = self.cleaned_data.get("title")
        if self.cleaned_data.get("slug") == "" and title and self.parent_page is not None:
            self.cleaned_data["slug"] = free_slug(title, self.parent_page, self.instance)
        cleaned = super().clean()
        if "slug" in cleaned and self.parent_page is not None:
            try:
                refuse_reserved(cleaned["slug"], self.parent_page)
            except ValidationError as refusal:
                self.add_error(None, refusal)
        return cleaned

    def add_error(self, field: str | None, error: Any) -> None:
        """Add the error; of a field that the form lacks, as one of the write API may, it is told of the whole."""
        if field is None and hasattr(error, "error_dict"):
            told: dict[str, list[ValidationError]] = {}
            for name, errors in error.error_dict.items():
                told.setdefault(name if name in self.fields else NON_FIELD_ERRORS, []).extend(errors)
            error = ValidationError(told)
        super().add_error(field, error)
