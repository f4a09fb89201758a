"""Wagtail's read/write API for the office-automation system, closed to everyone without a token.

Wagtail itself lets anonymous readers list live pages there. Live is not public here: a document that is 依申请公开
may be live in Wagtail without ever being shown, so nobody comes in unannounced. Wagtail also leaves out of account
what it does not know of a query: whoever misspells a filter would get an answer to another question.
"""

import json
import re
from collections.abc import Callable
from functools import cache, wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from wagtail.api import APIField
from wagtail.api.v3.api import api
from wagtail.api.v3.errors import PROBLEM_JSON
from wagtail.api.v3.schemas.pages import BASE_PAGE_READ_FIELDS
from wagtail.coreutils import resolve_model_string
from wagtail.documents.api.v3 import router as documents
from wagtail.images.api.v3 import router as images
from wagtail.models import CollectionMember, Page
from wagtail.permissions import policy_registry

from cms.http.input import SAFE_METHODS


def of_the_library(model: type[CollectionMember]) -> Callable[[HttpRequest], QuerySet[Any]]:
    """The documents or images that the bearer may read or choose; Wagtail would list all of them to everyone."""

    def queryset(request: HttpRequest) -> QuerySet[Any]:
        policy = policy_registry.get_by_type(model)
        files = policy.instances_user_has_any_permission_for(request.user, ["view"])
        return files.prefetch_related("tags").order_by("id")

    return queryset


# Wagtail offers no setting for what its lists hold.
documents.get_documents_queryset = of_the_library(documents.Document)
images.get_images_queryset = of_the_library(images.Image)


def behind_authentication(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view for bearers of a valid token whose user may enter the administration; a 401 problem for all others."""
    bearer = import_string(settings.WRITE_API_AUTHENTICATION)()

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            known_bearer = bearer(request)
        except HttpError as refused:
            return _problem(refused.status_code, HTTPStatus(refused.status_code).phrase, refused.message)
        if not (known_bearer and request.user.has_perm("wagtailadmin.access_admin")):
            answer = _problem(401, "Unauthorized", _("此接口供内部系统使用，请在 Authorization 头中提供有效的令牌。"))
            answer["WWW-Authenticate"] = "Bearer"
            return answer
        known = known_parameters(request)
        if unknown := [name for name in request.GET if name not in known]:
            allowed = "、".join(sorted(known)) or _("无")
            told = _("不是本接口的参数。可用的参数：{allowed}。").format(allowed=allowed)
            errors = [{"parameter": name, "detail": told} for name in unknown]
            return _problem(400, "Bad Request", "、".join(unknown) + " " + told, errors=errors)
        if request.method not in SAFE_METHODS and is_root(kwargs.get("page_id")):
            return _problem(403, "Forbidden", _("根页面不能修改、复制或移动。"))
        if request.body and not _is_object(request.body):
            return _problem(400, "Bad Request", _("请求的正文应为一个 JSON 对象。"))
        response = view(request, *args, **kwargs)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        answer = _problem(405, "Method Not Allowed", _("此地址不接受 {method} 请求。").format(method=request.method))
        answer["Allow"] = response["Allow"]
        return answer

    return guarded


def is_root(page_id: int | None) -> bool:
    """Whether this is the page above all sites, which has no parent; Wagtail's actions look for one."""
    return page_id is not None and Page.objects.filter(pk=page_id, depth=1).exists()


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except RecursionError:
        return False
    except ValueError:
        return True  # Whoever reads it refuses it, and most actions read none.


def known_parameters(request: HttpRequest) -> set[str]:
    """The parameters that the call reads: those it documents and, of a list of pages, the fields of its type."""
    match: Any = request.resolver_match
    known = _documented().get((str(request.method).lower(), _template(match.route)), set())
    if match.url_name == "list_pages" and request.method == "GET":
        return known | _fields(request.GET.getlist("type"))
    # What led to a page goes on to it, but for the path.
    return known | {"site"} if match.url_name == "detail_page" and request.method == "GET" else known


def _fields(types: list[str]) -> set[str]:
    try:
        model = resolve_model_string(types[0]) if len(types) == 1 else Page
    except (LookupError, ValueError):
        model = Page  # Wagtail refuses the type.
    fields = APIField.get_fields_for_model(model, db_fields_only=True)
    # A page has no field of the name `pk`, though Wagtail lists it.
    return {*BASE_PAGE_READ_FIELDS, "id"} - {"pk"} | {field.name for field in fields}


@cache
def _documented() -> dict[tuple[str, str], set[str]]:
    """The parameters of each call by its method and path, from the API's own documentation."""
    return {
        (method, _template(path)): {each["name"] for each in call.get("parameters", ()) if each["in"] == "query"}
        for path, calls in api.get_openapi_schema()["paths"].items()
        for method, call in calls.items()
    }


def _template(path: str) -> str:
    """A route, or a path of the documentation, without the names and types of what varies."""
    return re.sub(r"<[^>]*>|{[^}]*}", "*", path).strip("/")


def _problem(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(problem | more, status=status, content_type=PROBLEM_JSON)
