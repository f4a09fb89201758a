"""Files are public only while public content names them.

Every address below /media/ and /documents/ that a content item contains is one of its links (`LinkKind.FILE`), so
whether a file may be served is one look at an index. Drafts, non-public documents and files that nobody uses are
invisible to everyone who is not signed in to the administration.
"""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils._os import safe_join
from django.utils.module_loading import import_string
from wagtail.documents.views.serve import serve
from wagtail.utils.sendfile import sendfile

from cms.content.models import Link, LinkKind
from cms.content.ranges import part_of


def file_texts(addresses: Collection[str]) -> dict[str, tuple[str, str]]:
    """Title and text of those files that have a text, by address. The setting FILE_TEXTS names who knows them."""
    if not addresses or not settings.FILE_TEXTS:
        return {}
    known: Callable[[Collection[str]], dict[str, tuple[str, str]]] = import_string(settings.FILE_TEXTS)
    return known(addresses)


def is_public(address: str) -> bool:
    """Whether a published content item names this address."""
    return Link.objects.filter(kind=LinkKind.FILE, target=address).exists()


def may_read(request: HttpRequest, address: str) -> bool:
    """Whether the address is public, or the reader is signed in to the administration."""
    user: Any = request.user
    return is_public(address) or (user.is_authenticated and user.has_perm("wagtailadmin.access_admin"))


def serve_document(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """An uploaded document, with the headers that Wagtail gives it; 404 when it is not public."""
    if not may_read(request, f"/documents/{document_id}/"):
        raise Http404
    return _mended(request, serve(request, document_id, filename))


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """An image rendition; 404 when it is not public, also for originals and for documents by their file name."""
    if path.startswith("documents/") or not may_read(request, f"/media/{path}"):
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
    return _mended(request, response)


def _mended(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What Wagtail serves, in parts where asked for, and without the name of an encoding that it writes for none."""
    if response.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
    return part_of(request, response)
