"""All checks of a page, in the order in which an editor reads their findings."""

from collections.abc import Callable

from wagtail.models import Page

from cms.editorial.checks import characters, consistency, files, links, personal, quoted, structure, words
from cms.editorial.checks.findings import Finding
from cms.editorial.checks.reading import PageText

Check = Callable[[PageText], list[Finding]]
CHECKS: tuple[Check, ...] = (
    personal.check,
    characters.check,
    words.check,
    links.check,
    files.check,
    consistency.check,
    quoted.check,
    structure.check,
)


def findings_of(page: Page) -> list[Finding]:
    """What all checks find on the page as it stands, saved or not; what must be mended comes first."""
    text = PageText.of(page)
    findings = [finding for check in CHECKS for finding in check(text)]
    return sorted(findings, key=lambda finding: not finding.is_blocking)
