"""Personal data that must not be published by mistake (个人信息保护法 25, 28; 政府信息公开条例 15).

Numbers of identity and bank cards stop a publication. A mobile number may be the contact that a notice is meant to
give, so it is shown to the editor only.
"""

import re
from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.editorial.checks.findings import Finding, Severity
from cms.editorial.checks.reading import PageText, Passage
from pages.file_texts import text_of

# GB 11643: region, birthday, sequence, checksum.
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{5})((?:19|20)\d{6})(\d{3})([\dXx])(?![0-9A-Za-z])")
_REGIONS = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 91,
}  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_MOBILE = re.compile(r"(?<![\d.A-Za-z])(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?![\d.]?\d)")
_CARD = re.compile(r"(?<![\d.A-Za-z])(\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?)(?![\d.]?\d)")
# Issuers' prefixes with the lengths of their numbers: UnionPay, an older series of ICBC, Visa, Mastercard, JCB.
_ISSUERS = (("62", {16, 17, 18, 19}), ("9558", {19}), ("4", {16}), ("35", {16})) + tuple(
    (f"5{digit}", {16}) for digit in range(1, 6)
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘ", "0123456789X")  # noqa: RUF001 -- what is meant


def check(text: PageText) -> list[Finding]:
    """The personal data in the page's text and in the text of its files; numbers are shown with their middle hidden."""
    findings: dict[Finding, None] = {}
    for passage in [*text.everything, *_files(text)]:
        for severity, message in _found(passage.text.translate(_FULL_WIDTH)):
            findings[Finding(severity, passage.where, passage.place, message)] = None
    return list(findings)


def _files(text: PageText) -> Iterator[Passage]:
    places = {link.target: link for link in text.links if link.kind == "document"}
    for key, document in text.documents.items():
        link = places[key]
        yield Passage(link.where, f"{link.place}《{document.title}》", text_of(document).text)


def _found(text: str) -> Iterator[tuple[Severity, str]]:
    for match in _IDENTITY.finditer(text):
        if is_identity_number("".join(match.groups())):
            yield Severity.BLOCKING, _("疑似身份证号 %s。") % _masked(match[0])
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[1])
        if is_bank_card(digits) and not is_identity_number(digits):
            yield Severity.BLOCKING, _("疑似银行卡号 %s。") % _masked(digits)
    for match in _MOBILE.finditer(text):
        yield Severity.ADVICE, _("疑似个人手机号 %s，请确认可以公开。") % _masked(re.sub(r"\D", "", match[1]))


def is_identity_number(number: str) -> bool:
    """Whether 18 characters have the form of a citizen's number: a region, a day in the past, the right checksum."""
    match = _IDENTITY.fullmatch(number)
    if not match or int(number[:2]) not in _REGIONS:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return born <= timezone.localdate() and "10X98765432"[total % 11] == number[17].upper()


def is_bank_card(digits: str) -> bool:
    """Whether the digits have an issuer's prefix and length, and pass the check of ISO/IEC 7812 (Luhn)."""
    if len(set(digits)) < 3 or not any(
        digits.startswith(prefix) and len(digits) in lengths for prefix, lengths in _ISSUERS
    ):
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _masked(number: str) -> str:
    return f"{number[:3]}****{number[-4:]}"
