"""Document numbers (发文字号) and index numbers (索引号) in the variants that people write.

〔2017〕455号, [2017]第455号 and 2017年455号 are one number; 国务院令第310号 is also written without its 第, and with or
without the full name of the authority.
"""

import re
from collections.abc import Iterator

from cms.content.numerals import read_number
from search import cutting

# After folding, and without the brackets around the year: authority, year, serial number.
_NUMBER = re.compile(
    rf"(?P<authority>[{cutting.HAN}]*?)"
    r"(?:[\[(〔【〈《{]?\s*(?P<year>(?:19|20)\d\d)\s*[\])〕】〉》}]?\s*年?\s*)?第?\s*(?P<serial>\d{1,5})\s*号"
)
_CHINESE_SERIAL = re.compile(r"第([〇零一二三四五六七八九十百千]+)号")
_INDEX_NUMBER = re.compile(r"(?=[a-z\d]*\d)[a-z\d]{5,}")
LONGEST_AUTHORITY = 40
_SEPARATORS = re.compile(r"[\s\-–—_/.]+")


def _arabic(match: re.Match[str]) -> str:
    return f"第{read_number(match[1])}号"


def _document_numbers(folded: str) -> Iterator[tuple[str, str]]:
    """Authority, and year with serial number, of each number in the text."""
    for match in _NUMBER.finditer(_CHINESE_SERIAL.sub(_arabic, folded)):
        year = f"{match['year']}年" if match["year"] else ""
        yield match["authority"], f"{year}{int(match['serial'])}号"


def _endings(authority: str) -> list[str]:
    """The name and its endings, down to nothing: 国务院令 is an ending of 中华人民共和国国务院令."""
    authority = authority[-LONGEST_AUTHORITY:]
    return [authority[i:] for i in range(len(authority) + 1)]


def _index_key(folded: str) -> str | None:
    key = _SEPARATORS.sub("", folded.strip())
    return key[: cutting.LONGEST_WORD] if _INDEX_NUMBER.fullmatch(key) else None


def keys(document_number: str, index_number: str) -> list[str]:
    """Every form under which a document with these numbers is found, the full one first."""
    found: list[str] = []
    for authority, serial in _document_numbers(cutting.fold(document_number)):
        found += [name + serial for name in _endings(authority)]
    if key := _SEPARATORS.sub("", cutting.fold(index_number).strip()):
        found += [key[: cutting.LONGEST_WORD]]
    return list(dict.fromkeys(found))


def asked(folded: str) -> list[str]:
    """The numbers that a query may name, in the form of `keys`, the most certain first.

    What stands before the authority is left out step by step. A serial number alone names nothing.
    """
    found: list[str] = []
    for authority, serial in _document_numbers(folded):
        found += [name + serial for name in _endings(authority) if len(name) > 1]
        if "年" in serial:
            found.append(serial)
    if key := _index_key(folded):
        found.append(key)
    return list(dict.fromkeys(found))
