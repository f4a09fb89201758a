from django.db import models
from django.utils.translation import gettext_lazy as _

from snippets.models.named import Named


class Department(Named):
    """处室: an office of the commission, responsible for what it publishes (青发改办〔2017〕455号 19)."""

    responsibility = models.TextField(_("职责"), blank=True, help_text=_("一两句话，会出现在机构职能页面。"))
    telephone = models.CharField(_("联系电话"), max_length=40, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True, help_text=_("处室的工作邮箱，接收公开期限等提醒，不公布。"))
    is_active = models.BooleanField(
        _("在用"),
        default=True,
        help_text=_("机构调整后不再使用的处室取消勾选，不要删除。"),
    )

    class Meta(Named.Meta):
        verbose_name = _("处室")
        verbose_name_plural = _("处室")
