"""Documents that the text rests on although they are no longer in force."""

import re

from django.db.models import Q
from django.utils.translation import gettext as _

from cms.content.models import Validity
from cms.editorial.checks.findings import Finding, Severity
from cms.editorial.checks.reading import PageText
from pages.models import PolicyDocumentPage
from pages.official import NUMBER, normalised

_TITLE = re.compile(r"《([^《》]{4,250})》")
# A sentence that itself ends the document's validity, or tells of it, is right to quote it.
_ENDING = re.compile(r"废止|失效|停止执行|不再执行|修改|修订|宣布")
_SENTENCE = re.compile(r"[^。；\n]+")


def check(text: PageText) -> list[Finding]:
    """Quoted titles and numbers of documents that were repealed or have expired."""
    quoted: dict[str, tuple[str, str]] = {}
    for passage in text.passages:
        for sentence in _SENTENCE.findall(passage.text):
            if ("《" in sentence or "号" in sentence) and not _ENDING.search(sentence):
                names = _TITLE.findall(sentence) + _numbers(sentence)
                quoted |= {name: (passage.where, passage.place) for name in names if name not in quoted}
    if not quoted:
        return []
    gone = PolicyDocumentPage.objects.filter(
        Q(title__in=quoted) | Q(document_number__in=quoted), validity__in=[Validity.REPEALED, Validity.EXPIRED]
    ).exclude(translation_key=text.page.translation_key)
    findings = []
    for title, number, validity in gone.values_list("title", "document_number", "validity").distinct():
        where, place = quoted[title] if title in quoted else quoted[number]
        message = _("引用的《%(title)s》已%(state)s。") % {"title": title, "state": Validity(validity).label}
        findings.append(Finding(Severity.ADVICE, where, place, message))
    return findings


def _numbers(sentence: str) -> list[str]:
    """The numbers in a sentence, with every beginning that could belong to the words before instead."""
    found = [normalised(number) for number in NUMBER.findall(sentence)]
    return [number[start:] for number in found for start in range(max(1, number.index("〔") - 1))]
