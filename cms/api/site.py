"""The frame around the content: the site's identity and its columns."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query

from cms.api import answers, examples, schemas
from cms.api.api import call
from cms.api.content import published
from cms.api.parameters import LocaleParameters
from cms.api.problems import Problem
from cms.content import reading
from cms.content import site as frame
from cms.content.site import Column


@call("site", schemas.Site, name="site", summary="网站标识、页脚、语言和订阅地址", example=examples.SITE)
def site(request: HttpRequest, query: Query[LocaleParameters]) -> HttpResponse:
    """每个页面都要用到的信息。请缓存，不必每次读取。"""
    roots = [column for column in frame.column_tree(query.locale) if column.data.get("navigation")]
    home = "/" if query.locale == settings.LANGUAGE_CODE else f"/{query.locale}/"
    identity = frame.profile().present(query.locale)
    return answers.send_data(
        request,
        identity
        | {
            "locale": query.locale,
            "url": home,
            "languages": frame.languages(),
            "columns": [column.data for column in roots],
            "feeds": [{"title": identity["name"], "url": f"{home}feed/"}]
            + [{"title": column.data["title"], "url": f"{column.data['path']}feed/"} for column in roots],
        },
    )


@call("columns", schemas.ColumnTree, name="columns", summary="栏目树", example=examples.COLUMNS)
def columns(request: HttpRequest, query: Query[LocaleParameters]) -> HttpResponse:
    """全部公开栏目，按编辑设定的顺序，下级栏目在 children 中。"""
    return answers.send_data(request, {"items": [_with_children(root) for root in frame.column_tree(query.locale)]})


@call(
    "columns/{content_id}",
    schemas.OneColumn,
    name="column",
    summary="一个栏目及其下级栏目",
    example=examples.COLUMN,
    other={410: schemas.Problem},
)
def column(request: HttpRequest, content_id: UUID, query: Query[LocaleParameters]) -> HttpResponse:
    """栏目的下级栏目和上级栏目。栏目自己的正文见 content/{content_id},其中的内容见 content?column=。"""
    way = _way(frame.column_tree(query.locale), str(content_id))
    if not way:
        # Either it is gone, or it never was a column.
        published(reading.find(content_id, query.locale))
        raise Problem(404, _("没有这个栏目。"))
    *above, found = way
    return answers.send_data(request, _with_children(found) | {"breadcrumb": [each.data for each in above]})


def _with_children(column: Column) -> dict[str, Any]:
    return column.data | {"children": [_with_children(child) for child in column.children]}


def _way(columns: list[Column], content_id: str) -> list[Column]:
    """The columns from the top to the one with that identity; none when it is not below `columns`."""
    for each in columns:
        if each.content_id == content_id:
            return [each]
        if below := _way(each.children, content_id):
            return [each, *below]
    return []
