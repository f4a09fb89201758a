"""What a content item points to: columns, topics, departments, other content, files."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.content.models.item import ContentItem


class LinkKind(models.TextChoices):
    """The target is a content_id for content, a code for vocabulary, a number for files."""

    PARENT = "parent", _("所在栏目")
    COLUMN = "column", _("上级栏目")
    DOCUMENTS = "documents", _("所解读的文件")
    RELATED = "related", _("相关文件")
    CHANGED_BY = "changed_by", _("修改或废止本文件的文件")
    FULFILLED_BY = "fulfilled_by", _("落实目录事项的内容")
    TOPIC = "topic", _("主题分类")
    DEPARTMENT = "department", _("处室")
    TAG = "tag", _("主题词")
    # Former versions named files by their addresses, with the kind "file"; nobody reads such rows any more.
    FILE = "upload", _("文件")
    IMAGE = "image", _("图片")


class Link(models.Model):
    """One pointer of one item. `locale`, `type` and `published_at` are copied from the item.

    With these copies a listing of a column is a walk along one index, however many items the portal has.
    """

    item = models.ForeignKey(ContentItem, models.CASCADE, related_name="links")
    kind = models.CharField(max_length=12, choices=LinkKind)
    target = models.CharField(max_length=255)
    locale = models.CharField(max_length=12)
    type = models.CharField(max_length=40)
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("内容关联")
        verbose_name_plural = _("内容关联")
        indexes = [
            models.Index(
                fields=["kind", "target", "locale", "-published_at", "-item"],
                name="link_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.target}"
