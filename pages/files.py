"""How images and files are described to every reader."""

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from PIL.Image import DecompressionBombError
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.formats import get_image_formats
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image, SourceImageIOError

from cms.content.full_disk import is_full
from cms.content.gates import Obstacle, PublicationRefused
from pages.uploads.inspection import Inspection, inspect_document, sentence

logger = logging.getLogger(__name__)
RENDITIONS = {"thumbnail": "fill-240x160", "card": "fill-480x320", "wide": "width-960"}


class PortalImage(AbstractImage):
    """An image of the library, with its credit."""

    credit = models.CharField(_("摄影或来源"), max_length=100, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("图片")
        verbose_name_plural = _("图片")

    @property
    def has_new_file(self) -> bool:
        """Whether its file was just given and is not stored yet."""
        return bool(self.file) and not self.file._committed  # noqa: SLF001 -- Django has no public name for that

    def store_file(self) -> None:
        """Write the new file now, before the row. Raises OSError where the disk does not take it."""
        self.file.save(self.filename, self.file.file, save=False)
        if self.pk:
            # What was noted of the former file, and made of it, is not true of this one.
            self._set_image_file_metadata()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        is_replaced = bool(self.pk) and self.has_new_file
        if is_replaced:
            self.store_file()
        super().save(*args, **kwargs)
        if is_replaced:
            self.renditions.all().delete()

    def get_rendition(self, filter: Any) -> AbstractRendition:  # noqa: A002 -- the name is Wagtail's
        """At this size; where it cannot be made, the one that Wagtail shows for lost files: a list goes on."""
        try:
            return super().get_rendition(filter)
        except SourceImageIOError:
            missing = PortalRendition(image=self, width=0, height=0)
            missing.file.name = "not-found"
            return missing

    def create_rendition(self, filter: Any) -> AbstractRendition:  # noqa: A002
        """Raises SourceImageIOError for whatever is wrong with image or disk."""
        try:
            return super().create_rendition(filter)
        except InvalidFilterSpecError:
            raise
        except (OSError, ValueError, SyntaxError, MemoryError, DecompressionBombError) as error:
            logger.warning("Image %s has no size %s: %s", self.pk, filter.spec, error)
            raise SourceImageIOError(*error.args) from error

    def create_renditions(self, *filters: Any) -> dict[Any, AbstractRendition]:
        """One after the other: Wagtail draws all at once, each with the memory of the whole image."""
        return {each: self.create_rendition(each) for each in filters}


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

    @property
    def has_new_file(self) -> bool:
        """Whether its file was just given and is not stored yet."""
        return bool(self.file) and not self.file._committed  # noqa: SLF001 -- Django has no public name for that

    def inspect(self) -> Inspection:
        """What is in its file; read once, as long as this object lives."""
        file: Any = self.file
        if not hasattr(file, "inspection"):
            with self.open_file() as opened:
                file.inspection = inspect_document(opened, self.filename)
        return file.inspection

    def clean(self) -> None:
        """Every form of every way in comes here. Raises ValidationError for a file that the portal does not take."""
        super().clean()
        if self.has_new_file and (objection := sentence(self.inspect().reason, self.filename)):
            raise ValidationError({"file": objection})

    def store_file(self) -> None:
        """Write the new file now, before the row. Raises OSError where the disk does not take it."""
        inspection = self.inspect()
        self.page_count = inspection.pages
        self.file.save(self.filename, self.file.file, save=False)
        # Storing gives it another object.
        self.file.inspection = inspection
        if self.pk:
            self._set_document_file_metadata()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.has_new_file:
            self.store_file()
        super().save(*args, **kwargs)


def present_image(image: PortalImage | None, alternative_text: str = "") -> dict[str, Any] | None:
    """The image's address, size in pixels, alternative text and named renditions; None for no image.

    Raises PublicationRefused where they cannot be made.
    """
    if image is None:
        return None
    # SVG and animated files keep their own size; a raster image is never shown wider than `wide`.
    try:
        sizes = image.get_renditions(*RENDITIONS.values())
    except SourceImageIOError as error:
        remedy = _("磁盘空间不足，请告诉管理员。") if is_full(error) else _("图片已损坏，请重新上传后改用新图片。")
        raise PublicationRefused(
            [Obstacle(_("图片“%s”不能生成网站所用的尺寸。") % image.title, str(remedy))]
        ) from error
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
