from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from cms.content.gates import Obstacle, gate
from cms.editorial.checks.running import findings_of


@gate
def content_checked(page: Page, revision: Revision, user: Any) -> list[Obstacle]:
    """No forbidden word, no personal number and no dead link becomes public."""
    return [
        Obstacle(
            f"{finding.place}：{finding.message}",
            _("请改为“%s”。") % finding.correction if finding.correction else _("请修改后重新提交。"),
            finding.where,
        )
        for finding in findings_of(page)
        if finding.is_blocking
    ]
