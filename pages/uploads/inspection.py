"""What the portal knows of an uploaded file before it takes it, and the sentence that refuses it."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from pages.uploads.bounds import Ended, Reading, read
from pages.uploads.refusals import Reason


@dataclass(frozen=True)
class Inspection:
    """Of a document: why it is not taken (None where it is), its pages if it tells, its words or why there are none."""

    reason: Reason | None
    pages: int | None
    state: str
    text: str

    @property
    def is_final(self) -> bool:
        """Whether another look would show the same: not when the child could not even be started."""
        return self.reason is not Reason.BUSY


def inspect_document(file: Any, name: str) -> Inspection:
    """Read a document in a child process. It is at its beginning afterwards."""
    reading = read("document", file, extension=_extension(name))
    found = reading.found
    reason = _reason(reading)
    # Where a bound ended the reading, what was found before it is not the whole.
    state = found.get("state", "damaged") if reading.ended is Ended.WELL else "damaged"
    return Inspection(reason, found.get("pages"), state, _storable(found.get("text", "")))


def objection_to_image(file: Any, name: str) -> str:
    """Why an image is not taken, in a sentence; an empty text where it is. Its frames are drawn in a child process."""
    reading = read("image", file, extension=_extension(name), pixels=settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS)
    return sentence(_reason(reading), name)


def sentence(reason: Reason | None, name: str) -> str:
    """For the editor: which file, what is wrong, and what to do; an empty text for nothing."""
    if reason is None:
        return ""
    told = {
        Reason.EMPTY: _("文件是空的（0 字节）。请重新保存后上传。"),
        Reason.KIND: _("文件内容不是 .%s 格式，与扩展名不符。请用原来的程序另存为该格式，不要只改文件名。")
        % _extension(name),
        Reason.DAMAGED: _("文件已损坏或没有传完整。请用原来的程序打开，重新保存后上传。"),
        Reason.LOCKED: _("文件设有打开密码，公众打不开。请取消密码后上传。"),
        Reason.SWOLLEN: _("文件解压后异常庞大。请用原来的程序重新保存，或拆分后上传。"),
        Reason.MACROS: _("文件含有宏。请另存为不含宏的文件后上传。"),
        Reason.PROGRAM: _("文件中含有可执行程序。请去掉后重新压缩、上传。"),
        Reason.MARKUP: _("文本中含有网页代码。请去掉后上传。"),
        Reason.UNSAFE: _("文件含有不安全的内容（外部实体）。请用原来的程序重新保存后上传。"),
        Reason.PIXELS: _("图片的像素或帧数过多（各帧合计不超过 %d 万像素）。请缩小后上传。")
        % (settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 10_000),
        Reason.COSTLY: _("读取文件耗费的时间或内存超出限度。请用原来的程序重新保存，或拆分后上传。"),
        Reason.BUSY: _("系统现在无法检查文件。请稍后再试；多次如此，请告诉管理员。"),
    }
    return _("“%(name)s”未上传：%(reason)s") % {"name": PurePath(name).name, "reason": told[reason]}


def _reason(reading: Reading) -> Reason | None:
    if reading.ended is Ended.UNSTARTED:
        return Reason.BUSY
    if reading.ended is not Ended.WELL:
        return Reason.COSTLY
    return Reason(found) if (found := reading.found.get("reason")) else None


def _storable(text: str) -> str:
    """Without NUL and halves of characters, which a font's table may name and no database takes."""
    return text.replace("\0", "").encode(errors="ignore").decode()


def _extension(name: str) -> str:
    return PurePath(name).suffix[1:].lower()
