"""Drafts, for those who were given a token by an editor."""

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query

from cms.api import answers, examples, nodes, schemas
from cms.api.api import call
from cms.api.parameters import PreviewParameters
from cms.api.problems import Problem
from cms.content.models import Preview


@call("preview/{token}", schemas.Draft, name="preview", summary="草稿预览", example=examples.DRAFT)
def preview(request: HttpRequest, token: str, query: Query[PreviewParameters]) -> HttpResponse:
    """草稿发布后的样子。token 由预览按钮给出，一小时内有效，草稿另存、发布、撤下或删除后失效。不得缓存或公开。"""
    found = Preview.from_token(token)
    if found is None:
        raise Problem(404, _("预览链接无效或已过期，请从编辑界面重新打开预览。"))
    # Kept as readable JSON; the canonical form is what addresses are completed in.
    text = answers.absolute(orjson.dumps(orjson.loads(found.document)).decode())
    content = (nodes.in_document(text) if query.body == "nodes" else text).encode()
    response = HttpResponse(b"" if request.method == "HEAD" else content, content_type=answers.MEDIA_TYPE)
    response.headers["Content-Length"] = str(len(content))
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
