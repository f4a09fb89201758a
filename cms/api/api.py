"""The API itself, and how a call is added to it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, get_type_hints
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.decorators import decorate_view
from ninja.openapi.schema import OpenAPISchema

from cms.api import openapi, parameters, problems, schemas
from cms.content import outage

View = Callable[..., HttpResponse]


class PortalAPI(NinjaAPI):
    """The headless API, version 1. Its OpenAPI document is made once, and serves people and machines."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        return openapi.refine(super().get_openapi_schema(**options))

    @cached_property
    def document(self) -> dict[str, Any]:
        """The OpenAPI document, as those who load it have it: statuses are strings there."""
        return orjson.loads(orjson.dumps(self.get_openapi_schema(), option=orjson.OPT_NON_STR_KEYS))

    @cached_property
    def document_json(self) -> str:
        return orjson.dumps(self.document, option=orjson.OPT_INDENT_2).decode() + "\n"


api = PortalAPI(
    title=openapi.TITLE,
    version="1.0",
    description=openapi.DESCRIPTION,
    openapi_url=None,
    docs_url=None,
)
problems.register(api)


def call(
    path: str, answer: Any, *, name: str, summary: str, example: Any, other: dict[int, Any] | None = None
) -> Callable[[View], View]:
    """Register a call that answers with `answer`, as `example` shows; `other` are statuses beyond the usual ones."""
    responses = {200: answer, 304: None, 400: schemas.Problem, 404: schemas.Problem, 405: schemas.Problem}
    responses |= {500: schemas.Problem} | (other or {})

    def register(view: View) -> View:
        return api.api_operation(
            ["GET", "HEAD"],
            path,
            response=responses,
            operation_id=name,
            url_name=name,
            summary=summary,
            openapi_extra={"x-example": example},
        )(decorate_view(_directly)(view))

    return register


def _directly(run: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Answer without Ninja's own reading of parameters and checking of answers, which cost more than the answers do."""
    operation: Any = run.__self__  # type: ignore[attr-defined]
    view = operation.view_func
    hints = get_type_hints(view)
    query = hints.pop("query", None)
    identifiers = [name for name, hint in hints.items() if hint is UUID]

    def answer(request: HttpRequest, **path: Any) -> HttpResponse:
        try:
            for name in identifiers:
                path[name] = _identifier(path[name], name)
            if query:
                path["query"] = parameters.read(request, query)
            return outage.read(view, request, **path)
        except Exception as error:  # noqa: BLE001 -- every error is answered with a problem document
            return operation.api.on_exception(request, error)

    return answer


def _identifier(value: str, name: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise problems.bad_request([(name, _("应为内容标识（UUID）。"))]) from error
