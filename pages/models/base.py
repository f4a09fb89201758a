"""What all page types of the portal share."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.content.gates import Obstacle
from cms.content.languages import mark_passages
from cms.content.models import Preview
from cms.content.presenting import PresentablePage
from cms.content.reading import preview_document
from cms.content.types import Field, Kind
from pages.blocks.anchors import with_anchors
from pages.blocks.base import present_body
from pages.blocks.body import BodyBlock
from pages.blocks.footnotes import with_footnotes
from pages.slugs import PortalPageForm, refuse_reserved


class PortalPage(PresentablePage):
    """What every page of the portal has: a summary, a date of publication, a note for the day it is withdrawn."""

    summary = models.TextField(
        _("摘要"),
        blank=True,
        max_length=500,
        help_text=_("一两句话说明内容，用于列表、检索结果和分享；不超过 500 字。"),
    )
    public_note_on_withdrawal = models.TextField(
        _("撤下说明"),
        blank=True,
        max_length=500,
        help_text=_("页面撤下后，公众打开原网址时看到的说明。不填则显示通用说明。"),
    )
    date_first_public = models.DateTimeField(
        _("发布日期"),
        null=True,
        blank=True,
        help_text=_("留空则为首次发布的时间。迁移旧网站内容时填写原发布时间。"),
    )

    urgent_reason = models.CharField(
        _("特急事由"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("填写后免去处室审核，直接进入保密审查；事由记入审签记录。不是特急的请留空。"),
    )

    change_note = models.CharField(
        _("修改说明"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "修改已发布的页面时，用一句话告诉公众改了什么，例如“更正附件 2 的数据”。随这次发布公开，之后自动清空。"
        ),
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug", help_text=_("本页网址的最后一段，用小写字母、数字和连字符。留空则用标题的拼音。")),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
            ],
            _("网址与检索"),
        )
    ]
    settings_panels = [
        FieldPanel("change_note"),
        FieldPanel("urgent_reason"),
        FieldPanel("date_first_public"),
        FieldPanel("public_note_on_withdrawal"),
        *Page.settings_panels,
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    show_in_menus_default = False
    base_form_class = PortalPageForm
    public_fields: ClassVar[list[Field]] = [
        Field("title", _("标题"), light=True),
        Field("summary", _("摘要"), Kind.LONG_TEXT, light=True),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        # A page that is being added has its place already when it is saved; the form knows it before.
        if self.depth:
            refuse_reserved(self.slug, self.get_parent())

    def move(self, target: Page, pos: str | None = None, **options: Any) -> None:
        refuse_reserved(self.slug, target if pos in ("first-child", "last-child") else target.get_parent())
        super().move(target, pos=pos, **options)

    @property
    def withdrawal_note(self) -> str:
        return self.public_note_on_withdrawal

    @property
    def note_of_change(self) -> str:
        return self.change_note

    @property
    def public_date(self) -> datetime:
        return self.date_first_public or super().public_date

    # What rooms above ask a page for, whatever its type.
    def own_obstacles(self) -> Iterator[Obstacle]:
        """What the page itself lacks to become public."""
        yield from ()

    @property
    def needs_interpretation(self) -> bool:
        """Whether the page must not be public without an interpretation (青发改办〔2017〕455号 13)."""
        return False

    @property
    def needs_countersigning(self) -> bool:
        """Whether 政研室 and 法规处 sign the page before it is published (青发改办〔2017〕455号 13)."""
        return False

    def explained_documents(self) -> list[Any]:
        """The documents that the page explains, public or not."""
        return []

    def get_latest_revision_as_object(self) -> Any:
        page = super().get_latest_revision_as_object()
        if page.live and page.latest_revision_id == page.live_revision_id:
            # The note told of the change that has been published; the next change has none yet.
            page.change_note = ""
        return page

    # Previews go through the presenter and the template of the live page.
    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("website", _("网站")), ("api", _("接口数据"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        document = preview_document(self)
        if mode_name == "api":
            token = Preview.keep(document, self, request.user)
            return HttpResponseRedirect(reverse("api-1.0:preview", args=[token]))
        # By name: pages stand below the website, which draws the preview as it draws the live page.
        return import_string(settings.PREVIEW_VIEW)(request, document)


class BodyPage(PortalPage):
    """A page with a StreamField body."""

    body = StreamField(BodyBlock(), verbose_name=_("正文"), blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("body")]
    search_fields = [*PortalPage.search_fields]
    public_fields: ClassVar[list[Field]] = [
        *PortalPage.public_fields,
        Field("body", _("正文"), Kind.BLOCKS, source=None),
        Field("contents", _("目录"), Kind.BLOCKS, source=None),
    ]

    class Meta:
        abstract = True

    def present(self) -> dict[str, Any]:
        body = with_footnotes(present_body(self.body))
        contents = with_anchors(body)
        for block in body:
            block["html"] = mark_passages(block["html"], self.locale.language_code)
        return super().present() | {"body": body, "contents": contents}


class DepartmentMixin(models.Model):
    """Belongs to a department: 谁产生谁提供谁负责 (青发改办〔2017〕455号 19)."""

    department = models.ForeignKey(
        "snippets.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("责任处室"),
    )

    public_fields: ClassVar[list[Field]] = [Field("department", _("责任处室"), Kind.TERM, light=True)]

    class Meta:
        abstract = True
