"""Files are public only while public content names them.

Every document and image that a published page names by its structure is a link of its content item (`references`), so
whether a file may be served is one look at an index. What is not public is for those who may see it in the library or
in a page; whoever may not is told that there is nothing.
"""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import SuspiciousFileOperation
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils._os import safe_join
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry
from wagtail.utils.sendfile import sendfile

from cms.content.models import Link
from cms.content.ranges import part_of
from cms.content.references import file_kinds

NOT_PUBLIC = "private, no-store"


def file_texts(keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """Title and text of those documents that have a text, by number. The setting FILE_TEXTS names who knows them."""
    if not keys or not settings.FILE_TEXTS:
        return {}
    known: Callable[[Collection[str]], dict[str, tuple[str, str]]] = import_string(settings.FILE_TEXTS)
    return known(keys)


def is_public(file: Model) -> bool:
    """Whether a published content item names this document or image."""
    return Link.objects.filter(kind=file_kinds()[type(file)], target=str(file.pk)).exists()


def may_read(user: Any, file: Model) -> bool:
    """Whether the user of the administration may read the document or image although it is not public."""
    if not (user.is_authenticated and user.has_perm("wagtailadmin.access_admin")):
        return False
    allowed: bool = policy_registry.get_by_type(type(file)).user_has_permission_for_instance(user, "view", file)
    return allowed


def serve_document(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """An uploaded document, with the headers that Wagtail gives it; 404 when it is not public."""
    if document_id > 2**31 - 1:
        raise Http404
    document = get_object_or_404(get_document_model(), pk=document_id)
    public = is_public(document)
    if not public and not may_read(request.user, document):
        raise Http404
    response = serve(request, document_id, filename)
    return _mended(request, response if public else _private(response))


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """An image at one of its sizes; 404 when it is not public, and for everything else that is stored.

    Only the very name that the database holds is an address: no other way of writing the path leads to the file.
    """
    size = get_image_model().get_rendition_model().objects.filter(file=path).select_related("image").first()
    public = size is not None and size.is_shown and is_public(size.image)
    if not public and not (may_read(request.user, size.image) if size else _is_portrait(request, path)):
        raise Http404
    try:
        file = Path(safe_join(settings.MEDIA_ROOT, path))
    except SuspiciousFileOperation as error:
        raise Http404 from error
    if not file.is_file():
        raise Http404
    response = sendfile(request, str(file), attachment=False)
    response["Cache-Control"] = "public, max-age=300"
    response["X-Content-Type-Options"] = "nosniff"
    return _mended(request, response if public else _private(response))


def _is_portrait(request: HttpRequest, path: str) -> bool:
    """Whether the path is that of a portrait which somebody of the administration has put into his account."""
    user: Any = request.user
    if not (user.is_authenticated and user.has_perm("wagtailadmin.access_admin")):
        return False
    found: bool = get_user_model().objects.filter(wagtail_userprofile__avatar=path).exists()
    return found


def _private(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = NOT_PUBLIC
    patch_vary_headers(response, ["Cookie"])
    return response


def _mended(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What Wagtail serves, in parts where asked for, and without the name of an encoding that it writes for none."""
    if response.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
    return part_of(request, response)
