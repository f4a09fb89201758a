"""Traditional Chinese: the Chinese pages as they stand, in other characters, below an address of their own.

Nothing is stored twice: `/zh-hant/…` answers with the page at `/…`, converted on its way out. Search engines are told
that the original is the page to keep (`canonical`), and not to index this one. Only addresses of the Chinese website
are answered there: whatever else stands below the prefix, say `/zh-hant/admin/`, is no page.
"""

import re
from collections.abc import Callable
from functools import cache

import opencc
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from cms.content.addresses import RESERVED_AT_TOP
from cms.website.frame import TRADITIONAL as PREFIX

# What is not a Chinese page keeps its address.
ELSEWHERE = r"static/|media/|documents/|api/|admin/|en/|bo/|zh-hant/|sitemap\.xml|robots\.txt|/"
# First steps of addresses that a Chinese page cannot have, but for what the website has itself in each language.
NO_PAGES = RESERVED_AT_TOP - {"feed", "search", "sitemap"}
_OWN_ADDRESS = re.compile(rf'(<(?:a|form)\b[^>]*?\s(?:href|action)=")(/(?!{ELSEWHERE})[^"]*)')
_LANGUAGE = re.compile(r'\blang="zh-hans"')
_HEAD_END = re.compile(r"</head>", re.IGNORECASE)
# The switch to the other script, which here leads back.
_SWITCH = re.compile(rf'<a class="script" href="{PREFIX}(/[^"]*)"[^>]*>[^<]*</a>')
_BACK = r'<a class="script" href="\1" hreflang="zh-Hans" lang="zh-Hans">简体</a>'
NO_INDEX = '<meta name="robots" content="noindex, follow">'


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def convert(markup: str) -> str:
    """The HTML page in traditional characters, with its own links below the traditional prefix."""
    markup = _converter().convert(markup)
    markup = _OWN_ADDRESS.sub(lambda found: f"{found[1]}{PREFIX}{found[2]}", markup)
    markup = _SWITCH.sub(_BACK, _LANGUAGE.sub('lang="zh-Hant"', markup))
    return markup if 'name="robots"' in markup else _HEAD_END.sub(f"{NO_INDEX}</head>", markup, count=1)


def is_page(path: str) -> bool:
    """Whether the website answers at this address in Chinese, or sends from it to the one that ends in a stroke."""
    if path.split("/")[1] in NO_PAGES:
        return False
    try:
        resolve(path if path.endswith("/") or "." in path else f"{path}/", "cms.website.urls")
    except Resolver404:
        return False
    return True


def traditional(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer addresses below /zh-hant/ with the page at the address without it; 404 for what is no page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(f"{PREFIX}/"):
            return get_response(request)
        if not is_page(request.path_info.removeprefix(PREFIX)):
            raise Http404
        request.path_info = request.path_info.removeprefix(PREFIX)
        request.path = request.path.replace(PREFIX, "", 1)
        response = get_response(request)
        if location := response.get("Location"):
            if location.startswith("/") and not re.match(rf"/(?:{ELSEWHERE})", location):
                response["Location"] = PREFIX + location
        elif response.get("Content-Type", "").startswith("text/html") and not response.streaming and response.content:
            response.content = convert(response.content.decode()).encode()
            response["Content-Length"] = str(len(response.content))
            response["Content-Language"] = "zh-Hant"
        return response

    return middleware
