"""Answers as ready bytes, with the headers by which caches and clients keep copies."""

import hashlib
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

MEDIA_TYPE = "application/json"
# A cache asks again after a minute, and may go on serving what it has for a day while the portal is down.
CACHING = "public, max-age=60, stale-if-error=86400"


def absolute(text: str) -> str:
    """JSON text whose root-relative addresses are completed by the site's address.

    Inside a JSON text these sequences are addresses and nothing else, so that it need not be decoded: a quotation
    mark within a string is always escaped.
    """
    site = settings.SITE_URL
    text = (
        text.replace('"url":"/', f'"url":"{site}/')
        .replace('href=\\"/', f'href=\\"{site}/')
        .replace('src=\\"/', f'src=\\"{site}/')
    )
    # An address that begins with two strokes names another host.
    return text.replace(f"{site}//", "//")


def strong_tag(*parts: str) -> str:
    """Sixteen hexadecimal digits that differ when any of the parts does."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def unchanged(request: HttpRequest, tag: str) -> bool:
    """Whether the client has the answer already (RFC 9110 13.1.2: compared weakly, since proxies weaken tags)."""
    known = request.META.get("HTTP_IF_NONE_MATCH")
    if not known:
        return False
    return known.strip() == "*" or f'"{tag}"' in (each.strip().removeprefix("W/") for each in known.split(","))


def send(request: HttpRequest, content: str, tag: str, modified: datetime | None = None) -> HttpResponse:
    """The JSON text under its entity tag; without content for HEAD, and as 304 where the client has it already."""
    if unchanged(request, tag):
        return not_modified(tag, modified)
    body = content.encode()
    response = HttpResponse(b"" if request.method == "HEAD" else body, content_type=MEDIA_TYPE)
    response.headers["Content-Length"] = str(len(body))
    return _describe(response, tag, modified)


def not_modified(tag: str, modified: datetime | None = None) -> HttpResponse:
    """304: the client has it already."""
    response = HttpResponse(status=304)
    del response.headers["Content-Type"]
    return _describe(response, tag, modified)


def send_data(request: HttpRequest, data: Any) -> HttpResponse:
    """The answer that is made for this request, not stored."""
    text = absolute(orjson.dumps(data).decode())
    return send(request, text, strong_tag(text))


def _describe(response: HttpResponse, tag: str, modified: datetime | None) -> HttpResponse:
    headers = response.headers
    headers["ETag"] = f'"{tag}"'
    headers["Cache-Control"] = CACHING
    if modified:
        headers["Last-Modified"] = http_date(modified.timestamp())
    return response
