"""What of a Word file did not become content as it stood: nothing is lost without the editor being told."""

from collections import Counter
from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext_lazy as _


class Loss(models.TextChoices):
    """Something that is left out or changed; the label is the sentence for the editor, with its count."""

    COMMENTS = "comments", _("%d 条批注未导入。")
    DELETIONS = "deletions", _("%d 处修订删除的内容未导入。")
    INSERTIONS = "insertions", _("%d 处修订插入的内容已按接受处理。")
    HEADERS = "headers", _("%d 个页眉、页脚（含页码）未导入。")
    CONTENTS = "contents", _("%d 行目录未导入，网站会自动生成。")
    HIDDEN = "hidden", _("%d 处隐藏文字未导入。")
    TEXT_BOXES = "text_boxes", _("%d 个文本框中的文字已移到所在段落之后，请核对位置。")
    FORMULAS = "formulas", _("%d 个公式只保留了文字，请核对。")
    DRAWINGS = "drawings", _("%d 个图表、SmartArt 或嵌入对象未导入，请另存为图片后添加。")
    EMBEDDED = "embedded", _("%d 处嵌入的其他文档未导入。")
    STRIKES = "strikes", _("%d 处删除线未保留，文字仍在。")
    NUMBERS = "numbers", _("%d 个列表项的编号样式改为阿拉伯数字。")
    LEVELS = "levels", _("%d 个标题低于三级，已改为三级标题。")
    MERGED = "merged", _("%d 个表格有合并单元格，已拆开并补全内容，请核对。")
    NESTED = "nested", _("%d 个表格嵌套在其他表格中，只保留了文字。")
    CELL_PICTURES = "cell_pictures", _("%d 幅表格中的图片已移到表格之后。")
    CELL_NOTES = "cell_notes", _("%d 条标题或表格中的脚注已写在其后。")
    PICTURES = "pictures", _("%d 幅图片的格式不受支持或已损坏，未导入，请另存为 PNG 后添加。")
    FOREIGN_PICTURES = "foreign_pictures", _("%d 幅图片链接自文件之外，未导入。")
    FORBIDDEN_PICTURES = "forbidden_pictures", _("%d 幅图片未导入：您没有添加图片的权限。")
    UNDESCRIBED = "undescribed", _("%d 幅图片没有替代文字，发布前必须填写。")
    LONG_DESCRIPTIONS = "long_descriptions", _("%d 幅图片的替代文字超过 250 字，已截短。")
    SYMBOLS = "symbols", _("%d 个特殊符号无法识别，未导入，请对照原文补上。")


class Report:
    """Counts losses while a file is read."""

    def __init__(self) -> None:
        self.counts: Counter[Loss] = Counter()

    def add(self, loss: Loss, count: int = 1) -> None:
        """Note that something was lost so many times."""
        if count:
            self.counts[loss] += count

    def lines(self) -> Iterator[str]:
        """One sentence for each kind of loss, in the order of their definition."""
        return (str(loss.label) % self.counts[loss] for loss in Loss if loss in self.counts)
