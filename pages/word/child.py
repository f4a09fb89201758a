"""A Word file is read in the child process for uploaded files; this is what passes between the two."""

import base64
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from pages.uploads.bounds import Ended, read
from pages.word.package import WordRefused
from pages.word.pictures import Picture
from pages.word.reading import Word, read_word
from pages.word.record import Record
from pages.word.report import Loss, Report

# A long text takes longer than a look at a file.
SECONDS = 15
_TEXTS = ("title", "document_number", "issuing_authority")
_DATES = ("date_written", "date_issued")


def read_word_bounded(file: BinaryIO, with_head: bool = False) -> Word:
    """`read_word` in a child process. Raises WordRefused, also for a file whose reading passes the bounds."""
    reading = read("word", file, seconds=SECONDS, with_head=with_head, limits=settings.WORD_IMPORT)
    if reading.ended is Ended.UNSTARTED:
        raise WordRefused(_("系统现在无法读取文件。请稍后再试；多次如此，请告诉管理员。"))
    if reading.ended is not Ended.WELL:
        raise WordRefused(_("读取文件耗费的时间或内存超出限度。请在 Word 中打开并另存为 .docx，或拆分后上传。"))
    if refused := reading.found.get("refused"):
        raise WordRefused(refused)
    return _unpacked(reading.found)


def look(file: BinaryIO, with_head: bool, limits: dict[str, int]) -> Iterator[dict[str, Any]]:
    """In the child: the document as JSON knows it, or `refused` with the sentence for the editor."""
    settings.configure(USE_I18N=False, WORD_IMPORT=limits)
    try:
        yield _packed(read_word(file, with_head))
    except WordRefused as refused:
        yield {"refused": str(refused)}


def _packed(word: Word) -> dict[str, Any]:
    dates = {name: value.isoformat() for name in _DATES if (value := getattr(word.record, name))}
    return {
        "record": {name: getattr(word.record, name) for name in _TEXTS} | dates,
        "blocks": word.blocks,
        "pictures": [asdict(each) | {"content": base64.b64encode(each.content).decode()} for each in word.pictures],
        "report": word.report.counts,
    }


def _unpacked(found: dict[str, Any]) -> Word:
    values = found["record"]
    dates = {name: date.fromisoformat(values[name]) for name in _DATES if name in values}
    report = Report()
    for loss, count in found["report"].items():
        report.add(Loss(loss), count)
    return Word(
        record=Record(**values | dates),
        blocks=found["blocks"],
        pictures=[Picture(base64.b64decode(each["content"]), each["extension"]) for each in found["pictures"]],
        report=report,
    )
