"""What hangs on a policy document: attachments, related documents, subject words."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable

from pages.files import present_file


class SubjectWord(TagBase):
    """主题词: a controlled word that describes what content is about."""

    free_tagging = True

    class Meta:
        verbose_name = _("主题词")
        verbose_name_plural = _("主题词")


class PolicyTag(ItemBase):
    """A subject word of a document."""

    tag = models.ForeignKey(SubjectWord, models.CASCADE, related_name="policy_tags")
    content_object = ParentalKey(
        "pages.PolicyDocumentPage",
        on_delete=models.CASCADE,
        related_name="tagged_items",
    )


class PolicyAttachment(Orderable):
    """A file that belongs to a document."""

    page = ParentalKey("pages.PolicyDocumentPage", on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey("pages.PortalDocument", models.PROTECT, related_name="+", verbose_name=_("文件"))
    title = models.CharField(_("附件名称"), max_length=200, blank=True, help_text=_("不填则用文件标题。"))

    panels = [FieldPanel("document"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("附件")
        verbose_name_plural = _("附件")

    def present(self) -> dict[str, Any] | None:
        return present_file(self.document, self.title)


class RelatedDocument(Orderable):
    """Another document that readers of this one need."""

    page = ParentalKey(
        "pages.PolicyDocumentPage",
        on_delete=models.CASCADE,
        related_name="related_documents",
    )
    document = models.ForeignKey(
        "pages.PolicyDocumentPage",
        models.CASCADE,
        related_name="+",
        verbose_name=_("相关文件"),
    )

    panels = [PageChooserPanel("document")]

    class Meta(Orderable.Meta):
        verbose_name = _("相关文件")
        verbose_name_plural = _("相关文件")
