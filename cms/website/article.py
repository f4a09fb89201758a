"""What pages with a text show beside it: their changes, how to cite them, a code that leads to them."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from cms.content.models import Edition
from cms.content.presenting import local_datetime
from cms.website import sharing

MOST_CHANGES = 100


def article_context(document: dict[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """The changes since the first publication, and the code of the page's address."""
    return {"changes": changes(document), "code": sharing.code(settings.SITE_URL + document["path"])}


def changes(document: dict[str, Any]) -> list[dict[str, str]]:
    """When the page was changed after its publication and, in the editor's words, what; newest first, in one query.

    A change without a note is listed all the same: that a public text is no longer what it was must not depend on
    whether somebody explained it. What was merely presented anew, say after a department's name changed, was not
    published again and is no change.
    """
    rows = Edition.objects.filter(
        item__content_id=uuid.UUID(document["content_id"]), item__locale=document["locale"]
    ).order_by("-number")
    moment, found = document["updated_at"], []
    for published_at, note in rows.values_list("published_at", "note")[:MOST_CHANGES]:
        before = local_datetime(published_at)
        if before != moment:
            found.append({"changed_at": moment, "note": note})
        moment = before
    return found
