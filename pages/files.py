"""How images and files are described to every reader."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.formats import get_image_formats
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image

from pages.page_counts import count_pages

RENDITIONS = {"thumbnail": "fill-240x160", "card": "fill-480x320", "wide": "width-960"}


class PortalImage(AbstractImage):
    """An image of the library, with its credit."""

    credit = models.CharField(_("摄影或来源"), max_length=100, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("图片")
        verbose_name_plural = _("图片")


class PortalRendition(AbstractRendition):
    """An image at one of the sizes in which it is shown."""

    image = models.ForeignKey(PortalImage, models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = _("图片尺寸")
        verbose_name_plural = _("图片尺寸")
        indexes = [models.Index(fields=["file"], name="rendition_file")]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="one_rendition_per_filter",
            )
        ]

    @property
    def is_shown(self) -> bool:
        """Whether pages show the image like this: at one of their sizes, cut as it is to be cut now."""
        shown = {*RENDITIONS.values(), *(each.filter_spec for each in get_image_formats())}
        current = self.filter_spec in shown and Filter(spec=self.filter_spec).get_cache_key(self.image)
        return current == self.focal_point_key


class PortalDocument(AbstractDocument):
    """An uploaded file, with the number of its pages where the file itself tells it."""

    page_count = models.PositiveIntegerField(_("页数"), null=True, blank=True, editable=False)

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("文件")
        verbose_name_plural = _("文件")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed:  # noqa: SLF001 -- Django has no public name for a file just given
            with self.open_file() as file:
                self.page_count = count_pages(file, self.file_extension)
                file.seek(0)
        super().save(*args, **kwargs)


def present_image(image: PortalImage | None, alternative_text: str = "") -> dict[str, Any] | None:
    """The image's address, size in pixels, alternative text and named renditions; None for no image."""
    if image is None:
        return None
    # SVG and animated files keep their own size; a raster image is never shown wider than `wide`.
    sizes = image.get_renditions(*RENDITIONS.values())
    renditions = {
        name: {
            "url": sizes[spec].url,
            "width": sizes[spec].width,
            "height": sizes[spec].height,
        }
        for name, spec in RENDITIONS.items()
    }
    return renditions["wide"] | {
        "alt": alternative_text,
        "credit": image.credit,
        "renditions": renditions,
    }


def present_file(document: PortalDocument | None, title: str = "") -> dict[str, Any] | None:
    """The file's address, name, type (extension), size in bytes and number of pages, if known; None for no file."""
    if document is None:
        return None
    return {
        "title": title or document.title,
        "url": document.url,
        "filename": document.filename,
        "type": document.file_extension.lower(),
        "size": document.get_file_size(),
        "pages": document.page_count,
    }
