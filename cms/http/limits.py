"""How often one client may ask what costs most: search and its completions. It holds without nginx and its limit."""

import ipaddress
import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver

from cms.http.client import address_of

logger = logging.getLogger(__name__)

PERIOD = 60
# Of every language, and of traditional characters, which have lost their prefix when the limit looks.
_CODES = "|".join(code for code, _name in settings.LANGUAGES)
LIMITED = re.compile(rf"/(?:(?:{_CODES})/)?search(?:/|$)|/api/v1/(?:search|suggest)(?:/|$)")


def limited(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 429 to a client that has asked search more than SEARCH_PER_MINUTE times in this minute."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if LIMITED.match(request.path_info) and (seconds := wait(request)):
            handler: Any = get_resolver().resolve_error_handler(429)
            return handler(request, seconds=seconds)
        return get_response(request)

    return middleware


def wait(request: HttpRequest) -> int:
    """Seconds after which the client may ask search again; 0 for at once. Counts this request."""
    client = _network(address_of(request))
    if not settings.SEARCH_PER_MINUTE or not client:
        return 0
    now = time.time()
    key = f"search:{client}:{now // PERIOD:.0f}"
    store = caches["limits"]
    try:
        store.add(key, 0, PERIOD)
        asked = store.incr(key)
    except ValueError:
        # Dropped by a full store in between.
        return 0
    except Exception as error:  # noqa: BLE001 -- each kind of cache has errors of its own, and none may cost an answer
        logger.warning("requests are not counted: %s", error)
        return 0
    return PERIOD - int(now % PERIOD) if asked > settings.SEARCH_PER_MINUTE else 0


def _network(address: str) -> str:
    """The client, or of IPv6 its network, of which one client has every address; nothing for our own machines."""
    if not address:
        return ""
    found = ipaddress.ip_address(address)
    if any(found in ipaddress.ip_network(proxy) for proxy in settings.TRUSTED_PROXIES):
        return ""
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((int(found), 64), strict=False))
