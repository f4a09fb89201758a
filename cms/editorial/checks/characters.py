"""Characters that mean nothing to any reader, as bad conversions leave them: they show as boxes, or not at all."""

import re

from django.utils.translation import gettext as _

from cms.editorial.checks.findings import Finding, Severity
from cms.editorial.checks.reading import PageText

# Unicode's areas for private use, and the character that stands for one that was lost. In statutes the first is often
# what is left of a decimal point: 25 metres instead of 2.5.
_LOST = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
# So many places are shown, each with so many characters before and after it.
_SHOWN, _AROUND = 3, 8


def check(text: PageText) -> list[Finding]:
    """One finding for each passage with such characters, which shows where they stand."""
    findings = []
    for passage in text.everything:
        if found := list(_LOST.finditer(passage.text)):
            message = _("有 %(count)d 个无法显示的字符（%(codes)s），多为转换文稿时产生：%(places)s。请对照原稿改正。")
            said = message % {
                "count": len(found),
                "codes": _("、").join(dict.fromkeys(f"U+{ord(match[0]):04X}" for match in found)),
                "places": _("、").join(_quoted(passage.text, match.start()) for match in found[:_SHOWN]),
            }
            findings.append(Finding(Severity.BLOCKING, passage.where, passage.place, said))
    return findings


def _quoted(text: str, at: int) -> str:
    """The words around the place, with a box where the characters stand."""
    words = text[max(0, at - _AROUND) : at + _AROUND + 1]
    return f"“{' '.join(_LOST.sub('□', words).split())}”"
