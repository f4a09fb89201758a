"""Files that some readers, or all of them, cannot read (无障碍环境建设法 32)."""

from django.utils.translation import gettext as _

from cms.editorial.checks.findings import Finding, Severity
from cms.editorial.checks.reading import PageText
from pages.file_texts import text_of
from pages.models.file_text import FileState


def check(text: PageText) -> list[Finding]:
    """Files with a password, scans without a layer of text, and files that cannot be read at all."""
    told = {
        FileState.LOCKED: (Severity.BLOCKING, _("文件设有打开密码，公众打不开。请取消密码后重新上传。")),
        FileState.SILENT: (
            Severity.ADVICE,
            _("扫描件，无文字层，读屏软件读不了，检索也找不到。请改用文字版，或先做文字识别。"),
        ),
        # What is not read here passes the checks of secrets and of persons: reviewers must know.
        FileState.DAMAGED: (
            Severity.ADVICE,
            _("附件无法检查：读不出文件中的文字。请确认文件完好、能够打开，并人工核对内容。"),
        ),
        FileState.LARGE: (
            Severity.ADVICE,
            _("附件无法全部检查：内容过多，只检查了前面一部分或没有检查。请人工核对内容。"),
        ),
        FileState.OTHER: (Severity.ADVICE, _("附件无法检查：系统读不出这种格式的文字。请人工核对内容。")),
    }
    places = {link.target: link for link in text.links if link.kind == "document"}
    findings = []
    for key, document in text.documents.items():
        if known := told.get(FileState(text_of(document).state)):
            link = places[key]
            findings.append(Finding(known[0], link.where, f"{link.place}《{document.title}》", known[1]))
    return findings
