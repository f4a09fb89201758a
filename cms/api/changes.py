"""Changes in their order, for channels that keep a copy of the content."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query

from cms.api import answers, examples, schemas
from cms.api.api import call
from cms.api.parameters import ChangesParameters
from cms.content.models import ContentItem


@call("changes", schemas.Changes, name="changes", summary="内容变更", example=examples.CHANGES)
def changes(request: HttpRequest, query: Query[ChangesParameters]) -> HttpResponse:
    """各语言的每条内容只出现一次，是它的最新状态，按最近一次变更的先后排列；之前的状态不再列出。

    第一次不填 since,以后填上次回答中的 next,直到 items 为空；稍后再以同一个 since 询问新的变更。published 和 updated
    都应覆盖已有的副本，withdrawn 应删除副本并可公示 reason。重复处理同一条变更无害。
    """
    items = ContentItem.objects.filter(sequence__gt=query.since).order_by("sequence").defer("document", "text")
    found = [_change(item) for item in items[: query.limit]]
    following = found[-1]["sequence"] if found else query.since
    return answers.send_data(request, {"items": found, "next": following})


def _change(item: ContentItem) -> dict[str, Any]:
    public = item.is_published
    return {
        "sequence": item.sequence,
        "change": "withdrawn" if not public else "published" if item.edition == 1 else "updated",
        "content_id": str(item.content_id),
        "locale": item.locale,
        "type": item.type,
        "path": item.path,
        "digest": item.digest,
        "light": orjson.Fragment(item.light) if public else None,
        "reason": None if public else str(item.public_reason),
    }
