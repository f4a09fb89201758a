"""What a document says of itself: its title, number, authority and dates, where official documents have them.

The places are those of GB/T 9704-2012: the head with mark, number and title; the signature with authority and date;
the imprint with the day of issue.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from pages.official import DAY, NUMBER, normalised, read_date
from pages.word.headings import convention_of, style_level
from pages.word.lines import Line
from pages.word.package import WordRefused

LONGEST_TITLE = 250
_HEAD = 20
_MOST_AUTHORITIES = 6
_TITLE_STYLES = {"title", "标题", "公文标题", "文件标题", "主标题", "大标题"}
_LARGE = 18
_SECRET = re.compile(r"^(?:绝密|机密|秘密)(?:[★☆*].*)?$")
_MARK = re.compile(r"^([\u4e00-\u9fff]{4,60}?)(?:文件)$")
_NOTHING_OF_TITLES = re.compile(
    r"^(?:\d{6}|特急|加急|平急|特提|签发人.*|附件\d*[:：]?|[图表]\s*[\d一二三四五六七八九十].*)$"
)
_AUTHORITY = re.compile(
    r"^[\u4e00-\u9fff]{2,40}(?:委员会|委|厅|局|办公室|政府|部|院|处|中心|公司|银行|分行|集团|学会|协会|总队)$"
)
_ISSUED = re.compile(rf"({DAY.pattern})印发")
_SPACE = re.compile(r"\s+")


@dataclass
class Record:
    """What was found, empty where nothing was; and the lines that need not be said again in the body."""

    title: str = ""
    document_number: str = ""
    issuing_authority: str = ""
    date_written: date | None = None
    date_issued: date | None = None
    title_lines: list[Line] = field(default_factory=list)
    head_lines: list[Line] = field(default_factory=list)
    """The mark and the number: a page with a public record shows them there."""


def read_record(lines: list[Line]) -> Record:
    """Read the record from the lines of a document. Raises WordRefused for a classified one."""
    said = [line for line in lines if line.words]
    head = [line for line in said if not line.in_table][:_HEAD]
    for line in head:
        if _SECRET.match(_dense(line)):
            # 保守国家秘密法 31: not on systems that are connected to the internet.
            raise WordRefused(_("文件标有密级“%s”，不得上传到本平台。") % line.words)
    record = Record()
    _read_mark(record, head)
    record.title_lines = _title_lines([line for line in head if line not in record.head_lines])
    record.title = _joined([line.text for line in record.title_lines])[:LONGEST_TITLE]
    _read_signature(record, [line for line in said if not line.in_table])
    issued = (_ISSUED.search(_dense(line)) for line in reversed(said))
    found = next((match for match in issued if match), None)
    record.date_issued = read_date(found[1]) if found else None
    return record


def _dense(line: Line) -> str:
    return _SPACE.sub("", line.text)


def _read_mark(record: Record, head: list[Line]) -> None:
    for line in head:
        text = _dense(line)
        number = NUMBER.match(text.strip("()（）"))
        if number and not record.document_number and _is_number_alone(text.strip("()（）")[number.end() :]):
            record.document_number = normalised(number[0])
            record.head_lines.append(line)
        elif (mark := _MARK.match(text)) and line.is_centred and not record.head_lines:
            record.issuing_authority = mark[1]
            record.head_lines.append(line)


def _is_number_alone(rest: str) -> bool:
    return not rest or rest.startswith("签发人")


def _title_lines(head: list[Line]) -> list[Line]:
    """By style; else what is centred and large; else what is centred; else the one highest heading at the beginning."""
    choices = [line for line in head if not _is_no_title(line)]
    for is_title in (_has_title_style, _is_large_and_centred, _is_centred_sentence):
        first = next((line for line in choices if is_title(line)), None)
        if first:
            return _run_of(head, first)
    first = next(iter(choices), None)
    level = style_level(first) if first else None
    alone = level is not None and sum(style_level(line) == level for line in head) == 1
    return [first] if first and alone else []


def _is_no_title(line: Line) -> bool:
    text = _dense(line)
    return bool(convention_of(text) is not None or _NOTHING_OF_TITLES.match(text) or read_date(text.strip("()（）")))


def _has_title_style(line: Line) -> bool:
    return line.style in _TITLE_STYLES


def _is_large_and_centred(line: Line) -> bool:
    return line.is_centred and (line.size >= _LARGE or line.is_emphasised)


def _is_centred_sentence(line: Line) -> bool:
    return line.is_centred and len(line.words) >= 5


def _run_of(head: list[Line], first: Line) -> list[Line]:
    """A long title is broken into lines that look the same."""
    run = [first]
    for line in head[head.index(first) + 1 :]:
        alike = (line.style, line.look.alignment, line.size) == (first.style, first.look.alignment, first.size)
        if not alike or _is_no_title(line) or line.words.startswith(("（", "(")):
            break
        run.append(line)
    return run


def _joined(parts: list[str]) -> str:
    """Lines as one: Chinese has no space where a line was broken."""
    text = ""
    for part in (_SPACE.sub(" ", part) for part in parts):
        text += (" " if text and text[-1].isascii() and part[:1].isascii() else "") + part
    return text


def _read_signature(record: Record, lines: list[Line]) -> None:
    for place in range(len(lines) - 1, -1, -1):
        text = _dense(lines[place])
        day = next((match for match in DAY.finditer(text) if match.end() == len(text)), None)
        signed = read_date(day[0]) if day else None
        if day is None or signed is None or not _is_signature(text[: day.start()]):
            continue
        record.date_written = signed
        above = [text[: day.start()]] if day.start() else _authorities_above(lines[:place])
        if above:
            record.issuing_authority = "、".join(above)[:200]
        return


def _is_signature(before: str) -> bool:
    return not before or bool(_AUTHORITY.match(before))


def _authorities_above(lines: list[Line]) -> list[str]:
    """Those who sign together stand in lines, several in one or one below the other."""
    found: list[str] = []
    for line in reversed(lines[-_MOST_AUTHORITIES:]):
        names = [_SPACE.sub("", name) for name in re.split(r"\s{2,}|\t|\u3000+", line.words) if name]
        if not names or not all(_AUTHORITY.match(name) for name in names):
            break
        found = names + found
    return found
