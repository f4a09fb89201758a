"""What the tests of content checks share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile

from cms.editorial.checks.findings import Finding
from cms.editorial.checks.reading import PageText
from pages.models import NewsPage, PolicyDocumentPage, PortalDocument
from tests.factories import paragraph

Check = Callable[[PageText], list[Finding]]


@pytest.fixture
def on_text(db: None) -> Callable[..., list[str]]:
    """Asks a check what it says of a page with these paragraphs: its messages."""

    def ask(check: Check, *paragraphs: str) -> list[str]:
        page = NewsPage(title="标题", summary="摘要", body=[paragraph(text) for text in paragraphs])
        return [finding.message for finding in check(PageText.of(page))]

    return ask


def document(**fields: Any) -> PolicyDocumentPage:
    """A document that is not saved."""
    return PolicyDocumentPage(**{"title": "实施意见", "summary": "摘要", "disclosure": "proactive"} | fields)


def file(name: str, content: bytes) -> PortalDocument:
    """An uploaded file."""
    return PortalDocument.objects.create(title=name, file=ContentFile(content, name))
