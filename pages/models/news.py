from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms.content.gates import Obstacle
from cms.content.types import ContentType, Field, Kind
from pages.files import present_image
from pages.models.base import BodyPage, DepartmentMixin
from pages.models.policy_parts import SubjectWord


class Announcement(DepartmentMixin, BodyPage):
    """What news and notices share: a source (ContentSource, 国办发〔2017〕47号 annex) and a department."""

    source = models.CharField(_("来源"), max_length=100, default="青海省发展和改革委员会")

    content_panels = [
        *BodyPage.content_panels[:2],
        MultiFieldPanel([FieldRowPanel([FieldPanel("source"), FieldPanel("department")])], _("来源")),
        FieldPanel("body"),
    ]
    parent_page_types = ["pages.ColumnPage"]
    subpage_types: ClassVar[list[str]] = []
    public_fields: ClassVar[list[Field]] = [
        *BodyPage.public_fields,
        *DepartmentMixin.public_fields,
        Field("source", _("来源"), light=True),
    ]

    class Meta:
        abstract = True


class NewsPage(Announcement):
    """信息、动态."""

    public_type = ContentType(
        "news",
        _("动态信息"),
        fields=[
            *Announcement.public_fields,
            Field("image", _("题图"), Kind.IMAGE, source="present_picture", light=True),
            Field("tags", _("主题词"), Kind.WORDS, light=True),
        ],
        schema_org="NewsArticle",
        order=40,
    )

    image = models.ForeignKey(
        "pages.PortalImage",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("题图"),
    )
    image_alternative_text = models.CharField(_("题图替代文字"), max_length=250, blank=True)
    tags = ClusterTaggableManager(through="pages.NewsTag", blank=True, verbose_name=_("主题词"))

    content_panels = [
        *Announcement.content_panels[:-1],
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alternative_text")], _("题图")),
        FieldPanel("body"),
        FieldPanel("tags"),
    ]

    class Meta:
        verbose_name = _("动态信息")
        verbose_name_plural = _("动态信息")

    def clean(self) -> None:
        super().clean()
        if self.image and not self.image_alternative_text.strip():
            raise ValidationError({"image_alternative_text": _("请用一句话说明题图内容，供看不见图片的读者使用。")})

    def own_obstacles(self) -> Iterator[Obstacle]:
        """The picture has an alternative text (无障碍环境建设法 32)."""
        yield from super().own_obstacles()
        if self.image and not self.image_alternative_text.strip():
            remedy = str(_("请用一句话说明图片内容，供看不见图片的读者使用。"))
            yield Obstacle(str(_("题图没有替代文字。")), remedy, "image_alternative_text")

    def present_picture(self) -> dict[str, Any] | None:
        return present_image(self.image, self.image_alternative_text)


class NewsTag(ItemBase):
    """A subject word of a news item."""

    tag = models.ForeignKey(SubjectWord, models.CASCADE, related_name="news_tags")
    content_object = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="tagged_items")


class NoticePage(Announcement):
    """通知公告."""

    public_type = ContentType(
        "notice", _("通知公告"), fields=Announcement.public_fields, schema_org="Article", order=30
    )

    class Meta:
        verbose_name = _("通知公告")
        verbose_name_plural = _("通知公告")
