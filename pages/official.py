"""How official documents write their numbers and dates (GB/T 9704-2012 7.2.5, 7.3.5)."""

import re
from datetime import date

from cms.content.numerals import read_number

NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[（(【](?:19|20)\d{2}[〕\]）)】]第?\d{1,5}号")
_BRACKETS = str.maketrans("[（(【]）)】", "〔〔〔〔〕〕〕〕")
_COUNT = "[一二三四五六七八九十]+"
_YEAR = r"[12]\d{3}|[一二][〇○零一二三四五六七八九]{3}"
DAY = re.compile(rf"({_YEAR})年(\d{{1,2}}|{_COUNT})月(\d{{1,2}}|{_COUNT})日")


def normalised(number: str) -> str:
    """A document number with the brackets of the standard and without “第” (GB/T 9704 7.2.5)."""
    return number.translate(_BRACKETS).replace("〕第", "〕")


def read_date(text: str) -> date | None:
    """The day that a text like 2017年9月1日 or 二〇一七年九月一日 names, or None."""
    match = DAY.fullmatch(text)
    try:
        return date(*(read_number(part) for part in match.groups())) if match else None
    except ValueError:
        return None
