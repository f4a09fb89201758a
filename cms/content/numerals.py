"""Numbers in Chinese numerals."""

import unicodedata


def read_number(words: str) -> int:
    """The number that numerals, digit by digit or with units, or Arabic digits write: 十二, 一百零五, 二〇一七, 12."""
    total = digit = 0
    # Typists write 〇 as a circle, too.
    for character in words.replace("○", "〇"):
        value = int(unicodedata.numeric(character))
        if value < 10:
            digit = digit * 10 + value
        else:
            total, digit = total + (digit or 1) * value, 0
    return total + digit
