"""What the database knows for searching: the words of each published item, and how common each word is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.content.models import ContentItem


class SearchEntry(models.Model):
    """One published content item, cut into words. Texts hold words separated by single spaces.

    The full-text indexes of PostgreSQL and SQLite are made of these columns (see the migrations).
    """

    item = models.OneToOneField(
        ContentItem, models.CASCADE, primary_key=True, related_name="search_entry", verbose_name=_("内容项")
    )
    digest = models.CharField(_("摘要值"), max_length=64)
    sequence = models.BigIntegerField(_("变更序号"))
    cut = models.CharField(
        _("切分词汇"),
        max_length=16,
        default="",
        db_default="",
        help_text=_("切分时所用词汇的标识，与现用的不同即须重新切分。"),
    )
    group = models.CharField(
        _("归组"),
        max_length=36,
        default="",
        db_default="",
        db_index=True,
        help_text=_("解读归入所解读的文件，其他内容自成一组：文件的内容标识。"),
    )
    date = models.DateField(_("日期"), help_text=_("成文日期；没有成文日期的，为发布日期。"), db_index=True)

    title = models.TextField(_("标题词语"), help_text=_("词语和相邻字对。"))
    subject = models.TextField(_("主题词"), blank=True)
    number = models.TextField(_("文号和索引号"), blank=True)
    sound = models.TextField(_("标题拼音"), blank=True)
    body = models.TextField(_("正文词语"), blank=True)
    pairs = models.TextField(_("正文相邻字对"), blank=True)
    files = models.TextField(_("附件词语"), blank=True, default="", db_default="", help_text=_("词语和相邻字对。"))
    plain_title = models.TextField(_("标题（归一化）"))
    plain_text = models.TextField(_("正文（归一化）"), blank=True)

    class Meta:
        verbose_name = _("检索条目")
        verbose_name_plural = _("检索条目")

    def __str__(self) -> str:
        return self.plain_title

    def words(self) -> set[str]:
        """The different words of the item, title and body together."""
        return set(self.body.split())


class SearchFile(models.Model):
    """The text of a file that belongs to an item: a hit in it is shown with the file's name."""

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="attachments", verbose_name=_("检索条目"))
    address = models.CharField(_("地址"), max_length=255)
    title = models.CharField(_("名称"), max_length=255)
    text = models.TextField(_("文字"))

    class Meta:
        verbose_name = _("附件文字")
        verbose_name_plural = _("附件文字")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class SearchTerm(models.Model):
    """How many entries contain a word. The empty word counts all entries."""

    ALL = ""

    word = models.CharField(_("词语"), max_length=100, primary_key=True)
    documents = models.IntegerField(_("条目数"))

    class Meta:
        verbose_name = _("词频")
        verbose_name_plural = _("词频")

    def __str__(self) -> str:
        return f"{self.word} · {self.documents}"
