"""The public record of content: 公开属性, numbers, dates, department, validity and attachments, with their rules."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.search import index

from cms.content.gates import Obstacle
from cms.content.models import Validity, Withdrawal
from cms.content.types import Field, Kind
from pages.models.base import DepartmentMixin
from pages.models.index_number import next_index_number

# 发文机关代字 + 〔年份〕 + 顺序号 (GB/T 9704-2012 7.2.5), or a decree number (令第 N 号).
DOCUMENT_NUMBER = (
    r"^(?:[\u4e00-\u9fff]{2,20}〔(?:19|20)\d{2}〕\d{1,5}号|[\u4e00-\u9fff]{2,30}第[\d〇零一二三四五六七八九十百]+号)$"
)


class Disclosure(models.TextChoices):
    """公开属性, decided together with the text (青发改办〔2017〕455号 1)."""

    PROACTIVE = "proactive", _("主动公开")
    ON_REQUEST = "on_request", _("依申请公开")
    WITHHELD = "withheld", _("不予公开")


class PublicRecord(DepartmentMixin):
    """What has a public record (国办发〔2017〕47号): a page type that is disclosed, withheld, numbered and dated.

    Gates, deadlines and imports ask for this capability. A type that has attachments relates to them as `attachments`.
    """

    # Of the page with which it is mixed.
    alias_of_id: int | None
    translation_key: UUID
    locale: Any
    date_first_public: datetime | None

    document_number = models.CharField(
        _("发文字号"),
        max_length=60,
        blank=True,
        validators=[
            RegexValidator(
                DOCUMENT_NUMBER,
                _("发文字号应如“青发改办〔2017〕455号”，年份用六角括号〔〕，不加“第”字。"),
            )
        ],
        help_text=_("例如 青发改办〔2017〕455号。"),
    )
    index_number = models.CharField(
        _("索引号"),
        max_length=60,
        blank=True,
        db_index=True,
        help_text=_("不填则在保存时按机构信息中的规则自动生成。"),
    )
    topic = models.ForeignKey(
        "snippets.Topic",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("主题分类"),
    )
    date_written = models.DateField(
        _("成文日期"),
        null=True,
        blank=True,
        help_text=_("公文落款的日期，必填。只有无从查考的历史文件可以不填，但须在“设置”中填写原发布日期。"),
    )
    date_issued = models.DateField(
        _("印发日期"),
        null=True,
        blank=True,
        help_text=_("20 个工作日的公开期限从印发次日起算；不填视同成文日期。"),
    )
    date_effective = models.DateField(_("施行日期"), null=True, blank=True)

    disclosure = models.CharField(
        _("公开属性"),
        max_length=20,
        choices=Disclosure,
        help_text=_("只有“主动公开”的公文会出现在网站和其他渠道。"),
    )
    disclosure_reason = models.TextField(
        _("属性理由"),
        blank=True,
        help_text=_("“不予公开”必须写明理由和法律依据；代拟稿写明建议的属性和理由。"),
    )
    validity = models.CharField(_("有效性"), max_length=10, choices=Validity, default=Validity.IN_FORCE)

    numbers_panel = FieldRowPanel([FieldPanel("document_number"), FieldPanel("index_number")])
    dates_panel = FieldRowPanel([FieldPanel("date_written"), FieldPanel("date_issued"), FieldPanel("date_effective")])
    record_search_fields: ClassVar[list[Any]] = [
        index.SearchField("document_number"),
        index.SearchField("index_number"),
        index.FilterField("disclosure"),
        index.FilterField("validity"),
    ]
    public_fields: ClassVar[list[Field]] = [
        *DepartmentMixin.public_fields,
        Field("document_number", _("发文字号"), light=True),
        Field("index_number", _("索引号"), light=True),
        Field("topics", _("主题分类"), Kind.TERMS, source="present_topics", light=True),
        Field("issued_on", _("成文日期"), Kind.DATE, source="date_written", light=True),
        Field("released_on", _("印发日期"), Kind.DATE, source="date_released"),
        Field("effective_on", _("施行日期"), Kind.DATE, source="date_effective"),
        Field("validity", _("有效性"), Kind.CHOICE, choices=Validity, light=True),
        Field("attachments", _("附件"), Kind.FILES, source="present_attachments"),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        errors = self.rule_errors()
        if self.index_number and self.index_number_is_taken(self.index_number):
            errors["index_number"] = _("索引号“%s”已用于另一份公文。") % self.index_number
        if errors:
            raise ValidationError(errors)

    def rule_errors(self) -> dict[str, Any]:
        """What the fields break of the rules of the public record: field names to sentences."""
        return self._date_errors() | self._disclosure_errors()

    def own_obstacles(self) -> Iterator[Obstacle]:
        """公开属性 is decided, with its reason where one is needed, and the record keeps its rules (O 1)."""
        yield from super().own_obstacles()  # type: ignore[misc]
        for field, message in self.rule_errors().items():
            yield Obstacle(str(message), "", field)
        if self.disclosure not in Disclosure.values:
            yield Obstacle(str(_("尚未确定公开属性。")), str(_("请在“公开属性”中选择。")), "disclosure")
        number: Any = self._meta.get_field("document_number")
        try:
            number.run_validators(self.document_number)
        except ValidationError as error:
            for text in error.messages:
                yield Obstacle(text, "", "document_number")

    def index_number_is_taken(self, number: str) -> bool:
        """Whether another record bears it. Translations and aliases are the same record, and bear its number."""
        same = {self.pk, self.alias_of_id} - {None}
        others = (model._default_manager.filter(index_number=number) for model in record_types())
        return any(
            rows.exclude(translation_key=self.translation_key).exclude(pk__in=same).exclude(alias_of__in=same).exists()
            for rows in others
        )

    def _date_errors(self) -> dict[str, Any]:
        errors: dict[str, Any] = {}
        if not self.date_written:
            # 生成日期 is part of the catalogue's minimum (政府信息公开条例 12).
            return {} if self.date_first_public else {"date_written": _("请填写成文日期。")}
        if self.date_written > timezone.localdate():
            errors["date_written"] = _("成文日期不能晚于今天。")
        if self.date_issued and self.date_issued < self.date_written:
            errors["date_issued"] = _("印发日期不能早于成文日期。")
        if self.date_effective and self.date_effective < self.date_written:
            errors["date_effective"] = _("施行日期不能早于成文日期。")
        if self.date_first_public and timezone.localdate(self.date_first_public) < self.date_written:
            errors["date_first_public"] = _("发布日期不能早于成文日期。")
        return errors

    def _disclosure_errors(self) -> dict[str, Any]:
        if self.disclosure == Disclosure.WITHHELD and not self.disclosure_reason.strip():
            return {"disclosure_reason": _("“不予公开”必须写明理由和法律依据。")}
        return {}

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.index_number_is_taken(self.index_number):
            # A copy of a document is another document.
            self.index_number = ""
        day = self.date_written or (self.date_first_public and timezone.localdate(self.date_first_public))
        if not self.index_number and day:
            department = self.department.code if self.department else ""
            self.index_number = next_index_number(day, department, self.index_number_is_taken)
        super().save(*args, **kwargs)

    @property
    def withheld(self) -> Withdrawal | None:
        return None if self.disclosure == Disclosure.PROACTIVE else Withdrawal.NOT_DISCLOSED

    @property
    def date_released(self) -> date | None:
        """印发日期, which is that of writing where no other is given."""
        return self.date_issued or self.date_written

    def present_topics(self) -> list[dict[str, Any]]:
        return [self.topic.present(self.locale.language_code)] if self.topic else []

    def present_attachments(self) -> list[dict[str, Any] | None]:
        return [attachment.present() for attachment in self.attachments.all()] if hasattr(self, "attachments") else []


def record_types() -> list[type[Any]]:
    """All page types that have a public record."""
    return [model for model in apps.get_models() if issubclass(model, PublicRecord)]
