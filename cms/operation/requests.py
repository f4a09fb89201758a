"""The number of a request, and its line in the log."""

import ipaddress
import logging
import re
import secrets
import time
from collections.abc import Callable

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from cms.http.client import address_of
from cms.operation.health import PROBES
from cms.operation.logs import request_id, without_secrets

logger = logging.getLogger("cms.access")
_GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")
LONGEST = 500

Answer = Callable[[HttpRequest], HttpResponseBase]


def numbered(get_response: Answer) -> Answer:
    """Middleware, the outermost one: a request has a number, which its answer, its log lines and its errors show."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        token = request_id.set(number_of(request))
        began = time.monotonic()
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = request_id.get()
            if request.path_info not in PROBES:
                log(request, response, time.monotonic() - began)
            return response
        finally:
            request_id.reset(token)

    return middleware


def number_of(request: HttpRequest) -> str:
    """The number that a proxy of ours has given the request, else a new one."""
    given = request.headers.get("X-Request-ID", "")
    if _GIVEN.fullmatch(given) and _is_ours(request.META.get("REMOTE_ADDR") or "127.0.0.1"):
        return given
    return secrets.token_hex(8)


def _is_ours(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(proxy) for proxy in settings.TRUSTED_PROXIES)


def log(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """One line of JSON, in which nothing that a client has sent can begin another line."""
    size = response.headers.get("Content-Length") or (
        "" if response.streaming else len(getattr(response, "content", b""))
    )
    line = {
        "time": timezone.now().isoformat(timespec="milliseconds"),
        "request": request_id.get(),
        "address": address_of(request),
        "method": (request.method or "")[:20],
        "path": without_secrets(request.get_full_path())[:LONGEST],
        "status": response.status_code,
        "bytes": int(size) if str(size).isdecimal() else None,
        "ms": round(seconds * 1000),
        "agent": request.headers.get("User-Agent", "")[:120],
    }
    logger.info("%s", orjson.dumps(line).decode())
