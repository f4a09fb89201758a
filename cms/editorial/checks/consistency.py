"""关联及逻辑性审查: title, record and text must say the same number and date (青发改办〔2017〕455号 20)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cms.editorial.checks.findings import Finding, Severity
from cms.editorial.checks.reading import PageText, Passage
from pages.models.record import PublicRecord
from pages.official import NUMBER, normalised, read_date


def check(text: PageText) -> list[Finding]:
    """Where title or text give the document another number or date than its record does."""
    page = text.page
    if not isinstance(page, PublicRecord):
        return []
    findings = [*_year(page)]
    for passage, own_line in _lines(text):
        number = NUMBER.search(passage.text)
        if number and (own_line or passage.where == "title") and page.document_number:
            findings += _number(page, passage, normalised(number[0]))
    return findings + _signature(page, text)


def _lines(text: PageText) -> Iterator[tuple[Passage, bool]]:
    """The title, and the lines of the first passage of the body that consist of a number alone."""
    yield from ((passage, False) for passage in text.passages if passage.where == "title")
    body = [passage for passage in text.passages if passage.where not in {"title", "summary"}]
    for passage in body[:2]:
        for line in passage.text.splitlines():
            if NUMBER.fullmatch(line.strip()):
                yield Passage(passage.where, passage.place, line.strip()), True


def _number(page: PublicRecord, passage: Passage, number: str) -> list[Finding]:
    if number == page.document_number:
        return []
    message = _("此处的发文字号“%(here)s”与公开信息表中的“%(record)s”不一致。")
    said = message % {"here": number, "record": page.document_number}
    return [Finding(Severity.ADVICE, passage.where, passage.place, said, page.document_number)]


def _year(page: PublicRecord) -> list[Finding]:
    year = re.search(r"〔(\d{4})〕", page.document_number or "")
    if not year or not page.date_written or int(year[1]) == page.date_written.year:
        return []
    message = _("发文字号的年份 %(number)s 与成文日期 %(written)s 不一致。")
    said = message % {"number": year[1], "written": page.date_written}
    return [Finding(Severity.ADVICE, "document_number", _("发文字号"), said)]


def _signature(page: PublicRecord, text: PageText) -> list[Finding]:
    """A document is signed with its date on a line of its own, near its end."""
    lines = [(passage, line.strip()) for passage in text.passages for line in passage.text.splitlines()]
    for passage, line in reversed(lines):
        signed = read_date(re.sub(r"\s", "", line))
        if signed and page.date_written and signed != page.date_written:
            message = _("落款日期“%(signed)s”与成文日期 %(written)s 不一致。")
            said = message % {"signed": line, "written": page.date_written}
            return [Finding(Severity.ADVICE, passage.where, passage.place, said, page.date_written.isoformat())]
        if signed:
            break
    return []
