"""One form for what is written in many: the same for what is indexed, for what is asked, and for the vocabulary."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_GAP = re.compile(r"(?:[^\w\u0300-\u036f\u0f18-\u0fbc]|_)+")
_GAP_BESIDE_HAN = re.compile(rf"(?<=[{HAN}]) | (?=[{HAN}])")
_PUNCTUATION = tuple(zip("\uff0c\uff1b\uff1a\uff08\uff09\uff01\uff1f\u3000", ",;:()!? ", strict=True))


@cache
def _simplifier() -> tuple[OpenCC, re.Pattern[str]]:
    """The converter, and the characters that it is worth calling for."""
    converter = OpenCC("t2s")
    traditional = (c for c in map(chr, range(0x3400, 0xA000)) if converter.convert(c) != c)
    return converter, re.compile(f"[{''.join(traditional)}]")


def fold(text: str) -> str:
    """The text in one form: NFKC (full width, ligatures), lower case, traditional characters as simplified ones."""
    # A lone surrogate or a NUL cannot be stored anywhere; neither is part of a word.
    text = text.encode("utf-8", "replace").decode().replace("\0", " ")
    # Chinese punctuation is all that most texts are normalised for; replacing it costs a fraction.
    for wide, narrow in _PUNCTUATION:
        text = text.replace(wide, narrow)
    text = unicodedata.normalize("NFKC", text).lower()
    converter, traditional = _simplifier()
    return converter.convert(text) if traditional.search(text) else text


def plain(folded: str) -> str:
    """The text without punctuation, and without spaces except between words that need them."""
    return _GAP_BESIDE_HAN.sub("", _GAP.sub(" ", folded)).strip()
