"""What Ninja's OpenAPI document lacks: problem documents, headers, examples; and the words of its first page."""

from typing import Any

from ninja.openapi.schema import OpenAPISchema

from cms.api import examples
from cms.api.answers import MEDIA_TYPE
from cms.api.problems import MEDIA_TYPE as PROBLEM_TYPE

TITLE = "发展改革委门户网站内容接口"
DESCRIPTION = """供小程序、公众号和其他网站读取本门户公开内容的只读接口。网站上能看到的，这里都能读到，内容相同。

地址都是完整网址（path 除外）；时间带时区。GET 之外还接受 HEAD。每个参数只能出现一次，不认识的参数会被拒绝。
回答带 ETag,请求带 If-None-Match 时未变的内容答 304;请按 Cache-Control 缓存。出错时回答 application/problem+json
(RFC 9457),detail 是可以给用户看的一句话。回答可能增加新的成员，请忽略不认识的成员。"""

STATUSES = {
    200: "成功。",
    301: "地址已变更，Location 是新的接口网址。",
    304: "与 If-None-Match 指明的相同，没有正文。",
    400: "参数有误，errors 指明每一个。",
    404: "没有公开的内容。",
    405: "只接受 GET 和 HEAD。",
    410: "内容已撤下，detail 是公开的理由。",
    429: "短时间内的请求过多，Retry-After 是应等待的秒数。",
    500: "服务出错。",
}
HEADERS = {
    "ETag": {"description": "回答的标识；内容或其相关内容改变时改变。", "schema": {"type": "string"}},
    "Cache-Control": {"description": "可以缓存多久。", "schema": {"type": "string"}},
}
LOCATION = {"Location": {"description": "新的接口网址。", "schema": {"type": "string"}}}


DESCRIPTIONS = {
    "content_id": "内容标识。",
    "token": "编辑的预览按钮给出的令牌。",
    "number": "版次。",
}


def refine(document: OpenAPISchema) -> OpenAPISchema:
    """Complete the document in place and return it."""
    document["paths"] = dict(sorted(document["paths"].items()))
    for methods in document["paths"].values():
        # HEAD is GET without content; one operation must not be there twice under one operationId.
        methods.pop("head", None)
        operation = methods["get"]
        example = operation.pop("x-example")
        operation["responses"] = dict(sorted(operation["responses"].items()))
        for status, response in operation["responses"].items():
            _complete(int(status), response, example)
        for parameter in operation["parameters"]:
            _complete_parameter(parameter)
    schemas = document["components"]["schemas"]
    document["components"]["schemas"] = {
        name: schemas[name] for name in sorted(schemas) if not name.endswith("Parameters")
    }
    return document


def _complete(status: int, response: dict[str, Any], example: Any) -> None:
    response["description"] = STATUSES[status]
    if status < 400:
        response["headers"] = HEADERS | LOCATION if status == 301 else HEADERS
    if status == 200:
        response["content"][MEDIA_TYPE]["example"] = example
    elif status >= 400:
        problem = response["content"].pop(MEDIA_TYPE) | {"example": examples.problem(status)}
        response["content"] = {PROBLEM_TYPE: problem}


def _complete_parameter(parameter: dict[str, Any]) -> None:
    parameter.setdefault("description", DESCRIPTIONS.get(parameter["name"], ""))
    # A schema has a list of examples; a parameter has one, or a map of them.
    parameter.pop("examples", None)
    schema = parameter["schema"]
    if given := schema.pop("examples", None):
        parameter["example"] = given[0]
    # A parameter is left out; it is never null.
    choices = [choice for choice in schema.pop("anyOf", []) if choice != {"type": "null"}]
    for choice in choices:
        schema.update(choice)
    # Names that pydantic leaves as they are where a check stands before the number.
    for name, standard in (("ge", "minimum"), ("le", "maximum")):
        if name in schema:
            schema[standard] = schema.pop(name)
