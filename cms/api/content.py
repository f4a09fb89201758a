"""One item in full, and lists of light items."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query

from cms.api import answers, examples, nodes, schemas
from cms.api.api import call
from cms.api.parameters import ContentParameters, ItemParameters
from cms.api.problems import Problem, bad_request
from cms.content import keeping, outage, reading, walking
from cms.content.listing import Filters
from cms.content.models import ContentItem

# What may be asked together with `path`; it names one item, so there is nothing to narrow or to order.
WITH_PATH = {"path", "body"}


@call(
    "content/{content_id}",
    schemas.AnyItem,
    name="item",
    summary="一条内容的全文",
    example=examples.ITEM,
    other={410: schemas.Problem},
)
def item(request: HttpRequest, content_id: UUID, query: Query[ItemParameters]) -> HttpResponse:
    """按内容标识和语言读取全文、元数据和相关内容：所在位置、上一条与下一条、解读与所解读的公文、附件、其他语言版本。

    已撤下的内容答 410,detail 是向公众说明的理由。
    """
    name = f"item {content_id} {query.locale} {query.body}"
    try:
        found = outage.read(
            keeping.kept, name, lambda: in_full(published(reading.find(content_id, query.locale)), query.body)
        )
    except outage.ERRORS as error:
        if (old := keeping.last(name)) is None:
            raise
        outage.note(error)
        return outage.mark(answers.send(request, *old.made), old)
    return answers.send(request, *found)


@call(
    "content",
    schemas.Page | schemas.AnyItem,
    name="content",
    summary="内容列表；或某个网页地址的内容",
    example=examples.PAGE,
    other={301: None, 410: schemas.Problem},
)
def content(request: HttpRequest, query: Query[ContentParameters]) -> HttpResponse:
    """不带 path 时列出符合全部条件的内容，每条只含列表所需的成员；用 next 作为下一次的 cursor 翻页。

    不指明 type 时不含首页和栏目，它们见 columns。带 path 时返回该网页地址的全文，此时只能再带 body;地址已变更的答 301,
    Location 是新地址的接口网址。
    """
    if query.path is not None:
        return _at_path(request, query, query.path)
    if query.body is not None:
        raise bad_request([("body", _("只能与 path 同用。"))])
    filters = Filters(
        locale=query.locale,
        column=str(query.column) if query.column else None,
        topic=query.topic,
        department=query.department,
        tag=query.tag,
        type=query.type,
        kind=query.kind,
        validity=query.validity,
        issued_from=query.issued_from,
        issued_to=query.issued_to,
    )
    try:
        lights, following = walking.page(filters, query.order, query.cursor, query.limit)
    except walking.InvalidCursor as error:
        raise bad_request([("cursor", _("不是本接口给出的，或者排序方式已改变。请从第一页重新开始。"))]) from error
    end = f'"{following}"' if following else "null"
    text = answers.absolute(f'{{"items":[{",".join(lights)}],"next":{end}}}')
    return answers.send(request, text, answers.strong_tag(text))


def _at_path(request: HttpRequest, query: ContentParameters, path: str) -> HttpResponse:
    if excluded := sorted(query.model_fields_set - WITH_PATH):
        raise bad_request([(name, _("不能与 path 同用。")) for name in excluded])
    found = reading.find_by_path(path)
    if (found is None or not found.is_published) and (address := reading.moved_to(path)):
        asked: dict[str, Any] = {"path": address} | ({"body": query.body} if query.body else {})
        location = f"{reverse('api-1.0:content')}?{urlencode(asked, safe='/')}"
        response = HttpResponse(status=301, headers={"Location": location, "Cache-Control": answers.CACHING})
        del response.headers["Content-Type"]
        return response
    return answers.send(request, *in_full(published(found), query.body or "html"))


def published(found: ContentItem | None) -> ContentItem:
    """The item. Raises Problem 404 where there is none, 410 with the public reason where it was withdrawn."""
    if found is None:
        raise Problem(404, _("没有这条内容。"))
    if not found.is_published:
        raise Problem(410, found.public_reason, content_id=str(found.content_id), locale=found.locale)
    return found


def in_full(found: ContentItem, body: str) -> tuple[str, str, datetime]:
    """The item in full as JSON text, its entity tag, and when it was changed.

    The tag begins with the item's digest and covers its links (docs/decisions/0005).
    """
    links = reading.expand(found)
    tag = f"{found.digest}-{answers.strong_tag(reading.state(found, links), body, settings.SITE_URL)}"
    text = answers.absolute(reading.full_document(found, links))
    return nodes.in_document(text) if body == "nodes" else text, tag, found.updated_at
