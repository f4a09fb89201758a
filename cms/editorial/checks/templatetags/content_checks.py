"""The findings of the content checks for the templates of the administration."""

from django import template
from wagtail.models import Page

from cms.editorial.checks.findings import Finding
from cms.editorial.checks.running import findings_of

register = template.Library()


@register.simple_tag
def content_findings(page: Page | None) -> list[Finding]:
    """What the checks find on the page as the editor has it before the eyes; nothing for other objects."""
    return findings_of(page) if isinstance(page, Page) else []
