"""Past versions of an item, where they are public."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query

from cms.api import answers, examples, schemas
from cms.api.api import call
from cms.api.content import published
from cms.api.parameters import LocaleParameters
from cms.api.problems import Problem
from cms.content import reading
from cms.content.models import ContentItem, Edition
from cms.content.presenting import local_datetime

# 主动公开基本目录 shows how it changed (青发改办〔2017〕455号 3). What was corrected elsewhere is corrected for good.
TYPES_WITH_PUBLIC_EDITIONS = frozenset({"catalogue"})


@call(
    "content/{content_id}/editions",
    schemas.Editions,
    name="editions",
    summary="内容的各版",
    example=examples.EDITIONS,
    other={410: schemas.Problem},
)
def editions(request: HttpRequest, content_id: UUID, query: Query[LocaleParameters]) -> HttpResponse:
    """现在和过去的各版，由新到旧，各有公开时间和修改说明。只有主动公开基本目录可以读取过去的版本。"""
    item = published(reading.find(content_id, query.locale))
    past = list(item.editions.values_list("number", "published_at", "digest", "note"))
    # A note is kept with the edition that was replaced; readers look for it at the one that replaced it.
    notes = [note for *_version, note in past] + [""]
    versions = [(item.edition, item.updated_at, item.digest), *(version[:3] for version in past)]
    items = [
        {"number": number, "published_at": local_datetime(moment), "digest": digest, "note": note}
        for (number, moment, digest), note in zip(versions, notes, strict=True)
    ]
    return answers.send_data(request, {"items": items})


@call(
    "content/{content_id}/editions/{int:number}",
    schemas.Edition,
    name="edition",
    summary="公开目录的某一版",
    example=examples.EDITION,
    other={410: schemas.Problem},
)
def edition(request: HttpRequest, content_id: UUID, number: int, query: Query[LocaleParameters]) -> HttpResponse:
    """该版当时公开的内容，不含相关内容。"""
    item = _with_editions(content_id, query.locale)
    version: ContentItem | Edition | None
    version = item if number == item.edition else _past(item, number)
    if version is None:
        raise Problem(404, _("没有这一版。"))
    text = f'{version.document[:-1]},"digest":"{version.digest}","edition":{number}}}'
    return answers.send(request, answers.absolute(text), f"{version.digest}-{number}")


def _past(item: ContentItem, number: int) -> Edition | None:
    # Editions are counted in a column that holds no larger number.
    return item.editions.filter(number=number).first() if number < 2**31 else None


def _with_editions(content_id: UUID, locale: str) -> ContentItem:
    item = published(reading.find(content_id, locale))
    if item.type not in TYPES_WITH_PUBLIC_EDITIONS:
        raise Problem(404, _("这类内容不公开历史版本。"))
    return item
