"""What readers need who cannot see the page, or see only its entry in a list (WCAG 2.2 1.1.1, 1.3.1, 2.4.6)."""

import re

from django.utils.translation import gettext as _

from cms.editorial.checks.findings import Finding, Severity
from cms.editorial.checks.reading import PageText

_EMPTY_WORDS = re.compile(r"^(?:图片?|照片|插图|image|img[\d_-]*|.*\.(?:jpe?g|png|gif|webp))?$", re.IGNORECASE)


def check(text: PageText) -> list[Finding]:
    """Headings that skip a level, pictures without words, tables without a caption, a page without a summary."""
    return [*_headings(text), *_blocks(text), *_summary(text)]


def _headings(text: PageText) -> list[Finding]:
    findings, before = [], 1
    for level, passage in text.headings:
        if level > before + 1:
            message = _("标题“%s”跳过了一级。") % passage.text[:20]
            findings.append(Finding(Severity.ADVICE, passage.where, passage.place, message, _("改为上一级标题")))
        before = level
    return findings


def _blocks(text: PageText) -> list[Finding]:
    findings = []
    for kind, where, place, value in text.blocks:
        if kind == "figure" and _EMPTY_WORDS.match((value.get("alternative_text") or "").strip()):
            message = _("图片缺少替代文字，或替代文字没有说明内容。")
            blank = not (value.get("alternative_text") or "").strip()
            findings.append(Finding(Severity.BLOCKING if blank else Severity.ADVICE, where, place, message))
        elif kind == "table" and not (value.get("caption") or "").strip():
            findings.append(Finding(Severity.ADVICE, where, place, _("表格没有标题。")))
    return findings


def _summary(text: PageText) -> list[Finding]:
    if text.page.public_type.is_place or (getattr(text.page, "summary", "") or "").strip():
        return []
    return [Finding(Severity.ADVICE, "summary", _("摘要"), _("没有摘要，列表和检索结果中将没有说明。"))]
