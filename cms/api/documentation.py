"""The API described to machines and to people."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from cms.api import answers
from cms.api.api import api

# The page brings its style along, and loads nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
MULTIPLE = "或"


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return answers.send(request, api.document_json, answers.strong_tag(api.document_json))


@require_safe
@xframe_options_sameorigin
def page(request: HttpRequest) -> HttpResponse:
    """A page made of the OpenAPI document, which needs no script and nothing from other servers."""
    document = api.document
    response = render(
        request,
        "api/docs.html",
        {
            "info": document["info"],
            "calls": [_describe_call(path, methods["get"]) for path, methods in document["paths"].items()],
            "schemas": [_describe_schema(name, schema) for name, schema in document["components"]["schemas"].items()],
        },
    )
    response["Cache-Control"] = answers.CACHING
    response["Content-Security-Policy"] = POLICY
    return response


def _describe_call(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": operation["operationId"],
        "path": path,
        "summary": operation["summary"],
        "description": operation["description"],
        "parameters": [
            {
                "name": parameter["name"],
                "required": parameter["required"],
                "description": parameter.get("description", ""),
                "type": describe_type(parameter["schema"]),
                "default": parameter["schema"].get("default"),
            }
            for parameter in operation["parameters"]
        ],
        "responses": [
            {"status": status, "description": response["description"]}
            for status, response in operation["responses"].items()
        ],
        "answer": describe_type(operation["responses"]["200"]["content"][answers.MEDIA_TYPE]["schema"]),
        "example": orjson.dumps(
            operation["responses"]["200"]["content"][answers.MEDIA_TYPE]["example"], option=orjson.OPT_INDENT_2
        ).decode(),
    }


def _describe_schema(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    required = schema.get("required", [])
    return {
        "name": name,
        "description": schema.get("description", ""),
        "choices": describe_type(schema) if "oneOf" in schema else "",
        "members": [
            {
                "name": member,
                "type": describe_type(details),
                "required": member in required,
                "description": details.get("description", ""),
            }
            for member, details in schema.get("properties", {}).items()
        ],
    }


def describe_type(schema: dict[str, Any]) -> str:
    """The type of a JSON schema in a few words, such as `string (date)` or `Light[]`."""
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[-1]
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return f" {MULTIPLE} ".join(describe_type(choice) for choice in choices)
    if values := schema.get("enum"):
        return " | ".join(str(value) for value in values)
    kind = schema.get("type", "any")
    if kind == "array":
        return f"{describe_type(schema.get('items', {}))}[]"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"{{…: {describe_type(schema['additionalProperties'])}}}"
    return f"{kind} ({schema['format']})" if "format" in schema else kind
