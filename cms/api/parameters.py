"""Parameters of the calls: one model for each, which is their documentation as well as their check."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticKnownError, core_schema

from cms.api.problems import bad_request
from cms.content.listing import ORDERS
from cms.content.models import Validity
from cms.content.types import content_types

# Sentences for what pydantic may find wrong, filled in from its context.
SENTENCES = {
    "missing": gettext_lazy("缺少此参数。"),
    "literal_error": gettext_lazy("只能是 {expected} 之一。"),
    "int_parsing": gettext_lazy("应为整数。"),
    "greater_than_equal": gettext_lazy("不能小于 {ge}。"),
    "less_than_equal": gettext_lazy("不能大于 {le}。"),
    "date_parsing": gettext_lazy("应为日期，例如 2026-01-31。"),
    "uuid_parsing": gettext_lazy("应为内容标识（UUID）。"),
    "string_too_short": gettext_lazy("不能为空。"),
    "string_too_long": gettext_lazy("不能超过 {max_length} 个字符。"),
}
MALFORMED = gettext_lazy("格式不正确。")


@dataclass(frozen=True)
class OneOf:
    """A string out of values that are known only at run time."""

    values: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.literal_schema(list(self.values))


def _digits(value: Any) -> Any:
    # int() would also take blanks, underscores and the digits of every script.
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,18}", value):
        raise PydanticKnownError("int_parsing")
    return value


def _iso_date(value: Any) -> Any:
    # Pydantic would also take seconds since 1970, and other forms of the standard.
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise PydanticKnownError("date_parsing", {"error": "not an ISO date"})


Whole = Annotated[int, BeforeValidator(_digits)]
IsoDate = Annotated[date, BeforeValidator(_iso_date)]
Locale = Annotated[str, OneOf(tuple(code for code, _name in settings.LANGUAGES))]
Name = Annotated[str, Field(min_length=1, max_length=100)]

LOCALE: Any = Field(settings.LANGUAGE_CODE, description="语言。")
BODY: Any = Field("html", description="正文的形式：html 为净化后的 HTML；nodes 为小程序 rich-text 组件的节点数组。")
COLUMN: Any = Field(None, description="栏目的 content_id;包括其下各级栏目的内容。")


def limit(default: int = 20) -> Any:
    """The field of how many to answer with."""
    return Field(default, ge=1, le=100, description="条数，1 到 100。")


class Parameters(BaseModel):
    """What all calls have in common: what they do not know they refuse."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LocaleParameters(Parameters):
    """Of calls that answer in one language."""

    locale: Locale = LOCALE


class ItemParameters(LocaleParameters):
    """Of one item."""

    body: Annotated[str, OneOf(("html", "nodes"))] = BODY


class PreviewParameters(Parameters):
    """Of a draft."""

    body: Annotated[str, OneOf(("html", "nodes"))] = BODY


class NarrowedParameters(LocaleParameters):
    """What lists and search are narrowed to."""

    type: Annotated[str, OneOf(tuple(sorted(content_types())))] | None = Field(None, description="内容类型。")
    column: UUID | None = COLUMN
    topic: Name | None = Field(None, description="主题分类的代码；一级分类包括其下的二级分类。")
    department: Name | None = Field(None, description="责任处室的代码。")
    validity: Annotated[str, OneOf(tuple(Validity.values))] | None = Field(None, description="公文的有效性。")


class ContentParameters(NarrowedParameters):
    """Of lists, or of the item at an address."""

    path: str | None = Field(
        None,
        max_length=500,
        pattern="^/([^/].*)?$",
        description="网页地址中的路径。给出时返回该地址的一条内容，只能与 body 同用。",
        examples=["/zfxxgk/zc/455/"],
    )
    body: Annotated[str, OneOf(("html", "nodes"))] | None = Field(
        None, description="只与 path 同用。" + BODY.description
    )
    tag: Name | None = Field(None, description="主题词。")
    kind: Name | None = Field(None, description="类别，例如解读形式 text、infographic。")
    issued_from: IsoDate | None = Field(None, description="成文日期不早于。")
    issued_to: IsoDate | None = Field(None, description="成文日期不晚于。")
    order: Annotated[str, OneOf(tuple(ORDERS))] = Field("-published", description="排序；前缀 - 表示由新到旧。")
    cursor: str | None = Field(None, min_length=1, max_length=300, description="上一页回答中的 next。")
    limit: Whole = limit()


class SearchParameters(NarrowedParameters):
    """Of search."""

    q: str = Field("", max_length=200, description="检索词；可为索引号、发文字号、拼音。", examples=["节能审查"])
    year: Whole | None = Field(None, ge=1, le=9999, description="年份。")
    issued_from: IsoDate | None = Field(None, description="成文日期（无成文日期的为发布日期）不早于。")
    issued_to: IsoDate | None = Field(None, description="成文日期（无成文日期的为发布日期）不晚于。")
    within: Annotated[str, OneOf(("all", "title"))] = Field("all", description="检索范围：all 全文和附件；title 标题。")
    sort: Annotated[str, OneOf(("relevance", "newest", "oldest"))] = Field("relevance", description="排序。")
    page: Whole = Field(1, ge=1, le=10_000, description="页码，从 1 开始。")
    limit: Whole = limit()


class SuggestParameters(LocaleParameters):
    """Of completions."""

    q: str = Field(min_length=1, max_length=200, description="已输入的文字。", examples=["节能"])
    limit: Whole = limit(10)


class ChangesParameters(Parameters):
    """Of the changes."""

    since: Whole = Field(0, ge=0, description="上次回答中的 next;从头开始时不填。")
    limit: Whole = limit()


def read(request: HttpRequest, model: type[Parameters]) -> Any:
    """The request's parameters as `model`. Raises Problem 400 that names every parameter at fault."""
    if not request.META.get("QUERY_STRING"):
        values: dict[str, str] = {}
    else:
        lists = dict(request.GET.lists())
        if wrong := [(name, _("只能出现一次。")) for name, given in lists.items() if len(given) > 1]:
            raise bad_request(wrong)
        values = {name: given[0] for name, given in lists.items()}
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise bad_request([_explain(detail, model) for detail in error.errors(include_url=False)]) from error


def _explain(error: ErrorDetails, model: type[Parameters]) -> tuple[str, str]:
    name = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        return name, _("不是本接口的参数。可用的参数：{allowed}。").format(allowed="、".join(model.model_fields))
    context = {key: str(value) for key, value in error.get("ctx", {}).items()}
    if "expected" in context:
        context["expected"] = re.sub(r"', '|' or '", "、", context["expected"]).strip("'")
    return name, str(SENTENCES.get(error["type"], MALFORMED)).format(**context)
