from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

INDEX_NUMBER_EXAMPLE = {"year": 2017, "sequence": 455, "department": "fagui-chu"}


def validate_index_number_pattern(pattern: str) -> None:
    """Refuse a pattern that does not format, or that would give every document of a year the same number."""
    try:
        numbers = {pattern.format(**INDEX_NUMBER_EXAMPLE | {"sequence": n}) for n in (1, 2)}
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise ValidationError(_("规则无法使用：%s。可用的变量见说明。") % error) from error
    if len(numbers) < 2:
        raise ValidationError(_("规则中必须有流水号，例如 {sequence:05d}。"))


@register_setting(icon="site", order=10)
class AgencyProfile(BaseSiteSetting):
    """What every page says about the commission (政府网站发展指引, 国办发〔2017〕47号)."""

    name = models.CharField(_("机构名称"), max_length=100, default="青海省发展和改革委员会")
    name_bo = models.CharField(_("机构名称（藏文）"), max_length=200, blank=True)
    name_en = models.CharField(_("机构名称（英文）"), max_length=200, blank=True)
    organiser = models.CharField(_("主办单位"), max_length=100, default="青海省发展和改革委员会")
    operator = models.CharField(_("承办单位"), max_length=100, default="青海省信息中心")
    identification_code = models.CharField(
        _("网站标识码"),
        max_length=10,
        default="6300000035",
        validators=[RegexValidator(r"^\d{10}$", _("网站标识码是 10 位数字。"))],
    )
    police_filing = models.CharField(
        _("公安备案号"),
        max_length=14,
        default="63010402000068",
        validators=[RegexValidator(r"^\d{14}$", _("公安备案号是 14 位数字。"))],
    )
    icp_filing = models.CharField(_("工信部备案号"), max_length=40, default="青ICP备17001756号")
    address = models.CharField(_("地址"), max_length=200, default="青海省西宁市五四西路4号")
    postcode = models.CharField(_("邮政编码"), max_length=6, blank=True, default="810008")
    telephone = models.CharField(_("联系电话"), max_length=40, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    language_name_zh_hans = models.CharField(_("简体中文的名称"), max_length=40, default="简体中文")
    language_name_bo = models.CharField(_("藏文的名称"), max_length=40, default="བོད་ཡིག")
    language_name_en = models.CharField(_("英文的名称"), max_length=40, default="English")
    index_number_pattern = models.CharField(
        _("索引号规则"),
        max_length=100,
        default="QHFGW-{year}-{sequence:05d}",
        validators=[validate_index_number_pattern],
        help_text=_(
            "公文未填索引号时按此规则自动生成。可用变量：{year} 成文年份，{department} 处室代码，"
            "{sequence:05d} 五位流水号（每年、每种前缀从 1 开始）。"
        ),
    )

    # At least six months (网络安全法 21 (3)).
    audit_months = models.PositiveSmallIntegerField(
        _("审计记录保存期限（月）"),
        default=6,
        db_default=6,
        validators=[MinValueValidator(6)],
        help_text=_("网络安全法要求不少于六个月。到期的记录由系统自动清理，清理本身也留有记录。"),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("name", "name_bo", "name_en", "organiser", "operator")],
            _("机构"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("identification_code", "police_filing", "icp_filing")],
            _("标识与备案"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("address", "postcode", "telephone", "email")],
            _("联系方式"),
        ),
        MultiFieldPanel(
            [FieldPanel(f"language_name_{code}") for code in ("zh_hans", "bo", "en")],
            _("语言切换处的名称"),
        ),
        FieldPanel("index_number_pattern"),
        FieldPanel("audit_months"),
    ]

    class Meta:
        verbose_name = _("机构信息")

    def __str__(self) -> str:
        return self.name

    def name_in(self, locale: str) -> str:
        return getattr(self, f"name_{locale}", "") or self.name

    def present(self, locale: str) -> dict[str, Any]:
        """The identity that the API's `site` call, and every page of the website, shows."""
        return {
            "name": self.name_in(locale),
            "organiser": self.organiser,
            "operator": self.operator,
            "identification_code": self.identification_code,
            "police_filing": self.police_filing,
            "icp_filing": self.icp_filing,
            "address": self.address,
            "postcode": self.postcode,
            "telephone": self.telephone,
            "email": self.email,
        }

    def language_name(self, locale: str) -> str:
        return getattr(self, f"language_name_{locale.replace('-', '_')}", locale)
