from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms.content.types import ContentType, Field, Kind, Shape
from pages.models.base import BodyPage, DepartmentMixin


class Presentation(models.TextChoices):
    """How a column shows what stands in it."""

    LIST = "list", _("列表")
    PICTURES = "pictures", _("图片列表")
    SINGLE = "single", _("单页")
    CATALOGUE = "catalogue", _("公开目录")
    LIBRARY = "library", _("文件库")


class ColumnType(models.TextChoices):
    """ColumnType of the page tags (国办发〔2017〕47号 annex)."""

    NEWS = "news", _("动态要闻")
    NOTICE = "notice", _("通知公告")
    POLICY = "policy", _("政策文件")
    INTERPRETATION = "interpretation", _("政策解读")
    DISCLOSURE = "disclosure", _("信息公开")
    SERVICE = "service", _("办事服务")
    INTERACTION = "interaction", _("互动交流")
    OVERVIEW = "overview", _("机构概况")


class ColumnPage(DepartmentMixin, BodyPage):
    """栏目: a place in the site's hierarchy, nested without limit."""

    public_type = ContentType(
        "column",
        _("栏目"),
        fields=[
            *BodyPage.public_fields,
            *DepartmentMixin.public_fields,
            Field("column_type", _("栏目类型"), Kind.CHOICE, choices=ColumnType, light=True),
            Field("column_type_title", _("栏目类型名称"), source="get_column_type_display", light=True),
            Field("keywords", _("栏目关键词")),
            Field("presentation", _("展现方式"), Kind.CHOICE, choices=Presentation, light=True),
            Field("navigation", _("出现在导航菜单"), Kind.BOOLEAN, source="show_in_menus", light=True),
        ],
        shape=Shape.COLUMN,
        schema_org="CollectionPage",
        order=80,
    )

    column_type = models.CharField(_("栏目类型"), max_length=20, choices=ColumnType, default=ColumnType.DISCLOSURE)
    keywords = models.CharField(
        _("栏目关键词"),
        max_length=200,
        blank=True,
        help_text=_("多个关键词用逗号分隔。"),
    )
    presentation = models.CharField(_("展现方式"), max_length=20, choices=Presentation, default=Presentation.LIST)
    expected_update_days = models.PositiveIntegerField(
        _("应更新周期（天）"),
        null=True,
        blank=True,
        help_text=_("超过此天数未更新会提醒责任处室；动态要闻一般为 14 天，通知公告、政策文件为 180 天。"),
    )

    content_panels = [
        *BodyPage.content_panels[:2],
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("column_type"), FieldPanel("presentation")]),
                FieldPanel("keywords"),
                FieldRowPanel([FieldPanel("department"), FieldPanel("expected_update_days")]),
            ],
            _("栏目设置"),
        ),
        FieldPanel("body", help_text=_("显示在列表上方；“单页”栏目只显示这里的内容。")),
    ]
    parent_page_types = ["pages.HomePage", "pages.ColumnPage"]
    show_in_menus_default = True

    class Meta:
        verbose_name = _("栏目")
        verbose_name_plural = _("栏目")

    def clean(self) -> None:
        super().clean()
        if self.expected_update_days == 0:
            raise ValidationError({"expected_update_days": _("周期至少为 1 天；不要求更新的栏目请留空。")})
